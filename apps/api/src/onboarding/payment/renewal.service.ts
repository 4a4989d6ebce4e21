import { type Quote, safeFen, yuan } from '@sibai/billing';
import { DomainError, type TenantId } from '@sibai/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type EntityManager } from 'typeorm';

import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { each, Jobs } from '../../platform/jobs.js';
import { History } from '../history.js';
import { BillingAccountEntity } from './balance.entities.js';
import { Contacts } from './contacts.js';
import { PaidTermEntity } from './order.entities.js';
import { lockOrder } from './order-row.js';
import { OrderService } from './order.service.js';

const DAY = 86_400_000;
/** Days before the end of a year on which its customer is reminded. */
export const REMINDER_DAYS = [30, 7, 1] as const;

interface Ending {
  readonly id: string;
  readonly number: string;
  readonly ends_at: Date;
  readonly reminded: number;
  readonly plan: string;
  readonly quote: Quote;
}

/** Years paid in advance: an order for the next one in time, reminders, and payment from the balance where that is wanted. */
@Injectable()
export class RenewalService implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly orders: OrderService,
    private readonly contacts: Contacts,
    private readonly history: History,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.every('payment.renewals', '0 9 * * *', () => this.renewAll());
  }

  async renewAll(): Promise<void> {
    await each(await this.db.query<{ id: TenantId }>(`SELECT billed_tenants() AS id`), async ({ id }) => {
      const ending = await this.db.as(id, (em) => endingTerms(em, id, this.clock.now()));
      await each(ending, (term) => this.db.as(id, (em) => this.#renew(em, id, term)));
    });
  }

  async #renew(em: EntityManager, tenantId: TenantId, term: Ending): Promise<void> {
    const lines = term.quote.lines.filter(({ item }) => item !== 'setup');
    const amountFen = lines.reduce((sum, { totalFen }) => sum + totalFen, 0);
    const { id: subject, number, ends_at: expiresAt } = term;
    const spec = {
      kind: 'renewal',
      key: `renewal-${subject}-${term.plan}`,
      amountFen,
      lines,
      number,
      subject,
      planChoiceId: term.plan,
      expiresAt,
    } as const;
    await this.orders.replace(em, tenantId, spec);
    const opened = await this.orders.open(em, tenantId, spec, 'system');
    if (opened.state !== 'open' && opened.state !== 'paying') return;

    const days = Math.ceil((expiresAt.getTime() - this.clock.now().getTime()) / DAY);
    const due = REMINDER_DAYS.filter((day) => days <= day).length;
    if (due <= term.reminded) return;
    await em.update(PaidTermEntity, { id: subject }, { reminded: due });

    const account = await em.findOneBy(BillingAccountEntity, { tenantId });
    const auto = account?.autoRenew ?? false;
    const ends = expiresAt.toLocaleDateString('zh-CN', { timeZone: 'Asia/Shanghai' });
    const amount = yuan(amountFen);
    if (auto && safeFen(account?.balanceFen ?? 0) >= amountFen && (await this.#pay(em, tenantId, opened.id))) {
      const next = await em.findOneByOrFail(PaidTermEntity, { tenantId, orderId: opened.id });
      const until = next.endsAt.toLocaleDateString('zh-CN', { timeZone: 'Asia/Shanghai' });
      await this.contacts.tell(em, tenantId, 'renewal_paid', { number, amount, ends: until });
      return;
    }
    await this.history.record(em, {
      tenantId,
      type: 'payment.reminded',
      actor: 'system',
      subject: opened.id,
      reason: 'renewal',
      data: { number, days, amountFen },
    });
    await this.contacts.tell(em, tenantId, 'renewal_due', { number, ends, days, amount, auto });
  }

  async #pay(em: EntityManager, tenantId: TenantId, orderId: string): Promise<boolean> {
    try {
      // A savepoint: somebody else may have spent the balance since it was read.
      await em.transaction(async (inner) =>
        this.orders.payBalance(inner, await lockOrder(inner, tenantId, orderId), 'system'),
      );
      return true;
    } catch (error) {
      if (error instanceof DomainError) return false;
      throw error;
    }
  }
}

/** Years that end within the first reminder's time and are not renewed, with the plan that goes on after them. */
function endingTerms(em: EntityManager, tenantId: TenantId, now: Date): Promise<Ending[]> {
  const horizon = new Date(now.getTime() + REMINDER_DAYS[0] * DAY);
  return em.query<Ending[]>(
    `SELECT t.id, t.number, t.ends_at, t.reminded, p.id AS plan, p.quote
       FROM paid_term t
       JOIN LATERAL (SELECT id, quote, choice FROM plan_choice
                      WHERE tenant_id = $1 AND number = t.number
                        AND (state = 'active' OR (state = 'chosen' AND active_from <= t.ends_at))
                      ORDER BY state = 'chosen' DESC LIMIT 1) p ON true
      WHERE t.tenant_id = $1 AND t.undone_at IS NULL AND t.ends_at > $2 AND t.ends_at <= $3
        AND p.choice->>'period' = 'year'
        AND NOT EXISTS (SELECT FROM paid_term later WHERE later.tenant_id = $1 AND later.number = t.number
                           AND later.undone_at IS NULL AND later.starts_at >= t.ends_at)
      ORDER BY t.ends_at`,
    [tenantId, now, horizon],
  );
}
