import { Desk, id, PhoneAccount, SaveNotes, SetPresence, TakePhone } from '@sibai/contracts';
import type { AgentId, CallId } from '@sibai/kernel';
import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { DeskService } from './desk.service.js';
import { Phones } from './phones.js';

/** An agent is the user that is signed in. */
const agentOf = ({ userId }: Me): AgentId => userId as string as AgentId;

@Controller()
export class DeskController {
  constructor(
    private readonly desks: DeskService,
    private readonly phones: Phones,
  ) {}

  @Allow('agent.work')
  @Get('agent/desk')
  @Answers(Desk)
  desk(@Me() me: Me): Promise<Desk> {
    return this.desks.desk(me.tenantId, agentOf(me));
  }

  @Allow('agent.work')
  @Put('agent/presence')
  @Answers(Desk)
  choose(@Me() me: Me, @Body({ schema: SetPresence }) wish: SetPresence): Promise<Desk> {
    return this.desks.choose(me.tenantId, agentOf(me), wish);
  }

  /** A fresh SIP account for this agent's browser, if it has the seat; the one before ends. */
  @Allow('agent.work')
  @Post('agent/phone')
  @Answers(PhoneAccount, 201)
  phone(@Me() me: Me, @Body({ schema: TakePhone }) { seat }: TakePhone): Promise<PhoneAccount> {
    return this.phones.forAgent(me.tenantId, agentOf(me), seat);
  }

  @Allow('agent.work')
  @Put('agent/calls/:callId/notes')
  @HttpCode(204)
  notes(
    @Me() me: Me,
    @Param('callId', { schema: id<'Call'>() }) call: CallId,
    @Body({ schema: SaveNotes }) notes: SaveNotes,
  ): Promise<void> {
    return this.desks.saveNotes(me.tenantId, agentOf(me), call, notes);
  }

  /** A SIP account to call the tenant's own lines with, from the browser. */
  @Allow('call.test')
  @Post('calls/test/phone')
  @Answers(PhoneAccount, 201)
  tester(@Me() me: Me): Promise<PhoneAccount> {
    return this.phones.forTester(me.tenantId);
  }
}
