import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { id, Listen, ListeningPermit, PermitQuery, RecordingPage, RecordingQuery, Waveform } from '@sibai/contracts';
import type { RecordingId } from '@sibai/kernel';
import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { Request, Response } from 'express';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { Hearing, type Opened } from './hearing.js';
import { Vault } from './vault.js';
import { WAV_HEADER_BYTES, wavHeader } from './wav.js';

@Controller('recordings')
export class RecordingController {
  constructor(
    private readonly hearing: Hearing,
    private readonly vault: Vault,
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
    await this.#send(await this.hearing.open(me, recording, permit), request, response);
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

  /** The same as a file to keep. */
  @Allow('recording.play')
  @Get(':id/export')
  @ApiProduces('audio/wav')
  async export(
    @Me() me: Me,
    @Param('id', { schema: id<'Recording'>() }) recording: RecordingId,
    @Query({ schema: PermitQuery }) { permit }: PermitQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const opened = await this.hearing.open(me, recording, permit);
    await this.hearing.exported(me, opened, 'wav');
    response.attachment(`recording-${recording}.wav`);
    await this.#send(opened, request, response);
  }

  async #send(opened: Opened, request: Request, response: Response): Promise<void> {
    const bytes = await this.vault.size(opened.tenantId, opened.id);
    const total = WAV_HEADER_BYTES + bytes;

    const ranges = request.range(total);
    if (ranges === -1) {
      response.status(416).set('Content-Range', `bytes */${total}`).end();
      return;
    }
    // More than one range is not worth a multipart answer: the whole is a right answer to that too.
    const asked = Array.isArray(ranges) && ranges.length === 1 ? ranges[0] : undefined;
    const { start, end } = asked ?? { start: 0, end: total - 1 };
    const from = Math.max(0, start - WAV_HEADER_BYTES);
    const to = Math.max(0, end + 1 - WAV_HEADER_BYTES);
    const audio = this.vault.read(opened.tenantId, opened.id, opened.wrappedKey, from, to);
    // The first chunk before the first byte of an answer: a damaged recording is then refused in words.
    const first = await audio.next();
    if (asked) response.status(206).set('Content-Range', `bytes ${start}-${end}/${total}`);
    response.set({
      'Accept-Ranges': 'bytes',
      'Cache-Control': 'private, no-store',
      'Content-Length': String(end - start + 1),
      'Content-Type': 'audio/wav',
    });
    let sent = from;
    async function* parts(): AsyncGenerator<Buffer> {
      const head = wavHeader(bytes).subarray(start, end + 1);
      if (head.length > 0) yield head;
      if (first.done) return;
      yield first.value;
      sent += first.value.length;
      for await (const part of audio) {
        yield part;
        sent += part.length;
      }
    }
    // A listener who skips about hangs up on most of what was asked for; a damaged chunk ends the answer short.
    await pipeline(Readable.from(parts(), { objectMode: false }), response).catch(() => response.destroy());
    await this.hearing.sent(opened, from, sent);
  }
}
