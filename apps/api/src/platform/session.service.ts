import { createHash, randomBytes } from 'node:crypto';

import type { Role } from '@sibai/contracts';
import { DomainError, type TenantId, type UserId } from '@sibai/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { parseCookie, stringifySetCookie } from 'cookie';
import { v7 as uuid } from 'uuid';

import { Db } from './db.js';
import { ENV, type Env } from './env.js';

/** Who is signed in. */
export interface Me {
  readonly userId: UserId;
  readonly tenantId: TenantId;
  readonly role: Role;
  readonly name: string;
  readonly email: string | null;
  readonly mobile: string | null;
  readonly tenantName: string;
  readonly sessionId: string;
}

export interface OpenedSession {
  readonly me: Me;
  /** The `Set-Cookie` header that carries the session. */
  readonly cookie: string;
}

export type SignedOut = Pick<Me, 'userId' | 'tenantId' | 'sessionId'>;

const COOKIE = 'sibai_session';
/** One long shift. */
const LIFETIME_SECONDS = 14 * 3600;

const digest = (token: string): Buffer => createHash('sha256').update(token).digest();

@Injectable()
export class SessionService {
  readonly #watchers = new Set<(session: SignedOut) => void>();

  constructor(
    private readonly db: Db,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** Who a `Cookie` header belongs to, if its session is alive. For HTTP requests and socket handshakes alike. */
  async authenticate(cookies: string | undefined): Promise<Me | undefined> {
    const token = cookies && parseCookie(cookies)[COOKIE];
    return token ? this.#find(token) : undefined;
  }

  async #find(token: string): Promise<Me | undefined> {
    const [me] = await this.db.query<Me>(
      `SELECT session_id AS "sessionId", user_id AS "userId", tenant_id AS "tenantId", role, name, email, mobile,
              tenant_name AS "tenantName"
         FROM find_session($1)`,
      [digest(token)],
    );
    return me;
  }

  async open(userId: UserId, tenantId: TenantId): Promise<OpenedSession> {
    const token = randomBytes(32).toString('base64url');
    await this.db.as(tenantId, async (em) => {
      await em.query(`DELETE FROM session WHERE user_id = $1 AND expires_at < now()`, [userId]);
      await em.query(
        `INSERT INTO session (id, tenant_id, user_id, token_hash, expires_at)
         VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5))`,
        [uuid(), tenantId, userId, digest(token), LIFETIME_SECONDS],
      );
    });
    const me = await this.#find(token);
    if (!me) throw new DomainError('session.bad_credentials'); // Disabled in this very moment.
    return { me, cookie: this.#cookie(token, LIFETIME_SECONDS) };
  }

  /** Ends one session and answers with the `Set-Cookie` header that removes its cookie. */
  async close(session: SignedOut): Promise<string> {
    await this.db.as(session.tenantId, (em) => em.query(`DELETE FROM session WHERE id = $1`, [session.sessionId]));
    this.#tell(session);
    return this.#cookie('', 0);
  }

  /** Ends every session of a user. */
  async closeAll(userId: UserId, tenantId: TenantId): Promise<void> {
    const [closed]: [{ id: string }[], number] = await this.db.as(tenantId, (em) =>
      em.query(`DELETE FROM session WHERE user_id = $1 RETURNING id`, [userId]),
    );
    for (const { id } of closed) this.#tell({ userId, tenantId, sessionId: id });
  }

  /** Calls back after a session was ended here; one that merely runs out is not told of. */
  onSignOut(watcher: (session: SignedOut) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #tell(session: SignedOut): void {
    for (const watcher of this.#watchers) watcher(session);
  }

  #cookie(value: string, maxAge: number): string {
    return stringifySetCookie({
      name: COOKIE,
      value,
      maxAge,
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: this.env.COOKIE_SECURE,
    });
  }
}
