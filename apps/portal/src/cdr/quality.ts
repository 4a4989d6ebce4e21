import type { CallQuality } from '@sibai/contracts';

export type Sample = CallQuality['legs'][number]['samples'][number];

const WIDTH = 400;
const HEIGHT = 80;
const BEST = 4.5;
const yOf = (mos: number): number => Math.round((10 * (HEIGHT * (BEST - Math.max(1, mos)))) / (BEST - 1)) / 10;

/** The chart's box, and where the grades of G.107 begin in it. */
export const SCALE = { width: WIDTH, height: HEIGHT, y: { good: yOf(4.03), fair: yOf(3.6) } } as const;

/** The line of the opinions over time; one sample alone is a short level line, so that it is seen. */
export function polyline(samples: readonly Sample[]): string {
  const times = samples.map(({ at }) => Date.parse(at));
  const [from = 0, to = 0] = [times[0], times.at(-1)];
  const points = samples.map(({ mos }, n) => {
    const x = to === from ? 0 : (WIDTH * ((times[n] ?? from) - from)) / (to - from);
    return `${Math.round(x)},${yOf(mos)}`;
  });
  return samples.length === 1 ? `${points[0]} ${WIDTH},${yOf(samples[0]?.mos ?? 1)}` : points.join(' ');
}

export const worstOf = (samples: readonly Sample[]): Sample | undefined =>
  samples.reduce<Sample | undefined>((worst, each) => (worst && worst.mos <= each.mos ? worst : each), undefined);

/** The mean of what was measured; null where nothing was. */
export function meanOf(samples: readonly Sample[], pick: (sample: Sample) => number | null): number | null {
  const known = samples.map(pick).filter((each) => each !== null);
  return known.length === 0 ? null : known.reduce((sum, each) => sum + each, 0) / known.length;
}
