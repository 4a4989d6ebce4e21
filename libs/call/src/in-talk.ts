import {
  awaySince,
  awayTimer,
  clearAway,
  goAway,
  isOver,
  partyAttached,
  partyAway,
  replaced,
  SILENCE_MS,
} from './away.js';
import { collected } from './collecting.js';
import type { UnansweredReason } from './event.js';
import { agentGone, partyGone } from './leaving.js';
import { agent, isFull, isLost, NORMAL, offerOf, partiesOf, reasonOf, reseat, seating } from './legs.js';
import {
  adopted,
  append,
  type At,
  become,
  log,
  type LoggedEvent,
  ownLeg,
  recording,
  release,
  stay,
} from './step-parts.js';
import { step } from './step.js';
import { wished } from './wishes.js';
import type { Effect } from './effect.js';
import type { Context, Party, Step } from './session.js';
import type { Stimulus } from './stimulus.js';

export function inTalk(call: At<'agent'>, s: Stimulus, ctx: Context): Step {
  const keyed = collected(call, s, ctx);
  if (keyed) return keyed;
  switch (s.type) {
    case 'leg_up':
      return legUp(call, s.leg, ctx);
    case 'leg_gone':
      return legGone(call, s.leg, s.cause, ctx);
    case 'unanswered':
      return unanswered(call, s.leg, s.reason, ctx);
    case 'held':
      return s.leg === call.leg.id ? hold(call, s.on, ctx) : stay(call);
    case 'hold':
      return s.by === call.offer.agentId ? hold(call, s.on, ctx) : stay(call);
    case 'timer': {
      if (isOver(call.offer, call.leg.awaySince, s)) return agentGone(call, true, ctx);
      const party = partiesOf(call).find((each) => each.who.kind === 'agent' && isOver(each.who, awaySince(each), s));
      return party ? partyGone(call, party, 'lost', ctx) : stay(call);
    }
    case 'supervisor_joined': {
      if (s.leg === call.leg.id || ownLeg(call, s.leg) || isFull(call)) return stay(call);
      const party: Party = { leg: s.leg, who: { kind: 'supervisor', userId: s.userId }, state: 'up' };
      const { leg, who } = party;
      return become(call, { ...call, parties: [...call.parties, party] }, ctx, [
        { type: 'agent.joined', data: { who, leg } },
      ]);
    }
    case 'supervisor_left': {
      const party = call.parties.find(({ leg, who }) => leg === s.leg && who.kind === 'supervisor');
      if (!party) return stay(call);
      return become(
        call,
        { ...call, parties: call.parties.filter((each) => each !== party) },
        ctx,
        [{ type: 'agent.parted', data: { who: party.who, leg: party.leg, reason: 'left' } }],
        [{ do: 'part', bridge: 'call', seat: party.leg }],
      );
    }
    case 'taken_over':
      return takeOver(call, s, ctx);
    case 'supervised':
      return {
        ...stay(call),
        events: log(ctx, { type: 'agent.supervised', data: { userId: s.userId, mode: s.mode } }),
      };
    case 'adopted':
      return adopt(call, s.legs, ctx);
    default:
      return 'by' in s ? wished(call, s, ctx) : stay(call);
  }
}

function hold(call: At<'agent'>, on: boolean, ctx: Context): Step {
  if (call.held === on) return stay(call);
  return become(call, { ...call, held: on }, ctx, [{ type: on ? 'agent.held' : 'agent.resumed', data: call.offer }]);
}

function legUp(call: At<'agent'>, leg: string, ctx: Context): Step {
  if (leg === call.leg.id)
    return call.leg.up
      ? stay(call)
      : become(
          call,
          { ...call, leg: { id: call.leg.id, up: true, ringing: false, awaySince: null } },
          ctx,
          [{ type: 'agent.attached', data: call.offer }, recording(leg)],
          [{ do: 'record', leg: call.leg.id, assignmentId: call.offer.assignmentId }],
          [clearAway(call.offer)],
        );
  const ringing = partiesOf(call).find((each) => each.leg === leg);
  if (ringing?.state === 'attaching') return partyAttached(call, ringing, ctx);
  if (ringing?.state !== 'ringing') return stay(call);
  const { who } = ringing;
  const party: Party = { leg: ringing.leg, who, state: 'up' };
  const joined: LoggedEvent[] =
    call.consult?.party === ringing ? [] : [{ type: 'agent.joined', data: { who, leg: party.leg } }];
  return become(call, replaced(call, ringing, party), ctx, [...joined, recording(leg)], taken(call, party));
}

/** What follows when a party has answered; a number's leg belongs to the assignment of who called it. */
function taken(call: At<'agent'>, { leg, who }: Party): Effect[] {
  if (who.kind !== 'agent') return [{ do: 'record', leg, assignmentId: call.offer.assignmentId }];
  return [
    { do: 'accept', offer: offerOf(who) },
    { do: 'record', leg, assignmentId: who.assignmentId },
  ];
}

