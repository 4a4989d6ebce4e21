import type { CallDetail, CallPage, CallQuery, CallRecord } from '@sibai/contracts';
import { type CallId, DomainError } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { audit } from '../../platform/audit.js';
import type { Me } from '../../platform/auth.js';
import { Db } from '../../platform/db.js';
import { CallerRegions } from '../caller-regions.js';

type Dates = 'startedAt' | 'endedAt';
type Row = Omit<CallRecord, Dates | 'region'> & { startedAt: Date; endedAt: Date | null };
type DetailRow = Row & { notes: string | null };
type AssignmentRow = Omit<CallDetail['assignments'][number], 'offeredAt' | 'answeredAt' | 'endedAt'> &
  Record<'answeredAt' | 'endedAt', Date | null> & { offeredAt: Date };
type RecordingRow = Omit<CallDetail['recordings'][number], 'startedAt' | 'destroyed'> & {
  startedAt: Date;
  destroyedAt: Date | null;
  reason: 'expired' | 'requested';
  certificate: string;
};
type EventRow = Omit<CallDetail['events'][number], 'at'> & { at: Date };

const RECORDS = `
  SELECT c.call_id AS id, c.direction, c.caller, c.dialled, l.name AS "lineName", c.started_at AS "startedAt", c.ended_at AS "endedAt",
         c.outcome, c.cause, g.name AS "groupName", u.name AS "agentName", c.ivr_path AS "ivrPath", c.ivr_ms AS "ivrMs",
         c.queue_ms AS "queueMs", c.ring_ms AS "ringMs", c.talk_ms AS "talkMs", c.hold_ms AS "holdMs", c.recorded,
         c.disposition, c.notes
    FROM cdr c
    LEFT JOIN line l ON l.id = c.line_id
    LEFT JOIN skill_group g ON g.id = c.group_id
    LEFT JOIN app_user u ON u.id = c.agent_id`;

@Injectable()
export class RecordService {
  constructor(
    private readonly db: Db,
    private readonly regions: CallerRegions,
  ) {}

  /** That numbers were taken along is put on record, with what was asked for. */
  exported(me: Me, { before: _, limit: __, ...query }: CallQuery): Promise<void> {
    return this.db.run((em) => audit(em, me, 'call.exported', query.q ?? '', query));
  }

  /** Newest first. Pages are cut by the last record seen, so records that arrive meanwhile shift nothing. */
  async page(query: CallQuery): Promise<CallPage> {
    const { where, params } = filter(query);
    const { rows, tenant } = await this.db.run(async (em, own) => ({
      tenant: own,
      rows: await em.query<DetailRow[]>(
        `${RECORDS} WHERE ${where} ORDER BY c.started_at DESC, c.call_id DESC LIMIT ${query.limit + 1}`,
        params,
      ),
    }));
    const regionOf = await this.regions.of(tenant);
    const shown = rows.slice(0, query.limit);
    const last = shown.at(-1);
    return {
      calls: shown.map((row) => record(row, regionOf(row.caller))),
      next: last && rows.length > query.limit ? `${last.startedAt.toISOString()}_${last.id}` : null,
    };
  }

  async get(id: CallId): Promise<CallDetail> {
    const { detail, tenant } = await this.db.run(async (em, own) => ({ detail: await detailOf(em, id), tenant: own }));
    return { ...detail, region: (await this.regions.of(tenant))(detail.caller) };
  }
}

async function detailOf(em: EntityManager, id: CallId): Promise<CallDetail> {
  const [row] = await em.query<DetailRow[]>(`${RECORDS} WHERE c.call_id = $1`, [id]);
  if (!row) throw new DomainError('call.missing', { id });
  const events = await em.query<EventRow[]>(
    `SELECT at, type, data FROM call_event WHERE call_id = $1 ORDER BY at, id`,
    [id],
  );
  const assignments = await em.query<AssignmentRow[]>(
    `SELECT a.id, u.name AS "agentName", g.name AS "groupName", a.kind, a.state, a.reason, a.trace,
                a.offered_at AS "offeredAt", a.answered_at AS "answeredAt", a.ended_at AS "endedAt"
           FROM assignment a JOIN app_user u ON u.id = a.agent_id JOIN skill_group g ON g.id = a.group_id
          WHERE a.call_id = $1 ORDER BY a.offered_at, a.id`,
    [id],
  );
  const recordings = await em.query<RecordingRow[]>(
    `SELECT r.id, r.state, r.started_at AS "startedAt", r.seconds, r.channels, encode(r.sha256, 'hex') AS sha256,
                d.at AS "destroyedAt", d.reason, d.run_id AS certificate
           FROM recording r LEFT JOIN destruction d ON d.recording_id = r.id
          WHERE r.call_id = $1 ORDER BY r.started_at, r.id`,
    [id],
  );
  return {
    ...record(row, null),
    notes: row.notes,
    events: events.map((event) => ({ ...event, at: event.at.toISOString() })),
    assignments: assignments.map((assignment) => ({
      ...assignment,
      offeredAt: assignment.offeredAt.toISOString(),
      answeredAt: assignment.answeredAt?.toISOString() ?? null,
      endedAt: assignment.endedAt?.toISOString() ?? null,
    })),
    recordings: recordings.map(({ destroyedAt, reason, certificate, ...recording }) => ({
      ...recording,
      startedAt: recording.startedAt.toISOString(),
      destroyed: destroyedAt && { at: destroyedAt.toISOString(), reason, certificate },
    })),
  };
}

function filter({ q, outcome, direction, from, to, before }: CallQuery): { where: string; params: unknown[] } {
  const params: unknown[] = [];
  const $ = (value: unknown): string => `$${params.push(value)}`;
  const [startedAt, id] = before?.split('_') ?? [];
  const where = [
    q && `(c.caller LIKE ${$(`%${literal(q)}%`)} OR c.dialled LIKE $${params.length} OR u.name LIKE $${params.length})`,
    outcome && `c.outcome = ${$(outcome)}`,
    direction && `c.direction = ${$(direction)}`,
    from && `c.started_at >= ${$(from)}`,
    to && `c.started_at < ${$(to)}`,
    before && `(c.started_at, c.call_id) < (${$(startedAt)}, ${$(id)})`,
  ];
  return { where: where.filter(Boolean).join(' AND ') || 'true', params };
}

/** The text itself, where LIKE would see patterns. */
const literal = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

function record({ notes: _, startedAt, endedAt, ...row }: DetailRow, region: string | null): CallRecord {
  return { ...row, region, startedAt: startedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null };
}
