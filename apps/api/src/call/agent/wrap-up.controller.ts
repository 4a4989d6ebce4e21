import { Desk, ExtendWrapUp } from '@sibai/contracts';
import { type AgentId, DomainError } from '@sibai/kernel';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { Floor } from '../floor.js';
import { DeskService } from './desk.service.js';

@Controller()
export class WrapUpController {
  constructor(
    private readonly floor: Floor,
    private readonly desks: DeskService,
  ) {}

  /** More time to write up a call, where the group lets its agents have it. */
  @Allow('agent.work')
  @Post('agent/wrap-up')
  @HttpCode(200)
  @Answers(Desk)
  extend(@Me() { tenantId, userId }: Me, @Body({ schema: ExtendWrapUp }) { minutes }: ExtendWrapUp): Promise<Desk> {
    const agent = userId as string as AgentId;
    if (!this.floor.extendWrapUp(tenantId, agent, minutes * 60_000)) throw new DomainError('agent.no_more_wrap_up');
    return this.desks.desk(tenantId, agent);
  }
}
