import type { Address } from '@sibai/contracts';
import type { TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { Db } from '../../platform/db.js';
import type { ParamsOf, TemplateName } from '../../platform/message-texts.js';
import { Messages } from '../../platform/messages.js';

interface Person {
  readonly email: string | null;
  readonly mobile: string | null;
}

/** Who is told about money: a customer's administrators, and the platform's operators. */
@Injectable()
export class Contacts {
  constructor(
    private readonly db: Db,
    private readonly messages: Messages,
  ) {}

  /** In a transaction of that tenant. */
  async tell<T extends TemplateName>(
    em: EntityManager,
    tenantId: TenantId,
    template: T,
    params: ParamsOf<T>,
    role: 'admin' | 'operator' = 'admin',
  ): Promise<void> {
    const people = await em.query<Person[]>(
      `SELECT email, mobile FROM app_user WHERE tenant_id = $1 AND role = $2 AND disabled_at IS NULL`,
      [tenantId, role],
    );
    for (const { email, mobile } of people) {
      const to: Address | null = email ? { email } : mobile ? { mobile } : null;
      if (to) await this.messages.send(em, { to, template, params, tenantId });
    }
  }

  async tellOperators<T extends TemplateName>(template: T, params: ParamsOf<T>): Promise<void> {
    const platform = await this.platform();
    await this.db.as(platform, (em) => this.tell(em, platform, template, params, 'operator'));
  }

  /** The tenant that what belongs to no customer stands with. */
  async platform(): Promise<TenantId> {
    const [row] = await this.db.query<{ id: TenantId | null }>(`SELECT platform_tenant() AS id`);
    if (!row?.id) throw new Error('there is no platform tenant: the seed makes it');
    return row.id;
  }
}

/** The company's verified name, or what the account is called. */
export const CUSTOMER_NAME = `coalesce((SELECT company_name FROM verified_identity(t.id)), t.name)`;
