import type { HandleVoicemail, Voicemail, VoicemailPage, VoicemailQuery } from '@sibai/contracts';
import { DomainError, type RecordingId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { audit } from '../../platform/audit.js';
import type { Me } from '../../platform/auth.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { whoseGroups } from '../whose-groups.js';
import { VoicemailEntity } from './voicemail.entity.js';

type Row = Omit<Voicemail, 'leftAt' | 'handledAt'> & { leftAt: Date; handledAt: Date | null };

/** Outer, since of a recording the row itself says who may see it; the message's own row is seen by its group. */
const MESSAGES = `
  SELECT v.id, v.call_id AS "callId", v.caller, l.name AS "lineName", jsonb_build_object('id', g.id, 'name', g.name) AS "group",
         v.left_at AS "leftAt", r.seconds,
         CASE WHEN r.destroyed_at IS NULL THEN r.state ELSE 'destroyed' END AS recording, v.handled_at AS "handledAt",
         v.handled_by_name AS "handledBy", v.note
    FROM voicemail v
    JOIN skill_group g ON g.id = v.group_id
    JOIN recording r ON r.id = v.id
    LEFT JOIN cdr c ON c.call_id = v.call_id
    LEFT JOIN line l ON l.id = c.line_id`;

/** Messages of callers, for those who work in the group they are for, and those who supervise it. */
@Injectable()
export class VoicemailService {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  page(me: Me, { q, handled, groupId, before, limit }: VoicemailQuery): Promise<VoicemailPage> {
    return this.db.run(async (em) => {
      const own = await whoseGroups(em, me);
      const rows = await em.query<Row[]>(
        `${MESSAGES}
          WHERE ($1::uuid[] IS NULL OR v.group_id = ANY ($1)) AND ($2::text IS NULL OR v.caller LIKE '%' || $2 || '%')
            AND ($3::bool IS NULL OR (v.handled_at IS NOT NULL) = $3) AND ($4::uuid IS NULL OR v.group_id = $4)
            AND ($5::uuid IS NULL OR v.id < $5)
          ORDER BY v.id DESC LIMIT ${limit + 1}`,
        [own, q?.replace(/\D/g, '') || null, handled ?? null, groupId ?? null, before ?? null],
      );
      const [count] = await em.query<{ unhandled: number }[]>(
        `SELECT count(*)::int AS unhandled FROM voicemail
          WHERE handled_at IS NULL AND ($1::uuid[] IS NULL OR group_id = ANY ($1))`,
        [own],
      );
      const shown = rows.slice(0, limit);
      return {
        voicemails: shown.map(wire),
        unhandled: count?.unhandled ?? 0,
        next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
      };
    });
  }

  handle(me: Me, id: RecordingId, { handled, note }: HandleVoicemail): Promise<Voicemail> {
    return this.db.run(async (em) => {
      const { caller } = await this.#get(em, me, id);
      const by = { handledAt: this.clock.now(), handledBy: me.userId, handledByName: me.name };
      const nobody = { handledAt: null, handledBy: null, handledByName: null };
      await em.update(VoicemailEntity, { id }, { ...(handled ? by : nobody), note });
      await audit(em, me, handled ? 'voicemail.handled' : 'voicemail.reopened', caller, { note });
      return this.#get(em, me, id);
    });
  }

  /** Refuses who may not hear it, before anything of a recording is asked. */
  async insist(me: Me, id: RecordingId): Promise<void> {
    await this.db.run((em) => this.#get(em, me, id));
  }

  async #get(em: EntityManager, me: Me, id: RecordingId): Promise<Voicemail> {
    const [row] = await em.query<Row[]>(
      `${MESSAGES} WHERE v.id = $1 AND ($2::uuid[] IS NULL OR v.group_id = ANY ($2))`,
      [id, await whoseGroups(em, me)],
    );
    if (!row) throw new DomainError('voicemail.missing', { id });
    return wire(row);
  }
}

const wire = (row: Row): Voicemail => ({
  ...row,
  leftAt: row.leftAt.toISOString(),
  handledAt: row.handledAt?.toISOString() ?? null,
});
