import type { GroupId, RecordingId } from '@sibai/kernel';

import { adopted, type At, log, recording, stay } from './step-parts.js';
import type { Context, Effect, Queued, Step, Stimulus } from './session.js';

const LONGEST_MESSAGE_SECONDS = 120;
/** Who says nothing for so long has said everything. */
const SILENCE_SECONDS = 5;

/** The caller is asked to leave a message for a group. */
export function toVoicemail({ position, groups }: Queued, groupId: GroupId | undefined, ctx: Context): Partial<Step> {
  const group = groupId ?? groups[0];
  // Nobody could ever hear it.
  if (group === undefined) return leave('nobody');
  return {
    call: { at: 'voicemail', position, group, id: ctx.leg as string as RecordingId, recording: false },
    effects: [{ do: 'say', announcement: { kind: 'voicemail' }, playback: 'voicemail' }],
  };
}

export function inVoicemail(call: At<'voicemail'>, s: Stimulus, ctx: Context): Step {
  switch (s.type) {
    case 'played':
      return s.playback === 'voicemail' && !call.recording ? take(call, ctx) : stay(call);
    case 'key': {
      // Who knows how it goes need not hear it out.
      if (call.recording) return stay(call);
      const begun = take(call, ctx);
      return { ...begun, effects: [{ do: 'stop_playing' }, ...begun.effects] };
    }
    case 'message_taken':
      return call.recording ? { ...stay(call), ...leave('voicemail') } : stay(call);
    case 'adopted':
      // Whether it was said to its end nobody knows: it is said once more. What is being recorded goes on.
      return call.recording
        ? adopted(ctx, call, stay(call))
        : adopted(ctx, call, {
            ...stay(call),
            effects: [{ do: 'say', announcement: { kind: 'voicemail' }, playback: 'voicemail' }],
          });
    default:
      return stay(call);
  }
}

const take = (call: At<'voicemail'>, ctx: Context): Step => ({
  call: { ...call, recording: true },
  events: log(ctx, recording(call.id)),
  effects: [
    {
      do: 'take_message',
      id: call.id,
      group: call.group,
      maxSeconds: LONGEST_MESSAGE_SECONDS,
      silenceSeconds: SILENCE_SECONDS,
    },
  ],
});

function leave(cause: 'voicemail' | 'nobody'): Pick<Step, 'call' | 'effects'> {
  const said: Effect = {
    do: 'say',
    announcement: { kind: cause === 'voicemail' ? 'voicemail_taken' : 'unstaffed' },
    playback: 'leaving',
  };
  return { call: { at: 'leaving', cause, as: 'normal' }, effects: [said] };
}
