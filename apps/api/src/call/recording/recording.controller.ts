import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

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
import { Exports, type Handed } from './exports.js';
import { Hearing } from './hearing.js';
import { sendSound } from './send-sound.js';

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
    await hand(response, `recording-${recording}.${as}`, as === 'wav' ? 'audio/wav' : 'audio/mpeg', handed);
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
    await hand(response, `evidence-${recording}.pdf`, 'application/pdf', handed);
  }
}

/** Sends a file whole; a listener who hangs up has had what was sent. */
async function hand(response: Response, name: string, type: string, { sha256, bytes, body }: Handed): Promise<void> {
  const parts = body[Symbol.asyncIterator]();
  // The first part before the first byte of an answer: a damaged recording is then refused in words.
  const first = await parts.next();
  response.attachment(name).set({
    'Cache-Control': 'private, no-store',
    'Content-Length': String(bytes),
    'Content-Type': type,
    'Repr-Digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
  });
  async function* rest(): AsyncGenerator<Uint8Array> {
    for (let part = first; !part.done; part = await parts.next()) yield part.value;
  }
  await pipeline(Readable.from(rest(), { objectMode: false }), response).catch(() => response.destroy());
}
