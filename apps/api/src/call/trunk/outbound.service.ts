import {
  type CallerNumber,
  DEFAULT_OUTBOUND_SETTINGS,
  type OutboundSettings,
  type OutboundTryPage,
  type OutboundTryQuery,
  type SaveCallerNumber,
} from '@sibai/contracts';
import { DomainError } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { audit } from '../../platform/audit.js';
import type { Me } from '../../platform/auth.js';
import { Changes } from '../../platform/changes.js';
import { Db } from '../../platform/db.js';
import { violates } from '../../platform/pg-error.js';
import { CallerNumberEntity, OutboundSettingEntity } from './outbound.entities.js';

type NumberRow = Omit<CallerNumber, 'usedAt'> & { usedAt: Date | null };
type TryRow = Omit<OutboundTryPage['tries'][number], 'at' | 'again'> & { at: Date; again: Date | null };

const NUMBERS = `
  SELECT n.id, n.trunk_id AS "trunkId", t.name AS "trunkName", n.number, n.group_id AS "groupId", g.name AS "groupName",
         n.prefixes, u.at AS "usedAt"
    FROM caller_number n
    JOIN trunk t ON t.id = n.trunk_id
    LEFT JOIN skill_group g ON g.id = n.group_id
    LEFT JOIN LATERAL (SELECT at FROM outbound_try WHERE cli = n.number AND refused IS NULL ORDER BY at DESC LIMIT 1) u ON true`;

/** With which numbers an enterprise calls, when and how often; and what came of it. */
@Injectable()
export class OutboundService {
  constructor(
    private readonly db: Db,
    private readonly changes: Changes,
  ) {}

  settings(): Promise<OutboundSettings> {
    return this.db.run((em) => settingsOf(em));
  }

  saveSettings(me: Me, settings: OutboundSettings): Promise<OutboundSettings> {
    return this.db.run(async (em, tenantId) => {
      await em.upsert(OutboundSettingEntity, { tenantId, ...settings }, ['tenantId']);
      await audit(em, me, 'outbound.settings_changed', settings.cliRule, settings);
      return settingsOf(em);
    });
  }

  async numbers(): Promise<CallerNumber[]> {
    const rows = await this.db.run((em) => em.query<NumberRow[]>(`${NUMBERS} ORDER BY t.name, n.number`));
    return rows.map(wire);
  }

  addNumber(me: Me, spec: SaveCallerNumber): Promise<CallerNumber> {
    const id = uuid() as CallerNumber['id'];
    return this.#change(me, spec, async (em) => {
      await em.insert(CallerNumberEntity, { id, tenantId: me.tenantId, ...spec });
      await audit(em, me, 'caller_number.added', spec.number, spec);
      return one(em, id);
    });
  }

  changeNumber(me: Me, id: CallerNumber['id'], spec: SaveCallerNumber): Promise<CallerNumber> {
    return this.#change(me, spec, async (em) => {
      await one(em, id);
      await em.update(CallerNumberEntity, { id }, spec);
      await audit(em, me, 'caller_number.changed', spec.number, spec);
      return one(em, id);
    });
  }

  async removeNumber(me: Me, id: CallerNumber['id']): Promise<void> {
    await this.#change(me, {}, async (em) => {
      const { number } = await one(em, id);
      await em.delete(CallerNumberEntity, { id });
      await audit(em, me, 'caller_number.removed', number);
    });
  }

  /** What was tried and what was refused, newest first. */
  async tries({ q, refused, before, limit }: OutboundTryQuery): Promise<OutboundTryPage> {
    const rows = await this.db.run((em) =>
      em.query<TryRow[]>(
        `SELECT t.id, t.at, t.callee, t.kind, u.name AS "userName", t.cli, t.call_id AS "callId", t.refused, t.again_at AS again
           FROM outbound_try t LEFT JOIN app_user u ON u.id = t.user_id
          WHERE ($1::text IS NULL OR t.callee LIKE '%' || $1 || '%') AND ($2::bool IS NULL OR (t.refused IS NOT NULL) = $2)
            AND ($3::uuid IS NULL OR t.id < $3)
          ORDER BY t.id DESC LIMIT ${limit + 1}`,
        [q?.replace(/\D/g, '') || null, refused ?? null, before ?? null],
      ),
    );
    const shown = rows.slice(0, limit);
    return {
      tries: shown.map((row) => ({ ...row, at: row.at.toISOString(), again: row.again?.toISOString() ?? null })),
      next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
    };
  }

  async #change<T>(me: Me, { number }: Partial<SaveCallerNumber>, work: (em: EntityManager) => Promise<T>): Promise<T> {
    const done = await this.db.run(work).catch((cause: unknown) => {
      if (violates(cause, 'caller_number_key')) throw new DomainError('caller_number.taken', { number }, { cause });
      if (violates(cause, 'caller_number_trunk_fkey')) throw new DomainError('trunk.missing', {}, { cause });
      if (violates(cause, 'caller_number_group_fkey')) throw new DomainError('group.missing', {}, { cause });
      throw cause;
    });
    this.changes.emit({ kind: 'trunks', tenantId: me.tenantId });
    return done;
  }
}

/** What holds for the tenant of the transaction. */
export async function settingsOf(em: EntityManager): Promise<OutboundSettings> {
  const [row] = await em.find(OutboundSettingEntity);
  return row?.toWire() ?? DEFAULT_OUTBOUND_SETTINGS;
}

async function one(em: EntityManager, id: CallerNumber['id']): Promise<CallerNumber> {
  const [row] = await em.query<NumberRow[]>(`${NUMBERS} WHERE n.id = $1`, [id]);
  if (!row) throw new DomainError('caller_number.missing', { id });
  return wire(row);
}

const wire = (row: NumberRow): CallerNumber => ({ ...row, usedAt: row.usedAt?.toISOString() ?? null });
