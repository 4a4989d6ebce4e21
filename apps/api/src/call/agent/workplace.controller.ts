import { Directory, DirectoryQuery, id, SaveNotes, Workday } from '@sibai/contracts';
import type { AgentId, CallId } from '@sibai/kernel';
import { Controller, Get, Param, Query } from '@nestjs/common';

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
  @Get('calls/:callId/notes')
  @Answers(SaveNotes)
  notes(@Me() me: Me, @Param('callId', { schema: id<'Call'>() }) call: CallId): Promise<SaveNotes> {
    return this.workplace.notes(me.tenantId, me.userId as string as AgentId, call);
  }

  @Allow('agent.work')
  @Get('day')
  @Answers(Workday)
  day(@Me() me: Me): Promise<Workday> {
    return this.workplace.day(me.tenantId, me.userId as string as AgentId);
  }
}
