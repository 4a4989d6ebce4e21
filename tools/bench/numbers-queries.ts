import { INDUSTRY_WORDS, type NumberQuery, numberAt, SHAPES, SOUNDS, TIERS } from '@sibai/numbers';

export interface Asked {
  readonly kind: string;
  readonly query: NumberQuery;
}

/** Numbers between 0 and 1 that are the same for the same seed (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What people ask for, each kind as often as any other. */
export function mixedQueries(count: number, seed: number): readonly Asked[] {
  const draw = dice(seed);
  const below = (limit: number): number => Math.floor(draw() * limit);
  const one = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const digits = (least: number, most: number): string =>
    Array.from({ length: least + below(most - least + 1) }, () => below(10)).join('');
  const seven = (): string => numberAt(below(10_000_000)).slice(3);
  const no4 = (): Pick<NumberQuery, 'without'> => (draw() < 0.4 ? { without: ['4'] } : {});

  const kinds: Record<string, () => NumberQuery> = {
    'all, or without 4': () => no4(),
    'typed digits': () => ({ digits: draw() < 0.3 ? `400${digits(1, 4)}` : digits(1, 4) }),
    wildcards: () => {
      const signs = [...seven()].map((digit) => (draw() < 0.45 ? digit : '?')).join('');
      return { pattern: draw() < 0.3 ? `*${digits(1, 2)}*${digits(1, 2)}*` : `400${signs}` };
    },
    contains: () => ({ contains: draw() < 0.5 ? [digits(2, 4)] : [digits(1, 3), digits(1, 2)], ...no4() }),
    'starts, ends': () => ({ starts: digits(1, 2), ends: digits(1, 3), ...no4() }),
    shapes: () => ({ shapes: [one(SHAPES).id], at: draw() < 0.5 ? 'end' : 'anywhere', ...no4() }),
    sounds: () => ({
      sounds: draw() < 0.3 ? 'any' : [one(SOUNDS).digits],
      ...(draw() < 0.3 && { starts: digits(1, 1) }),
    }),
    words: () => ({ word: one(INDUSTRY_WORDS), ...no4() }),
    mobile: () => ({ mobile: `1${3 + below(7)}${digits(9, 9)}` }),
    birthday: () => ({
      birthday: new Date(Date.UTC(1960, 0, 1) + below(17_000) * 86_400_000).toISOString().slice(0, 10),
    }),
    'tier and carrier': () => ({
      tiers: [one(TIERS).id],
      carriers: [one(['unicom', 'mobile', 'telecom'] as const)],
      ...(draw() < 0.5 && { contains: [digits(1, 2)] }),
    }),
    'few digits': () => ({ distinct: 2 + below(3), ...(draw() < 0.5 && { ends: digits(1, 2) }) }),
    'typed with mistakes': () => ({ digits: draw() < 0.5 ? seven() : digits(5, 6) }),
    'several at once': () => ({
      shapes: [one(SHAPES).id],
      contains: [digits(1, 2)],
      starts: digits(1, 1),
      without: [String(below(10)), digits(2, 2)],
    }),
  };
  const names = Object.keys(kinds);
  return Array.from({ length: count }, (_, at) => {
    const kind = names[at % names.length] as string;
    return { kind, query: (kinds[kind] as () => NumberQuery)() };
  });
}
