import { AddParty, CollectKeys, Desk, id, SetHold, TransferCall } from '@sibai/contracts';
import type { AgentId, CallId, LegId } from '@sibai/kernel';
import { Body, Controller, Delete, HttpCode, Param, Post } from '@nestjs/common';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { CallControlService } from './call-control.service.js';

/** The agent on the call. */
const on = (me: Me, call: CallId) => ({ tenant: me.tenantId, agent: me.userId as string as AgentId, call });

const CALL = { schema: id<'Call'>() };

@Controller('agent/calls/:callId')
export class CallControlController {
  constructor(private readonly control: CallControlService) {}

  @Allow('agent.work')
  @Post('hold')
  @HttpCode(200)
  @Answers(Desk)
  hold(@Me() me: Me, @Param('callId', CALL) call: CallId, @Body({ schema: SetHold }) wish: SetHold): Promise<Desk> {
    return this.control.hold(on(me, call), wish.on);
  }

  @Allow('agent.work')
  @Post('transfer')
  @HttpCode(200)
  @Answers(Desk)
  transfer(
    @Me() me: Me,
    @Param('callId', CALL) call: CallId,
    @Body({ schema: TransferCall }) wish: TransferCall,
  ): Promise<Desk> {
    return this.control.transfer(on(me, call), wish);
  }

  @Allow('agent.work')
  @Post('consult/complete')
  @HttpCode(200)
  @Answers(Desk)
  complete(@Me() me: Me, @Param('callId', CALL) call: CallId): Promise<Desk> {
    return this.control.endConsult(on(me, call), 'consult_complete');
  }

  @Allow('agent.work')
  @Post('consult/cancel')
  @HttpCode(200)
  @Answers(Desk)
  cancel(@Me() me: Me, @Param('callId', CALL) call: CallId): Promise<Desk> {
    return this.control.endConsult(on(me, call), 'consult_cancel');
  }

  @Allow('agent.work')
  @Post('consult/swap')
  @HttpCode(200)
  @Answers(Desk)
  swap(@Me() me: Me, @Param('callId', CALL) call: CallId): Promise<Desk> {
    return this.control.endConsult(on(me, call), 'consult_swap');
  }

  @Allow('agent.work')
  @Post('consult/merge')
  @HttpCode(200)
  @Answers(Desk)
  merge(@Me() me: Me, @Param('callId', CALL) call: CallId): Promise<Desk> {
    return this.control.endConsult(on(me, call), 'consult_merge');
  }

  @Allow('agent.work')
  @Post('parties')
  @HttpCode(200)
  @Answers(Desk)
  add(@Me() me: Me, @Param('callId', CALL) call: CallId, @Body({ schema: AddParty }) wish: AddParty): Promise<Desk> {
    return this.control.add(on(me, call), wish);
  }

  @Allow('agent.work')
  @Delete('parties/:leg')
  @Answers(Desk)
  drop(
    @Me() me: Me,
    @Param('callId', CALL) call: CallId,
    @Param('leg', { schema: id<'Leg'>() }) leg: LegId,
  ): Promise<Desk> {
    return this.control.drop(on(me, call), leg);
  }

  /** Asks the caller to key something in, heard by nobody and not recorded. */
  @Allow('agent.work')
  @Post('collect')
  @HttpCode(200)
  @Answers(Desk)
  collect(
    @Me() me: Me,
    @Param('callId', CALL) call: CallId,
    @Body({ schema: CollectKeys }) asked: CollectKeys,
  ): Promise<Desk> {
    return this.control.collect(on(me, call), asked);
  }

  @Allow('agent.work')
  @Delete('collect')
  @Answers(Desk)
  collectNoMore(@Me() me: Me, @Param('callId', CALL) call: CallId): Promise<Desk> {
    return this.control.collectNoMore(on(me, call));
  }

  /** The page is about to go: the caller hears music until the desk attaches. Sent as a beacon, so without a body. */
  @Allow('agent.work')
  @Post('away')
  @HttpCode(204)
  away(@Me() me: Me, @Param('callId', CALL) call: CallId): Promise<void> {
    return this.control.away(on(me, call));
  }

  /** The desk is back: its present phone is rung with the header `X-Sibai-Attach`. */
  @Allow('agent.work')
  @Post('attach')
  @HttpCode(200)
  @Answers(Desk)
  attach(@Me() me: Me, @Param('callId', CALL) call: CallId): Promise<Desk> {
    return this.control.attach(on(me, call));
  }
}
