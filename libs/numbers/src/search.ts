import { ALL, type Automaton, NONE } from './automaton.js';
import { compile, RANKING } from './compile.js';
import { type Criterion, type Level, type Match, meeting, once } from './criteria.js';
import { hunt, type Quarry } from './hunt.js';
import { type Inventory, NUMBER_STATES, type NumberState } from './inventory.js';
import { withAny } from './literals.js';
import { numberAt } from './parse.js';
import type { NumberQuery, QueryProblem } from './query.js';
import { type ScoreReason, scoreOf } from './score.js';
import { type NumberTariff, type Tier, type TierId, tierRow, TIERS } from './tier.js';
import { type ToPinyin, understand, type Understood } from './understand.js';
import { problem } from './wanted.js';

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
  /** How many numbers were looked at, for whoever measures. */
  readonly looked: number;
}

export interface SearchOptions {
  readonly tariff: NumberTariff;
  /** 1 to 100; 20 by default. */
  readonly limit?: number;
  readonly after?: string;
  readonly toPinyin?: ToPinyin;
}

/** A query made ready: levels of relevance whose members meet all that is asked for. */
interface Search {
  readonly levels: readonly (() => Automaton)[];
  readonly ranked: Criterion | undefined;
  readonly filters: readonly Criterion[];
}

/**
 * The best numbers for a query: by relevance, then by score, highest first, then by number. Every page holds what is
 * free at that moment (with `withHeld` also what is held), and pages do not shift when numbers come or go.
 */
export function search(inventory: Inventory, query: NumberQuery, options: SearchOptions): SearchPage {
  const { tariff, limit = 20, after, toPinyin } = options;
  const { pieces: understood, query: asked } = merged(query, toPinyin);
  const { criteria, problems: unreadable } = compile(asked);
  const lost = understood.length > 0 && understood.every(({ kind }) => kind === 'unknown');
  const problems = lost ? [...unreadable, problem('text', 'not_understood')] : unreadable;
  const cursor = after === undefined ? { level: 0 } : readCursor(after);
  if (!cursor) return { items: [], understood, problems: [...problems, problem('after', 'stale')], looked: 0 };
  if (problems.length > 0) return { items: [], understood, problems, looked: 0 };

  const tiers = tiersOf(asked, tariff);
  const { levels, ranked, filters } = prepare(criteria, tiers);
  const wanted = Math.max(1, Math.min(100, Math.trunc(limit)));
  const withHeld = asked.withHeld === true;
  const found: { readonly index: number; readonly level: number }[] = [];
  let looked = 0;
  for (let level = cursor.level; level < levels.length && found.length <= wanted; level += 1) {
    const quarry: Quarry = {
      members: levels[level]?.() ?? NONE,
      except: levels.slice(0, level).map((earlier) => earlier()),
      ...(tiers && { tiers }),
      withHeld,
      ...(level === cursor.level && cursor.index !== undefined && { after: cursor.index }),
      limit: wanted + 1 - found.length,
    };
    const caught = hunt(inventory, quarry);
    looked += caught.looked;
    found.push(...caught.found.map((index) => ({ index, level })));
  }
  const page = found.slice(0, wanted);
  const last = page.at(-1);
  const items = page.map(({ index, level }) => {
    const seven = numberAt(index).slice(3);
    const why = [ranked?.levels[level], ...filters.map((filter) => levelOf(filter, index))];
    return describe(inventory, index, tariff, {
      relevance: level,
      matches: why.flatMap((each) => (each ? [each.why(seven)] : [])),
    });
  });
  const more = found.length > wanted && last;
  return { items, ...(more && { next: `${last.level}.${last.index}` }), understood, problems, looked };
}

/** What there is to say of a number that was found. */
export function describe(
  inventory: Inventory,
  index: number,
  tariff: NumberTariff,
  found: Pick<Found, 'relevance' | 'matches'>,
): Found {
  const number = numberAt(index);
  const { score, reasons } = scoreOf(number);
  const { id: tier } = TIERS[tierRow(index, score)] as Tier;
  const state = NUMBER_STATES[inventory.code(index) - 1] as NumberState;
  return { number, state, score, tier, priceFen: tariff[tier], ...found, reasons };
}

/** What ranks gives the levels; all else must hold at each of them. */
function prepare(criteria: readonly Criterion[], tiers: readonly boolean[] | undefined): Search {
  const ranked = RANKING.flatMap((field) => criteria.filter((each) => each.field === field)).at(0);
  const filters = criteria.filter((each) => each !== ranked);
  const [first = ALL, ...others] = [...filters.map(meeting), ...endingsOf(tiers)].toSorted((a, b) => a.size - b.size);
  const all = others.reduce((both, each) => both.and(each), first);
  const levels = ranked
    ? ranked.levels.map(({ members }) => once(() => (all === ALL ? members() : members().and(all))))
    : [() => all];
  return { levels, ranked, filters };
}

function levelOf({ levels }: Criterion, index: number): Level | undefined {
  return levels.find(({ members }) => members().has(index));
}

function tiersOf({ tiers, maxPriceFen }: NumberQuery, tariff: NumberTariff): readonly boolean[] | undefined {
  if (!tiers?.length && maxPriceFen === undefined) return undefined;
  return TIERS.map(({ id }) => (!tiers?.length || tiers.includes(id)) && tariff[id] <= (maxPriceFen ?? Infinity));
}

const endings = new Map<string, Automaton>();

/** Where all the tiers asked for go by how a number ends, numbers that end otherwise need not be looked at. */
function endingsOf(tiers: readonly boolean[] | undefined): Automaton[] {
  const asked = TIERS.filter((_, row) => tiers?.[row]);
  const words = asked.map(({ fits }) => ('endings' in fits ? fits.endings : []));
  if (asked.length === 0 || words.some(({ length }) => length === 0)) return [];
  const key = asked.map(({ id }) => id).join();
  const members = endings.get(key) ?? withAny(words.flat(), 'end');
  endings.set(key, members);
  return [members];
}

function readCursor(after: string): { readonly level: number; readonly index?: number } | undefined {
  const read = /^(\d{1,2})\.(\d{1,7})$/.exec(after);
  return read ? { level: Number(read[1]), index: Number(read[2]) } : undefined;
}

function merged(query: NumberQuery, toPinyin: ToPinyin | undefined) {
  const { text, ...rest } = query;
  if (!text?.trim()) return { pieces: [], query: rest };
  const read = understand(text, toPinyin);
  const both = (field: 'contains' | 'without' | 'shapes') => {
    const all = [...(read.query[field] ?? []), ...(rest[field] ?? [])];
    return all.length > 0 && { [field]: all };
  };
  return {
    pieces: read.pieces,
    query: { ...read.query, ...rest, ...both('contains'), ...both('without'), ...both('shapes') },
  };
}
