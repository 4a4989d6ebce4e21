import type { Offer } from './event.js';
import { agent, firstLeg, offerOf, reasonOf } from './legs.js';
import {
  adopted,
  type At,
  become,
  enqueue,
  type LoggedEvent,
  nextAnnouncement,
  recording,
  stay,
} from './step-parts.js';
import type { Effect } from './effect.js';
import type { Call, Context, Party, Passed, Queued, Step } from './session.js';
import type { Stimulus } from './stimulus.js';

/** How long a caller waits for anybody of the group an agent has transferred the call to, before it comes back. */
export const TRANSFER_WAIT_MS = 60_000;

/** The caller hears music while the one rings whom an agent has transferred the call to. */
export function inTransfer(call: At<'transfer'>, s: Stimulus, ctx: Context): Step {
  switch (s.type) {
    case 'leg_up':
      return s.leg === call.party.leg ? answered(call, ctx) : stay(call);
    case 'leg_gone':
    case 'unanswered':
      if (s.leg !== call.party.leg) return stay(call);
      return inVain(call, s.type === 'leg_gone' ? reasonOf(s.cause) : s.reason, ctx);
    case 'adopted': {
      const there = s.legs[call.party.leg];
      const music: Effect = { do: 'music', on: true };
      if (there === 'ringing') return adopted(ctx, call, { call, events: [], effects: [music] });
      const next = there === 'up' ? answered(call, ctx) : inVain(call, 'failed', ctx);
      return adopted(ctx, call, { ...next, effects: [music, ...next.effects] });
    }
    default:
      return stay(call);
  }
}

function answered(call: At<'transfer'>, ctx: Context): Step {
  const { party, by, returning: _, ...queued } = call;
  const { leg, who } = party;
  if (who.kind === 'number')
    return become(
      call,
      numberOf(queued, party, ctx),
      ctx,
      [{ type: 'trunk.connected', data: { to: who.to } }, recording(leg)],
      [{ do: 'record', leg, assignmentId: by.assignmentId }],
    );
  const offer: Offer = who.kind === 'agent' ? offerOf(who) : by;
  return become(
    call,
    {
      ...queued,
      at: 'agent',
      offer,
      answeredAt: ctx.now,
      held: false,
      leg: { id: leg, up: true, ringing: false, awaySince: null },
      parties: [],
      consult: null,
    },
    ctx,
    [{ type: 'agent.answered', data: offer }, recording(leg)],
    [
      { do: 'accept', offer },
      { do: 'record', leg, assignmentId: offer.assignmentId },
    ],
  );
}

/** Nobody answers: back to who transferred the call, and from there to the place in the queue it came from. */
function inVain(call: At<'transfer'>, reason: 'no_answer' | 'declined' | 'failed' | 'lost', ctx: Context): Step {
  const { party, by, returning, ...queued } = call;
  const { leg, who } = party;
  const given: Effect[] = [{ do: 'drop_leg', leg }];
  if (who.kind === 'agent') given.push({ do: 'refuse', offer: offerOf(who), reason });
  const told: LoggedEvent =
    who.kind === 'agent'
      ? { type: 'agent.unanswered', data: { ...offerOf(who), reason } }
      : { type: 'agent.parted', data: { who, leg, reason: 'unanswered' } };
  if (!returning) return become(call, ...back(queued, by, ctx, [told], given));
  const waiting: At<'acd'> = { ...queued, at: 'acd', offer: null, announced: 0, passed: null };
  return become(
    call,
    waiting,
    ctx,
    [told, { type: 'acd.queued', data: { groups: waiting.groups } }],
    [...given, { do: 'music', on: true }, enqueue(waiting), nextAnnouncement(waiting)],
  );
}

/** The group an agent transferred the call to has nobody, or nobody in time. */
export function returnCaller(call: At<'acd'>, passed: Passed, ctx: Context): Step {
  const { offer: _, announced: __, passed: ___, ...queued } = call;
  const place = { ...queued, groups: passed.groups, since: passed.since };
  const [to, , events, effects] = back(place, passed.by, ctx, [], [{ do: 'leave_queue' }]);
  return become(call, to, ctx, events, effects, [
    { do: 'clear_timer', name: 'announce' },
    { do: 'clear_timer', name: 'transfer' },
    { do: 'stop_playing' },
    { do: 'music', on: true },
  ]);
}

function back(
  queued: Queued,
  by: Offer,
  ctx: Context,
  events: readonly LoggedEvent[],
  effects: readonly Effect[],
): [Call, Context, LoggedEvent[], Effect[]] {
  const offer: Offer = { ...by, assignmentId: ctx.leg as string as Offer['assignmentId'] };
  const party: Party = { leg: firstLeg(offer), who: agent(offer), state: 'ringing' };
  return [
    { ...queued, at: 'transfer', by, party, returning: true },
    ctx,
    [...events, { type: 'agent.returned', data: offer }],
    [...effects, { do: 'call_agent', offer, kind: 'transfer' }],
  ];
}

/** The caller is left with a number; only numbers stay with it. */
export function numberOf(queued: Queued, { leg, who }: Party, ctx: Context, parties: readonly Party[] = []): Call {
  const { position, toldUnstaffed } = queued;
  const to = who.kind === 'number' ? who.to : '';
  return { at: 'number', position, leg, to, connectedAt: ctx.now, toldUnstaffed, parties };
}
