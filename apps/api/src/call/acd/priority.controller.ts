import { AcdSettings, id, LinePriority, SetLinePriority } from '@sibai/contracts';
import type { LineId } from '@sibai/kernel';
import { Body, Controller, Get, Param, Put } from '@nestjs/common';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { PriorityService } from './priority.service.js';

@Controller('priorities')
export class PriorityController {
  constructor(private readonly priorities: PriorityService) {}

  @Allow('group.view')
  @Get()
  @Answers(AcdSettings)
  settings(): Promise<AcdSettings> {
    return this.priorities.settings();
  }

  @Allow('group.manage')
  @Put()
  @Answers(AcdSettings)
  save(@Me() me: Me, @Body({ schema: AcdSettings }) body: AcdSettings): Promise<AcdSettings> {
    return this.priorities.save(me, body);
  }

  @Allow('group.view')
  @Get('lines')
  @Answers([LinePriority])
  lines(): Promise<LinePriority[]> {
    return this.priorities.lines();
  }

  @Allow('group.manage')
  @Put('lines/:id')
  @Answers(LinePriority)
  setLine(
    @Me() me: Me,
    @Param('id', { schema: id<'Line'>() }) lineId: LineId,
    @Body({ schema: SetLinePriority }) { priority }: SetLinePriority,
  ): Promise<LinePriority> {
    return this.priorities.setLine(me, lineId, priority);
  }
}
