import type {
  Destroyed,
  Listen,
  ListeningPermit,
  RecordingEntry,
  RecordingPage,
  RecordingQuery,
  Waveform,
} from '@sibai/contracts';
import { DomainError, type CallId, type ListeningId, type RecordingId, type TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { audit } from '../../platform/audit.js';
import type { Me } from '../../platform/auth.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { ListeningEntity } from './listening.entity.js';
import { pausesOf } from './pause-windows.js';
import { RecordingEntity } from './recording.entity.js';
import { Vault } from './vault.js';
import { WaveformEntity } from './waveform.entity.js';
import { peaksOf, waveformOf } from './waveform.js';

/** Long enough to hear a long call twice. */
const PERMIT_MS = 4 * 3_600_000;

/** A recording its listener has a permit for. */
export interface Opened {
  readonly id: RecordingId;
  /** Whose it is: not the listener's own tenant when the platform listens. */
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly wrappedKey: Buffer;
  readonly permit: ListeningId;
}

type Entry = Omit<RecordingEntry, 'startedAt' | 'destroyed'> & {
  startedAt: Date;
  destroyedAt: Date | null;
  reason: Destroyed['reason'];
  certificate: string;
};

/** Who hears what. Which recordings there are for somebody is decided at the rows (migration hearing), not here. */
@Injectable()
export class Hearing {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly vault: Vault,
  ) {}

  /** The recordings the one who is signed in may hear, newest first. */
  async page({ before, limit }: RecordingQuery): Promise<RecordingPage> {
    const rows = await this.db.run((em) =>
      em.query<Entry[]>(
        `SELECT r.id, r.call_id AS "callId", t.name AS "tenantName", r.state, r.started_at AS "startedAt", r.seconds,
                encode(r.sha256, 'hex') AS sha256, c.caller, u.name AS "agentName", g.name AS "groupName",
                d.at AS "destroyedAt", d.reason, d.run_id AS certificate
           FROM recording r
           LEFT JOIN destruction d ON d.recording_id = r.id
           JOIN tenant t ON t.id = r.tenant_id
           LEFT JOIN cdr c ON c.call_id = r.call_id
           LEFT JOIN assignment a ON a.id = r.assignment_id
           LEFT JOIN app_user u ON u.id = a.agent_id
           LEFT JOIN skill_group g ON g.id = a.group_id
          WHERE $1::uuid IS NULL OR r.id < $1
          ORDER BY r.id DESC LIMIT ${limit + 1}`,
        [before ?? null],
      ),
    );
    const shown = rows.slice(0, limit);
    return {
      recordings: shown.map(({ destroyedAt, reason, certificate, ...row }) => ({
        ...row,
        startedAt: row.startedAt.toISOString(),
        destroyed: destroyedAt && { at: destroyedAt.toISOString(), reason, certificate },
      })),
      next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
    };
  }

  /** Writes down who is about to listen and why; without it nothing is played. */
  async listen(me: Me, id: RecordingId, { purpose, note }: Listen, address: string): Promise<ListeningPermit> {
    const { tenantId, callId } = await this.db.run((em) => sealed(em, id));
    const permit = uuid() as ListeningId;
    const at = this.clock.now();
    const untilAt = new Date(at.getTime() + PERMIT_MS);
    await this.db.as(tenantId, async (em) => {
      await em.insert(ListeningEntity, {
        id: permit,
        tenantId,
        recordingId: id,
        callId,
        userId: me.userId,
        userName: me.name,
        userRole: me.role,
        purpose,
        note: note || null,
        address,
        at,
        untilAt,
      });
      await audit(em, me, 'recording.listened', id, { purpose, note });
    });
    return { permit, until: untilAt.toISOString() };
  }

  /** The recording, if it is one they may hear and the permit is theirs, for it, and has not run out. */
  open(me: Me, id: RecordingId, permit: ListeningId | undefined): Promise<Opened> {
    return this.db.run(async (em) => {
      const { tenantId, callId, wrappedKey } = await sealed(em, id);
      const held =
        permit && (await em.findOneBy(ListeningEntity, { id: permit, recordingId: id, userId: me.userId, tenantId }));
      if (!held || held.untilAt <= this.clock.now()) throw new DomainError('listening.no_permit', { id });
      return { id, tenantId, callId, wrappedKey, permit };
    });
  }

  /** Notes that the audio from byte `from` to before byte `to` was sent. */
  async sent({ tenantId, permit }: Opened, from: number, to: number): Promise<void> {
    if (to <= from) return;
    await this.db.statement(
      tenantId,
      `UPDATE listening SET sent = sent + int8multirange(int8range($2, $3)) WHERE id = $1`,
      [permit, from, to],
    );
  }

  async waveform(opened: Opened): Promise<Waveform> {
    const pauses = await this.db.as(opened.tenantId, (em) => pausesOf(em, opened.id));
    return { ...waveformOf(await this.#peaks(opened)), pauses };
  }

  /** Kept from the first time, so that a recording is not decrypted whole again for a picture. */
  async #peaks({ tenantId, id, wrappedKey }: Opened): Promise<Buffer> {
    const kept = await this.db.as(tenantId, (em) => em.findOneBy(WaveformEntity, { recordingId: id }));
    if (kept) return kept.peaks;
    const bytes = await this.vault.size(tenantId, id);
    const peaks = await peaksOf(this.vault.read(tenantId, id, wrappedKey, 0, bytes), bytes);
    await this.db.as(tenantId, (em) =>
      em
        .createQueryBuilder()
        .insert()
        .into(WaveformEntity)
        .values({ recordingId: id, tenantId, peaks })
        .orIgnore()
        .execute(),
    );
    return peaks;
  }
}

async function sealed(em: EntityManager, id: RecordingId): Promise<RecordingEntity & { wrappedKey: Buffer }> {
  const row = await em.findOneBy(RecordingEntity, { id });
  if (!row) throw new DomainError('recording.missing', { id });
  const { wrappedKey, state } = row;
  if (state !== 'sealed' || !wrappedKey) throw new DomainError('recording.not_sealed', { id, state });
  return Object.assign(row, { wrappedKey });
}
