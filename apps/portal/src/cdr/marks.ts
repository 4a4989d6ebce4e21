import type { Waveform } from '@sibai/contracts';

/** Something that happened, so many seconds into a recording. */
export interface Mark {
  readonly at: number;
  readonly type: string;
  readonly what: string;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What is worth a mark: where the call changed hands or stood still. */
export const MARKED: readonly string[] = [
  'acd.queued',
  'agent.answered',
  'agent.held',
  'agent.resumed',
  'agent.left',
  'agent.transferred',
  'agent.returned',
  'agent.consulted',
  'agent.consult_ended',
  'agent.joined',
  'agent.parted',
  'agent.away',
  'agent.attached',
  'agent.collected',
  'agent.supervised',
  'trunk.dialled',
  'trunk.connected',
];

const HOLD_ENDS = ['agent.resumed', 'agent.left'];

/** From each hold to its end, or to the end of the recording. */
export function heldSpans(marks: readonly Mark[], length: number): Span[] {
  const spans: Span[] = [];
  let from: number | null = null;
  for (const { at, type } of marks) {
    if (type === 'agent.held') from ??= Math.max(0, at);
    if (from === null || !HOLD_ENDS.includes(type)) continue;
    if (at > from && from < length) spans.push({ from, to: Math.min(at, length) });
    from = null;
  }
  if (from !== null && from < length) spans.push({ from, to: length });
  return spans;
}

/** Of 255: the noise of a line is below. */
const QUIET = 4;
const LEAST_SECONDS = 2;
/** Kept at either end, so that no word is cut. */
const MARGIN_SECONDS = 0.3;

/** The stretches in which neither side says anything for long. */
export function silences({ agent, caller }: Omit<Waveform, 'pauses'>, length: number): Span[] {
  const spans: Span[] = [];
  const each = length / agent.length;
  let from = 0;
  for (let bar = 0; bar <= agent.length; bar++) {
    const quiet = bar < agent.length && Math.max(agent[bar] ?? 0, caller[bar] ?? 0) <= QUIET;
    if (quiet) continue;
    const span = { from: from * each + MARGIN_SECONDS, to: bar * each - MARGIN_SECONDS };
    if ((bar - from) * each >= LEAST_SECONDS) spans.push(span);
    from = bar + 1;
  }
  return spans;
}

/** Where playing goes on from `at`. */
export const skipped = (quiet: readonly Span[], at: number): number =>
  quiet.find(({ from, to }) => at >= from && at < to)?.to ?? at;
