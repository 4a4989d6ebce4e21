import { type FloorSettings, WALL_METRICS, type WallMetric } from '@sibai/contracts';

export type Level = 'good' | 'warn' | 'bad';

/** How a figure stands to its tenant's thresholds; null where there is nothing to measure. */
export function levelOf(
  metric: WallMetric,
  value: number | null,
  thresholds: FloorSettings['thresholds'],
): Level | null {
  if (value === null) return null;
  const { warn, bad } = thresholds[metric];
  // What must not fall below, and what must not rise above.
  const past = (limit: number): boolean => (WALL_METRICS[metric] === 'less' ? value < limit : value > limit);
  // A line at its threshold is near its concurrency.
  if (metric === 'lineLoad' ? value >= bad : past(bad)) return 'bad';
  return (metric === 'lineLoad' ? value >= warn : past(warn)) ? 'warn' : 'good';
}
