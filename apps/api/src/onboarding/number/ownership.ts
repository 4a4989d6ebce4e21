import type { TenantId } from '@sibai/kernel';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { Db } from '../../platform/db.js';
import type { Me } from '../../platform/session.service.js';
import { History, type OnboardingEvent } from '../history.js';
import { type StageCause, suspendedFor } from '../suspended-for.js';
import { Holds } from './holds.js';
import type { SuspendCause } from './number-state.js';
import { Stock } from './stock.js';
import { WaitingList } from './waiting-list.js';

/** Who owns a number and whether it works, as the other stages report: papers handed in, signed, paid, in arrears, ended. */
@Injectable()
export class Ownership implements OnModuleInit {
  readonly #log = new Logger('Ownership');

  constructor(
    private readonly db: Db,
    private readonly stock: Stock,
    private readonly holds: Holds,
    private readonly waiting: WaitingList,
    private readonly history: History,
  ) {}

  onModuleInit(): void {
    const { history } = this;
    const inTenant = (work: (em: EntityManager, event: OnboardingEvent) => Promise<void>) => (event: OnboardingEvent) =>
      this.db.as(event.tenantId, (em) => work(em, event));
    const follow = (cause: StageCause) =>
      inTenant(async (em, { tenantId, reason }) => {
        const act = (await suspendedFor(em, tenantId, cause)) ? 'suspend' : 'restore';
        await this[act](em, tenantId, cause, 'system', reason ?? cause);
      });

    history.on(
      'verification.submitted',
      'number keeps what is held',
      inTenant((em, { tenantId }) => this.holds.extend(em, tenantId, 'verification')),
    );
    history.on(
      'contract.signed',
      'number keeps what is signed for',
      inTenant((em, { tenantId }) => this.holds.extend(em, tenantId, 'contract')),
    );
    history.on('payment.order_paid', 'number is sold', (event) => this.#paid(event));
    history.on('payment.suspended', 'number is suspended', follow('payment'));
    history.on('payment.restored', 'number is restored', follow('payment'));
    history.on('verification.suspended', 'number is suspended', follow('verification'));
    history.on('verification.approved', 'number is restored', follow('verification'));
    history.on(
      'payment.ended',
      'number rests',
      inTenant(async (em, { tenantId, reason }) => {
        for (const number of await this.#owned(em, tenantId)) await this.end(em, tenantId, number, 'system', reason);
      }),
    );
    history.on(
      'contract.ended',
      'number rests',
      inTenant(async (em, { tenantId, reason, data }) => {
        const { number } = data;
        if (reason !== 'refunded' || typeof number !== 'string') return;
        if ((await this.#owned(em, tenantId)).includes(number)) await this.end(em, tenantId, number, 'system', reason);
      }),
    );
    history.on(
      'line.closed',
      'number rests',
      inTenant(async (em, { tenantId, subject, reason, data }) => {
        // Taken out of service only, or gone to another owner: the number is not given up.
        if (!subject || data['final'] !== true || data['why'] === 'transfer') return;
        await this.end(em, tenantId, subject, 'system', reason, data['why'] === 'port_out' ? 'port_out' : 'end');
      }),
    );
    history.on(
      'account.closed',
      'number is given back',
      inTenant(async (em, { tenantId }) => {
        const held = await em.query<{ number: string }[]>(
          `SELECT number FROM number WHERE tenant_id = $1 AND state = 'held'`,
          [tenantId],
        );
        for (const { number } of held)
          await this.holds.release(em, tenantId, number, { actor: 'system', outcome: 'withdrawn' });
      }),
    );
    history.on('line.transferred', 'number changes hands', (event) => this.#handOver(event));
  }

  /** Sells a number to a tenant. False: somebody else has it by now. */
  async sell(em: EntityManager, tenantId: TenantId, number: string): Promise<boolean> {
    const moved = await this.stock.move(em, number, { act: 'sell', tenantId });
    if (moved.kind === 'refused' && moved.reason === 'unchanged') return true;
    if (moved.kind !== 'moved') return false;
    await this.holds.end(em, number, 'sold');
    await this.waiting.settle(em, tenantId, number, 'taken');
    await this.history.record(em, { tenantId, type: 'number.sold', actor: 'system', subject: number });
    await this.waiting.dissolve(em, tenantId, number);
    return true;
  }

  /** Suspends all that a tenant owns, for one cause; told of when it is the first. */
  async suspend(
    em: EntityManager,
    tenantId: TenantId,
    cause: SuspendCause,
    actor: Me | 'system',
    reason: string,
  ): Promise<void> {
    for (const number of await this.#owned(em, tenantId)) {
      const moved = await this.stock.move(em, number, { act: 'suspend', cause });
      if (moved.kind !== 'moved' || moved.to.state !== 'suspended' || moved.to.because.length > 1) continue;
      await this.#tell(em, tenantId, 'number.suspended', number, actor, reason, { cause });
    }
  }

  /** Takes one cause away; told of when it was the last. */
  async restore(
    em: EntityManager,
    tenantId: TenantId,
    cause: SuspendCause,
    actor: Me | 'system',
    reason: string,
  ): Promise<void> {
    for (const number of await this.#owned(em, tenantId)) {
      const moved = await this.stock.move(em, number, { act: 'restore', cause });
      if (moved.kind !== 'moved' || moved.to.state !== 'sold') continue;
      await this.#tell(em, tenantId, 'number.restored', number, actor, reason, { cause });
    }
  }

  /** Takes a number from its owner for good: it rests, or has left the stock. False: it was not sold to them. */
  async end(
    em: EntityManager,
    tenantId: TenantId,
    number: string,
    actor: Me | 'system',
    reason: string | null,
    act: 'end' | 'port_out' = 'end',
  ): Promise<boolean> {
    const moved = await this.stock.move(em, number, { act });
    if (moved.kind !== 'moved') return false;
    const until = moved.to.state === 'cooling' ? moved.to.until.toISOString() : null;
    await this.#tell(em, tenantId, 'number.cooling', number, actor, reason ?? 'ended', { until });
    return true;
  }

  /** The first order buys the number its contract is about; without a contract, the only one held. */
  async #paid({ id, tenantId, data }: OnboardingEvent): Promise<void> {
    if (data['kind'] !== 'first') return;
    await this.db.as(tenantId, async (em) => {
      const number = typeof data['number'] === 'string' ? data['number'] : await this.#bought(em, tenantId);
      if (number && (await this.sell(em, tenantId, number))) return;
      this.#log.error(`paid for by ${tenantId} (event ${id}), but not to be had: ${number ?? 'no number is held'}`);
      const reason = 'lost_before_payment';
      const [told] = await em.query<unknown[]>(
        `SELECT FROM onboarding_event WHERE tenant_id = $1 AND type = 'number.released' AND reason = $2 AND data->>'event' = $3`,
        [tenantId, reason, id],
      );
      if (!told) await this.#tell(em, tenantId, 'number.released', number ?? '', 'system', reason, { event: id });
    });
  }

  async #bought(em: EntityManager, tenantId: TenantId): Promise<string | undefined> {
    const [row] = await em.query<{ number: string }[]>(
      `SELECT coalesce(
                (SELECT c.number FROM contract c
                  WHERE c.tenant_id = $1 AND c.kind = 'first' AND c.state = 'signed' ORDER BY c.signed_at DESC LIMIT 1),
                (SELECT min(n.number) FROM number n
                  WHERE n.tenant_id = $1 AND n.state IN ('held', 'sold') HAVING count(*) = 1)) AS number`,
      [tenantId],
    );
    return row?.number ?? undefined;
  }

  async #handOver({ tenantId, subject, data }: OnboardingEvent): Promise<void> {
    const number = typeof data['number'] === 'string' ? data['number'] : subject;
    const to = data['toTenantId'];
    if (!number || typeof to !== 'string') return;
    await this.db.as(tenantId, async (em) => {
      if (!(await this.stock.handOver(em, number, to as TenantId))) return;
      const event = { tenantId: to as TenantId, type: 'number.sold', subject: number, reason: 'transfer' } as const;
      await this.history.record(em, { ...event, actor: 'system' });
    });
  }

  async #owned(em: EntityManager, tenantId: TenantId): Promise<string[]> {
    const rows = await em.query<{ number: string }[]>(
      `SELECT number FROM number WHERE tenant_id = $1 AND state IN ('sold', 'suspended') ORDER BY number`,
      [tenantId],
    );
    return rows.map(({ number }) => number);
  }

  async #tell(
    em: EntityManager,
    tenantId: TenantId,
    type: 'number.released' | 'number.suspended' | 'number.restored' | 'number.cooling',
    subject: string,
    actor: Me | 'system',
    reason: string,
    data: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await this.history.record(em, { tenantId, type, actor, subject, reason, data });
  }
}
