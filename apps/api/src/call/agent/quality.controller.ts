import { CallQuality, id, SendQuality } from '@sibai/contracts';
import type { AgentId, CallId } from '@sibai/kernel';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { QualityService } from './quality.service.js';

@Controller()
export class QualityController {
  constructor(private readonly quality: QualityService) {}

  @Allow('agent.work')
  @Post('agent/calls/:callId/quality')
  @HttpCode(204)
  add(
    @Me() me: Me,
    @Param('callId', { schema: id<'Call'>() }) call: CallId,
    @Body({ schema: SendQuality }) samples: SendQuality,
  ): Promise<void> {
    return this.quality.add(me.tenantId, me.userId as string as AgentId, call, samples);
  }

  @Allow('call.view')
  @Get('calls/:callId/quality')
  @Answers(CallQuality)
  of(@Param('callId', { schema: id<'Call'>() }) call: CallId): Promise<CallQuality> {
    return this.quality.of(call);
  }
}
