import {
  type SaveVip,
  type Vip,
  VIP_LINES,
  VIP_PAGE,
  type VipImport,
  type VipPage,
  type VipQuery,
} from '@sibai/contracts';
import { DomainError } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { audit } from '../../platform/audit.js';
import type { Me } from '../../platform/auth.js';
import { Changes } from '../../platform/changes.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { violates } from '../../platform/pg-error.js';
import { VipCallerEntity } from './settings.entities.js';
import { readVips } from './vip-csv.js';

/** Refused lines that are told one by one. */
const TOLD = 100;

/** The numbers whose callers go before others. */
@Injectable()
export class VipService {
  constructor(
    private readonly db: Db,
    private readonly changes: Changes,
    private readonly clock: Clock,
  ) {}

  page({ q, page }: VipQuery): Promise<VipPage> {
    return this.db.run(async (em) => {
      const found = `FROM vip_caller WHERE $1::text IS NULL OR position($1 IN number) > 0 OR position($1 IN name) > 0`;
      const rows = await em.query<VipCallerEntity[]>(
        `SELECT id, number, name, priority, expires_on::text AS "expiresOn", added_at AS "addedAt" ${found}
          ORDER BY priority DESC, added_at DESC, id LIMIT $2 OFFSET $3`,
        [q || null, VIP_PAGE, (page - 1) * VIP_PAGE],
      );
      const [sum] = await em.query<{ total: number }[]>(`SELECT count(*)::int AS total ${found}`, [q || null]);
      return { vips: rows.map((row) => this.#wire(row)), total: sum?.total ?? 0 };
    });
  }

  /** All of them, for a file; that it was taken is put on record. */
  all(me: Me): Promise<Vip[]> {
    return this.db.run(async (em) => {
      const rows = await em.find(VipCallerEntity, { order: { priority: 'DESC', number: 'ASC' } });
      await audit(em, me, 'vip.exported', String(rows.length));
      return rows.map((row) => this.#wire(row));
    });
  }

  create(me: Me, vip: SaveVip): Promise<Vip> {
    return this.#change(me, vip.number, async (em) => {
      const id = uuid();
      await em.insert(VipCallerEntity, { id, tenantId: me.tenantId, ...vip, addedAt: this.clock.now() });
      await audit(em, me, 'vip.added', masked(vip.number), { priority: vip.priority });
      return this.#wire(await get(em, id));
    });
  }

  update(me: Me, id: string, vip: SaveVip): Promise<Vip> {
    return this.#change(me, vip.number, async (em) => {
      await get(em, id);
      await em.update(VipCallerEntity, { id }, vip);
      await audit(em, me, 'vip.changed', masked(vip.number), { priority: vip.priority });
      return this.#wire(await get(em, id));
    });
  }

  async remove(me: Me, id: string): Promise<void> {
    await this.#change(me, '', async (em) => {
      const { number } = await get(em, id);
      await em.delete(VipCallerEntity, { id });
      await audit(em, me, 'vip.removed', masked(number));
    });
  }

  import(me: Me, csv: string): Promise<VipImport> {
    const { vips, refused } = readVips(csv);
    if (vips.length > VIP_LINES) throw new DomainError('vip.too_many', { most: VIP_LINES });
    return this.#change(me, '', async (em) => {
      const added: { added: boolean }[] =
        vips.length === 0
          ? []
          : await em.query(
              `INSERT INTO vip_caller (id, tenant_id, number, name, priority, expires_on, added_at)
               SELECT gen_random_uuid(), $1, v.number, v.name, v.priority, v."expiresOn", $3
                 FROM jsonb_to_recordset($2) AS v (number text, name text, priority smallint, "expiresOn" date)
               ON CONFLICT (tenant_id, number) DO UPDATE
                 SET name = EXCLUDED.name, priority = EXCLUDED.priority, expires_on = EXCLUDED.expires_on
               RETURNING xmax = 0 AS added`,
              [me.tenantId, JSON.stringify(vips), this.clock.now()],
            );
      const fresh = added.filter((row) => row.added).length;
      await audit(em, me, 'vip.imported', String(vips.length), { refused: refused.length });
      const told = { refused: refused.slice(0, TOLD), refusedCount: refused.length };
      return { added: fresh, changed: added.length - fresh, ...told };
    });
  }

  async #change<T>(me: Me, number: string, work: (em: EntityManager) => Promise<T>): Promise<T> {
    const done = await this.db.run(work).catch((cause: unknown) => {
      if (violates(cause, 'vip_caller_number_key'))
        throw new DomainError('vip.number_taken', { number: masked(number) }, { cause });
      throw cause;
    });
    this.changes.emit({ kind: 'groups', tenantId: me.tenantId });
    return done;
  }

  #wire({ id, number, name, priority, expiresOn, addedAt }: VipCallerEntity): Vip {
    const today = new Date(this.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
    const expired = expiresOn !== null && expiresOn < today;
    return { id, number, name, priority, expiresOn, expired, addedAt: addedAt.toISOString() };
  }
}

/** As it stands in the audit log, which more people read than the list. */
const masked = (number: string): string => number.replace(/^(\d{3})\d{4,}(\d{4})$/, '$1****$2');

async function get(em: EntityManager, id: string): Promise<VipCallerEntity> {
  const vip = await em.findOneBy(VipCallerEntity, { id });
  if (!vip) throw new DomainError('vip.missing', { id });
  return vip;
}
