import { id, RecordingRules, RecordingSettings, SaveLineRecording, SaveNotice } from '@sibai/contracts';
import type { LineId } from '@sibai/kernel';
import { Body, Controller, Get, Param, Post, Put } from '@nestjs/common';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { RecordingRulesService } from './rules.service.js';

@Controller('recording-rules')
export class RecordingRulesController {
  constructor(private readonly rules: RecordingRulesService) {}

  @Allow('recording.rules')
  @Get()
  @Answers(RecordingRules)
  list(): Promise<RecordingRules> {
    return this.rules.rules();
  }

  @Allow('recording.rules')
  @Post('notices')
  @Answers(RecordingRules, 201)
  supersede(@Me() me: Me, @Body({ schema: SaveNotice }) notice: SaveNotice): Promise<RecordingRules> {
    return this.rules.supersede(me, notice);
  }

  @Allow('recording.rules')
  @Put('settings')
  @Answers(RecordingRules)
  set(@Me() me: Me, @Body({ schema: RecordingSettings }) settings: RecordingSettings): Promise<RecordingRules> {
    return this.rules.set(me, settings);
  }

  @Allow('recording.rules')
  @Put('lines/:id')
  @Answers(RecordingRules)
  setLine(
    @Me() me: Me,
    @Param('id', { schema: id<'Line'>() }) line: LineId,
    @Body({ schema: SaveLineRecording }) { policy }: SaveLineRecording,
  ): Promise<RecordingRules> {
    return this.rules.setLine(me, line, policy);
  }
}
