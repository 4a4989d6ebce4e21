import { typedNumber } from './callback.js';
import { quiet } from './overflow.js';
import { type At, log, nextAnnouncement, stay } from './step-parts.js';
import type { Announcement, Effect } from './effect.js';
import type { Asking, Context, Step } from './session.js';

/** The key that asks for a call back, while one waits. */
export const CALLBACK_KEY = '1';
/** Who presses nothing for so long after the last word goes on waiting. */
const PATIENCE_MS = 10_000;

/** Asks a waiting caller for the number to be called; the place in the queue is kept meanwhile, and an agent may answer. */
export function ask(call: At<'acd'>, source: Asking['source'], caller = call.position.variables['caller'] ?? ''): Step {
  const asking: Asking = { source, own: typedNumber(caller) ?? null, typed: '', read: false };
  return say(call, asking, { kind: 'callback_ask', number: asking.own });
}

/**
 * `#` confirms, digits are another number, `*` takes back: what was typed, then the whole. What is confirmed becomes a
 * callback, and the call ends with a word of thanks.
 */
export function asked(call: At<'acd'>, asking: Asking, digit: string, ctx: Context): Step {
  if (digit === '*')
    return asking.typed === '' && !asking.read
      ? noAnswer(call)
      : say(call, { ...asking, typed: '', read: false }, { kind: 'callback_ask', number: asking.own });
  if (digit !== '#') {
    const typed = asking.read ? digit : `${asking.typed}${digit}`.slice(0, 20);
    return {
      call: { ...call, asking: { ...asking, typed, read: false } },
      events: [],
      effects: [...(asking.typed === '' ? [{ do: 'stop_playing' } as const] : []), patience],
    };
  }
  const number = asking.typed === '' ? asking.own : (typedNumber(asking.typed) ?? null);
  if (number === null) return say(call, { ...asking, typed: '', read: false }, { kind: 'callback_wrong' });
  if (asking.typed !== '' && !asking.read)
    return say(call, { ...asking, read: true }, { kind: 'callback_read', number });
  return keep(call, number, asking.source, ctx);
}

/** No key in time, or the caller would rather wait: to the music, at the old place. */
export function noAnswer(call: At<'acd'>): Step {
  const { asking: _, ...waiting } = call;
  return { ...stay(waiting), effects: [{ do: 'stop_playing' }, { do: 'music', on: true }, nextAnnouncement(waiting)] };
}

/** What was said has been heard to its end: from now on the caller has so long to answer. */
export const heard = (call: At<'acd'>): Step => ({ ...stay(call), effects: [patience] });

function keep(call: At<'acd'>, number: string, source: Asking['source'], ctx: Context): Step {
  const { groups, since } = call;
  return {
    call: { at: 'leaving', cause: 'callback', as: 'normal' },
    events: log(ctx, { type: 'acd.callback_asked', data: { number, groups, since, source } }),
    effects: [
      { do: 'leave_queue' },
      { do: 'clear_timer', name: 'input' },
      ...quiet,
      { do: 'say', announcement: { kind: 'callback_kept' }, playback: 'leaving' },
    ],
  };
}

function say(call: At<'acd'>, asking: Asking, announcement: Announcement): Step {
  const announced = call.announced + 1;
  return {
    call: { ...call, announced, asking },
    events: [],
    effects: [
      { do: 'clear_timer', name: 'announce' },
      { do: 'clear_timer', name: 'input' },
      { do: 'stop_playing' },
      { do: 'music', on: false },
      { do: 'say', announcement, playback: `acd-${announced}` },
    ],
  };
}

const patience: Effect = { do: 'set_timer', name: 'input', ms: PATIENCE_MS, turn: 0 };
