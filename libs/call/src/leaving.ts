import type { AgentId } from '@sibai/kernel';

import { awaySince, clearAway } from './away.js';
import type { TransferTarget, UnansweredReason } from './event.js';
import { numberOf } from './in-transfer.js';
import { firstLeg, offerOf } from './legs.js';
import { append, type At, become, close, enqueue, log, type LoggedEvent, parted, release, stay } from './step-parts.js';
import type { Effect } from './effect.js';
import type { Call, Context, Party, Step } from './session.js';

/**
 * The agent who handles the call has left it, or has been away for too long. Whoever the agent was consulting takes the
 * call over, or one of those who talk with the caller, even one who is away for the moment; else a caller whose agent hung up is done with, and one whose
 * agent was lost waits again.
 */
export function agentGone(call: At<'agent'>, lost: boolean, ctx: Context): Step {
  if (call.consult) return complete(call, lost, ctx);
  const heir = heirOf(call.parties);
  if (heir) return inherit(call, heir, lost, ctx);
  return lost ? requeue(call, ctx) : close(call, 'agent', ctx);
}

function heirOf(parties: readonly Party[]): Party | undefined {
  const talker = (kind: Party['who']['kind']) => parties.find(({ who, state }) => state === 'up' && who.kind === kind);
  return (
    talker('agent') ?? talker('supervisor') ?? parties.find((party) => awaySince(party) !== null) ?? talker('number')
  );
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
  const answered = party.state !== 'ringing';
  const heir = answered ? party : heirOf(parties);
  if (heir) {
    const merged: At<'agent'> = { ...call, consult: null, held: false, parties: [party, ...parties] };
    const joined: LoggedEvent[] = answered ? [{ type: 'agent.joined', data: { who: party.who, leg: party.leg } }] : [];
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
    backInVain(call),
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
  const clear = backInVain(call);
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
  const since = awaySince(heir);
  const next: At<'agent'> = {
    ...call,
    offer,
    held: false,
    leg: { id: heir.leg, up: heir.state === 'up', ringing: heir.state === 'attaching', awaySince: since },
    parties: others,
  };
  const away: LoggedEvent[] = since === null ? [] : [{ type: 'agent.away', data: offer }];
  if (heir.who.kind === 'agent') return become(before, next, ctx, [left, ...away], gone, clear);
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

/** Who handled the call is not waited for any more. */
const backInVain = ({ offer, leg }: At<'agent'>): Effect[] => (leg.awaySince === null ? [] : [clearAway(offer)]);

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

/** A party has left the call, or never came. */
export function partyGone(call: At<'agent'>, party: Party, reason: UnansweredReason, ctx: Context): Step {
  if (call.consult?.party === party)
    return become(
      call,
      { ...call, consult: null },
      ctx,
      [{ type: 'agent.consult_ended', data: { outcome: party.state === 'ringing' ? 'unanswered' : 'left' } }],
      gone(party, reason),
    );
  const so = become(call, { ...call, parties: call.parties.filter((each) => each !== party) }, ctx, [parted(party)]);
  return append(so, { effects: gone(party, reason) });
}

function gone(party: Party, reason: UnansweredReason): Effect[] {
  if (party.who.kind !== 'agent' || party.state !== 'ringing') return release(party);
  return [
    { do: 'drop_leg', leg: party.leg },
    { do: 'refuse', offer: offerOf(party.who), reason },
  ];
}

const targetOf = ({ who }: Party): TransferTarget =>
  who.kind === 'number'
    ? { kind: 'number', to: who.to }
    : { kind: 'agent', agentId: who.kind === 'agent' ? who.agentId : (who.userId as string as AgentId) };
