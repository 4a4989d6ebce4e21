import type { Quality } from './quality';

/** What is wrong with the sound, in the order in which it must be mended. */
export type Advice = 'nothing_heard' | 'silent_microphone' | 'loss' | 'jitter' | 'delay';

/** Readings of nothing before it is said: a pause in speech is none, for a live microphone always hears a little. */
const SILENT_READINGS = 4;
const DEAF_READINGS = 2;
/** Of the last three readings, two must be bad: one alone is a passing hiccup. */
const WINDOW = 3;
const BAD = 2;
const NOTHING = 1e-9;

/** Where no sound is sent on purpose, its absence means nothing. */
export interface Quiet {
  readonly muted: boolean;
  readonly held: boolean;
}

/**
 * What to tell the agent, from the readings so far, oldest first. The grade falls below `good` before people begin to be
 * dissatisfied, so that the agent can act before the caller says something.
 */
export function adviceOf(readings: readonly Quality[], quiet: Quiet): Advice | null {
  const latest = readings.slice(-WINDOW);
  if (!quiet.held && readings.length > DEAF_READINGS && latest.slice(-DEAF_READINGS).every((q) => q.received === 0))
    return 'nothing_heard';
  if (!quiet.held && !quiet.muted && isSilent(readings)) return 'silent_microphone';
  const bad = latest.filter(({ grade }) => grade !== 'good');
  if (bad.length < BAD) return null;
  return chiefCause(bad);
}

function isSilent(readings: readonly Quality[]): boolean {
  const last = readings.slice(-SILENT_READINGS - 1);
  const [first] = last;
  return last.length > SILENT_READINGS && last.every((q) => q.saidEnergy - (first?.saidEnergy ?? 0) < NOTHING);
}

/** Which of the impairments alone would cost the most. */
function chiefCause(bad: readonly Quality[]): Advice {
  const mean = (pick: (q: Quality) => number) => bad.reduce((sum, q) => sum + pick(q), 0) / bad.length;
  // Points of the rating of G.107, roughly: 3.5 a per cent lost, and 0.13 a millisecond of delay when there is much of it.
  const cost = {
    loss: 3.5 * mean((q) => q.lossPercent),
    jitter: 0.13 * 2 * mean((q) => q.jitterMs ?? 0),
    delay: 0.13 * (mean((q) => q.roundTripMs ?? 0) / 2),
  };
  const [worst] = (['loss', 'jitter', 'delay'] as const).toSorted((a, b) => cost[b] - cost[a]);
  return worst ?? 'loss';
}
