import type { Address } from '@sibai/contracts';
import type { TenantId, UserId } from '@sibai/kernel';

import type { Db } from '../../platform/db.js';

/** What signing in has to know of a user. */
export interface Login {
  readonly id: UserId;
  readonly tenantId: TenantId;
  readonly name: string;
  readonly tenantName: string;
  readonly email: string | null;
  readonly mobile: string | null;
  readonly passwordHash: string;
  readonly disabled: boolean;
  readonly secondStep: boolean;
}

/** The user of an address, over the tenants' wall: nobody is signed in yet. */
export async function findLogin(db: Db, to: Address): Promise<Login | undefined> {
  const [email, mobile] = 'mobile' in to ? [null, to.mobile] : [to.email, null];
  const [login] = await db.query<Login>(
    `SELECT id, tenant_id AS "tenantId", name, tenant_name AS "tenantName", email, mobile,
            password_hash AS "passwordHash", disabled, totp AS "secondStep" FROM find_login($1, $2)`,
    [email, mobile],
  );
  return login;
}
