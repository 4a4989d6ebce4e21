import type { Instant } from '@sibai/kernel';

/**
 * How a try to reach a number ended. `hung_up`: was answered, and hung up before anybody was heard. `agent_lost`: on our side,
 * before anybody was rung or while it rang.
 */
export type DialResult =
  | 'connected'
  | 'busy'
  | 'no_answer'
  | 'refused'
  | 'hung_up'
  | 'unreachable'
  | 'no_such_number'
  | 'not_allowed'
  | 'agent_lost';

export interface CallbackTry {
  /** Tries so far, this one included. */
  readonly tries: number;
  readonly maxTries: number;
  /** The pause after the first vain try; each further one is twice as long. */
  readonly pauseMs: number;
  /** From when on the number may be called again, where the rules forbade it; null: never. */
  readonly again: Instant | null;
}

export type AfterTry =
  | { readonly state: 'done' | 'failed'; readonly tries: number }
  | { readonly state: 'waiting'; readonly tries: number; readonly dueAt: Instant };

/** No pause is longer: whoever waits for a call wants it the same day. */
const LONGEST_PAUSE_MS = 4 * 3_600_000;

/** What becomes of a callback after a try. What was no fault of the number's does not count as one. */
export function afterTry(result: DialResult, { tries, maxTries, pauseMs, again }: CallbackTry, now: Instant): AfterTry {
  switch (result) {
    case 'connected':
      return { state: 'done', tries };
    case 'no_such_number':
      return { state: 'failed', tries };
    case 'agent_lost':
      return { state: 'waiting', tries: tries - 1, dueAt: now };
    case 'not_allowed':
      return again === null
        ? { state: 'failed', tries: tries - 1 }
        : { state: 'waiting', tries: tries - 1, dueAt: Math.max(now, again) };
    default:
      if (tries >= maxTries) return { state: 'failed', tries };
      return { state: 'waiting', tries, dueAt: now + Math.min(LONGEST_PAUSE_MS, pauseMs * 2 ** (tries - 1)) };
  }
}

/** Causes of Q.850 with which a number dialled is not reached. */
const BUSY = [17];
const SILENT = [16, 18, 19, 31, 127];
const REFUSED = [21];
const NO_SUCH = [1, 22, 28];

/** What the end of a leg that was never answered says of the number. */
export function dialResult(cause: number): Exclude<DialResult, 'connected' | 'hung_up' | 'not_allowed' | 'agent_lost'> {
  if (BUSY.includes(cause)) return 'busy';
  if (SILENT.includes(cause)) return 'no_answer';
  if (REFUSED.includes(cause)) return 'refused';
  return NO_SUCH.includes(cause) ? 'no_such_number' : 'unreachable';
}

/** The number a caller has typed, as far as it is one that could be called back. */
export const typedNumber = (digits: string): string | undefined =>
  /^(1[3-9]\d{9}|0\d{9,11})$/.test(digits) ? digits : undefined;
