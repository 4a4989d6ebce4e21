import type { CreateUser, EditUser, User } from '@sibai/contracts';
import { DomainError, type TenantId, type UserId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { audit } from '../../platform/audit.js';
import { Changes } from '../../platform/changes.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { hashPassword, insistOnPassword } from '../../platform/password.js';
import { violates } from '../../platform/pg-error.js';
import { type Me, SessionService } from '../../platform/session.service.js';
import { Guesses } from './guesses.js';
import { UserEntity } from './user.entity.js';

type Row = Omit<User, 'lockedUntil' | 'lastSeenAt'> & { lastSeenAt: Date | null };

const USERS = `
  SELECT u.id, u.email, u.mobile, u.name, u.role, u.disabled_at IS NOT NULL AS disabled,
         EXISTS (SELECT FROM user_totp t WHERE t.user_id = u.id AND t.confirmed_at IS NOT NULL) AS "secondStep",
         (SELECT max(last_seen_at) FROM session s WHERE s.user_id = u.id) AS "lastSeenAt"
    FROM app_user u`;

interface Addresses {
  readonly email?: string | null;
  readonly mobile?: string | null;
}

/** The refusal of an address that somebody else signs in by, if that is what `cause` is. */
export function addressTaken(cause: unknown, { email, mobile }: Addresses): DomainError | undefined {
  if (violates(cause, 'app_user_email_key')) return new DomainError('user.email_taken', { email }, { cause });
  if (violates(cause, 'app_user_mobile_key')) return new DomainError('user.mobile_taken', { mobile }, { cause });
  return undefined;
}

/** The colleagues of who is signed in. */
@Injectable()
export class UserService {
  constructor(
    private readonly db: Db,
    private readonly sessions: SessionService,
    private readonly changes: Changes,
    private readonly guesses: Guesses,
    private readonly clock: Clock,
  ) {}

  async list(): Promise<User[]> {
    const rows = await this.db.run((em, tenantId) =>
      em.query<Row[]>(`${USERS} WHERE u.tenant_id = $1 ORDER BY u.created_at, u.id`, [tenantId]),
    );
    return this.#wire(rows);
  }

  async create(me: Me, { password, email, ...spec }: CreateUser): Promise<User> {
    insistOnPassword(password, [spec.name, email, me.tenantName]);
    const passwordHash = await hashPassword(password);
    const id = uuid() as UserId;
    const to = { email: email.toLowerCase() };
    await this.db
      .run(async (em, tenantId) => {
        await em.insert(UserEntity, { id, tenantId, ...to, mobile: null, passwordHash, disabledAt: null, ...spec });
        await audit(em, me, 'user.created', spec.name, { ...to, role: spec.role });
      })
      .catch((cause: unknown) => {
        throw addressTaken(cause, { email }) ?? cause;
      });
    return this.#changed(me.tenantId, id);
  }

  /** A changed role signs its user out, so that nothing goes on with the rights of the old one. */
  async edit(me: Me, id: UserId, edited: EditUser): Promise<User> {
    const to = { email: edited.email?.toLowerCase() ?? null, mobile: edited.mobile };
    const before = await this.db
      .run(async (em) => {
        const admins = await lockAdmins(em);
        const user = await one(em, id);
        const newRole = edited.role !== user.role;
        if (newRole && id === me.userId) throw new DomainError('permission.denied', { reason: 'self' });
        if (newRole && user.role === 'admin') keepAdmin(admins, id);
        await em.update(UserEntity, { id }, { name: edited.name, role: edited.role, ...to });
        const { name, role, email, mobile } = user;
        await audit(em, me, 'user.edited', edited.name, {
          before: { name, role, email, mobile },
          after: { name: edited.name, role: edited.role, ...to },
        });
        return user;
      })
      .catch((cause: unknown) => {
        throw addressTaken(cause, to) ?? cause;
      });
    if (before.role !== edited.role) await this.sessions.closeAll(id, me.tenantId);
    return this.#changed(me.tenantId, id);
  }

  /** A disabled user is signed out at once and cannot sign in; what they did stays under their name. */
  async setDisabled(me: Me, id: UserId, disabled: boolean): Promise<User> {
    await this.db.run(async (em) => {
      const admins = await lockAdmins(em);
      const user = await one(em, id);
      if (disabled && user.role === 'admin') keepAdmin(admins, id);
      await em.update(UserEntity, { id }, { disabledAt: disabled ? this.clock.now() : null });
      await audit(em, me, disabled ? 'user.disabled' : 'user.enabled', user.name);
    });
    if (disabled) await this.sessions.closeAll(id, me.tenantId);
    return this.#changed(me.tenantId, id);
  }

  /** Lets somebody try again who has guessed too often. */
  async unlock(me: Me, id: UserId): Promise<User> {
    await this.db.run(async (em) => audit(em, me, 'user.unlocked', (await one(em, id)).name));
    await this.guesses.forget(id);
    return this.#changed(me.tenantId, id);
  }

  async #changed(tenantId: TenantId, id: UserId): Promise<User> {
    this.changes.emit({ kind: 'agents', tenantId });
    const rows = await this.db.statement<Row>(tenantId, `${USERS} WHERE u.id = $1 AND u.tenant_id = $2`, [
      id,
      tenantId,
    ]);
    const [user] = await this.#wire(rows);
    if (!user) throw new DomainError('user.missing', { id });
    return user;
  }

  async #wire(rows: readonly Row[]): Promise<User[]> {
    const locked = await this.guesses.locked(rows.map(({ id }) => id));
    return rows.map(({ lastSeenAt, ...row }) => ({
      ...row,
      lastSeenAt: lastSeenAt?.toISOString() ?? null,
      lockedUntil: locked.get(row.id)?.toISOString() ?? null,
    }));
  }
}

/** Of the transaction's tenant, and nobody changes it meanwhile. */
export async function one(em: EntityManager, id: UserId): Promise<UserEntity> {
  const user = await em.findOne(UserEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!user) throw new DomainError('user.missing', { id });
  return user;
}

/** The admins who can sign in, in one order: of two who remove each other at once, one waits and is then refused. */
const lockAdmins = (em: EntityManager): Promise<{ id: UserId }[]> =>
  em.query(`SELECT id FROM app_user WHERE role = 'admin' AND disabled_at IS NULL ORDER BY id FOR UPDATE`);

function keepAdmin(admins: readonly { id: UserId }[], id: UserId): void {
  if (!admins.some((admin) => admin.id !== id)) throw new DomainError('user.last_admin');
}