function legGone(call: At<'agent'>, leg: string, cause: number, ctx: Context): Step {
  if (leg !== call.leg.id) return partyLegGone(call, leg, cause, ctx);
  if (call.leg.ringing) return { ...stay(call), call: { ...call, leg: { ...call.leg, ringing: false } } };
  if (!call.leg.up) return stay(call);
  return isLost(cause) ? goAway(call, ctx.now - SILENCE_MS, ctx) : agentGone(call, false, ctx);
}

/** Of legs the call does not know there is no news. */
function partyLegGone(call: At<'agent'>, leg: string, cause: number, ctx: Context): Step {
  const party = partiesOf(call).find((each) => each.leg === leg);
  if (!party || party.state === 'away') return stay(call);
  if (party.state === 'attaching') return partyAway(call, party, party.since, ctx);
  if (party.state === 'up' && party.who.kind === 'agent' && isLost(cause))
    return partyAway(call, party, ctx.now - SILENCE_MS, ctx);
  return partyGone(call, party, reasonOf(cause), ctx);
}

function unanswered(call: At<'agent'>, leg: string, reason: UnansweredReason, ctx: Context): Step {
  if (leg === call.leg.id)
    return call.leg.ringing
      ? { ...legGone(call, leg, NORMAL, ctx), effects: [{ do: 'drop_leg', leg: call.leg.id }] }
      : stay(call);
  const party = partiesOf(call).find((each) => each.leg === leg);
  if (!party || party.state === 'away') return stay(call);
  return party.state === 'attaching' ? partyAway(call, party, party.since, ctx) : partyGone(call, party, reason, ctx);
}

function takeOver(call: At<'agent'>, s: Extract<Stimulus, { type: 'taken_over' }>, ctx: Context): Step {
  if (call.leg.id === s.leg) return stay(call);
  const offer = {
    // The supervisor's first leg on this assignment, as an agent's.
    assignmentId: s.leg as string as typeof call.offer.assignmentId,
    agentId: s.userId as string as typeof call.offer.agentId,
    groupId: call.offer.groupId,
  };
  const given: Effect[] = call.leg.up || call.leg.ringing ? [{ do: 'drop_leg', leg: call.leg.id }] : [];
  if (call.consult) given.push(...release(call.consult.party));
  return become(
    call,
    {
      ...call,
      offer,
      held: false,
      leg: { id: s.leg, up: true, ringing: false, awaySince: null },
      parties: call.parties.filter(({ leg }) => leg !== s.leg),
      consult: null,
    },
    ctx,
    [
      { type: 'agent.supervised', data: { userId: s.userId, mode: 'take_over' } },
      { type: 'agent.joined', data: { who: agent(offer), leg: s.leg } },
      { type: 'agent.left', data: { ...call.offer, lost: false } },
      recording(s.leg),
    ],
    [
      ...given,
      { do: 'end_talk', offer: call.offer },
      { do: 'call_agent', offer, kind: 'take_over' },
      { do: 'record', leg: s.leg, assignmentId: offer.assignmentId },
    ],
    [clearAway(call.offer)],
  );
}

/** The news of who came and went meanwhile; then everybody is put where they belong, whatever they heard before. */
function adopt(call: At<'agent'>, legs: Readonly<Record<string, 'ringing' | 'up'>>, ctx: Context): Step {
  const news: Stimulus[] = partiesOf(call).flatMap(({ leg, state }): Stimulus[] => {
    if (state === 'away') return [];
    if (legs[leg] === undefined) return [{ type: 'leg_gone', leg, cause: state === 'up' ? NORMAL : 0 }];
    return state !== 'up' && legs[leg] === 'up' ? [{ type: 'leg_up', leg }] : [];
  });
  const { id: leg, up, ringing } = call.leg;
  // Who is gone has hung up, as far as anybody can tell.
  if ((up || ringing) && legs[leg] === undefined) news.push({ type: 'leg_gone', leg, cause: up ? NORMAL : 0 });
  else if (ringing && legs[leg] === 'up') news.push({ type: 'leg_up', leg });

  const after = news.reduce<Step>((so, s) => append(so, step(so.call, s, ctx)), stay(call));
  const again: Effect[] = reseat(new Map(), seating(after.call), true);
  if (after.call.at === 'agent') {
    const { offer, leg } = after.call;
    // The process before may have died between the answer and its account.
    if (leg.up && up)
      again.push({ do: 'accept', offer }, { do: 'record', leg: leg.id, assignmentId: offer.assignmentId });
    for (const party of partiesOf(after.call)) {
      const since = awaySince(party);
      if (party.state === 'up' && party.who.kind !== 'supervisor') again.push(...taken(after.call, party));
      if (since !== null && party.who.kind === 'agent') again.push(awayTimer(party.who, since, ctx.now));
    }
    if (leg.awaySince !== null) again.push(awayTimer(offer, leg.awaySince, ctx.now));
  }
  return adopted(ctx, call, append(after, { effects: again }));
}
