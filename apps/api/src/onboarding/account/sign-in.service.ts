import type { SignIn } from '@sibai/contracts';
import { DomainError, type TenantId, type UserId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

import { Db } from '../../platform/db.js';
import { passwordMatches } from '../../platform/password.js';
import { type OpenedSession, SessionService } from '../../platform/session.service.js';

const QUARTER_HOUR = 15 * 60;
/** Wrong passwords in a quarter of an hour: from one address for one user, and from one address in all. */
export const TRIES_PER_USER = 5;
const TRIES_PER_ADDRESS = 60;

interface Login {
  readonly id: UserId;
  readonly tenant_id: TenantId;
  readonly password_hash: string;
  readonly disabled: boolean;
}

@Injectable()
export class SignInService {
  readonly #perUser = new RateLimiterMemory({ points: TRIES_PER_USER, duration: QUARTER_HOUR });
  readonly #perAddress = new RateLimiterMemory({ points: TRIES_PER_ADDRESS, duration: QUARTER_HOUR });

  constructor(
    private readonly db: Db,
    private readonly sessions: SessionService,
  ) {}

  /** Opens a session for whoever knows the password. */
  async signIn({ email, password }: SignIn, address: string): Promise<OpenedSession> {
    const user = `${address} ${email.toLowerCase()}`;
    // Counted before the password is looked at, or a hundred tries at once would all pass.
    await throttle(this.#perAddress, address);
    await throttle(this.#perUser, user);

    const [login] = await this.db.query<Login>(`SELECT * FROM find_login($1, NULL)`, [email]);
    const matches = await passwordMatches(login?.password_hash, password);
    if (!login || !matches || login.disabled) throw new DomainError('session.bad_credentials');

    await Promise.all([this.#perUser.delete(user), this.#perAddress.reward(address, 1)]);
    return this.sessions.open(login.id, login.tenant_id);
  }
}

async function throttle(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    throw new DomainError('session.throttled', { retryAfterSeconds: Math.ceil(refusal.msBeforeNext / 1000) });
  }
}
