import { createHash } from 'node:crypto';

import { checklist } from '@sibai/compliance';
import type { AccessList, Compliance, CompliancePerson } from '@sibai/contracts';
import { DomainError, type TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { audit } from '../platform/audit.js';
import { Clock } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import type { Me } from '../platform/session.service.js';
import { gatherFacts } from './facts.js';

/** Whether the rules are kept, and the review of who has access. */
@Injectable()
export class ComplianceService {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  standing(tenant: TenantId): Promise<Compliance> {
    return this.db.as(tenant, (em) => this.judge(em, tenant));
  }

  async judge(em: EntityManager, tenant: TenantId): Promise<Compliance> {
    const now = this.clock.now();
    const items = checklist(await gatherFacts(em, tenant, now), now.getTime());
    return {
      at: now.toISOString(),
      items: items.map(({ proof, ...item }) => ({
        ...item,
        proof: Object.fromEntries(
          Object.entries(proof).map(([name, value]) => [name, isList(value) ? [...value] : value]),
        ),
      })),
    };
  }

  access(tenant: TenantId): Promise<AccessList> {
    return this.db.as(tenant, (em) => this.#access(em, tenant));
  }

  /** The administrator went through the list that has this stamp. What it said is kept. */
  confirmAccess(me: Me, stamp: string): Promise<AccessList> {
    return this.db.as(me.tenantId, async (em) => {
      const shown = await this.#access(em, me.tenantId);
      if (shown.stamp !== stamp) throw new DomainError('access.changed');
      const id = uuid();
      await em.query(
        `INSERT INTO access_review (id, tenant_id, at, people, reviewed_by, reviewed_name) VALUES ($1, $2, $3, $4, $5, $6)`,
        [id, me.tenantId, this.clock.now(), JSON.stringify(shown.people), me.userId, me.name],
      );
      await audit(em, me, 'compliance.access_reviewed', id, { people: shown.people.length });
      return this.#access(em, me.tenantId);
    });
  }

  async #access(em: EntityManager, tenant: TenantId): Promise<AccessList> {
    const people = await em.query<CompliancePerson[]>(
      `SELECT u.id, u.name, u.role, u.disabled_at IS NOT NULL AS disabled,
              EXISTS (SELECT FROM user_totp t WHERE t.user_id = u.id AND t.confirmed_at IS NOT NULL) AS "secondStep"
         FROM app_user u WHERE u.tenant_id = $1
        ORDER BY array_position('{admin,supervisor,agent}', u.role), u.disabled_at IS NOT NULL, u.name, u.id`,
      [tenant],
    );
    const [last] = await em.query<{ at: Date; reviewed_name: string }[]>(
      `SELECT at, reviewed_name FROM access_review WHERE tenant_id = $1 ORDER BY at DESC, id DESC LIMIT 1`,
      [tenant],
    );
    return {
      people,
      stamp: createHash('sha256').update(JSON.stringify(people)).digest('hex'),
      reviewedAt: last?.at.toISOString() ?? null,
      reviewedBy: last?.reviewed_name ?? null,
    };
  }
}

const isList = (value: unknown): value is readonly string[] => Array.isArray(value);
