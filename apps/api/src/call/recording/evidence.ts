import type { RecordingExports } from '@sibai/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { versionOf } from '../../platform/key-ring.js';
import { renderPdf } from '../../platform/pdf/pdf.js';
import type { Me } from '../../platform/session.service.js';
import { evidenceSheet, type SheetFacts } from './evidence-sheet.js';
import { Exports } from './exports.js';
import type { Opened } from './hearing.js';
import { pausesOf } from './pause-windows.js';

type Facts = Omit<SheetFacts, 'exports' | 'madeAt' | 'madeBy' | 'keyVersion' | 'checks' | 'chain'>;

/** Everything that proves a recording, on paper. */
@Injectable()
export class Evidence {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly exports: Exports,
  ) {}

  async sheet(me: Me, opened: Opened): Promise<Uint8Array> {
    const exports = await this.exports.list(opened);
    return renderPdf(evidenceSheet(await this.#gather(me, opened, exports)));
  }

  #gather(me: Me, { tenantId, id, callId, wrappedKey }: Opened, exports: RecordingExports): Promise<SheetFacts> {
    return this.db.as(tenantId, async (em) => {
      const rows = <T>(sql: string, params: readonly unknown[]): Promise<T[]> => em.query<T[]>(sql, [...params]);
      const [holder] = await rows<Facts['holder']>(
        `SELECT coalesce(v.company_name, t.name) AS name, v.uscc
           FROM tenant t LEFT JOIN LATERAL verified_identity(t.id) v ON true WHERE t.id = $1`,
        [tenantId],
      );
      const [call] = await rows<NonNullable<Facts['call']>>(
        `SELECT c.call_id AS id, c.caller, c.dialled, l.name AS line, c.started_at AS "startedAt", c.ended_at AS "endedAt",
                c.outcome, u.name AS agent, g.name AS "group", c.ivr_path AS "ivrPath"
           FROM cdr c LEFT JOIN line l ON l.id = c.line_id
           LEFT JOIN assignment a ON a.id = (SELECT assignment_id FROM recording WHERE id = $2)
           LEFT JOIN app_user u ON u.id = a.agent_id LEFT JOIN skill_group g ON g.id = a.group_id
          WHERE c.call_id = $1`,
        [callId, id],
      );
      const [recording] = await rows<Facts['recording']>(
        `SELECT id, started_at AS "startedAt", sealed_at AS "sealedAt", seconds, encode(sha256, 'hex') AS "sealedSha256"
           FROM recording WHERE id = $1`,
        [id],
      );
      const events = await rows<Facts['events'][number]>(
        `SELECT at, type, data FROM call_event WHERE call_id = $1 ORDER BY at, id`,
        [callId],
      );
      const names = await rows<{ id: string; name: string }>(
        `SELECT id, name FROM app_user WHERE tenant_id = $1 UNION ALL SELECT id, name FROM skill_group WHERE tenant_id = $1`,
        [tenantId],
      );
      const [chain] = await rows<NonNullable<SheetFacts['chain']>>(
        `SELECT seq::int, previous_hash AS "previousHash", entry_hash AS "entryHash", at,
                concat_ws(E'\\n', kind, recording_id, call_id, file_sha256, coalesce(file_bytes::text, ''),
                          floor(extract(epoch FROM started_at) * 1000)::bigint,
                          floor(extract(epoch FROM at) * 1000)::bigint, coalesce(reason, '')) AS payload
           FROM recording_chain WHERE recording_id = $1 AND kind = 'sealed'`,
        [id],
      );
      if (!holder || !recording) throw new Error(`recording ${id} is gone while its sheet is made`);
      return {
        ...{ holder, call: call ?? null, recording, events, exports, chain: chain ?? null },
        names: new Map(names.map(({ id, name }) => [id, name])),
        checks: chain ? await checksAfter(em, tenantId, chain.seq) : [],
        keyVersion: versionOf(wrappedKey),
        notice: await noticeOf(em, tenantId, events),
        pauses: await pausesOf(em, id),
        listenings: await rows<Facts['listenings'][number]>(
          `SELECT at, user_name AS name, user_role AS role, purpose, note, exported FROM listening
            WHERE tenant_id = $1 AND recording_id = $2 ORDER BY at, id`,
          [tenantId, id],
        ),
        madeAt: this.clock.now(),
        madeBy: me.name,
      };
    });
  }
}

/** The first look over the chain that found the recording in its place, and the last. */
async function checksAfter(em: EntityManager, tenant: string, seq: number): Promise<SheetFacts['checks']> {
  const checks = await em.query<SheetFacts['checks'][number][]>(
    `SELECT at, entries::int, head, chain_sound AS sound FROM vault_check
      WHERE tenant_id = $1 AND entries >= $2 ORDER BY at`,
    [tenant, seq],
  );
  const [first, last] = [checks[0], checks.at(-1)];
  return first && last ? (first === last ? [first] : [first, last]) : [];
}

/** The notice the caller heard to its end, as the call's events say. */
async function noticeOf(em: EntityManager, tenant: string, events: Facts['events']): Promise<Facts['notice']> {
  const heard = events.find(({ type, data }) => type === 'recording.announced' && data['complete'] === true);
  if (!heard) return null;
  const [notice] = await em.query<{ version: number; text: string; textEn: string | null }[]>(
    `SELECT version, text, text_en AS "textEn" FROM recording_notice WHERE tenant_id = $1 AND version = $2`,
    [tenant, heard.data['noticeVersion']],
  );
  return notice ? { ...notice, heardAt: heard.at } : null;
}
