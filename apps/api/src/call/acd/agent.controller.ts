import { Agent, id, SetSkills } from '@sibai/contracts';
import type { AgentId } from '@sibai/kernel';
import { Body, Controller, Get, Param, Put } from '@nestjs/common';

import { Allow } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { AgentService } from './agent.service.js';

@Controller('agents')
export class AgentController {
  constructor(private readonly agents: AgentService) {}

  @Allow('user.view')
  @Get()
  @Answers([Agent])
  list(): Promise<Agent[]> {
    return this.agents.list();
  }

  @Allow('group.manage')
  @Put(':id/skills')
  @Answers(Agent)
  async setSkills(
    @Param('id', { schema: id<'Agent'>() }) agentId: AgentId,
    @Body({ schema: SetSkills }) body: SetSkills,
  ): Promise<Agent> {
    return (await this.agents.setSkills(agentId, () => body.skills)).agent;
  }
}
