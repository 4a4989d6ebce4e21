import type { GroupId, RecordingId } from '@sibai/kernel';

import { adopted, type At, log, recording, stay } from './step-parts.js';
import type { Effect } from './effect.js';
import type { Context, Queued, Step } from './session.js';
import type { Stimulus } from './stimulus.js';

const LONGEST_MESSAGE_SECONDS = 120;
/** Who says nothing for so long has said everything. */
const SILENCE_SECONDS = 5;

/** The caller is asked to leave a message for a group. */
export function toVoicemail({ position, groups }: Queued, groupId: GroupId | undefined, ctx: Context): Partial<Step> {
  const group = groupId ?? groups[0];
  // Nobody could ever hear it.
  if (group === undefined) return leave('nobody');
  const id = ctx.leg as string as RecordingId;
  return { call: { at: 'voicemail', position, group, id, stage: 'told' }, effects: [tell] };
}

export function inVoicemail(call: At<'voicemail'>, s: Stimulus, ctx: Context): Step {
  const { stage } = call;
  switch (s.type) {
    case 'played':
      if (stage === 'told' && s.playback === 'voicemail') return { ...stay(toTone(call)), effects: [beep] };
      return stage === 'tone' && s.playback === 'tone' ? take(call, ctx) : stay(call);
    case 'key':
      // Who knows how it goes need not hear it out.
      return stage === 'told' ? { ...stay(toTone(call)), effects: [{ do: 'stop_playing' }, beep] } : stay(call);
    case 'message_taken':
      return stage === 'recording' ? { ...stay(call), ...leave('voicemail') } : stay(call);
    case 'adopted':
      // Whether it was said to its end nobody knows: it is said once more. What is being recorded goes on.
      return adopted(ctx, call, {
        ...stay(stage === 'recording' ? call : { ...call, stage: 'told' }),
        effects: stage === 'recording' ? [] : [{ do: 'stop_playing' }, tell],
      });
    default:
      return stay(call);
  }
}

const tell: Effect = { do: 'say', announcement: { kind: 'voicemail' }, playback: 'voicemail' };
const beep: Effect = { do: 'say', announcement: { kind: 'beep' }, playback: 'tone' };

const toTone = (call: At<'voicemail'>): At<'voicemail'> => ({ ...call, stage: 'tone' });

const take = (call: At<'voicemail'>, ctx: Context): Step => ({
  call: { ...call, stage: 'recording' },
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
