import { Directory, DirectoryQuery, Workday } from '@sibai/contracts';
import type { AgentId } from '@sibai/kernel';
import { Controller, Get, Query } from '@nestjs/common';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { WorkplaceService } from './workplace.service.js';

@Controller('agent')
export class WorkplaceController {
  constructor(private readonly workplace: WorkplaceService) {}

  @Allow('agent.work')
  @Get('directory')
  @Answers(Directory)
  directory(@Me() me: Me, @Query({ schema: DirectoryQuery }) { callId }: DirectoryQuery): Promise<Directory> {
    return this.workplace.directory(me.tenantId, me.userId as string as AgentId, callId);
  }

  @Allow('agent.work')
  @Get('day')
  @Answers(Workday)
  day(@Me() me: Me): Promise<Workday> {
    return this.workplace.day(me.tenantId, me.userId as string as AgentId);
  }
}
