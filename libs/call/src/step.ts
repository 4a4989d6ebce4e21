import { newPosition } from '@sibai/ivr';
import { assertNever } from '@sibai/kernel';

import { asCollected } from './collecting.js';
import type { EndCause, RefusalCause } from './event.js';
import { inIvr, walk, withNumber } from './in-flow.js';
import { inAcd } from './in-queue.js';
import { inOutward } from './in-outward.js';
import { inTalk } from './in-talk.js';
import { inTransfer } from './in-transfer.js';
import { inVoicemail } from './in-voicemail.js';
import { offersOf } from './legs.js';
import { append, type At, close, log, ownLeg, stay } from './step-parts.js';
import { asRecorded, isPause, pauseOver, pausing } from './step-recording.js';
import type { Announcement, HangupAs } from './effect.js';
import type { Call, Context, Step } from './session.js';
import type { Stimulus } from './stimulus.js';

/** What a caller who is not let in hears, and what the network is told. */
const REFUSALS = {
  blocked: ['blocked', 'busy'],
  over_limit: ['line_busy', 'busy'],
  no_flow: ['out_of_order', 'busy'],
  line_unpaid: ['line_unpaid', 'unavailable'],
  line_unverified: ['line_unverified', 'unavailable'],
  line_suspended: ['line_suspended', 'unavailable'],
} as const satisfies Record<RefusalCause, readonly [Announcement['kind'], HangupAs]>;

/**
 * Advances a call by one stimulus. Does nothing itself: what is to be recorded is returned as events, what must happen
 * as effects. A stimulus that has no meaning in the present state leaves the call as it was, since the media server
 * may deliver news late or twice.
 */
export function step(call: Call, stimulus: Stimulus, ctx: Context): Step {
  return asRecorded(call, stimulus, ctx, asCollected(call, stimulus, ctx, advanced(call, stimulus, ctx)));
}

function advanced(call: Call, stimulus: Stimulus, ctx: Context): Step {
  if (call.at === 'ended') return stay(call);
  if (stimulus.type === 'hangup')
    // Of a number that is being called the end is told with its cause, a moment later.
    return call.at === 'out' && CALLERS.has(stimulus.cause) ? stay(call) : close(call, stimulus.cause, ctx);
  if (isPause(stimulus)) return pausing(call, stimulus, ctx);
  if (stimulus.type === 'timer' && stimulus.name === 'recording') return pauseOver(call, stimulus.turn, ctx);
  if (stimulus.type === 'called') return called(call, stimulus, ctx);
  // Answered, and not wanted any more: by another who was quicker, or because its time was up.
  if (stimulus.type === 'leg_up' && !ownLeg(call, stimulus.leg))
    return { ...stay(call), effects: [{ do: 'drop_leg', leg: stimulus.leg }] };
  if (stimulus.type === 'offered' && TALKING.has(call.at))
    return { ...stay(call), effects: [{ do: 'refuse', offer: stimulus.offer, reason: 'failed' }] };
  switch (call.at) {
    case 'trunk':
      return inTrunk(call, stimulus, ctx);
    case 'ivr':
      return inIvr(call, stimulus, ctx);
    case 'acd':
      return inAcd(call, stimulus, ctx);
    case 'agent':
      return inTalk(call, stimulus, ctx);
    case 'transfer':
      return inTransfer(call, stimulus, ctx);
    case 'number':
      return withNumber(call, stimulus, ctx);
    case 'out':
      return inOutward(call, stimulus, ctx);
    case 'voicemail':
      return inVoicemail(call, stimulus, ctx);
    case 'leaving':
      return stimulus.type === 'played' || stimulus.type === 'adopted'
        ? close(call, call.cause, ctx, call.as)
        : stay(call);
    default:
      return assertNever(call);
  }
}

/** Ends that are the caller's. */
const CALLERS: ReadonlySet<EndCause> = new Set<EndCause>(['caller', 'caller_lost']);
const TALKING: ReadonlySet<Call['at']> = new Set(['agent', 'transfer', 'number', 'voicemail', 'leaving']);

/** The router has reserved an agent for a call that asked for one, and may have changed its mind since. */
function called(call: Call, { offer, ringMs }: Extract<Stimulus, { type: 'called' }>, ctx: Context): Step {
  const own = ownLeg(call, offer.assignmentId);
  // Whose first leg is gone may be on the call by another one.
  const known = offersOf(call).some(({ assignmentId }) => assignmentId === offer.assignmentId);
  if (!known) return { ...stay(call), effects: [{ do: 'uncall', offer }] };
  if (!own?.ringing) return { ...stay(call), effects: [{ do: 'accept', offer }] };
  return {
    call,
    events: log(ctx, { type: 'acd.offered', data: offer }),
    // Who has asked for a call answers by asking.
    effects: [{ do: 'ring', leg: own.leg, offer, ringMs, attach: call.at === 'out' && call.why === 'click' }],
  };
}

function inTrunk(call: At<'trunk'>, s: Stimulus, ctx: Context): Step {
  if (s.type !== 'arrived') return s.type === 'adopted' ? close(call, 'failed', ctx) : stay(call);
  if (s.refused || !ctx.flow) {
    const cause: RefusalCause = s.refused ?? 'no_flow';
    const [kind, as] = REFUSALS[cause];
    const block = s.block?.entry;
    const events = log(ctx, { type: 'trunk.refused', data: { cause, ...(block && { block }) } });
    if (s.block?.silent) return append({ ...stay(call), events }, close(call, cause, ctx, as));
    return {
      // Said before the call is answered: it costs the caller nothing, and the carrier still sees why.
      call: { at: 'leaving', cause, as },
      events,
      effects: [{ do: 'say', announcement: { kind }, playback: 'leaving' }],
    };
  }
  const position = newPosition(ctx.flow, s.variables);
  const { cut } = s;
  const begun: At<'ivr'> = { at: 'ivr', position, toldUnstaffed: false, ...(cut && { cut }) };
  const started = walk(begun, { type: 'start' }, ctx);
  return { ...started, effects: [{ do: 'answer' }, ...started.effects] };
}
