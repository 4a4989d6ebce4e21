import type { Listening, ListeningPage, ListeningQuery } from '@sibai/contracts';
import { Injectable } from '@nestjs/common';

import { Db } from '../../platform/db.js';
import { BYTES_PER_SECOND } from './silenced.js';

type Row = Omit<Listening, 'at'> & { at: Date };

/** Who listened to what. */
@Injectable()
export class Listenings {
  constructor(private readonly db: Db) {}

  /** Newest first. */
  async page({ limit, ...query }: ListeningQuery): Promise<ListeningPage> {
    const params: unknown[] = [];
    const $ = (value: unknown): string => `$${params.push(value)}`;
    const where = [
      query.caller && `c.caller = ${$(query.caller.replace(/[\s-]/g, ''))}`,
      query.q && `strpos(l.user_name, ${$(query.q)}) > 0`,
      query.purpose && `l.purpose = ${$(query.purpose)}`,
      query.call && `l.call_id = ${$(query.call)}`,
      query.from && `l.at >= ${$(query.from)}`,
      query.to && `l.at < ${$(query.to)}`,
      query.before && `l.id < ${$(query.before)}`,
    ].filter(Boolean);
    const rows = await this.db.run((em, tenant) =>
      em.query<Row[]>(
        `SELECT l.id, l.at, l.user_name AS "userName", l.user_role AS "userRole", l.purpose, l.note, l.address,
                l.recording_id AS "recordingId", l.call_id AS "callId", c.caller, l.exported, r.seconds AS length,
                (SELECT coalesce(sum(upper(part) - lower(part)), 0)::float8 FROM unnest(l.sent) AS part)
                  / ${BYTES_PER_SECOND} AS seconds
           FROM listening l
           LEFT JOIN cdr c ON c.call_id = l.call_id
           LEFT JOIN recording r ON r.id = l.recording_id
          WHERE ${[...where, `l.tenant_id = ${$(tenant)}`].join(' AND ')}
          ORDER BY l.id DESC LIMIT ${limit + 1}`,
        params,
      ),
    );
    const shown = rows.slice(0, limit);
    return {
      listenings: shown.map((row) => ({ ...row, at: row.at.toISOString() })),
      next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
    };
  }
}
