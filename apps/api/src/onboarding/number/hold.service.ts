import type { MyNumber, MyNumbers, MyWait } from '@sibai/contracts';
import { DomainError, type TenantId } from '@sibai/kernel';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { Jobs } from '../../platform/jobs.js';
import type { Me } from '../../platform/session.service.js';
import { CART_LIMIT, NUMBER_LIMIT, WAIT_LIMIT } from './hold-rules.js';
import { Holds } from './holds.js';
import { NumberShop } from './number-shop.js';
import { Stock } from './stock.js';
import { WaitingList } from './waiting-list.js';

/** How many a sweep settles in one go; the next comes in a minute. */
const SWEEP = 1000;

type Dated<T, K extends string> = Omit<T, K> & Record<K, Date>;
type NumberRow = Omit<MyNumber, 'hold'> & {
  kind: NonNullable<MyNumber['hold']>['kind'] | null;
  placedAt: Date;
  until: Date;
};

/** What an applicant does with numbers, and what the calendar does to what they left. */
@Injectable()
export class HoldService implements OnModuleInit {
  readonly #log = new Logger('Holds');

  constructor(
    private readonly db: Db,
    private readonly holds: Holds,
    private readonly waiting: WaitingList,
    private readonly stock: Stock,
    private readonly shop: NumberShop,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.every('number.expire', '* * * * *', () => this.expire());
    this.jobs.every('number.warm', '*/10 * * * *', () => this.warm());
  }

  mine(): Promise<MyNumbers> {
    return this.db.run((em, tenantId) => this.#mine(em, tenantId));
  }

  /** Holds a number, in exchange for another if one is named; who comes too late is shown what is like it. */
  async hold(me: Me, number: string, instead: string | undefined): Promise<MyNumbers> {
    try {
      return await this.db.run(async (em, tenantId) => {
        await this.holds.lock(em, tenantId);
        if (instead !== undefined && instead !== number) await this.#give(em, me, instead, 'swapped');
        await this.holds.place(em, me, number);
        return this.#mine(em, tenantId);
      });
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'number.taken') throw error;
      const alternatives = await this.shop.alternatives(number);
      throw new DomainError('number.taken', { ...error.details, alternatives }, { cause: error });
    }
  }

  release(me: Me, number: string): Promise<MyNumbers> {
    return this.db.run(async (em, tenantId) => {
      await this.#give(em, me, number, 'released');
      return this.#mine(em, tenantId);
    });
  }

  wait(me: Me, number: string): Promise<MyNumbers> {
    return this.db.run(async (em, tenantId) => {
      await this.waiting.join(em, me, number);
      return this.#mine(em, tenantId);
    });
  }

  leave(me: Me, number: string): Promise<MyNumbers> {
    return this.db.run(async (em, tenantId) => {
      await this.waiting.settle(em, tenantId, number, 'left');
      return this.#mine(em, tenantId);
    });
  }

  /** Ends the holds whose time is over. */
  async expire(): Promise<void> {
    const over = await this.db.query<{ number: string; tenantId: TenantId }>(
      `SELECT number, tenant_id AS "tenantId" FROM number
        WHERE state = 'held' AND held_until <= $1 ORDER BY held_until LIMIT ${SWEEP}`,
      [this.clock.now()],
    );
    for (const { number, tenantId } of over)
      await this.#quietly(number, () =>
        this.db.as(tenantId, (em) => this.holds.release(em, tenantId, number, { actor: 'system', outcome: 'expired' })),
      );
  }

  /** Puts numbers back into the stock that have rested long enough after their last owner. */
  async warm(): Promise<void> {
    const rested = await this.db.query<{ number: string }>(
      `SELECT number FROM number WHERE state = 'cooling' AND cooling_until <= $1 ORDER BY cooling_until LIMIT ${SWEEP}`,
      [this.clock.now()],
    );
    for (const { number } of rested)
      await this.#quietly(number, () =>
        this.db.free(async (em) => {
          const moved = await this.stock.move(em, number, { act: 'warm' });
          if (moved.kind === 'moved') await this.holds.offer(em, number);
        }),
      );
  }

  async #give(em: EntityManager, me: Me, number: string, outcome: 'released' | 'swapped'): Promise<void> {
    const released = await this.holds.release(em, me.tenantId, number, { actor: me, outcome });
    if (!released) throw new DomainError('number.not_held', { number });
  }

  /** One number that cannot be settled must not keep the others from it. */
  async #quietly(number: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#log.error(`${number}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }

  async #mine(em: EntityManager, tenantId: TenantId): Promise<MyNumbers> {
    const numbers = await em.query<NumberRow[]>(
      `SELECT n.number, n.state, n.tier, n.price_fen AS "priceFen", number_carrier(n.number) AS carrier,
              h.kind, h.placed_at AS "placedAt", n.held_until AS until
         FROM number n LEFT JOIN number_hold h ON h.number = n.number AND h.ended_at IS NULL
        WHERE n.tenant_id = $1 ORDER BY n.state = 'held', n.changed_at, n.number`,
      [tenantId],
    );
    const waits = await em.query<(Dated<MyWait, 'joinedAt'> & { until: Date | null })[]>(
      `SELECT w.number, w.joined_at AS "joinedAt", waiting_ahead(w.number, w.joined_at) AS ahead, n.state,
              coalesce(n.held_until, n.cooling_until) AS until
         FROM number_wait w JOIN number n ON n.number = w.number
        WHERE w.tenant_id = $1 AND w.state = 'waiting' ORDER BY w.joined_at`,
      [tenantId],
    );
    return {
      numbers: numbers.map(({ kind, placedAt, until, ...number }) => ({
        ...number,
        hold: kind && { kind, placedAt: placedAt.toISOString(), until: until.toISOString() },
      })),
      waits: waits.map(({ joinedAt, until, ...wait }) => ({
        ...wait,
        joinedAt: joinedAt.toISOString(),
        until: until?.toISOString() ?? null,
      })),
      limits: { cart: CART_LIMIT, all: NUMBER_LIMIT, waits: WAIT_LIMIT },
      now: this.clock.now().toISOString(),
    };
  }
}
