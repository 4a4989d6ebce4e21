import {
  ExportQuery,
  id,
  Listen,
  ListeningPermit,
  PermitQuery,
  RecordingExports,
  RecordingPage,
  RecordingQuery,
  Waveform,
} from '@sibai/contracts';
import type { RecordingId } from '@sibai/kernel';
import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { Request, Response } from 'express';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { Evidence } from './evidence.js';
import { Exports } from './exports.js';
import { Hearing } from './hearing.js';
import { sendFile, sendSound } from './send-sound.js';

@Controller('recordings')
export class RecordingController {
  constructor(
    private readonly hearing: Hearing,
    private readonly exports: Exports,
    private readonly evidence: Evidence,
  ) {}

  @Allow('recording.play')
  @Get()
  @Answers(RecordingPage)
  page(@Query({ schema: RecordingQuery }) query: RecordingQuery): Promise<RecordingPage> {
    return this.hearing.page(query);
  }

  @Allow('recording.play')
  @Post(':id/listen')
  @Answers(ListeningPermit, 201)
  listen(
    @Me() me: Me,
    @Param('id', { schema: id<'Recording'>() }) recording: RecordingId,
    @Body({ schema: Listen }) body: Listen,
    @Req() { ip }: Request,
  ): Promise<ListeningPermit> {
    return this.hearing.listen(me, recording, body, ip ?? '');
  }

  /** Stereo WAV, agent left and caller right, decrypted on the way. */
  @Allow('recording.play')
  @Get(':id/audio')
  @ApiProduces('audio/wav')
  async audio(
    @Me() me: Me,
    @Param('id', { schema: id<'Recording'>() }) recording: RecordingId,
    @Query({ schema: PermitQuery }) { permit }: PermitQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const opened = await this.hearing.open(me, recording, permit);
    const sound = await this.exports.sound(opened);
    await sendSound(sound, request, response, (from, to) => this.hearing.sent(opened, from, to));
  }

  @Allow('recording.play')
  @Get(':id/waveform')
  @Answers(Waveform)
  async waveform(
    @Me() me: Me,
    @Param('id', { schema: id<'Recording'>() }) recording: RecordingId,
    @Query({ schema: PermitQuery }) { permit }: PermitQuery,
  ): Promise<Waveform> {
    return this.hearing.waveform(await this.hearing.open(me, recording, permit));
  }

  /** A file to keep: its hash is in the answer's head, and on record. */
  @Allow('recording.play')
  @Get(':id/export')
  @ApiProduces('audio/wav', 'audio/mpeg')
  async export(
    @Me() me: Me,
    @Param('id', { schema: id<'Recording'>() }) recording: RecordingId,
    @Query({ schema: ExportQuery }) { permit, as }: ExportQuery,
    @Res() response: Response,
  ): Promise<void> {
    const opened = await this.hearing.open(me, recording, permit);
    const handed = await this.exports[as](me, opened);
    await sendFile(response, `recording-${recording}.${as}`, as === 'wav' ? 'audio/wav' : 'audio/mpeg', handed);
  }

  @Allow('recording.play')
  @Get(':id/exports')
  @Answers(RecordingExports)
  async exported(
    @Me() me: Me,
    @Param('id', { schema: id<'Recording'>() }) recording: RecordingId,
    @Query({ schema: PermitQuery }) { permit }: PermitQuery,
  ): Promise<RecordingExports> {
    return this.exports.list(await this.hearing.open(me, recording, permit));
  }

  /** All that proves the recording, as a PDF that a stranger can check. */
  @Allow('recording.evidence')
  @Get(':id/evidence')
  @ApiProduces('application/pdf')
  async sheet(
    @Me() me: Me,
    @Param('id', { schema: id<'Recording'>() }) recording: RecordingId,
    @Query({ schema: PermitQuery }) { permit }: PermitQuery,
    @Res() response: Response,
  ): Promise<void> {
    const opened = await this.hearing.open(me, recording, permit);
    const handed = await this.exports.evidence(me, opened, await this.evidence.sheet(me, opened));
    await sendFile(response, `evidence-${recording}.pdf`, 'application/pdf', handed);
  }
}
