import type { OnboardingEventType } from '@sibai/contracts';
import type { OnboardingEventId, TenantId } from '@sibai/kernel';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';

import { Clock } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { each, Jobs } from '../platform/jobs.js';
import { History } from './history.js';

/** So long an event may be on its way before it is missed. */
const PATIENCE_MS = 3600_000;

/** Whether a line or a number of the tenant is suspended for a cause, or not, against what the cause says. */
const astray = (cause: string, suspended: boolean): string => `(
  EXISTS (SELECT FROM line l WHERE l.tenant_id = $1 AND l.state <> 'closed'
             AND ('${cause}' = ANY (l.suspensions)) <> ${suspended})
  OR EXISTS (SELECT FROM number n WHERE n.tenant_id = $1 AND n.state IN ('sold', 'suspended')
                AND ('${cause}' = ANY (coalesce(n.suspended_for, '{}'))) <> ${suspended}))`;
const standing = (states: string): string =>
  `EXISTS (SELECT FROM billing_account a WHERE a.tenant_id = $1 AND a.standing IN (${states}))`;
const identity = (inForce: boolean): string =>
  `EXISTS (SELECT FROM verified_identity($1) i WHERE i.in_force = ${inForce})`;

/** The last event of a type is told again where what it should have brought is not there. */
const LAST: readonly (readonly [OnboardingEventType, string])[] = [
  ['payment.suspended', `${standing(`'suspended'`)} AND ${astray('payment', true)}`],
  ['payment.restored', `${standing(`'good', 'overdue'`)} AND ${astray('payment', false)}`],
  ['verification.suspended', `${identity(false)} AND ${astray('verification', true)}`],
  ['verification.approved', `${identity(true)} AND ${astray('verification', false)}`],
];

/** Paid for under a contract in force, but the number is not the tenant's or its plan has not begun. */
const UNFULFILLED = `
  SELECT e.id FROM pay_order o
    JOIN contract c ON c.tenant_id = o.tenant_id AND c.plan_choice_id = o.plan_choice_id AND c.state = 'signed'
    JOIN plan_choice p ON p.tenant_id = o.tenant_id AND p.id = o.plan_choice_id
    JOIN onboarding_event e ON e.tenant_id = o.tenant_id AND e.type = 'payment.order_paid' AND e.subject = o.id::text
   WHERE o.tenant_id = $1 AND o.kind = 'first' AND o.state = 'paid' AND o.paid_at < $2
     AND (p.state = 'chosen' OR NOT EXISTS (SELECT FROM number n WHERE n.number = c.number AND n.tenant_id = $1
                                               AND n.state IN ('sold', 'suspended')))`;

/** Looks every night whether what was told has been done, and tells it again where it was not. */
@Injectable()
export class RepairService implements OnModuleInit {
  readonly #log = new Logger('Repair');

  constructor(
    private readonly db: Db,
    private readonly history: History,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.every('onboarding.repair', '30 3 * * *', () => this.repairAll());
  }

  async repairAll(): Promise<void> {
    await each(await this.db.query<{ id: TenantId }>('SELECT tenant_ids() AS id'), ({ id }) => this.#repair(id));
  }

  async #repair(tenantId: TenantId): Promise<void> {
    await this.db.as(tenantId, async (em) => {
      const before = new Date(this.clock.now().getTime() - PATIENCE_MS);
      const missed = await em.query<{ id: OnboardingEventId }[]>(UNFULFILLED, [tenantId, before]);
      for (const [type, wrong] of LAST)
        missed.push(
          ...(await em.query<{ id: OnboardingEventId }[]>(
            `SELECT e.id FROM (SELECT id, at FROM onboarding_event WHERE tenant_id = $1 AND type = $3
                                ORDER BY at DESC, id DESC LIMIT 1) e
              WHERE e.at < $2 AND ${wrong}`,
            [tenantId, before, type],
          )),
        );
      for (const { id } of missed) {
        this.#log.warn(`event ${id} of ${tenantId} had not been acted on: it is told again`);
        await this.history.tellAgain(em, tenantId, id);
      }
    });
  }
}
