import { DomainError, type TenantId, type UserId } from '@sibai/kernel';
import { formatNumber } from '@sibai/numbers';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Clock } from '../../platform/clock.js';
import { Messages } from '../../platform/messages.js';
import type { Me } from '../../platform/session.service.js';
import { WAIT_LIMIT } from './hold-rules.js';
import { Stock } from './stock.js';

/** Whose turn it is. */
export interface Turn {
  readonly waitId: string;
  readonly tenantId: TenantId;
}

/** Who waits for a number that somebody holds: first come, first served. */
@Injectable()
export class WaitingList {
  constructor(
    private readonly stock: Stock,
    private readonly messages: Messages,
    private readonly clock: Clock,
  ) {}

  /** Joins the list of a number that may come back; in a transaction of the tenant. */
  async join(em: EntityManager, me: Me, number: string): Promise<void> {
    const row = await this.stock.row(em, number);
    if (!row) throw new DomainError('number.missing', { number });
    if (row.state === 'free') throw new DomainError('number.free', { number });
    if ((row.state !== 'held' && row.state !== 'cooling') || row.tenantId === me.tenantId)
      throw new DomainError('number.not_waitable', { number });
    const [count] = await em.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM number_wait WHERE tenant_id = $1 AND state IN ('waiting', 'offered') AND number <> $2`,
      [me.tenantId, number],
    );
    if ((count?.n ?? 0) >= WAIT_LIMIT) throw new DomainError('number.wait_limit', { limit: WAIT_LIMIT });
    // Already in the list: its place is kept.
    await em.query(
      `INSERT INTO number_wait (id, tenant_id, number, user_id, joined_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (number, tenant_id) WHERE state IN ('waiting', 'offered') DO NOTHING`,
      [uuid(), me.tenantId, number, me.userId, this.clock.now()],
    );
  }

  /** Ends the place of a tenant, if it has one. `passed` ends a turn only, `left` only waiting. */
  async settle(
    em: EntityManager,
    tenantId: TenantId,
    number: string,
    state: 'taken' | 'passed' | 'left' | 'gone',
  ): Promise<void> {
    await em.query(
      `UPDATE number_wait SET state = $3, ended_at = $4
        WHERE tenant_id = $1 AND number = $2 AND (state = 'offered' AND $3 <> 'left' OR state = 'waiting' AND $3 <> 'passed')`,
      [tenantId, number, state, this.clock.now()],
    );
  }

  async next(em: EntityManager, number: string): Promise<Turn | undefined> {
    const [turn] = await em.query<Turn[]>(`SELECT id AS "waitId", tenant_id AS "tenantId" FROM first_waiting($1)`, [
      number,
    ]);
    return turn;
  }

  /** Tells who is next that the number is theirs until then. The transaction becomes one of that tenant; false: they have left. */
  async call(em: EntityManager, { waitId, tenantId }: Turn, until: Date): Promise<boolean> {
    await em.query(`SELECT set_config('sibai.tenant', $1, true)`, [tenantId]);
    const [[called]]: [{ number: string; userId: UserId }[], number] = await em.query(
      `UPDATE number_wait SET state = 'offered' WHERE id = $1 AND state = 'waiting' RETURNING number, user_id AS "userId"`,
      [waitId],
    );
    if (!called) return false;
    await this.#tell(em, tenantId, called.userId, 'number_turn', called.number, until);
    return true;
  }

  /** Tells all who wait that they wait in vain: the number is sold. The transaction ends as one of the tenant it began with. */
  async dissolve(em: EntityManager, tenantId: TenantId, number: string): Promise<void> {
    for (;;) {
      const turn = await this.next(em, number);
      if (!turn) break;
      await em.query(`SELECT set_config('sibai.tenant', $1, true)`, [turn.tenantId]);
      const [[gone]]: [{ userId: UserId }[], number] = await em.query(
        `UPDATE number_wait SET state = 'gone', ended_at = $2 WHERE id = $1 RETURNING user_id AS "userId"`,
        [turn.waitId, this.clock.now()],
      );
      if (gone) await this.#tell(em, turn.tenantId, gone.userId, 'number_gone', number, this.clock.now());
    }
    await em.query(`SELECT set_config('sibai.tenant', $1, true)`, [tenantId]);
  }

  async #tell(
    em: EntityManager,
    tenantId: TenantId,
    userId: UserId,
    template: 'number_turn' | 'number_gone',
    number: string,
    until: Date,
  ): Promise<void> {
    const [user] = await em.query<{ email: string | null; mobile: string | null }[]>(
      `SELECT email, mobile FROM app_user WHERE id = $1 AND disabled_at IS NULL`,
      [userId],
    );
    if (!user) return;
    const to = user.mobile ? { mobile: user.mobile } : { email: user.email ?? '' };
    const params = {
      number: formatNumber(number),
      until: until.toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' }).slice(0, 16),
    };
    await this.messages.send(em, { to, template, params, tenantId });
  }
}
