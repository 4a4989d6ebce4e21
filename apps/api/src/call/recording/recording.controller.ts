import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { id } from '@sibai/contracts';
import { DomainError, type RecordingId } from '@sibai/kernel';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { Request, Response } from 'express';

import { Allow, Me } from '../../platform/auth.js';
import { Db } from '../../platform/db.js';
import { Vault } from './vault.js';
import { WAV_HEADER_BYTES, wavHeader } from './wav.js';

@Controller()
export class RecordingController {
  constructor(
    private readonly db: Db,
    private readonly vault: Vault,
  ) {}

  /** Stereo WAV, agent left and caller right, decrypted on the way. Each listening is audited once, at its beginning. */
  @Allow('recording.play')
  @Get('recordings/:id/audio')
  @ApiProduces('audio/wav')
  async audio(
    @Me() me: Me,
    @Param('id', { schema: id<'Recording'>() }) recording: RecordingId,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const wrappedKey = await this.#open(me, recording, !request.headers.range?.match(/^bytes=[1-9]/));
    const bytes = await this.vault.size(me.tenantId, recording);
    const total = WAV_HEADER_BYTES + bytes;

    const ranges = request.range(total);
    if (ranges === -1) {
      response.status(416).set('Content-Range', `bytes */${total}`).end();
      return;
    }
    // More than one range is not worth a multipart answer: the whole is a right answer to that too.
    const asked = Array.isArray(ranges) && ranges.length === 1 ? ranges[0] : undefined;
    const { start, end } = asked ?? { start: 0, end: total - 1 };
    const audio = this.vault.read(
      me.tenantId,
      recording,
      wrappedKey,
      Math.max(0, start - WAV_HEADER_BYTES),
      Math.max(0, end + 1 - WAV_HEADER_BYTES),
    );
    // The first chunk before the first byte of an answer: a damaged recording is then refused in words.
    const first = await audio.next();
    if (asked) response.status(206).set('Content-Range', `bytes ${start}-${end}/${total}`);
    response.set({
      'Accept-Ranges': 'bytes',
      'Cache-Control': 'private, no-store',
      'Content-Length': String(end - start + 1),
      'Content-Type': 'audio/wav',
    });
    const parts = [wavHeader(bytes).subarray(start, end + 1), ...(first.done ? [] : [first.value])];
    // A listener who skips about hangs up on most of what was asked for; a damaged chunk ends the answer short.
    await pipeline(Readable.from(joined(parts, audio)), response).catch(() => response.destroy());
  }

  #open(me: Me, recording: RecordingId, firstByte: boolean): Promise<Buffer> {
    return this.db.run(async (em) => {
      const [row]: { state: string; wrapped_key: Buffer }[] = await em.query(
        'SELECT state, wrapped_key FROM recording WHERE id = $1',
        [recording],
      );
      if (!row) throw new DomainError('recording.missing', { id: recording });
      if (row.state !== 'sealed') throw new DomainError('recording.not_sealed', { id: recording, state: row.state });
      if (firstByte)
        await em.query(`INSERT INTO audit (tenant_id, user_id, act, subject) VALUES ($1, $2, 'recording.played', $3)`, [
          me.tenantId,
          me.userId,
          recording,
        ]);
      return row.wrapped_key;
    });
  }
}

async function* joined(parts: readonly Buffer[], rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for (const part of parts) if (part.length > 0) yield part;
  yield* rest;
}
