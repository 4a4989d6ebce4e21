import type { Instant, LegId } from '@sibai/kernel';

import type { Effect } from './effect.js';
import type { Offer } from './event.js';
import { offerOf } from './legs.js';
import { append, type At, become, recording, stay } from './step-parts.js';
import type { AgentLeg, Context, Party, Step } from './session.js';

/** Asterisk hears nothing for this long before it takes an agent's leg for lost. */
export const SILENCE_MS = 10_000;
/** For how long an agent whose leg is gone is waited for, from the moment nobody was heard on it any more. */
const AWAY_MS = 15_000;
/** However long ago that was: a desk that is just coming back is not cut short. */
const AT_LEAST_MS = 5_000;
/** A desk that asked for it answers by itself. */
const ATTACH_MS = 10_000;

type Talk = At<'agent'>;
/** Of a call we place, once its agent is on the line. */
export type Placing = At<'out'> & { readonly offer: Offer; readonly leg: AgentLeg };

const timer = ({ assignmentId }: Offer) => `away.${assignmentId}` as const;

export const awayTimer = (offer: Offer, since: Instant, now: Instant): Effect => ({
  do: 'set_timer',
  name: timer(offer),
  ms: Math.max(AT_LEAST_MS, since + AWAY_MS - now),
  turn: since,
});

export const clearAway = (offer: Offer): Effect => ({ do: 'clear_timer', name: timer(offer) });

/** Whose time to come back it is that is over; an agent who came back, and went again, is waited for anew. */
export const isOver = (offer: Offer, since: Instant | null, s: { readonly name: string; readonly turn: number }) =>
  s.name === timer(offer) && since === s.turn;

/** Since when a party is away; null of one who is not. */
export const awaySince = (party: Party): Instant | null => ('since' in party ? party.since : null);

/** The leg of the agent who handles the call is gone, and the desk may come back: the caller hears music meanwhile, or rings on. */
export function goAway(call: Talk | Placing, since: Instant, ctx: Context): Step {
  const { id, up, ringing } = call.leg;
  return become(
    call,
    { ...call, leg: { id, up: false, ringing: false, awaySince: since } },
    ctx,
    call.leg.awaySince === null ? [{ type: 'agent.away', data: call.offer }] : [],
    [...(up || ringing ? [{ do: 'drop_leg', leg: id } as const] : []), awayTimer(call.offer, since, ctx.now)],
  );
}

/** The desk is back and is rung on its new account. */
export function attach(call: Talk | Placing, ctx: Context): Step {
  const since = call.leg.awaySince ?? ctx.now;
  return append(goAway(call, since, ctx), {
    call: { ...call, leg: { id: ctx.leg, up: false, ringing: true, awaySince: since } },
    effects: [ring(call.offer, ctx.leg)],
  });
}

/**
 * The leg of an agent who was called in is gone. Who talks with the caller goes on without; who is consulted leaves the
 * asker to the music.
 */
export function partyAway(call: Talk, party: Party, since: Instant, ctx: Context): Step {
  const { leg, who } = party;
  if (who.kind !== 'agent') return stay(call);
  const offer = offerOf(who);
  return become(
    call,
    replaced(call, party, { leg, who, state: 'away', since }),
    ctx,
    party.state === 'up' ? [{ type: 'agent.away', data: { ...offer, party: true } }] : [],
    [...(party.state === 'away' ? [] : [{ do: 'drop_leg', leg } as const]), awayTimer(offer, since, ctx.now)],
  );
}

export function attachParty(call: Talk, party: Party, ctx: Context): Step {
  const { who } = party;
  if (who.kind !== 'agent') return stay(call);
  const since = awaySince(party) ?? ctx.now;
  const away = partyAway(call, party, since, ctx);
  return append(away, {
    call: replaced(call, party, { leg: ctx.leg, who, state: 'attaching', since }),
    effects: [ring(offerOf(who), ctx.leg)],
  });
}

/** The agent has answered once more. */
export function partyAttached(call: Talk, party: Party, ctx: Context): Step {
  const { leg, who } = party;
  if (who.kind !== 'agent') return stay(call);
  const offer = offerOf(who);
  return become(
    call,
    replaced(call, party, { leg, who, state: 'up' }),
    ctx,
    [{ type: 'agent.attached', data: { ...offer, party: true } }, recording(leg)],
    [{ do: 'record', leg, assignmentId: offer.assignmentId }],
    [clearAway(offer)],
  );
}

/** The same call with one party as it is now. */
export function replaced(call: Talk, party: Party, now: Party): Talk {
  if (call.consult?.party === party) return { ...call, consult: { ...call.consult, party: now } };
  return { ...call, parties: call.parties.map((each) => (each === party ? now : each)) };
}

const ring = (offer: Offer, leg: LegId): Effect => ({ do: 'ring', leg, offer, ringMs: ATTACH_MS, attach: true });
