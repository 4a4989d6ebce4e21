import type { Inventory, NumberState } from './inventory.js';
import type { Namespace } from './namespace.js';
import type { NumberQuery, QueryProblem } from './query.js';
import type { ScoreReason } from './score.js';
import type { NumberTariff, TierId } from './tier.js';
import type { ToPinyin, Understood } from './understand.js';

export * from './understand.js';
export * from './shapes.js';

/** Why a number was found: what of the query it meets, and with which of its ten digits (0 to 9). */
export interface Match {
  readonly kind: keyof NumberQuery | 'similar';
  readonly zh: string;
  readonly en: string;
  readonly digits: readonly number[];
}

export interface Found {
  /** Ten digits. */
  readonly number: string;
  readonly state: NumberState;
  readonly score: number;
  readonly tier: TierId;
  readonly priceFen: number;
  /** 0 is what was asked for; the higher, the further from it. */
  readonly relevance: number;
  readonly matches: readonly Match[];
  readonly reasons: readonly ScoreReason[];
}

export interface SearchPage {
  readonly items: readonly Found[];
  /** Give it as `after` for the next page; absent on the last. */
  readonly next?: string;
  /** How the free text was read. */
  readonly understood: readonly Understood[];
  /** Not empty: the query makes no sense, and there are no items. */
  readonly problems: readonly QueryProblem[];
}

export interface SearchOptions {
  readonly tariff: NumberTariff;
  /** 1 to 100; 20 by default. */
  readonly limit?: number;
  readonly after?: string;
  readonly toPinyin?: ToPinyin;
}

export declare function search(
  namespace: Namespace,
  inventory: Inventory,
  query: NumberQuery,
  options: SearchOptions,
): SearchPage;

/** Free numbers most like one that was lost: same tail, same shape, about the same score. Best first. */
export declare function alternatives(
  namespace: Namespace,
  inventory: Inventory,
  number: string,
  options: { readonly tariff: NumberTariff; readonly limit?: number },
): readonly Found[];
