import type { AgentId, Instant } from '@sibai/kernel';

import type { TransferTarget, UnansweredReason } from './event.js';
import { numberOf } from './in-transfer.js';
import { firstLeg, offerOf } from './legs.js';
import { append, type At, become, close, enqueue, log, type LoggedEvent, release, stay } from './step-parts.js';
import type { Effect } from './effect.js';
import type { Call, Context, Party, Step } from './session.js';

/** How long a caller hears music for an agent whose leg is gone, from the moment nobody was heard any more. */
export const AWAY_MS = 15_000;
/** However long ago that was: a desk that is just coming back is not cut short. */
const AT_LEAST_MS = 5_000;

export const awayTimer = (since: Instant, now: Instant): Effect => ({
  do: 'set_timer',
  name: 'away',
  ms: Math.max(AT_LEAST_MS, since + AWAY_MS - now),
  turn: since,
});

/** The agent's leg is gone, and the desk may come back: the caller hears music meanwhile. */
export function goAway(call: At<'agent'>, since: Instant, ctx: Context): Step {
  const { id, up, ringing } = call.leg;
  return become(
    call,
    { ...call, leg: { id, up: false, ringing: false, awaySince: since } },
    ctx,
    call.leg.awaySince === null ? [{ type: 'agent.away', data: call.offer }] : [],
    [...(up || ringing ? [{ do: 'drop_leg', leg: id } as const] : []), awayTimer(since, ctx.now)],
  );
}

/**
 * The agent who handles the call has left it, or has been away for too long. Whoever the agent was consulting takes the
 * call over, or one of those who talk with the caller; else a caller whose agent hung up is done with, and one whose
 * agent was lost waits again.
 */
export function agentGone(call: At<'agent'>, lost: boolean, ctx: Context): Step {
  if (call.consult) return complete(call, lost, ctx);
  const heir = ['agent', 'supervisor', 'number']
    .map((kind) => call.parties.find(({ who, state }) => state === 'up' && who.kind === kind))
    .find((party) => party !== undefined);
  if (heir) return inherit(call, heir, lost, ctx);
  return lost ? requeue(call, ctx) : close(call, 'agent', ctx);
}

/** Passes the caller on to the one who is consulted: at once, or as soon as that one answers. */
export function complete(call: At<'agent'>, lost: boolean, ctx: Context): Step {
  const { consult, parties } = call;
  if (!consult) return stay(call);
  const { party } = consult;
  const to = targetOf(party);
  const events: LoggedEvent[] = [
    { type: 'agent.consult_ended', data: { outcome: 'completed' } },
    { type: 'agent.transferred', data: { to, mode: 'attended' } },
  ];
  const clear: Effect[] = call.leg.awaySince === null ? [] : [{ do: 'clear_timer', name: 'away' }];
  if (party.state === 'up' || parties.some(({ state }) => state === 'up')) {
    const merged: At<'agent'> = { ...call, consult: null, held: false, parties: [party, ...parties] };
    const joined: LoggedEvent[] =
      party.state === 'up' ? [{ type: 'agent.joined', data: { who: party.who, leg: party.leg } }] : [];
    const heir = party.state === 'up' ? party : parties.find(({ state }) => state === 'up');
    if (!heir) return stay(call);
    const next = inherit(merged, heir, lost, ctx, call);
    return { ...next, events: [...log(ctx, ...events, ...joined), ...next.events] };
  }
  const { offer: by, at: _, answeredAt: __, held: ___, leg, parties: ringing, consult: ____, ...queued } = call;
  return become(
    call,
    { ...queued, at: 'transfer', by, party, returning: false },
    ctx,
    [...events, { type: 'agent.left', data: { ...by, lost } }],
    [
      ...(leg.up || leg.ringing ? [{ do: 'drop_leg', leg: leg.id } as const] : []),
      { do: 'end_talk', offer: by },
      ...ringing.flatMap(release),
    ],
    clear,
  );
}

