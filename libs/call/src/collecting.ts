import { enough, isSecret, keyed, type KeysAsked, masked } from '@sibai/ivr';
import type { Instant } from '@sibai/kernel';

import type { Effect } from './effect.js';
import type { CollectOutcome } from './event.js';
import { seating } from './legs.js';
import type { Call, Context, Step } from './session.js';
import { append, type At, become, log, type LoggedEvent, stay } from './step-parts.js';
import type { Stimulus } from './stimulus.js';

/** A caller who keys something in, apart from the conversation. */
export interface Collecting extends KeysAsked {
  readonly since: Instant;
  /** So far. Of a secret kind they are in memory only: see `kept`. */
  readonly keys: string;
}

type Talk = At<'agent'>;

/** However slowly somebody types, it ends after so long. */
export const COLLECT_MS = 120_000;
/** Silence after the prompt, or after a key. */
const PATIENCE_MS = 12_000;

const playback = ({ since }: Collecting): string => `collect-${since}`;

/** The caller is taken out of the conversation and asked; nobody else hears a key, and the recording is silent meanwhile. */
export function collect(call: Talk, asked: KeysAsked, ctx: Context): Step {
  if (call.collecting || call.consult || !call.leg.up) return stay(call);
  const { kind, min, max } = asked;
  const collecting: Collecting = { kind, min, max, since: ctx.now, keys: '' };
  const { recording } = ctx;
  const pauses = recording?.on === true && !recording.paused;
  const until = ctx.now + COLLECT_MS;
  const events: LoggedEvent[] = [
    ...(call.held ? [{ type: 'agent.resumed', data: call.offer } as const] : []),
    { type: 'agent.collecting', data: { kind } },
    ...(pauses ? [{ type: 'recording.paused', data: { by: '', reason: 'keys', until } } as const] : []),
  ];
  return become(
    call,
    { ...call, held: false, collecting },
    ctx,
    events,
    [
      { do: 'say', announcement: { kind: 'collect', what: kind }, playback: playback(collecting) },
      { do: 'set_timer', name: 'collect', ms: COLLECT_MS, turn: collecting.since },
    ],
    pauses ? [{ do: 'pause_recording', by: '', reason: 'keys', at: ctx.now }] : [],
  );
}

/** What the caller does, or does not do. Undefined: it has nothing to do with it. */
export function collected(call: Talk, s: Stimulus, ctx: Context): Step | undefined {
  const { collecting } = call;
  if (!collecting) return undefined;
  switch (s.type) {
    case 'key':
      return pressed(call, collecting, s.digit, ctx);
    case 'played':
      return s.playback === playback(collecting) ? { ...stay(call), effects: [patience(collecting, ctx)] } : undefined;
    case 'timer': {
      if (s.name !== 'collect' || s.turn !== collecting.since) return undefined;
      const so = enough(collecting, collecting.keys);
      return finish(call, collecting, so.is === 'done' ? 'done' : 'timeout', ctx);
    }
    case 'collect_cancel':
      return s.by === call.offer.agentId ? finish(call, collecting, 'cancelled', ctx) : undefined;
    default:
      return undefined;
  }
}

function pressed(call: Talk, collecting: Collecting, digit: string, ctx: Context): Step {
  const so = keyed(collecting, collecting.keys, digit);
  if (so.is === 'cancelled') return finish(call, collecting, 'cancelled', ctx);
  const after = { ...collecting, keys: so.keys };
  if (so.is !== 'more') return finish({ ...call, collecting: after }, after, so.is, ctx);
  return {
    call: { ...call, collecting: after },
    events: [],
    effects: [{ do: 'stop_playing' }, patience(collecting, ctx)],
  };
}

const patience = ({ since }: Collecting, { now }: Context): Effect => ({
  do: 'set_timer',
  name: 'collect',
  ms: Math.max(0, Math.min(PATIENCE_MS, since + COLLECT_MS - now)),
  turn: since,
});

/** Back into the conversation, and only then is it recorded again. */
function finish(call: Talk, { kind, keys }: Collecting, outcome: CollectOutcome, ctx: Context): Step {
  const { collecting: _, ...free } = call;
  const known = outcome === 'done' ? { shown: masked(kind, keys) } : {};
  const paused = ctx.recording?.paused?.reason === 'keys';
  return become(
    call,
    free,
    ctx,
    [
      { type: 'agent.collected', data: { kind, outcome, ...known } },
      ...(paused ? [{ type: 'recording.resumed', data: { by: '' } } as const] : []),
    ],
    paused ? [{ do: 'resume_recording', at: ctx.now }] : [],
    [{ do: 'clear_timer', name: 'collect' }],
  );
}

/** Whatever else has become of the call, nobody is asked any more: the caller is not alone now, or nobody knows what was heard. */
export function asCollected(before: Call, stimulus: Stimulus, ctx: Context, step: Step): Step {
  const { call } = step;
  if (call.at === 'agent') {
    const { collecting } = call;
    if (!collecting || (seating(call).get('caller') === 'alone' && stimulus.type !== 'adopted')) return step;
    return append(step, finish(call, collecting, 'cancelled', ctx));
  }
  if (before.at !== 'agent' || !before.collecting || call.at === 'ended') return step;
  // A state that came of the talk's may have taken it along.
  const { collecting: _, ...free } = call as Call & { readonly collecting?: Collecting };
  const { kind } = before.collecting;
  const paused = ctx.recording?.paused?.reason === 'keys';
  return {
    call: free as Call,
    events: [
      ...log(ctx, { type: 'agent.collected', data: { kind, outcome: 'cancelled' } }),
      ...(paused ? log(ctx, { type: 'recording.resumed', data: { by: '' } }) : []),
      ...step.events,
    ],
    // What is to be heard next must not be stopped.
    effects: [
      { do: 'clear_timer', name: 'collect' },
      { do: 'stop_playing' },
      ...step.effects,
      ...(paused ? [{ do: 'resume_recording', at: ctx.now } as const] : []),
    ],
  };
}

/** A call as it may be stored: without what a caller has keyed in of a secret. */
export function kept(call: Call): Call {
  if (call.at !== 'agent' || !call.collecting || !isSecret(call.collecting.kind)) return call;
  return { ...call, collecting: { ...call.collecting, keys: '' } };
}
