import { newPosition } from '@sibai/ivr';
import { assertNever } from '@sibai/kernel';

import type { RefusalCause } from './event.js';
import { inIvr, walk, withNumber } from './in-flow.js';
import { inAcd, withAgent } from './in-queue.js';
import { type At, close, log, stay } from './step-parts.js';
import type { Announcement, Call, Context, HangupAs, Step, Stimulus } from './session.js';

/** What a caller who is not let in hears, and what the network is told. */
const REFUSALS = {
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
  if (call.at === 'ended') return stay(call);
  if (stimulus.type === 'hangup') return close(call, stimulus.cause, ctx);
  switch (call.at) {
    case 'trunk':
      return inTrunk(call, stimulus, ctx);
    case 'ivr':
      return inIvr(call, stimulus, ctx);
    case 'acd':
      return inAcd(call, stimulus, ctx);
    case 'agent':
      return withAgent(call, stimulus, ctx);
    case 'number':
      return withNumber(call, stimulus, ctx);
    case 'leaving':
      return stimulus.type === 'played' || stimulus.type === 'adopted'
        ? close(call, call.cause, ctx, call.as)
        : stay(call);
    default:
      return assertNever(call);
  }
}

function inTrunk(call: At<'trunk'>, s: Stimulus, ctx: Context): Step {
  if (s.type !== 'arrived') return s.type === 'adopted' ? close(call, 'failed', ctx) : stay(call);
  if (s.refused || !ctx.flow) {
    const cause: RefusalCause = s.refused ?? 'no_flow';
    const [kind, as] = REFUSALS[cause];
    return {
      // Said before the call is answered: it costs the caller nothing, and the carrier still sees why.
      call: { at: 'leaving', cause, as },
      events: log(ctx, { type: 'trunk.refused', data: { cause } }),
      effects: [{ do: 'say', announcement: { kind }, playback: 'leaving' }],
    };
  }
  const position = newPosition(ctx.flow, s.variables);
  const started = walk({ at: 'ivr', position, toldUnstaffed: false }, { type: 'start' }, ctx);
  return { ...started, effects: [{ do: 'answer' }, ...started.effects] };
}
