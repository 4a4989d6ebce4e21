import type { OnboardingEventType } from '@sibai/contracts';
import type { OnboardingEventId, TenantId, UserId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Clock } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { Jobs } from '../platform/jobs.js';
import type { Me } from '../platform/session.service.js';

export interface NewEvent {
  readonly tenantId: TenantId;
  readonly type: OnboardingEventType;
  /** Who: somebody signed in, an applicant who is not yet, or the product itself by its calendar. */
  readonly actor: Me | 'applicant' | 'system';
  /** What it is about: a number, an id of the stage's own row. */
  readonly subject?: string | undefined;
  readonly reason?: string | undefined;
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface OnboardingEvent {
  readonly id: OnboardingEventId;
  readonly tenantId: TenantId;
  readonly type: OnboardingEventType;
  readonly at: Date;
  readonly actorId: UserId | null;
  readonly subject: string | null;
  readonly reason: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Delivery {
  readonly tenantId: TenantId;
  readonly eventId: OnboardingEventId;
}

/**
 * Every change of state on an enterprise's way to its line, with actor and reason. It is also how stages learn of one
 * another: who listens is told by a job that is part of the same transaction.
 */
@Injectable()
export class History {
  readonly #listeners = new Map<OnboardingEventType, string[]>();

  constructor(
    private readonly db: Db,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  /** Within the transaction that makes the change, which is one of that tenant. */
  async record(em: EntityManager, event: NewEvent): Promise<void> {
    const { tenantId, type, actor, subject = null, reason = null, data = {} } = event;
    const id = uuid() as OnboardingEventId;
    const person = typeof actor === 'string' ? undefined : actor;
    await em.query(
      `INSERT INTO onboarding_event (id, tenant_id, at, type, actor, actor_id, actor_name, subject, reason, data)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        id,
        tenantId,
        this.clock.now(),
        type,
        person?.role ?? actor,
        person?.userId ?? null,
        person?.name ?? null,
        subject,
        reason,
        JSON.stringify(data),
      ],
    );
    await this.#tell(em, type, { tenantId, eventId: id });
  }

  /** Tells who listens of an event once more: what it should have brought is not there. */
  async tellAgain(em: EntityManager, tenantId: TenantId, eventId: OnboardingEventId): Promise<void> {
    const [event] = await em.query<Pick<OnboardingEvent, 'type'>[]>(
      `SELECT type FROM onboarding_event WHERE tenant_id = $1 AND id = $2`,
      [tenantId, eventId],
    );
    if (!event) return;
    const { type } = event;
    await this.record(em, { tenantId, type: 'onboarding.repaired', actor: 'system', subject: eventId, data: { type } });
    await this.#tell(em, type, { tenantId, eventId });
  }

  async #tell(em: EntityManager, type: OnboardingEventType, delivery: Delivery): Promise<void> {
    for (const job of this.#listeners.get(type) ?? []) await this.jobs.send(job, delivery, { em, patient: true });
  }

  /** Registers a listener under a name of its own. It is told at least once, so it must bear being told again. */
  on(type: OnboardingEventType, name: string, handler: (event: OnboardingEvent) => Promise<void>): void {
    const job = `${type} → ${name}`;
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), job]);
    this.jobs.work<Delivery>(job, async ({ tenantId, eventId }) => {
      const [event] = await this.db.statement<OnboardingEvent>(
        tenantId,
        `SELECT id, tenant_id AS "tenantId", type, at, actor_id AS "actorId", subject, reason, data
           FROM onboarding_event WHERE id = $1`,
        [eventId],
      );
      if (event) await handler(event);
    });
  }
}
