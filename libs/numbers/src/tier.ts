import { stretchesOf, staircases } from './shapes.js';
import { scoreOf } from './score.js';
import { SOUNDS } from './sounds.js';

export type TierId = 'a5' | 'aaaa' | 'a4' | 'aaa' | 'aabb' | 'abab' | 'abcd' | 'sound' | 'a3' | 'a2' | 'a1' | 'plain';

/** What the market calls a number. The first row that fits, of those below, is the number's. */
export interface Tier {
  readonly id: TierId;
  readonly zh: string;
  readonly en: string;
  readonly fits: { readonly score: number } | { readonly endings: readonly string[] };
}

export const TIERS: readonly Tier[] = [
  { id: 'a5', zh: '五A', en: '5A', fits: { score: 70 } },
  { id: 'aaaa', zh: 'AAAA', en: 'AAAA', fits: { endings: stretchesOf('AAAA') } },
  { id: 'a4', zh: '四A', en: '4A', fits: { score: 52 } },
  { id: 'aaa', zh: 'AAA', en: 'AAA', fits: { endings: stretchesOf('AAA') } },
  { id: 'aabb', zh: 'AABB', en: 'AABB', fits: { endings: stretchesOf('AABB') } },
  { id: 'abab', zh: 'ABAB', en: 'ABAB', fits: { endings: stretchesOf('ABAB') } },
  { id: 'abcd', zh: 'ABCD', en: 'ABCD', fits: { endings: [...staircases(4, 1), ...staircases(4, -1)] } },
  {
    id: 'sound',
    zh: '谐音',
    en: 'Sound',
    fits: { endings: SOUNDS.map(({ digits }) => digits).filter((digits) => digits.length <= 4) },
  },
  { id: 'a3', zh: '三A', en: '3A', fits: { score: 38 } },
  { id: 'a2', zh: '二A', en: '2A', fits: { score: 28 } },
  { id: 'a1', zh: '一A', en: '1A', fits: { score: 18 } },
  { id: 'plain', zh: '普通', en: 'Plain', fits: { score: 0 } },
];

/** Price per month in fen of each tier. */
export type NumberTariff = Readonly<Record<TierId, number>>;

/** A seed: resellers' ordinary numbers cost 35 to 60 yuan a month, and plans go up to 5,000. The operator sets its own. */
export const SEED_NUMBER_TARIFF: NumberTariff = {
  plain: 3_500,
  a1: 4_500,
  a2: 6_000,
  a3: 9_000,
  sound: 12_000,
  abcd: 16_000,
  abab: 18_000,
  aabb: 18_000,
  aaa: 28_000,
  a4: 50_000,
  aaaa: 120_000,
  a5: 500_000,
};

interface TierTable {
  /** By the last four digits as a number: which class of endings they are of. */
  readonly classes: Uint8Array;
  /** By class × 101 + score: the row of TIERS. */
  readonly rows: Uint8Array;
}

let tierTable: TierTable | undefined;

function makeTable(): TierTable {
  const bits = new Uint16Array(10_000);
  TIERS.forEach(({ fits }, row) => {
    if (!('endings' in fits)) return;
    for (const ending of fits.endings)
      for (let at = Number(ending); at < 10_000; at += 10 ** ending.length) bits[at] = (bits[at] ?? 0) | (1 << row);
  });
  const kinds = [...new Set(bits)];
  const rows = kinds.flatMap((kind) =>
    Array.from({ length: 101 }, (_, score) =>
      TIERS.findIndex(({ fits }, row) => ('score' in fits ? score >= fits.score : (kind & (1 << row)) !== 0)),
    ),
  );
  return { classes: Uint8Array.from(bits, (kind) => kinds.indexOf(kind)), rows: Uint8Array.from(rows) };
}

/** The row of TIERS of the number at `index` in the namespace. */
export function tierRow(index: number, score: number): number {
  const { classes, rows } = (tierTable ??= makeTable());
  return rows[(classes[index % 10_000] as number) * 101 + score] as number;
}

/** Between which scores, both included, a number of a row of TIERS may lie. */
export function scoresOfRow(row: number): { readonly least: number; readonly most: number } {
  const above = TIERS.slice(0, row).flatMap(({ fits }) => ('score' in fits ? [fits.score - 1] : []));
  const { fits } = TIERS[row] as Tier;
  return { least: 'score' in fits ? fits.score : 0, most: Math.min(100, ...above) };
}

export function tierOf(number: string): TierId {
  return (TIERS[tierRow(Number(number.slice(3)), scoreOf(number).score)] as Tier).id;
}
