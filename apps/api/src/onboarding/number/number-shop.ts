import type { NumberCard, NumberCardDetail, NumberPage, NumberSearch } from '@sibai/contracts';
import { DomainError, type TenantId } from '@sibai/kernel';
import { alternatives, type Found, type NumberQuery, scoreOf, search, type SearchPage, tierOf } from '@sibai/numbers';
import { Injectable } from '@nestjs/common';
import { pinyin } from 'pinyin-pro';

import { Db } from '../../platform/db.js';
import { NumberIndex } from './number-index.js';
import { carrierIn, PriceBook } from './price-book.js';
import { ROW, type StockRow } from './stock.js';

const ALTERNATIVES = 6;
/** A number that many want at one moment is looked around once for all of them. */
const SAME_MS = 1000;

const toPinyin = (text: string): readonly string[] => pinyin(text, { toneType: 'none', type: 'array' });

/** The stock as a customer sees it: found by the index, and shown as Postgres has it in this moment. */
@Injectable()
export class NumberShop {
  readonly #alike = new Map<string, Promise<NumberCard[]>>();

  constructor(
    private readonly db: Db,
    private readonly index: NumberIndex,
    private readonly prices: PriceBook,
  ) {}

  async search(asked: NumberSearch, me: TenantId | undefined): Promise<NumberPage> {
    const [inventory, { tariff, prefixes }] = await Promise.all([this.index.use(), this.prices.read()]);
    const options = { tariff, limit: asked.limit, toPinyin, ...(asked.after !== undefined && { after: asked.after }) };
    const page = search(inventory, { ...queryOf(asked), allocations: prefixes }, options);
    const cards = await this.#cards(page.items, me, asked.held);
    // A longer prefix of another carrier is an exception within a block.
    const { carriers } = asked;
    const items = carriers?.length ? cards.filter(({ carrier }) => carrier && carriers.includes(carrier)) : cards;
    return { items, ...wordsOf(page), complete: this.index.complete };
  }

  /** One number of the stock, for everybody. */
  async one(number: string, me: TenantId | undefined): Promise<NumberCardDetail> {
    const { score, reasons } = scoreOf(number);
    const tier = tierOf(number);
    const [card] = await this.#cards([{ number, score, reasons, tier, matches: [] }], me, true);
    if (!card) throw new DomainError('number.missing', { number });
    const [row] = await this.db.query<{ waiting: number }>(`SELECT waiting_ahead($1, 'infinity') AS waiting`, [number]);
    return { ...card, waiting: row?.waiting ?? 0 };
  }

  /** Free numbers most like one that is not to be had. */
  alternatives(number: string): Promise<NumberCard[]> {
    const known = this.#alike.get(number);
    if (known) return known;
    const alike = this.#lookAround(number);
    this.#alike.set(number, alike);
    setTimeout(() => this.#alike.delete(number), SAME_MS).unref();
    return alike;
  }

  async #lookAround(number: string): Promise<NumberCard[]> {
    const [inventory, { tariff }] = await Promise.all([this.index.use(), this.prices.read()]);
    return this.#cards(alternatives(inventory, number, { tariff, limit: ALTERNATIVES }), undefined, false);
  }

  async #cards(
    found: readonly Pick<Found, 'number' | 'score' | 'tier' | 'matches' | 'reasons'>[],
    me: TenantId | undefined,
    withTaken: boolean,
  ): Promise<NumberCard[]> {
    if (found.length === 0) return [];
    const [{ tariff, prefixes }, rows] = await Promise.all([
      this.prices.read(),
      this.db.query<StockRow>(`SELECT ${ROW} FROM number WHERE number = ANY($1)`, [found.map(({ number }) => number)]),
    ]);
    const known = new Map(rows.map((row) => [row.number, row]));
    return found.flatMap(({ number, score, tier, matches, reasons }) => {
      const row = known.get(number);
      if (!row || (row.state !== 'free' && !withTaken)) return [];
      const mine = me !== undefined && row.tenantId === me;
      const carrier = carrierIn(prefixes, number);
      return {
        ...{ number, state: row.state, score, tier, matches, reasons, mine },
        priceFen: (mine ? row.priceFen : null) ?? row.ownPriceFen ?? tariff[tier],
        carrier: carrier?.carrier ?? null,
        carrierSure: carrier?.sure ?? false,
        until: (row.heldUntil ?? row.coolingUntil)?.toISOString() ?? null,
      };
    });
  }
}

function queryOf(asked: NumberSearch): NumberQuery {
  const { q, shapes, sounds, without, distinct, carriers, tiers, maxPriceFen, held } = asked;
  return {
    ...(q !== '' && { text: q }),
    ...(shapes?.length && { shapes }),
    ...(sounds?.length && { sounds }),
    ...(without?.length && { without }),
    ...(distinct !== undefined && { distinct }),
    ...(carriers?.length && { carriers }),
    ...(tiers?.length && { tiers }),
    ...(maxPriceFen !== undefined && { maxPriceFen }),
    ...(held && { withHeld: true }),
  };
}

const wordsOf = ({ next, understood, problems }: SearchPage): Omit<NumberPage, 'items' | 'complete'> => ({
  next: next ?? null,
  understood,
  problems,
});
