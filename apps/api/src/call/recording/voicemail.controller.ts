import {
  HandleVoicemail,
  id,
  Listen,
  ListeningPermit,
  PermitQuery,
  Voicemail,
  VoicemailPage,
  VoicemailQuery,
} from '@sibai/contracts';
import type { RecordingId } from '@sibai/kernel';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { Request, Response } from 'express';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { Exports } from './exports.js';
import { Hearing } from './hearing.js';
import { sendSound } from './send-sound.js';
import { VoicemailService } from './voicemail.service.js';

const ID = { schema: id<'Recording'>() };

@Controller('voicemails')
export class VoicemailController {
  constructor(
    private readonly voicemails: VoicemailService,
    private readonly hearing: Hearing,
    private readonly exports: Exports,
  ) {}

  @Allow('voicemail.view')
  @Get()
  @Answers(VoicemailPage)
  page(@Me() me: Me, @Query({ schema: VoicemailQuery }) query: VoicemailQuery): Promise<VoicemailPage> {
    return this.voicemails.page(me, query);
  }

  @Allow('voicemail.view')
  @Post(':id/handled')
  @HttpCode(200)
  @Answers(Voicemail)
  handle(
    @Me() me: Me,
    @Param('id', ID) message: RecordingId,
    @Body({ schema: HandleVoicemail }) body: HandleVoicemail,
  ): Promise<Voicemail> {
    return this.voicemails.handle(me, message, body);
  }

  /** Who listens says why, as with every recording. */
  @Allow('voicemail.view')
  @Post(':id/listen')
  @Answers(ListeningPermit, 201)
  async listen(
    @Me() me: Me,
    @Param('id', ID) message: RecordingId,
    @Body({ schema: Listen }) body: Listen,
    @Req() { ip }: Request,
  ): Promise<ListeningPermit> {
    await this.voicemails.insist(me, message);
    return this.hearing.listen(me, message, body, ip ?? '');
  }

  @Allow('voicemail.view')
  @Get(':id/audio')
  @ApiProduces('audio/wav')
  async audio(
    @Me() me: Me,
    @Param('id', ID) message: RecordingId,
    @Query({ schema: PermitQuery }) { permit }: PermitQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.voicemails.insist(me, message);
    const opened = await this.hearing.open(me, message, permit);
    const sound = await this.exports.sound(opened);
    await sendSound(sound, request, response, (from, to) => this.hearing.sent(opened, from, to));
  }
}
