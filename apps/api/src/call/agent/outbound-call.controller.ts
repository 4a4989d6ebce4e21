import { CliPreview, id, OutboundMeans, PlaceCall, PlacedCall, RecentCall } from '@sibai/contracts';
import type { AgentId, CallId } from '@sibai/kernel';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { OutboundCallService } from './outbound-call.service.js';

const agentOf = ({ userId }: Me): AgentId => userId as string as AgentId;

@Controller('agent')
export class OutboundCallController {
  constructor(private readonly calls: OutboundCallService) {}

  @Allow('agent.work')
  @Get('outbound')
  @Answers(OutboundMeans)
  means(@Me() me: Me): Promise<OutboundMeans> {
    return this.calls.means(agentOf(me));
  }

  @Allow('agent.work')
  @Get('outbound/preview')
  @Answers(CliPreview)
  preview(@Me() me: Me, @Query({ schema: PlaceCall }) wish: PlaceCall): Promise<CliPreview> {
    return this.calls.preview(me, agentOf(me), wish);
  }

  /** The agent's own phone is called first and answers by itself, then the number. */
  @Allow('agent.work')
  @Post('calls')
  @Answers(PlacedCall, 201)
  async place(@Me() me: Me, @Body({ schema: PlaceCall }) wish: PlaceCall): Promise<PlacedCall> {
    return { callId: await this.calls.place(me, agentOf(me), wish) };
  }

  @Allow('agent.work')
  @Get('calls/recent')
  @Answers([RecentCall])
  recent(@Me() me: Me): Promise<RecentCall[]> {
    return this.calls.recent(agentOf(me));
  }

  /** Gives up a call while the number still rings. */
  @Allow('agent.work')
  @Delete('calls/:callId')
  @HttpCode(204)
  giveUp(@Me() me: Me, @Param('callId', { schema: id<'Call'>() }) call: CallId): Promise<void> {
    return this.calls.giveUp(agentOf(me), call);
  }
}
