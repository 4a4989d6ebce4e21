import { CreateFlow, FlowDetail, FlowSummary, id, PublishFlow } from '@sibai/contracts';
import type { FlowId } from '@sibai/kernel';
import { Body, Controller, Get, Param, Post } from '@nestjs/common';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { FlowService } from './flow.service.js';

@Controller('flows')
export class FlowController {
  constructor(private readonly flows: FlowService) {}

  @Allow('flow.view')
  @Get()
  @Answers([FlowSummary])
  list(): Promise<FlowSummary[]> {
    return this.flows.list();
  }

  @Allow('flow.view')
  @Get(':id')
  @Answers(FlowDetail)
  get(@Param('id', { schema: id<'Flow'>() }) flowId: FlowId): Promise<FlowDetail> {
    return this.flows.get(flowId);
  }

  @Allow('flow.manage')
  @Post()
  @Answers(FlowDetail, 201)
  create(@Me() me: Me, @Body({ schema: CreateFlow }) body: CreateFlow): Promise<FlowDetail> {
    return this.flows.create(me, body);
  }

  @Allow('flow.manage')
  @Post(':id/versions')
  @Answers(FlowDetail, 201)
  publish(
    @Me() me: Me,
    @Param('id', { schema: id<'Flow'>() }) flowId: FlowId,
    @Body({ schema: PublishFlow }) body: PublishFlow,
  ): Promise<FlowDetail> {
    return this.flows.publish(me, flowId, body);
  }
}
