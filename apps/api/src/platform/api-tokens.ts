import { createHash, randomBytes } from 'node:crypto';

import type { ApiToken, CreateApiToken, CreatedApiToken, TokenPermission } from '@sibai/contracts';
import { type ApiTokenId, DomainError, type TenantId, type UserId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { ApiTokenEntity } from './api-token.entity.js';
import { audit } from './audit.js';
import { Clock } from './clock.js';
import { Db } from './db.js';
import { Limits } from './limits.js';
import { networkOf } from './network-of.js';
import type { Me } from './session.service.js';

const DAY = 86_400_000;
/** When a token was last used is written down no more often than this. */
const SEEN_MS = 60_000;
const USE = { points: 600, seconds: 60 };
/** Of one address that shows what is no token. */
const GUESS = { points: 20, seconds: 600 };
const MARK = 'sibai_';
const LIVING = 20;

/** A machine that shows its token. */
export interface Machine {
  readonly me: Me;
  readonly permissions: readonly TokenPermission[];
}

interface Found {
  readonly id: ApiTokenId;
  readonly tenant_id: TenantId;
  readonly name: string;
  readonly permissions: TokenPermission[];
  readonly tenant_name: string;
  readonly tenant_state: Me['tenantState'];
  readonly last_used_at: Date | null;
}

const digest = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Credentials of machines: each may do what it was given and nothing else. Only their hashes are kept. */
@Injectable()
export class ApiTokens {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly limits: Limits,
  ) {}

  /** Who shows that `Authorization` header; undefined when it is no living token. */
  async authenticate(header: string, address: string): Promise<Machine | undefined> {
    const secret = /^Bearer (sibai_[\w-]{43})$/.exec(header)?.[1];
    const now = this.clock.now();
    const [found] = secret
      ? await this.db.query<Found>(`SELECT * FROM find_api_token($1, $2)`, [digest(secret), now])
      : [];
    if (!found) {
      await this.limits.take(`token_guess:${networkOf(address)}`, GUESS);
      return undefined;
    }
    await this.limits.take(`token:${found.id}`, USE);
    if (!found.last_used_at || now.getTime() - found.last_used_at.getTime() >= SEEN_MS)
      await this.db.statement(found.tenant_id, `UPDATE api_token SET last_used_at = $2 WHERE id = $1`, [found.id, now]);
    const me: Me = {
      userId: found.id as string as UserId,
      tenantId: found.tenant_id,
      // The least there is: where a role is asked for beside the permission, a machine gets nothing.
      role: 'agent',
      name: `API · ${found.name}`,
      email: null,
      mobile: null,
      tenantName: found.tenant_name,
      tenantState: found.tenant_state,
      sessionId: found.id,
    };
    return { me, permissions: found.permissions };
  }

  list(): Promise<ApiToken[]> {
    return this.db.run(async (em, tenantId) =>
      (await em.find(ApiTokenEntity, { where: { tenantId }, order: { createdAt: 'DESC', id: 'DESC' } })).map((token) =>
        token.toWire(),
      ),
    );
  }

  create(me: Me, { name, permissions, days }: CreateApiToken): Promise<CreatedApiToken> {
    const secret = MARK + randomBytes(32).toString('base64url');
    const now = this.clock.now();
    return this.db.run(async (em, tenantId) => {
      if ((await em.countBy(ApiTokenEntity, { tenantId, revokedAt: IsNull() })) >= LIVING)
        throw new DomainError('api_token.too_many', { most: LIVING });
      const id = uuid() as ApiTokenId;
      await em.insert(ApiTokenEntity, {
        id,
        tenantId,
        name,
        digest: digest(secret),
        permissions: [...new Set(permissions)],
        createdBy: me.userId,
        createdAt: now,
        expiresAt: new Date(now.getTime() + days * DAY),
      });
      await audit(em, me, 'api_token.created', name, { permissions: permissions.join('、'), days });
      const token = await em.findOneByOrFail(ApiTokenEntity, { id });
      return { ...token.toWire(), secret };
    });
  }

  async revoke(me: Me, id: ApiTokenId): Promise<void> {
    await this.db.run(async (em, tenantId) => {
      const living = { id, tenantId, revokedAt: IsNull() };
      const token = await em.findOneBy(ApiTokenEntity, living);
      if (!token) throw new DomainError('api_token.missing', { id });
      await em.update(ApiTokenEntity, living, { revokedAt: this.clock.now() });
      await audit(em, me, 'api_token.revoked', token.name);
    });
  }
}
