import type { CallId, GroupId, Instant } from '@sibai/kernel';

import type { CallEvent, EndCause } from './event.js';

/** Who was cut off and calls again within this time gets the place back. */
export const REDIAL_MS = 3 * 60_000;

/** Ends that nobody wanted: the network's, the far end's, ours. */
const CUT: ReadonlySet<EndCause> = new Set<EndCause>(['caller_lost', 'media_restarted', 'gone_while_away', 'failed']);

/** A caller who was cut off while waiting or talking, and the place that was lost with it. */
export interface CutOff {
  readonly at: Instant;
  readonly call: CallId;
  /** When the wait began that was cut off, or led to the talk that was. */
  readonly since: Instant;
  readonly groups: readonly GroupId[];
}

/** What a call that has ended leaves to a caller who calls again; null when nobody cut it off, or nothing was lost. */
export function cutOff(call: CallId, events: readonly CallEvent[]): CutOff | null {
  const last = events.at(-1);
  if (last?.type !== 'cdr.closed' || !CUT.has(last.data.cause)) return null;
  let place = null as Omit<CutOff, 'at' | 'call'> | null;
  for (const event of events)
    switch (event.type) {
      case 'acd.queued':
        // A caller who comes back to the queue keeps the beginning of the first wait.
        place = { since: place?.since ?? event.at, groups: event.data.groups };
        break;
      case 'acd.unstaffed':
        place = null;
        break;
      case 'trunk.connected':
        // It is a number that was lost, not an agent.
        place = null;
    }
  return place && { at: last.at, call, ...place };
}

/** The wait a caller is given who asks for these groups now: the old one, if it was cut off just before and for one of them. */
export function oldPlace(cut: CutOff | undefined, groups: readonly GroupId[], now: Instant): CutOff | null {
  if (!cut || now - cut.at > REDIAL_MS || now < cut.at) return null;
  return cut.groups.some((group) => groups.includes(group)) ? cut : null;
}
