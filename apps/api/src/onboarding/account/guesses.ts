import { createHash } from 'node:crypto';

import type { Address } from '@sibai/contracts';
import { DomainError, type UserId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { type Limit, Limits } from '../../platform/limits.js';
import { addressText } from '../../platform/messages.js';
import { networkOf } from '../../platform/network-of.js';

const QUARTER_HOUR = 15 * 60;
const HOUR = 3600;
/** Wrong passwords from one network address for one account. */
export const TRIES_PER_PAIR = 5;
const PER_PAIR: Limit = { points: TRIES_PER_PAIR, seconds: QUARTER_HOUR };
/** Wrong passwords from one network address for whatever accounts. */
const PER_PLACE: Limit = { points: 60, seconds: QUARTER_HOUR };
/** Wrong passwords for one account, wherever from: whoever changes the address with every try is stopped by this one. */
export const TRIES_PER_ACCOUNT = 20;
const PER_ACCOUNT: Limit = { points: TRIES_PER_ACCOUNT, seconds: HOUR, blockSeconds: HOUR };
/** Wrong passwords of somebody who is signed in, where one is asked for again. */
const PER_CONFIRMATION: Limit = { points: 5, seconds: QUARTER_HOUR };

/** An account that nobody has is counted like one that somebody has: what is refused tells nothing. */
const keyOf = (account: UserId | Address): string =>
  typeof account === 'string' ? account : createHash('sha256').update(addressText(account)).digest('base64url');

/** Counts who guesses passwords and codes, in Postgres: over all processes, and past a restart. */
@Injectable()
export class Guesses {
  constructor(private readonly limits: Limits) {}

  /** Takes note of a try, before it is looked at, or a hundred at once would all be looked at. Refuses one too many. */
  async count(account: UserId | Address, address: string): Promise<void> {
    const [key, place] = [keyOf(account), networkOf(address)];
    await this.limits.take(`sign_in:place:${place}`, PER_PLACE, 'session.throttled');
    await this.limits.take(`sign_in:account:${key}:at:${place}`, PER_PAIR, 'session.throttled');
    await this.limits.take(`sign_in:account:${key}:all`, PER_ACCOUNT, 'session.locked');
  }

  /** Whether this is the first try in a while that was refused there: one line in the records, not one a try. */
  async firstStop(account: UserId, address: string): Promise<boolean> {
    const once = this.limits.take(`sign_in:account:${account}:told:${networkOf(address)}`, {
      points: 1,
      seconds: QUARTER_HOUR,
    });
    return once.then(
      () => true,
      (error: unknown) => {
        if (error instanceof DomainError) return false;
        throw error;
      },
    );
  }

  /** It was no guess: the password was right, and a code is now asked for. */
  async takeBack(account: UserId | Address, address: string): Promise<void> {
    const [key, place] = [keyOf(account), networkOf(address)];
    await Promise.all(
      [`place:${place}`, `account:${key}:at:${place}`, `account:${key}:all`].map((name) =>
        this.limits.giveBack(`sign_in:${name}`),
      ),
    );
  }

  /** Signed in, unlocked, or the password reset: what was counted of the account is forgotten. */
  async forget(account: UserId): Promise<void> {
    await this.limits.forget(`sign_in:account:${account}:`);
  }

  async forgive(address: string): Promise<void> {
    await this.limits.giveBack(`sign_in:place:${networkOf(address)}`);
  }

  /** Until when each of those users is locked. */
  async locked(users: readonly UserId[]): Promise<ReadonlyMap<UserId, Date>> {
    const keys = new Map(users.map((id) => [`sign_in:account:${id}:all`, id]));
    const blocked = await this.limits.blocked([...keys.keys()], PER_ACCOUNT);
    return new Map([...blocked].flatMap(([key, until]) => (keys.has(key) ? [[keys.get(key) as UserId, until]] : [])));
  }

  async countConfirmation(user: UserId): Promise<void> {
    await this.limits.take(`confirm:${user}`, PER_CONFIRMATION, 'session.throttled');
  }

  async forgetConfirmations(user: UserId): Promise<void> {
    await this.limits.forget(`confirm:${user}`);
  }
}
