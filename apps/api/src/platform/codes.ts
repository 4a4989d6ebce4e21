import { randomInt, timingSafeEqual } from 'node:crypto';

import type { Address, CodeSent } from '@sibai/contracts';
import { DomainError, type TenantId } from '@sibai/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Clock } from './clock.js';
import { Db } from './db.js';
import { Jobs } from './jobs.js';
import { Keys } from './keys.js';
import { Limits } from './limits.js';
import type { CodePurpose } from './message-texts.js';
import { addressText, Messages } from './messages.js';
import { networkOf } from './network-of.js';

const MINUTE = 60_000;
const LIFETIME_MS = 5 * MINUTE;
const RESEND_MS = MINUTE;
export const CODE_TRIES = 5;
export const CODES_PER_HOUR = 5;
/** From one network address to whatever numbers: an office behind one address signs up in peace, a flood does not. */
const PER_IP = { points: 60, seconds: 3600 };

/** What anybody may have a code sent for, to any address. It is counted apart, so that no stranger blocks a signing. */
const OPEN: readonly CodePurpose[] = ['sign_up', 'sign_in', 'password', 'invite'];

export interface CodeRequest {
  readonly purpose: CodePurpose;
  readonly to: Address;
  /** Where the request came from; empty for none. */
  readonly ip: string;
  readonly tenantId?: TenantId | undefined;
  /** False keeps the code here: who asks must not learn that the address is known to nobody. */
  readonly deliver?: boolean;
}

export interface TypedCode {
  readonly purpose: CodePurpose;
  readonly to: Address;
  readonly code: string;
}

/**
 * Codes of six digits that prove an address. One holds for its purpose and address only, and the newest alone counts. What
 * is counted is counted in Postgres, so that it holds over all processes and restarts.
 */
@Injectable()
export class Codes implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly keys: Keys,
    private readonly limits: Limits,
    private readonly messages: Messages,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.every('code.purge', '7 * * * *', () => this.purge());
  }

  async send({ purpose, to, ip, tenantId, deliver = true }: CodeRequest): Promise<CodeSent> {
    this.messages.insist(to);
    if (ip) await this.limits.take(`code:ip:${networkOf(ip)}`, PER_IP);
    const address = addressText(to);
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const digest = await this.#digest({ purpose, to, code });
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + LIFETIME_MS);

    const insert = async (em: EntityManager): Promise<void> => {
      // Those to one address take turns, or two at once would both find that none was sent.
      await em.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`code ${address}`]);
      const sent = await em.query<{ sent_at: Date }[]>(
        `SELECT sent_at FROM one_time_code WHERE address = $1 AND sent_at > $2 AND (purpose = ANY ($3)) = $4
          ORDER BY sent_at DESC`,
        [address, new Date(now.getTime() - 60 * MINUTE), OPEN, OPEN.includes(purpose)],
      );
      const wait = (code: 'code.too_soon' | 'code.too_many', since: Date, ms: number): DomainError => {
        const seconds = Math.max(1, Math.ceil((since.getTime() + ms - now.getTime()) / 1000));
        return new DomainError(code, { seconds, retryAfterSeconds: seconds });
      };
      const first = sent[CODES_PER_HOUR - 1];
      if (first) throw wait('code.too_many', first.sent_at, 60 * MINUTE);
      const [last] = sent;
      if (last && last.sent_at.getTime() + RESEND_MS > now.getTime())
        throw wait('code.too_soon', last.sent_at, RESEND_MS);
      await em.query(
        `INSERT INTO one_time_code (id, purpose, address, digest, sent_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
        [uuid(), purpose, address, digest, now, expiresAt],
      );
      if (!deliver) return;
      const params = { code, purpose, minutes: LIFETIME_MS / MINUTE };
      await this.messages.send(em, { to, template: 'code', params, tenantId, secretUntil: expiresAt });
    };
    await (tenantId ? this.db.as(tenantId, insert) : this.db.free(insert));
    return { expiresAt: expiresAt.toISOString(), resendAt: new Date(now.getTime() + RESEND_MS).toISOString() };
  }

  /** Uses the code up. Of two that take it at once one gets it. */
  async take({ purpose, to, code }: TypedCode): Promise<void> {
    const address = addressText(to);
    const now = this.clock.now();
    // Counted before it is compared, or a thousand tries at once would all be compared.
    const [rows] = (await this.db.query<unknown>(
      `UPDATE one_time_code SET tries = tries + 1
        WHERE id = (SELECT id FROM one_time_code WHERE purpose = $1 AND address = $2 ORDER BY sent_at DESC LIMIT 1)
          AND taken_at IS NULL AND tries < $3 AND expires_at > $4
        RETURNING id, digest, tries`,
      [purpose, address, CODE_TRIES, now],
    )) as [{ id: string; digest: string; tries: number }[], number];
    const [row] = rows;
    if (!row) throw await this.#lapsed(purpose, address, now);

    const typed = Buffer.from(await this.#digest({ purpose, to, code }));
    if (!timingSafeEqual(typed, Buffer.from(row.digest)))
      throw new DomainError('code.wrong', { left: CODE_TRIES - row.tries });
    const [, taken] = (await this.db.query<unknown>(
      `UPDATE one_time_code SET taken_at = $2 WHERE id = $1 AND taken_at IS NULL`,
      [row.id, now],
    )) as [unknown, number];
    if (taken === 0) throw new DomainError('code.used_up');
  }

  async purge(): Promise<void> {
    await this.db.query(`DELETE FROM one_time_code WHERE sent_at < $1`, [
      new Date(this.clock.now().getTime() - 24 * 60 * MINUTE),
    ]);
    await this.limits.purge();
  }

  async #lapsed(purpose: CodePurpose, address: string, now: Date): Promise<DomainError> {
    const [newest] = await this.db.query<{ used: boolean }>(
      `SELECT (taken_at IS NOT NULL OR tries >= $3) AND expires_at > $4 AS used FROM one_time_code
        WHERE purpose = $1 AND address = $2 ORDER BY sent_at DESC LIMIT 1`,
      [purpose, address, CODE_TRIES, now],
    );
    return new DomainError(newest?.used ? 'code.used_up' : 'code.expired');
  }

  #digest({ purpose, to, code }: TypedCode): Promise<string> {
    return this.keys.fingerprint(`code\n${purpose}\n${addressText(to)}\n${code}`);
  }
}
