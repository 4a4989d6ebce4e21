import { CallWaiting, id } from '@sibai/contracts';
import type { CallId } from '@sibai/kernel';
import { Controller, Get, Param } from '@nestjs/common';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { Floor } from '../floor.js';

@Controller()
export class WaitingController {
  constructor(private readonly floor: Floor) {}

  /** Why a caller still waits, as the router sees it at this moment. */
  @Allow('call.view')
  @Get('calls/:id/waiting')
  @Answers(CallWaiting)
  waiting(@Me() { tenantId }: Me, @Param('id', { schema: id<'Call'>() }) call: CallId): CallWaiting {
    const trace = this.floor.explain(tenantId, call);
    if (!trace) return { waiting: null };
    const place = this.floor.place(tenantId, call)?.place ?? null;
    return { waiting: { place, estimate: this.floor.estimate(tenantId, call), trace: { ...trace } } };
  }
}
