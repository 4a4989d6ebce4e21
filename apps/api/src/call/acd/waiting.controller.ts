import { CallWaiting, Desk, ExtendWrapUp, id } from '@sibai/contracts';
import { type AgentId, type CallId, DomainError } from '@sibai/kernel';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { DeskService } from '../agent/desk.service.js';
import { Floor } from '../floor.js';

/** What the router knows of a moment, and is asked for in it. */
@Controller()
export class WaitingController {
  constructor(
    private readonly floor: Floor,
    private readonly desks: DeskService,
  ) {}

  /** Why a caller still waits, as of now. */
  @Allow('call.view')
  @Get('calls/:id/waiting')
  @Answers(CallWaiting)
  waiting(@Me() me: Me, @Param('id', { schema: id<'Call'>() }) call: CallId): CallWaiting {
    const trace = this.floor.explain(me.tenantId, call);
    const place = this.floor.place(me.tenantId, call);
    if (!trace) return { waiting: null };
    return {
      waiting: {
        place: place?.place ?? null,
        estimate: this.floor.estimate(me.tenantId, call),
        trace: { ...trace },
      },
    };
  }

  @Allow('agent.work')
  @Post('agent/wrap-up')
  @HttpCode(200)
  @Answers(Desk)
  extend(@Me() me: Me, @Body({ schema: ExtendWrapUp }) { minutes }: ExtendWrapUp): Promise<Desk> {
    const agent = me.userId as string as AgentId;
    if (!this.floor.extendWrapUp(me.tenantId, agent, minutes * 60_000)) throw new DomainError('agent.no_more_wrap_up');
    return this.desks.desk(me.tenantId, agent);
  }
}
