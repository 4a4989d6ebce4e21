import type { Recording } from './recording.js';
import type { Effect } from './effect.js';
import type { Call, Context, Step } from './session.js';
import type { PauseStimulus, Stimulus } from './stimulus.js';
import { append, log, stay } from './step-parts.js';

export const isPause = (s: Stimulus): s is PauseStimulus =>
  s.type === 'recording_pause' || s.type === 'recording_resume';

/** Whether somebody is being recorded, if anybody is. */
const TALKING: ReadonlySet<Call['at']> = new Set(['agent', 'transfer', 'number', 'acd']);

/** A pause, or its end. What is asked in vain, too often or too late changes nothing. */
export function pausing(call: Call, s: PauseStimulus, ctx: Context): Step {
  const { recording } = ctx;
  if (!recording) return stay(call);
  if (s.type === 'recording_resume')
    // While a caller keys something in nobody may listen after all.
    return recording.paused && recording.paused.reason !== 'keys' ? resumed(call, s.asker, ctx) : stay(call);
  const { on, paused, pauseMs, pauses } = recording;
  if (!on || paused || pauseMs === 0 || !TALKING.has(call.at)) return stay(call);
  const { asker: by, reason } = s;
  return {
    call,
    events: log(ctx, { type: 'recording.paused', data: { by, reason, until: ctx.now + pauseMs } }),
    effects: [
      { do: 'pause_recording', by, reason, at: ctx.now },
      { do: 'set_timer', name: 'recording', ms: pauseMs, turn: pauses + 1 },
    ],
  };
}

/** A pause that nobody has ended ends by itself. */
export const pauseOver = (call: Call, turn: number, ctx: Context): Step =>
  ctx.recording?.paused && ctx.recording.pauses === turn ? resumed(call, 'timer', ctx) : stay(call);

const resumed = (call: Call, by: string, ctx: Context): Step => ({
  call,
  events: log(ctx, { type: 'recording.resumed', data: { by } }),
  effects: [
    { do: 'clear_timer', name: 'recording' },
    { do: 'resume_recording', at: ctx.now },
  ],
});

/** What a step must not do, or must do beside, for the sake of the recording. */
export function asRecorded(before: Call, stimulus: Stimulus, ctx: Context, step: Step): Step {
  const { recording } = ctx;
  if (!recording) return step;
  if (step.call.at === 'ended') return cutShort(before, recording, ctx, step);
  const after = stimulus.type === 'adopted' ? append(step, { effects: again(recording, ctx) }) : step;
  // Who leaves a message knows what for.
  if (recording.on || after.call.at === 'voicemail') return after;
  return {
    ...after,
    events: after.events.filter(({ type }) => type !== 'recording.started'),
    effects: after.effects.filter((effect) => effect.do !== 'record'),
  };
}

/** Who hangs up in the middle of the notice has not heard it. */
function cutShort(before: Call, { due }: Recording, ctx: Context, step: Step): Step {
  const telling = (before.at === 'ivr' && before.heldBack) || (before.at === 'out' && before.told);
  if (!telling || !due) return step;
  const data = { noticeVersion: due.version, complete: false };
  return { ...step, events: [...log(ctx, { type: 'recording.announced', data }), ...step.events] };
}

/** After a restart: the pause goes on for the rest of its time, or its end is told once more, with when it was. */
function again({ paused, pauses, resumedAt }: Recording, ctx: Context): Effect[] {
  if (paused) return [{ do: 'set_timer', name: 'recording', ms: Math.max(0, paused.until - ctx.now), turn: pauses }];
  return resumedAt === null ? [] : [{ do: 'resume_recording', at: resumedAt }];
}
