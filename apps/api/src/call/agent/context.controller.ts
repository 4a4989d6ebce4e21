import { CallContext, Contact, id, IdentifyCaller, SaidSentences } from '@sibai/contracts';
import type { AgentId, CallId } from '@sibai/kernel';
import { Body, Controller, Get, HttpCode, Param, Put } from '@nestjs/common';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { ContextService } from './context.service.js';

const agentOf = ({ userId }: Me): AgentId => userId as string as AgentId;
const callId = id<'Call'>();

@Controller('agent/calls/:callId')
export class ContextController {
  constructor(private readonly contexts: ContextService) {}

  @Allow('agent.work')
  @Get('context')
  @Answers(CallContext)
  context(@Me() me: Me, @Param('callId', { schema: callId }) call: CallId): Promise<CallContext> {
    return this.contexts.of(agentOf(me), call);
  }

  @Allow('agent.work')
  @Put('contact')
  @Answers(Contact)
  identify(
    @Me() me: Me,
    @Param('callId', { schema: callId }) call: CallId,
    @Body({ schema: IdentifyCaller }) who: IdentifyCaller,
  ): Promise<Contact> {
    return this.contexts.identify(me, agentOf(me), call, who);
  }

  @Allow('agent.work')
  @Put('script')
  @HttpCode(204)
  say(
    @Me() me: Me,
    @Param('callId', { schema: callId }) call: CallId,
    @Body({ schema: SaidSentences }) said: SaidSentences,
  ): Promise<void> {
    return this.contexts.say(agentOf(me), call, said);
  }
}
