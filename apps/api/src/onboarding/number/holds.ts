import { DomainError, type TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Clock } from '../../platform/clock.js';
import type { Me } from '../../platform/session.service.js';
import { History } from '../history.js';
import { CART_LIMIT, HOLD_MS, HOLDS_A_DAY, kindOfHold, LONG_HOLDS, NUMBER_LIMIT } from './hold-rules.js';
import type { HoldKind, HoldOutcome } from './number-hold.entity.js';
import { Stock } from './stock.js';
import { WaitingList } from './waiting-list.js';

const DAY = 24 * 3600 * 1000;

interface OpenHold {
  readonly number: string;
  readonly kind: HoldKind;
}

/** Holding a number and letting it go. Every method works inside a transaction of the tenant that holds. */
@Injectable()
export class Holds {
  constructor(
    private readonly stock: Stock,
    private readonly waiting: WaitingList,
    private readonly history: History,
    private readonly clock: Clock,
  ) {}

  /** Holds a free number, or confirms the one whose turn has come; a number that is held already stays as it is. */
  async place(em: EntityManager, me: Me, number: string): Promise<void> {
    const { tenantId } = me;
    await this.lock(em, tenantId);
    const open = await this.#open(em, tenantId);
    const own = open.find((hold) => hold.number === number);
    if (own && own.kind !== 'turn') return;
    await this.#insistOnRoom(em, tenantId, number, open);

    const kind = await this.#kind(em, tenantId);
    const until = new Date(this.clock.now().getTime() + HOLD_MS[kind]);
    if (own) {
      await this.stock.move(em, number, { act: 'extend', tenantId, until });
      await this.#rename(em, number, kind, until);
      await this.history.record(em, { tenantId, type: 'number.extended', actor: me, subject: number, reason: kind });
    } else {
      if (!(await this.stock.take(em, number, tenantId, until))) throw await this.#refusal(em, number);
      await this.open(em, tenantId, number, kind, until, me.name);
      await this.history.record(em, {
        tenantId,
        type: 'number.held',
        actor: me,
        subject: number,
        reason: kind,
        data: { until: until.toISOString() },
      });
    }
    await this.waiting.settle(em, tenantId, number, 'taken');
  }

  /** Gives a held number back; the first who waits for it gets it. */
  async release(
    em: EntityManager,
    tenantId: TenantId,
    number: string,
    { actor, outcome, reason }: { actor: Me | 'system'; outcome: HoldOutcome; reason?: string },
  ): Promise<boolean> {
    const act = outcome === 'expired' ? ({ act: 'expire' } as const) : ({ act: 'release', tenantId } as const);
    const moved = await this.stock.move(em, number, act);
    if (moved.kind !== 'moved') return false;
    await this.end(em, number, outcome);
    await this.waiting.settle(em, tenantId, number, 'passed');
    await this.history.record(em, {
      tenantId,
      type: 'number.released',
      actor,
      subject: number,
      reason: reason ?? outcome,
      data: { outcome },
    });
    await this.#pass(em, tenantId, number);
    return true;
  }

  /** Keeps all that a tenant holds until later: its papers are looked at, or it has signed. */
  async extend(em: EntityManager, tenantId: TenantId, kind: 'verification' | 'contract'): Promise<void> {
    await this.lock(em, tenantId);
    const until = new Date(this.clock.now().getTime() + HOLD_MS[kind]);
    for (const { number } of await this.#open(em, tenantId)) {
      const moved = await this.stock.move(em, number, { act: 'extend', tenantId, until });
      if (moved.kind !== 'moved') continue;
      await this.#rename(em, number, kind, until);
      await this.waiting.settle(em, tenantId, number, 'taken');
      const data = { until: until.toISOString() };
      await this.history.record(em, {
        ...{ tenantId, type: 'number.extended', actor: 'system', subject: number, reason: kind, data },
      });
    }
  }

