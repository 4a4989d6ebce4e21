import { randomInt } from 'node:crypto';

import type { AuthenticatorKey } from '@sibai/contracts';
import { DomainError, type TenantId, type UserId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import { Secret, TOTP } from 'otpauth';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Clock } from '../../platform/clock.js';
import { Keys } from '../../platform/keys.js';

const PERIOD_SECONDS = 30;
/** Telephones' clocks are a little off: the code before and the one after count too. */
const WINDOW = 1;
const RECOVERY_CODES = 10;
const RECOVERY_LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const RECOVERY_LENGTH = 10;

/** What somebody typed as the second step. */
export type StepTaken = 'authenticator' | 'recovery_code';

/** The second step of signing in: a code of an authenticator app (RFC 6238), or one of ten recovery codes. */
@Injectable()
export class SecondStep {
  constructor(
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {}

  /** A new key. It asks for nothing before `confirm`; one that was never confirmed gives way. */
  async begin(em: EntityManager, tenantId: TenantId, userId: UserId, label: string): Promise<AuthenticatorKey> {
    const secret = new Secret({ size: 20 });
    const sealed = await this.keys.sealText(tenantId, secret.base32, place(userId));
    const [begun] = await em.query<unknown[]>(
      `INSERT INTO user_totp AS t (user_id, tenant_id, secret, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (user_id) DO UPDATE SET secret = EXCLUDED.secret, last_step = 0, created_at = EXCLUDED.created_at
           WHERE t.confirmed_at IS NULL
       RETURNING user_id`,
      [userId, tenantId, sealed, this.clock.now()],
    );
    if (!begun) throw new DomainError('authenticator.on');
    return { secret: secret.base32, uri: totpOf(secret.base32, label).toString() };
  }

  /** Turns the second step on with the first code, and answers the recovery codes. */
  async confirm(em: EntityManager, tenantId: TenantId, userId: UserId, code: string): Promise<string[]> {
    const [row] = await em.query<{ on: boolean }[]>(
      `SELECT confirmed_at IS NOT NULL AS on FROM user_totp WHERE user_id = $1 FOR UPDATE`,
      [userId],
    );
    if (!row) throw new DomainError('authenticator.off');
    if (row.on) throw new DomainError('authenticator.on');
    if (!(await this.#takeCode(em, tenantId, userId, code, false))) throw new DomainError('authenticator.bad_code');
    await em.query(`UPDATE user_totp SET confirmed_at = $2 WHERE user_id = $1`, [userId, this.clock.now()]);
    return this.renew(em, tenantId, userId);
  }

  /** Makes new recovery codes; the old ones no longer count. */
  async renew(em: EntityManager, tenantId: TenantId, userId: UserId): Promise<string[]> {
    const [row] = await em.query<unknown[]>(
      `SELECT FROM user_totp WHERE user_id = $1 AND confirmed_at IS NOT NULL FOR UPDATE`,
      [userId],
    );
    if (!row) throw new DomainError('authenticator.off');
    await em.query(`DELETE FROM recovery_code WHERE user_id = $1`, [userId]);
    const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
    for (const code of codes)
      await em.query(`INSERT INTO recovery_code (id, tenant_id, user_id, digest) VALUES ($1, $2, $3, $4)`, [
        ...[uuid(), tenantId, userId, await this.#digest(userId, code)],
      ]);
    return codes;
  }

  async end(em: EntityManager, userId: UserId): Promise<boolean> {
    await em.query(`DELETE FROM recovery_code WHERE user_id = $1`, [userId]);
    const [, ended]: [unknown, number] = await em.query(`DELETE FROM user_totp WHERE user_id = $1`, [userId]);
    return ended > 0;
  }

  /** Uses up what was typed; undefined when it is wrong or was used before. */
  async take(em: EntityManager, tenantId: TenantId, userId: UserId, typed: string): Promise<StepTaken | undefined> {
    const code = typed.replace(/[\s-]/g, '').toLowerCase();
    if (/^\d{6}$/.test(code))
      return (await this.#takeCode(em, tenantId, userId, code, true)) ? 'authenticator' : undefined;
    const [, taken]: [unknown, number] = await em.query(
      `UPDATE recovery_code SET used_at = $3 WHERE user_id = $1 AND digest = $2 AND used_at IS NULL`,
      [userId, await this.#digest(userId, code), this.clock.now()],
    );
    return taken > 0 ? 'recovery_code' : undefined;
  }

  /** Postgres decides who of two takes a code: none is taken whose step is not after the last one. */
  async #takeCode(em: EntityManager, tenantId: TenantId, userId: UserId, code: string, on: boolean): Promise<boolean> {
    const [row] = await em.query<{ secret: string }[]>(
      `SELECT secret FROM user_totp WHERE user_id = $1 AND (confirmed_at IS NOT NULL) = $2`,
      [userId, on],
    );
    if (!row) return false;
    const timestamp = this.clock.now().getTime();
    const secret = await this.keys.openText(tenantId, row.secret, place(userId));
    const delta = totpOf(secret, '').validate({ token: code, timestamp, window: WINDOW });
    if (delta === null) return false;
    const step = Math.floor(timestamp / 1000 / PERIOD_SECONDS) + delta;
    const [, taken]: [unknown, number] = await em.query(
      `UPDATE user_totp SET last_step = $2 WHERE user_id = $1 AND last_step < $2`,
      [userId, step],
    );
    return taken > 0;
  }

  #digest(userId: UserId, code: string): Promise<string> {
    return this.keys.fingerprint(`recovery\n${userId}\n${code.replace(/-/g, '')}`);
  }
}

const place = (userId: UserId): string => `user_totp.secret:${userId}`;

const totpOf = (secret: string, label: string): TOTP =>
  new TOTP({
    issuer: 'Sibai 四百',
    label,
    algorithm: 'SHA1', // The only one every authenticator app knows.
    digits: 6,
    period: PERIOD_SECONDS,
    secret: Secret.fromBase32(secret),
  });

/** Fifty bits, without letters that look like others: `k7xqm-3fhpa`. */
function newRecoveryCode(): string {
  const letters = Array.from({ length: RECOVERY_LENGTH }, () => RECOVERY_LETTERS[randomInt(RECOVERY_LETTERS.length)]);
  return `${letters.slice(0, 5).join('')}-${letters.slice(5).join('')}`;
}
