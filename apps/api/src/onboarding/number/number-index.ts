import { setImmediate as breathe } from 'node:timers/promises';

import {
  indexOf,
  Inventory,
  Namespace,
  type NumberState,
  type Tier,
  type TierId,
  tierRow,
  TIERS,
} from '@sibai/numbers';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

import { Db } from '../../platform/db.js';
import { ENV, type Env } from '../../platform/env.js';
import { NumberNews } from './number-news.js';

/** Rows read at a time: some milliseconds of this thread. */
const CHUNK = 50_000;
const DIGITS = 7;
/** A stock that grows is read again after this, or after four times what reading it took: an import adds for minutes. */
const SETTLE_MS = 200;
const REST = 4;

/**
 * The stock in memory, for searching: what state each number is in. Postgres has the last word; this follows it by what
 * Postgres notifies of, in every process alike. An empty stock needs no index, so it is made when there is something.
 */
@Injectable()
export class NumberIndex implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #log = new Logger('NumberIndex');
  readonly #news: NumberNews;
  #made: Promise<Inventory> | undefined;
  #inventory: Inventory | undefined;
  #complete = false;
  #reading: Promise<void> | undefined;
  #again = false;
  #timer: NodeJS.Timeout | undefined;
  #tookMs = 0;
  #stopped = false;
  /** News that came while the stock was read: what was read before they came must not undo them. */
  readonly #meanwhile = new Map<string, NumberState>();

  constructor(
    private readonly db: Db,
    @Inject(ENV) private readonly env: Env,
  ) {
    this.#news = new NumberNews(env.DATABASE_URL, {
      moved: (number, state) => this.#moved(number, state),
      reread: () => this.#reread(),
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.env.SIBAI_ROLES.includes('api')) return;
    await this.#news.start();
    const [row] = await this.db.query<{ any: boolean }>('SELECT EXISTS (SELECT FROM number) AS any');
    if (row?.any) void this.use().catch((error: unknown) => this.#log.error(error));
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#news.stop();
    await this.#reading;
  }

  /** Whether all of the stock has been read. Until then what is found is right, but not all that there is. */
  get complete(): boolean {
    return this.#complete;
  }

  /** What `search` needs. The first to ask waits about a second, or until a small stock is read. */
  use(): Promise<Inventory> {
    this.#made ??= this.#make();
    return this.#made;
  }

  /** Tells the tier of any number of the namespace, from the scores that are made for all: `tierOf` weighs one by one. */
  async tiers(): Promise<(number: string) => TierId> {
    const { namespace } = await this.use();
    return (number) => (TIERS[tierRow(indexOf(number), namespace.score(number))] as Tier).id;
  }

  /** As long as all is read; for tests and for what must not miss a number. */
  async whole(): Promise<void> {
    await this.use();
    while (this.#reading ?? this.#timer) {
      await this.#reading;
      if (this.#timer) await new Promise((later) => setTimeout(later, 20));
    }
  }

  async #make(): Promise<Inventory> {
    const steps = Namespace.build();
    let step = steps.next();
    for (; !step.done; step = steps.next()) await breathe();
    const inventory = new Inventory(step.value);
    this.#inventory = inventory;
    const first = this.#read(inventory);
    this.#reading = first;
    // A small stock is whole before the first answer; a large one is searched as far as it has been read.
    await Promise.race([first, new Promise((later) => setTimeout(later, 500).unref())]);
    return inventory;
  }

  #moved(number: string, state: NumberState): void {
    if (this.#reading) this.#meanwhile.set(number, state);
    this.#inventory?.set(number, state);
  }

  #reread(): void {
    if (!this.#inventory || this.#stopped) {
      // Nobody has searched yet: the stock is read when somebody does, or now that there is one.
      if (!this.#stopped) void this.use().catch((error: unknown) => this.#log.error(error));
      return;
    }
    if (this.#reading) {
      this.#again = true;
      return;
    }
    const inventory = this.#inventory;
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        this.#reading = this.#read(inventory);
      },
      Math.max(SETTLE_MS, REST * this.#tookMs),
    );
  }

  async #read(inventory: Inventory): Promise<void> {
    const began = performance.now();
    this.#meanwhile.clear();
    this.#again = false;
    try {
      await this.#readFree(inventory);
      const taken = await this.db.query<{ number: string; state: NumberState }>(
        `SELECT number, state FROM number WHERE state <> 'free'`,
      );
      for (const { number, state } of taken) inventory.set(number, state);
      for (const [number, state] of this.#meanwhile) inventory.set(number, state);
      this.#complete = true;
    } catch (error) {
      if (!this.#stopped) this.#log.error(error instanceof Error ? error.stack : String(error));
      this.#again = true;
    }
    this.#tookMs = performance.now() - began;
    this.#reading = undefined;
    if (this.#again) this.#reread();
  }

  /** Free numbers come as one long text of their digits: ten million rows would be ten million objects. */
  async #readFree(inventory: Inventory): Promise<void> {
    let last = '';
    while (!this.#stopped) {
      const [chunk] = await this.db.query<{ digits: string | null; last: string | null }>(
        `SELECT string_agg(substr(number, 4), '') AS digits, max(number) AS last
           FROM (SELECT number FROM number WHERE number > $1 AND state = 'free' ORDER BY number LIMIT ${CHUNK}) c`,
        [last],
      );
      if (!chunk?.digits || !chunk.last) return;
      for (let at = 0; at < chunk.digits.length; at += DIGITS)
        inventory.set(`400${chunk.digits.slice(at, at + DIGITS)}`, 'free');
      last = chunk.last;
      if (chunk.digits.length < CHUNK * DIGITS) return;
    }
  }
}
