import { createHash, randomBytes } from 'node:crypto';

import type { Role, SessionEntry, TenantState } from '@sibai/contracts';
import { DomainError, type TenantId, type UserId } from '@sibai/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request } from 'express';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Clock } from './clock.js';
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
  readonly tenantState: TenantState;
  readonly sessionId: string;
}

export interface OpenedSession {
  readonly me: Me;
  /** The `Set-Cookie` header that carries the session. */
  readonly cookie: string;
}

export type SignedOut = Pick<Me, 'userId' | 'tenantId' | 'sessionId'>;

interface SessionRow {
  readonly id: string;
  readonly address: string | null;
  readonly agent: string | null;
  readonly created_at: Date;
  readonly last_seen_at: Date;
  readonly expires_at: Date;
}

/** From where and with what somebody comes: shown to people, decides nothing. */
export interface From {
  readonly address: string;
  readonly agent: string;
}
const NOWHERE: From = { address: '', agent: '' };
const AGENT_SHOWN = 300;

export const fromOf = ({ ip, headers }: Request): From => ({
  address: ip ?? '',
  agent: (headers['user-agent'] ?? '').slice(0, AGENT_SHOWN),
});

const COOKIE = 'sibai_session';
/** One long shift. */
const LIFETIME_SECONDS = 14 * 3600;
/** When a session was last used is written down no more often than this. */
const SEEN_MS = 60_000;

const digest = (token: string): Buffer => createHash('sha256').update(token).digest();

@Injectable()
export class SessionService {
  readonly #watchers = new Set<(session: SignedOut) => void>();

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** Who a `Cookie` header belongs to, if its session is alive. For HTTP requests and socket handshakes alike. */
  async authenticate(cookies: string | undefined, from?: From): Promise<Me | undefined> {
    const token = cookies && parseCookie(cookies)[COOKIE];
    const found = token ? await this.#find(token) : undefined;
    if (!found) return undefined;
    const { lastSeenAt, ...me } = found;
    const now = this.clock.now();
    if (from && Math.abs(now.getTime() - lastSeenAt.getTime()) >= SEEN_MS)
      await this.db.statement(
        me.tenantId,
        `UPDATE session SET last_seen_at = $2, address = $3, agent = $4 WHERE id = $1`,
        [me.sessionId, now, from.address, from.agent],
      );
    return me;
  }

  async #find(token: string): Promise<(Me & { lastSeenAt: Date }) | undefined> {
    const [me] = await this.db.query<Me & { lastSeenAt: Date }>(
      `SELECT session_id AS "sessionId", user_id AS "userId", tenant_id AS "tenantId", role, name, email, mobile,
              tenant_name AS "tenantName", tenant_state AS "tenantState", last_seen_at AS "lastSeenAt"
         FROM find_session($1, $2)`,
      [digest(token), this.clock.now()],
    );
    return me;
  }

  async open(userId: UserId, tenantId: TenantId, from = NOWHERE): Promise<OpenedSession> {
    return this.enter(await this.db.as(tenantId, (em) => this.openIn(em, userId, tenantId, from)));
  }

  /** Opens a session as a part of the caller's transaction, after which `enter` makes something of its token. */
  async openIn(em: EntityManager, userId: UserId, tenantId: TenantId, from: From): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const now = this.clock.now();
    await em.query(`DELETE FROM session WHERE user_id = $1 AND expires_at < $2`, [userId, now]);
    await em.query(
      `INSERT INTO session (id, tenant_id, user_id, token_hash, created_at, last_seen_at, expires_at, address, agent)
       VALUES ($1, $2, $3, $4, $5, $5, $5::timestamptz + make_interval(secs => $6), $7, $8)`,
      [uuid(), tenantId, userId, digest(token), now, LIFETIME_SECONDS, from.address, from.agent],
    );
    return token;
  }

  async enter(token: string): Promise<OpenedSession> {
    const found = await this.#find(token);
    if (!found) throw new DomainError('session.bad_credentials'); // Disabled in this very moment.
    const { lastSeenAt: _, ...me } = found;
    return { me, cookie: this.#cookie(token, LIFETIME_SECONDS) };
  }

  /** Ends one session and answers with the `Set-Cookie` header that removes its cookie. */
  async close(session: SignedOut): Promise<string> {
    await this.db.as(session.tenantId, (em) => em.query(`DELETE FROM session WHERE id = $1`, [session.sessionId]));
    this.#tell(session);
    return this.#cookie('', 0);
  }

  /** Ends every session of a user, or every one but `except`. Answers how many. */
  async closeAll(userId: UserId, tenantId: TenantId, except: string | null = null): Promise<number> {
    const [closed]: [{ id: string }[], number] = await this.db.as(tenantId, (em) =>
      em.query(`DELETE FROM session WHERE user_id = $1 AND id IS DISTINCT FROM $2 RETURNING id`, [userId, except]),
    );
    for (const { id } of closed) this.#tell({ userId, tenantId, sessionId: id });
    return closed.length;
  }

  /** Ends one session of a user by its id; false when there is none. */
  async closeOne(userId: UserId, tenantId: TenantId, sessionId: string): Promise<boolean> {
    const [, closed]: [unknown, number] = await this.db.as(tenantId, (em) =>
      em.query(`DELETE FROM session WHERE id = $1 AND user_id = $2`, [sessionId, userId]),
    );
    if (closed > 0) this.#tell({ userId, tenantId, sessionId });
    return closed > 0;
  }

  /** The living sessions of a user, the one last used first. `current` is the one that asks, if it is among them. */
  async list(userId: UserId, tenantId: TenantId, current: string | null = null): Promise<SessionEntry[]> {
    const rows = await this.db.statement<SessionRow>(
      tenantId,
      `SELECT id, address, agent, created_at, last_seen_at, expires_at FROM session
        WHERE user_id = $1 AND expires_at > $2 ORDER BY last_seen_at DESC, id DESC`,
      [userId, this.clock.now()],
    );
    return rows.map(({ id, address, agent, created_at, last_seen_at, expires_at }) => ({
      id,
      address: address || null,
      agent: agent || null,
      createdAt: created_at.toISOString(),
      lastSeenAt: last_seen_at.toISOString(),
      expiresAt: expires_at.toISOString(),
      current: id === current,
    }));
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