/** One of those who talk with the caller takes the place of the agent who has gone. */
function inherit(call: At<'agent'>, heir: Party, lost: boolean, ctx: Context, before: Call = call): Step {
  const { offer: old, leg } = call;
  const others = call.parties.filter((party) => party !== heir);
  const left: LoggedEvent = { type: 'agent.left', data: { ...old, lost } };
  const gone: Effect[] = [
    ...(leg.up || leg.ringing ? [{ do: 'drop_leg', leg: leg.id } as const] : []),
    { do: 'end_talk', offer: old },
  ];
  const clear: Effect[] = leg.awaySince === null ? [] : [{ do: 'clear_timer', name: 'away' }];
  if (heir.who.kind === 'number') {
    const {
      at: _,
      offer: __,
      answeredAt: ___,
      held: ____,
      leg: _____,
      parties: ______,
      consult: _______,
      ...queued
    } = call;
    // Without an agent there is nobody to answer to: only those who dial by themselves stay.
    const numbers = others.filter(({ who }) => who.kind === 'number');
    const dropped = others.filter(({ who }) => who.kind !== 'number').flatMap(release);
    return become(before, numberOf(queued, heir, ctx, numbers), ctx, [left], [...gone, ...dropped], clear);
  }
  const offer =
    heir.who.kind === 'agent'
      ? offerOf(heir.who)
      : {
          assignmentId: heir.leg as string as typeof old.assignmentId,
          agentId: heir.who.userId as string as typeof old.agentId,
          groupId: old.groupId,
        };
  const next: At<'agent'> = {
    ...call,
    offer,
    held: false,
    leg: { id: heir.leg, up: true, ringing: false, awaySince: null },
    parties: others,
  };
  if (heir.who.kind === 'agent') return become(before, next, ctx, [left], gone, clear);
  return become(
    before,
    next,
    ctx,
    [{ type: 'agent.joined', data: { who: { kind: 'agent', ...offer }, leg: firstLeg(offer) } }, left],
    [
      ...gone,
      { do: 'call_agent', offer, kind: 'take_over' },
      { do: 'record', leg: heir.leg, assignmentId: offer.assignmentId },
    ],
    clear,
  );
}

/** The agent's desk or network died: the caller hears why, and waits again at the old place. */
function requeue(call: At<'agent'>, ctx: Context): Step {
  const { answeredAt: _, held: __, leg, parties, consult: ___, offer, ...queued } = call;
  const back: At<'acd'> = { ...queued, at: 'acd', offer: null, announced: 0, passed: null };
  return {
    call: back,
    events: log(
      ctx,
      { type: 'agent.left', data: { ...offer, lost: true } },
      { type: 'acd.queued', data: { groups: call.groups } },
    ),
    effects: [
      { do: 'drop_bridge', bridge: 'call' },
      ...(leg.up || leg.ringing ? [{ do: 'drop_leg', leg: leg.id } as const] : []),
      { do: 'end_talk', offer },
      ...parties.flatMap(release),
      { do: 'music', on: false },
      { do: 'say', announcement: { kind: 'agent_lost' }, playback: 'acd-0' },
      enqueue(back),
    ],
  };
}

/** A party's leg has ended, before it was answered or after; of legs the call does not know there is no news. */
export function partyGone(call: At<'agent'>, leg: string, reason: UnansweredReason, ctx: Context): Step {
  const { consult } = call;
  if (consult?.party.leg === leg) {
    const { state } = consult.party;
    return become(
      call,
      { ...call, consult: null },
      ctx,
      [{ type: 'agent.consult_ended', data: { outcome: state === 'up' ? 'left' : 'unanswered' } }],
      gone(consult.party, reason),
    );
  }
  const party = call.parties.find((each) => each.leg === leg);
  if (!party) return stay(call);
  const so = become(call, { ...call, parties: call.parties.filter((each) => each !== party) }, ctx, [parted(party)]);
  return append(so, { effects: gone(party, reason) });
}

export const parted = ({ who, leg, state }: Party): LoggedEvent => ({
  type: 'agent.parted',
  data: { who, leg, reason: state === 'up' ? 'left' : 'unanswered' },
});

function gone(party: Party, reason: UnansweredReason): Effect[] {
  if (party.who.kind !== 'agent' || party.state === 'up') return release(party);
  return [
    { do: 'drop_leg', leg: party.leg },
    { do: 'refuse', offer: offerOf(party.who), reason },
  ];
}

const targetOf = ({ who }: Party): TransferTarget =>
  who.kind === 'number'
    ? { kind: 'number', to: who.to }
    : { kind: 'agent', agentId: who.kind === 'agent' ? who.agentId : (who.userId as string as AgentId) };
