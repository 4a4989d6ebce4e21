import { id, PauseRecording, RecordingState } from '@sibai/contracts';
import type { CallId } from '@sibai/kernel';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { RecordingPauseService } from './recording-pause.service.js';

@Controller()
export class RecordingPauseController {
  constructor(private readonly pauses: RecordingPauseService) {}

  /** By the agent who is on the call: `card` when a card number is about to be told. */
  @Allow('agent.work')
  @Post('agent/calls/:callId/recording')
  @HttpCode(200)
  @Answers(RecordingState)
  byAgent(
    @Me() me: Me,
    @Param('callId', { schema: id<'Call'>() }) call: CallId,
    @Body({ schema: PauseRecording }) { paused, card }: PauseRecording,
  ): Promise<RecordingState> {
    return this.pauses.byAgent(me, call, paused, card ? 'card' : 'agent');
  }

  /** By a program of the enterprise's, or by whoever leads: a form that takes a card number pauses while it is open. */
  @Allow('recording.pause')
  @Post('calls/:callId/recording')
  @HttpCode(200)
  @Answers(RecordingState)
  byProgram(
    @Me() me: Me,
    @Param('callId', { schema: id<'Call'>() }) call: CallId,
    @Body({ schema: PauseRecording }) { paused, card }: PauseRecording,
  ): Promise<RecordingState> {
    return this.pauses.set(me, call, paused, card ? 'card' : 'api');
  }
}