  /** Writes down that a hold begins. */
  async open(
    em: EntityManager,
    tenantId: TenantId,
    number: string,
    kind: HoldKind,
    until: Date,
    placedBy: string | null,
  ): Promise<void> {
    await em.query(
      `INSERT INTO number_hold (id, tenant_id, number, kind, placed_at, placed_by, until) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [uuid(), tenantId, number, kind, this.clock.now(), placedBy, until],
    );
  }

  async end(em: EntityManager, number: string, outcome: HoldOutcome): Promise<void> {
    await em.query(`UPDATE number_hold SET ended_at = $2, outcome = $3 WHERE number = $1 AND ended_at IS NULL`, [
      number,
      this.clock.now(),
      outcome,
    ]);
  }

  /** Two requests of one tenant are done one after the other, or both would find room under the limit. */
  async lock(em: EntityManager, tenantId: TenantId): Promise<void> {
    await em.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 400))`, [tenantId]);
  }

  /** Hands a number that has just become free to the first who waits for it, for a short time and for nobody else. */
  async offer(em: EntityManager, number: string): Promise<void> {
    for (;;) {
      const turn = await this.waiting.next(em, number);
      if (!turn) return;
      const until = new Date(this.clock.now().getTime() + HOLD_MS.turn);
      if (!(await this.waiting.call(em, turn, until))) continue;
      if (!(await this.stock.take(em, number, turn.tenantId, until)))
        throw new Error(`${number} was not free to offer`);
      await this.open(em, turn.tenantId, number, 'turn', until, null);
      await this.history.record(em, {
        tenantId: turn.tenantId,
        type: 'number.held',
        actor: 'system',
        subject: number,
        reason: 'turn',
        data: { until: until.toISOString() },
      });
      return;
    }
  }

  async #pass(em: EntityManager, from: TenantId, number: string): Promise<void> {
    await this.offer(em, number);
    await em.query(`SELECT set_config('sibai.tenant', $1, true)`, [from]);
  }

  async #open(em: EntityManager, tenantId: TenantId): Promise<OpenHold[]> {
    return em.query<OpenHold[]>(
      `SELECT number, kind FROM number_hold WHERE tenant_id = $1 AND ended_at IS NULL ORDER BY number`,
      [tenantId],
    );
  }

  async #insistOnRoom(em: EntityManager, tenantId: TenantId, number: string, open: readonly OpenHold[]): Promise<void> {
    const chosen = open.filter(({ kind }) => kind !== 'turn').length;
    if (chosen >= CART_LIMIT)
      throw new DomainError('number.hold_limit', { limit: CART_LIMIT, numbers: open.map((hold) => hold.number) });
    const now = this.clock.now().getTime();
    const [row] = await em.query<{ had: number; today: number; long: number }[]>(
      `SELECT (SELECT count(*)::int FROM number
                WHERE tenant_id = $1 AND (state = 'sold' OR state = 'suspended')) AS had,
              count(*) FILTER (WHERE kind = 'cart' AND placed_at > $3)::int AS today,
              count(*) FILTER (WHERE kind IN ('verification', 'contract'))::int AS long
         FROM number_hold WHERE tenant_id = $1 AND number = $2 AND placed_at > $4`,
      [tenantId, number, new Date(now - DAY), new Date(now - LONG_HOLDS.days * DAY)],
    );
    const { had = 0, today = 0, long = 0 } = row ?? {};
    if (had + chosen >= NUMBER_LIMIT) throw new DomainError('number.hold_limit', { limit: NUMBER_LIMIT });
    if (today >= HOLDS_A_DAY || long >= LONG_HOLDS.times) throw new DomainError('number.hold_again', { number });
  }

  async #kind(em: EntityManager, tenantId: TenantId): Promise<'cart' | 'verification'> {
    const [latest] = await em.query<{ type: string }[]>(
      `SELECT type FROM onboarding_event
        WHERE tenant_id = $1 AND type LIKE 'verification.%' AND type <> 'verification.reminded' ORDER BY at DESC LIMIT 1`,
      [tenantId],
    );
    return kindOfHold(latest?.type ?? null);
  }

  async #rename(em: EntityManager, number: string, kind: HoldKind, until: Date): Promise<void> {
    await em.query(`UPDATE number_hold SET kind = $2, until = $3 WHERE number = $1 AND ended_at IS NULL`, [
      number,
      kind,
      until,
    ]);
  }

  /** Why a number could not be held. Who has it is nobody's business; until when is. */
  async #refusal(em: EntityManager, number: string): Promise<DomainError> {
    const row = await this.stock.row(em, number);
    if (!row) return new DomainError('number.missing', { number });
    const until = row.heldUntil ?? row.coolingUntil;
    return new DomainError('number.taken', { number, state: row.state, until: until?.toISOString() ?? null });
  }
}
