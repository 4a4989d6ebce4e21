import { adopted, append, type At, log, stay } from './step-parts.js';
import type { Effect } from './effect.js';
import type { Context, Step } from './session.js';
import type { Stimulus } from './stimulus.js';

/** So long after the notice its key is still taken, on a line that has one: nobody presses while still listening. */
export const GRACE_MS = 2_500;
export const NOTICE = 'notice';

/** Has the caller told that calls are recorded. `again` tells one playing from another. */
export const notice = (text: string, again = ''): Effect => ({
  do: 'say',
  announcement: { kind: 'notice', text },
  playback: NOTICE + again,
});

/**
 * The caller hears the notice, and what was to come waits. No key skips it; one may decline. Where it cannot be played the
 * call goes on, and nothing of it is recorded. `goOn` does what waits.
 */
export function inNotice(call: At<'ivr'>, s: Stimulus, ctx: Context, goOn: (ctx: Context) => Step): Step {
  const { recording } = ctx;
  if (!recording) return goOn(ctx);
  const { due, optOutKey } = recording;
  const over: Context = { ...ctx, recording: { ...recording, due: null } };
  switch (s.type) {
    case 'played': {
      if (!due || !s.playback.startsWith(NOTICE)) return stay(call);
      const complete = s.failed !== true;
      const told: Step = {
        call,
        events: log(ctx, { type: 'recording.announced', data: { noticeVersion: due.version, complete } }),
        effects: [],
      };
      if (complete && optOutKey)
        return { ...told, effects: [{ do: 'set_timer', name: 'notice', ms: GRACE_MS, turn: call.position.turn }] };
      return append(told, goOn(over));
    }
    case 'key': {
      if (s.digit !== optOutKey) return stay(call);
      const declined: Step = {
        call,
        events: log(ctx, { type: 'recording.declined', data: { key: s.digit } }),
        effects: [{ do: 'clear_timer', name: 'notice' }, { do: 'stop_playing' }],
      };
      return append(declined, goOn({ ...ctx, recording: { ...recording, due: null, on: false } }));
    }
    case 'timer':
      return s.name === 'notice' && !due ? goOn(over) : stay(call);
    case 'adopted':
      return adopted(ctx, call, due ? { ...stay(call), effects: [notice(due.text, `-${ctx.now}`)] } : goOn(over));
    default:
      return stay(call);
  }
}
