import type { TenantId } from '@sibai/kernel';
import type { NumberState, TierId } from '@sibai/numbers';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { Clock } from '../../platform/clock.js';
import { move, type Moved, type NumberAct, type NumberStanding, type SuspendCause } from './number-state.js';

export interface StockRow {
  readonly number: string;
  readonly state: NumberState;
  readonly tier: TierId;
  readonly ownPriceFen: number | null;
  readonly priceFen: number | null;
  readonly tenantId: TenantId | null;
  readonly heldUntil: Date | null;
  readonly coolingUntil: Date | null;
  readonly suspendedFor: readonly SuspendCause[] | null;
}

export const ROW = `number, state, tier, own_price_fen AS "ownPriceFen", price_fen AS "priceFen", tenant_id AS "tenantId",
  held_until AS "heldUntil", cooling_until AS "coolingUntil", suspended_for AS "suspendedFor"`;

/** The price of a row of `number` today: its own, or the latest of its tier. */
export const PRICE_NOW = `coalesce(number.own_price_fen,
  (SELECT t.price_fen FROM number_tier t WHERE t.tier = number.tier ORDER BY t.version DESC LIMIT 1))`;

/** The rows of the stock. All that changes a number's state goes through here, in a transaction of the tenant concerned. */
@Injectable()
export class Stock {
  constructor(private readonly clock: Clock) {}

  /**
   * Takes a free number. One statement: of any number that try at once Postgres lets one change the row, and the others
   * find it no longer free. The price of this moment is kept for the tenant. Whether it was got.
   */
  async take(em: EntityManager, number: string, tenantId: TenantId, until: Date): Promise<boolean> {
    const [, taken]: [unknown, number] = await em.query(
      `UPDATE number SET state = 'held', tenant_id = $2, held_until = $3, changed_at = $4, price_fen = ${PRICE_NOW}
        WHERE number = $1 AND state = 'free'`,
      [number, tenantId, until, this.clock.now()],
    );
    return taken === 1;
  }

  /** Does to a number what the state machine allows; `missing` when it is not there or another tenant's. */
  async move(em: EntityManager, number: string, act: NumberAct): Promise<Moved | { readonly kind: 'missing' }> {
    const [row]: StockRow[] = await em.query(`SELECT ${ROW} FROM number WHERE number = $1 FOR UPDATE`, [number]);
    if (!row) return { kind: 'missing' };
    const now = this.clock.now();
    const moved = move(standingOf(row), act, now);
    if (moved.kind === 'moved') await this.#write(em, number, moved.to, now);
    return moved;
  }

  /**
   * Gives a sold number to another tenant at the price it has. It is nobody's for a moment that nobody sees, since neither
   * tenant may write the other's row; the transaction ends as one of the new owner. Whether there was anything to give.
   */
  async handOver(em: EntityManager, number: string, tenantId: TenantId): Promise<boolean> {
    const [row]: StockRow[] = await em.query(`SELECT ${ROW} FROM number WHERE number = $1 FOR UPDATE`, [number]);
    if (!row) return false;
    const now = this.clock.now();
    const moved = move(standingOf(row), { act: 'hand_over', tenantId }, now);
    if (moved.kind !== 'moved') return false;
    await this.#write(em, number, { state: 'free' }, now);
    await em.query(`SELECT set_config('sibai.tenant', $1, true)`, [tenantId]);
    await this.#write(em, number, moved.to, now);
    await em.query(`UPDATE number SET price_fen = $2 WHERE number = $1`, [number, row.priceFen]);
    return true;
  }

  async row(em: EntityManager, number: string): Promise<StockRow | undefined> {
    const [row]: StockRow[] = await em.query(`SELECT ${ROW} FROM number WHERE number = $1`, [number]);
    return row;
  }

  async #write(em: EntityManager, number: string, to: NumberStanding, now: Date): Promise<void> {
    const tenantId = 'tenantId' in to ? to.tenantId : null;
    await em.query(
      `UPDATE number SET state = $2, tenant_id = $3, held_until = $4, cooling_until = $5, suspended_for = $6, changed_at = $7,
              price_fen = CASE WHEN $3::uuid IS NULL THEN NULL ELSE coalesce(price_fen, ${PRICE_NOW}) END
        WHERE number = $1`,
      [
        number,
        to.state,
        tenantId,
        to.state === 'held' ? to.until : null,
        to.state === 'cooling' ? to.until : null,
        to.state === 'suspended' ? to.because : null,
        now,
      ],
    );
  }
}

/** The constraints of the table promise what is read here. */
function standingOf(row: StockRow): NumberStanding {
  const { state, tenantId, heldUntil, coolingUntil, suspendedFor } = row;
  switch (state) {
    case 'free':
      return { state };
    case 'held':
      return { state, tenantId: tenantId as TenantId, until: heldUntil as Date };
    case 'sold':
      return { state, tenantId: tenantId as TenantId };
    case 'suspended':
      return { state, tenantId, because: suspendedFor ?? [] };
    case 'cooling':
      return { state, until: coolingUntil as Date };
  }
}
