import { createHash } from 'node:crypto';

import type { ExportFormat, RecordingExport, RecordingExports, RecordingSettings } from '@sibai/contracts';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';

import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import type { Me } from '../../platform/session.service.js';
import type { Opened } from './hearing.js';
import { ListeningEntity } from './listening.entity.js';
import { mp3 } from './mp3.js';
import { RecordingExportEntity } from './rule.entities.js';
import { settingsOf } from './rules.service.js';
import { Vault } from './vault.js';
import { wavHeader } from './wav.js';
import { watermarked } from './watermark.js';

const FRAME = 4;

/** The audio of a recording as it leaves the vault: with the tenant's watermark, where it has one. */
export interface Sound {
  readonly bytes: number;
  readonly watermark: boolean;
  /** From byte `from` to before byte `to`. */
  readonly read: (from: number, to: number) => AsyncGenerator<Buffer>;
}

export interface Handed {
  readonly sha256: string;
  readonly bytes: number;
  readonly body: AsyncIterable<Uint8Array>;
}

/** What is played and handed out of a recording. Every file that leaves is known by its hash, and by who took it and why. */
@Injectable()
export class Exports {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly vault: Vault,
  ) {}

  async sound(opened: Opened): Promise<Sound> {
    const { tenantId } = opened;
    return this.#sound(opened, await this.db.as(tenantId, (em) => settingsOf(em, tenantId)));
  }

  async wav(me: Me, opened: Opened): Promise<Handed> {
    const { bytes, watermark, read } = await this.sound(opened);
    const header = wavHeader(bytes);
    const body = async function* () {
      yield header;
      yield* read(0, bytes);
    };
    const handed = { sha256: await hashOf(body()), bytes: header.length + bytes, body: body() };
    await this.#noted(me, opened, 'wav', watermark, handed);
    return handed;
  }

  async mp3(me: Me, opened: Opened): Promise<Handed> {
    const { bytes, watermark, read } = await this.sound(opened);
    const parts: Uint8Array[] = [];
    for await (const part of mp3(read(0, bytes))) parts.push(part);
    return this.#whole(me, opened, 'mp3', watermark, parts);
  }

  evidence(me: Me, opened: Opened, pdf: Uint8Array): Promise<Handed> {
    return this.#whole(me, opened, 'evidence', false, [pdf]);
  }

  /** The hash of the audio as it was recorded, as a WAV file, and of every file that was handed out. */
  async list(opened: Opened): Promise<RecordingExports> {
    const { tenantId, id } = opened;
    const rows = await this.db.as(tenantId, (em) =>
      em.query<(Omit<RecordingExport, 'at'> & { at: Date })[]>(
        `SELECT e.format, e.watermarked, e.sha256, e.bytes::float8 AS bytes, e.at, l.user_name AS "userName"
           FROM recording_export e JOIN listening l ON l.id = e.listening_id
          WHERE e.tenant_id = $1 AND e.recording_id = $2 ORDER BY e.at, e.id`,
        [tenantId, id],
      ),
    );
    const originalSha256 = await this.original(opened);
    return { originalSha256, exports: rows.map((row) => ({ ...row, at: row.at.toISOString() })) };
  }

  async original({ tenantId, id, wrappedKey }: Opened): Promise<string> {
    const bytes = await this.vault.size(tenantId, id);
    const { vault } = this;
    return hashOf(
      (async function* () {
        yield wavHeader(bytes);
        yield* vault.read(tenantId, id, wrappedKey, 0, bytes);
      })(),
    );
  }

  async #sound({ tenantId, id, wrappedKey }: Opened, settings: RecordingSettings): Promise<Sound> {
    const bytes = await this.vault.size(tenantId, id);
    const { vault } = this;
    const plain = (from: number, to: number) => vault.read(tenantId, id, wrappedKey, from, to);
    if (!settings.watermark) return { bytes, watermark: false, read: plain };
    const read = async function* (from: number, to: number): AsyncGenerator<Buffer> {
      // A tone is mixed into whole samples, and a listener may ask for half of one.
      const start = from - (from % FRAME);
      let at = start;
      for await (const part of plain(start, Math.min(bytes, Math.ceil(to / FRAME) * FRAME))) {
        const marked = watermarked(part, at, settings.watermarkSeconds);
        yield marked.subarray(Math.max(0, from - at), Math.min(marked.length, to - at));
        at += part.length;
      }
    };
    return { bytes, watermark: true, read };
  }

  async #whole(
    me: Me,
    opened: Opened,
    format: ExportFormat,
    watermark: boolean,
    parts: readonly Uint8Array[],
  ): Promise<Handed> {
    const hash = createHash('sha256');
    let bytes = 0;
    for (const part of parts) {
      hash.update(part);
      bytes += part.length;
    }
    const body = (async function* () {
      yield* parts;
    })();
    const handed = { sha256: hash.digest('hex'), bytes, body };
    await this.#noted(me, opened, format, watermark, handed);
    return handed;
  }

  async #noted(
    me: Me,
    { tenantId, permit, id }: Opened,
    format: ExportFormat,
    watermark: boolean,
    { sha256, bytes }: Omit<Handed, 'body'>,
  ): Promise<void> {
    await this.db.as(tenantId, async (em) => {
      await em.update(ListeningEntity, { id: permit }, { exported: true });
      await em.insert(RecordingExportEntity, {
        id: uuid(),
        ...{ tenantId, recordingId: id, listeningId: permit, format, sha256 },
        watermarked: watermark,
        bytes: String(bytes),
        at: this.clock.now(),
      });
      await audit(em, me, 'recording.exported', id, { as: format, sha256 });
    });
  }
}

async function hashOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of body) hash.update(part);
  return hash.digest('hex');
}
