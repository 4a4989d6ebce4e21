import type { TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { Contacts } from './contacts.js';

export interface Noticed {
  readonly orderId: string | null;
  /** `notification`, `query`, `refund`. */
  readonly source: string;
  readonly verdict: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** The log of what was heard of payments, believed or not. */
@Injectable()
export class Notices {
  constructor(
    private readonly db: Db,
    private readonly contacts: Contacts,
    private readonly clock: Clock,
  ) {}

  async log(em: EntityManager, tenantId: TenantId, { orderId, source, verdict, detail = {} }: Noticed): Promise<void> {
    await em.query(
      `INSERT INTO pay_notice (id, tenant_id, order_id, source, verdict, detail, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [uuid(), tenantId, orderId, source, verdict, JSON.stringify(detail), this.clock.now()],
    );
  }

  /** What speaks of no order that is known stands with the platform. */
  async logStray(noticed: Noticed): Promise<void> {
    const platform = await this.contacts.platform();
    await this.db.as(platform, (em) => this.log(em, platform, noticed));
  }
}
