import type { Digit } from '@sibai/ivr';
import type { Instant } from '@sibai/kernel';

import type { CallEvent } from './event.js';

/** How a call may be recorded, as its line stood when it came. */
export interface RecordingRule {
  readonly policy: 'always' | 'opt_out' | 'never';
  readonly notice: { readonly version: number; readonly text: string };
  readonly optOutKey: Digit;
  /** The longest pause, the most pauses of a call, and how long they may be together. */
  readonly pause: { readonly ms: number; readonly count: number; readonly totalMs: number };
  /** So many keys in a row by who is outside pause the recording; 0: never. */
  readonly cardDigits: number;
}

/** `keys`: the caller is keying something in, apart from the conversation. */
export type PauseReason = 'agent' | 'api' | 'card' | 'keys';

/** How a call stands to being recorded: what its line allows, and what has come of it so far. */
export interface Recording {
  /** Whether a leg that is answered now is recorded: not before the notice was heard to its end, nor against a caller's will. */
  readonly on: boolean;
  /** What must be heard first; null when it was, or failed, or nothing is recorded anyway. */
  readonly due: { readonly version: number; readonly text: string } | null;
  /** Goes on unrecorded, where the line allows it. */
  readonly optOutKey: Digit | null;
  readonly paused: Paused | null;
  /** Pauses so far; the one that lasts is among them. */
  readonly pauses: number;
  /** How long a pause that began now might last; 0 when there may be none. */
  readonly pauseMs: number;
  readonly resumedAt: Instant | null;
}

export interface Paused {
  readonly since: Instant;
  readonly until: Instant;
  readonly by: string;
  readonly reason: PauseReason;
}

/** Folds the events of a call. Without a rule nothing is asked: every leg is recorded. */
export function recordingOf(rule: RecordingRule | undefined, events: readonly CallEvent[]): Recording | undefined {
  if (!rule) return undefined;
  let [asked, heard, declined, pauses, spentMs] = [false, false, false, 0, 0];
  let paused: Paused | null = null;
  let resumedAt: Instant | null = null;
  for (const { at, ...event } of events)
    switch (event.type) {
      case 'recording.announced':
        asked = true;
        heard ||= event.data.complete;
        break;
      case 'recording.declined':
        declined = true;
        break;
      case 'recording.paused':
        // What is keyed in is asked for as often as it is wanted.
        if (event.data.reason !== 'keys') pauses++;
        paused = { since: at, ...event.data };
        break;
      case 'recording.resumed':
        if (paused && paused.reason !== 'keys') spentMs += at - paused.since;
        paused = null;
        resumedAt = at;
        break;
    }
  const wanted = rule.policy !== 'never' && !declined;
  const { ms, count, totalMs } = rule.pause;
  return {
    on: wanted && heard,
    due: wanted && !asked ? rule.notice : null,
    optOutKey: rule.policy === 'opt_out' ? rule.optOutKey : null,
    paused,
    pauses,
    pauseMs: pauses < count ? Math.max(0, Math.min(ms, totalMs - spentMs)) : 0,
    resumedAt,
  };
}

/** Keys that follow one another faster than this are of one number. */
const TYPING_MS = 8_000;

export interface Typed {
  readonly count: number;
  readonly at: Instant;
}

/** Keys pressed in a row, with this one. */
export const typed = (before: Typed | undefined, now: Instant): Typed => ({
  count: before && now - before.at <= TYPING_MS ? before.count + 1 : 1,
  at: now,
});
