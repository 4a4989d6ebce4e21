import type { Carrier, NumberTariff, TierId } from '@sibai/numbers';
import { Injectable } from '@nestjs/common';

import { Db } from '../../platform/db.js';

/** Another process may have changed a price: what was read is believed no longer than this. */
const FRESH_MS = 5000;

export interface Prefix {
  readonly prefix: string;
  readonly carrier: Carrier;
  readonly sure: boolean;
}

interface Book {
  readonly tariff: NumberTariff;
  /** Longest first. */
  readonly prefixes: readonly Prefix[];
}

/** What tiers cost and which carrier a number is of, as the operator last said. */
@Injectable()
export class PriceBook {
  #book: Promise<Book> | undefined;
  #at = 0;

  constructor(private readonly db: Db) {}

  read(): Promise<Book> {
    if (!this.#book || Date.now() - this.#at > FRESH_MS) {
      this.#at = Date.now();
      this.#book = this.#load();
      this.#book.catch(() => this.forget());
    }
    return this.#book;
  }

  /** After a change by this process. */
  forget(): void {
    this.#book = undefined;
  }

  async #load(): Promise<Book> {
    const [tiers, prefixes] = await Promise.all([
      this.db.query<{ tier: TierId; priceFen: number }>(
        `SELECT DISTINCT ON (tier) tier, price_fen AS "priceFen" FROM number_tier ORDER BY tier, version DESC`,
      ),
      this.db.query<Prefix>(
        `SELECT prefix, carrier, confidence <> 'unconfirmed' AS sure FROM carrier_prefix ORDER BY length(prefix) DESC`,
      ),
    ]);
    const tariff = Object.fromEntries(tiers.map(({ tier, priceFen }) => [tier, priceFen])) as NumberTariff;
    return { tariff, prefixes };
  }
}

export const carrierIn = (prefixes: readonly Prefix[], number: string): Prefix | undefined =>
  prefixes.find(({ prefix }) => number.startsWith(prefix));
