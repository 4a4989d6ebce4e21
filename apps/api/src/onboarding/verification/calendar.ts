import type { TenantId, VerificationId } from '@sibai/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { Jobs } from '../../platform/jobs.js';
import { History } from '../history.js';
import { ApplicantService } from './applicant.service.js';
import { addDays, GRACE_DAYS, step } from './application.js';
import { Approval } from './approval.js';
import { type Dossier, Dossiers } from './dossier.js';
import { columnsOf } from './verification.entity.js';
import { dayInShanghai } from './working-time.js';

/** Days before the expiry on which people are told, each once. */
const REMINDERS = [60, 30, 7];
const DAY_MS = 24 * 3600_000;
const YEAR_DAYS = 365;

/** What time does to identities: reminders, expiry, suspension after the grace, and the review of every year. */
@Injectable()
export class VerificationCalendar implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly dossiers: Dossiers,
    private readonly applicants: ApplicantService,
    private readonly approval: Approval,
    private readonly history: History,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.every('verification.calendar', '10 8 * * *', () => this.run());
  }

  /** Each in a transaction of its own: one that fails does not keep the others from being looked at. */
  async run(): Promise<void> {
    const now = this.clock.now();
    const today = dayInShanghai(now.getTime());
    const due = await this.db.query<{ tenant_id: TenantId; id: VerificationId }>(
      `SELECT tenant_id, id FROM verifications_due($1, $2)`,
      [today, now],
    );
    const failures: unknown[] = [];
    for (const { tenant_id, id } of due)
      await this.db
        .as(tenant_id, async (em) => this.#look(em, await this.dossiers.open(em, tenant_id, id, true), today))
        .catch((error: unknown) => failures.push(error));
    if (failures.length) throw new AggregateError(failures, `the calendar failed for ${failures.length} identities`);
  }

  async #look(em: EntityManager, dossier: Dossier, today: string): Promise<void> {
    const { state } = dossier.row;
    if (state === 'draft' || state === 'returned') return this.#askAgain(em, dossier);
    const expired = await this.#expire(em, dossier, today);
    await this.#suspend(em, expired, today);
    await this.#remind(em, expired, today);
    await this.#review(em, expired);
  }

  async #expire(em: EntityManager, dossier: Dossier, today: string): Promise<Dossier> {
    const now = this.clock.now();
    const outcome = step(dossier.row.application, { do: 'expire', today }, now.getTime());
    if (outcome.kind === 'refused' || outcome.application.at !== 'expired') return dossier;
    const { expiresOn: date } = outcome.application;
    const expired = await this.dossiers.write(em, dossier, columnsOf(outcome.application, now));
    const suspendsOn = addDays(date, GRACE_DAYS);
    await this.#record(em, expired, 'verification.expired', { expiresOn: date, suspendsOn });
    await this.approval.notify(em, expired, 'verification_expired', { company: companyOf(expired), date, suspendsOn });
    return expired;
  }

  async #suspend(em: EntityManager, dossier: Dossier, today: string): Promise<void> {
    const now = this.clock.now();
    const outcome = step(dossier.row.application, { do: 'suspend', today }, now.getTime());
    if (outcome.kind === 'refused') return;
    const suspended = await this.dossiers.write(em, dossier, columnsOf(outcome.application, now));
    await this.#record(em, suspended, 'verification.suspended', {});
    await this.approval.notify(em, suspended, 'verification_suspended', { company: companyOf(suspended) });
  }

  /** Of the reminders whose day has come only the nearest is sent: after an outage nobody gets three at once. */
  async #remind(em: EntityManager, dossier: Dossier, today: string): Promise<void> {
    const { application } = dossier.row;
    if (application.at !== 'approved' || application.expiresOn === null) return;
    const date = application.expiresOn;
    const days = Math.round((Date.parse(date) - Date.parse(today)) / DAY_MS);
    const reached = REMINDERS.filter((before) => days <= before);
    const fresh: number[] = [];
    for (const before of reached) if (await this.#once(em, dossier, String(before))) fresh.push(before);
    const nearest = reached.at(-1);
    if (nearest === undefined || !fresh.includes(nearest)) return;
    await this.#record(em, dossier, 'verification.reminded', { days, expiresOn: date });
    await this.approval.notify(em, dossier, 'verification_expiring', { company: companyOf(dossier), date, days });
  }

  /** A year after the last approval the customer is asked whether all is as it was. */
  async #review(em: EntityManager, dossier: Dossier): Promise<void> {
    const { row } = dossier;
    if (row.state !== 'approved' || !row.decidedAt) return;
    if (row.decidedAt.getTime() + YEAR_DAYS * DAY_MS > this.clock.now().getTime()) return;
    if (!(await this.#once(em, dossier, 'yearly'))) return;
    await this.applicants.openFor(em, row.tenantId, 'yearly', 'system');
    await this.approval.notify(em, dossier, 'verification_yearly', { company: companyOf(dossier), again: false });
  }

  async #askAgain(em: EntityManager, dossier: Dossier): Promise<void> {
    if (!(await this.#once(em, dossier, 'yearly_again'))) return;
    await this.#record(em, dossier, 'verification.reminded', { yearly: true });
    await this.approval.notify(em, dossier, 'verification_yearly', { company: companyOf(dossier), again: true });
  }

  /** Whether that reminder had not been sent before; now it has. */
  async #once(em: EntityManager, { row: { id, tenantId } }: Dossier, reminder: string): Promise<boolean> {
    const rows = await em.query<unknown[]>(
      `INSERT INTO verification_reminder (verification_id, reminder, tenant_id, sent_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING RETURNING 1`,
      [id, reminder, tenantId, this.clock.now()],
    );
    return rows.length > 0;
  }

  #record(
    em: EntityManager,
    { row: { id, tenantId } }: Dossier,
    type: 'verification.expired' | 'verification.suspended' | 'verification.reminded',
    data: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    return this.history.record(em, { tenantId, type, actor: 'system', subject: id, data });
  }
}

const companyOf = ({ form }: Dossier): string => form.companyName;
