import { newPosition } from '@sibai/ivr';

import { attach, attachParty, awaySince, clearAway, goAway, partyAway } from './away.js';
import { collect } from './collecting.js';
import type { Callee, Offer, TransferTarget } from './event.js';
import { walk } from './in-flow.js';
import { TRANSFER_WAIT_MS } from './in-transfer.js';
import { complete } from './leaving.js';
import { agent, isFull, partiesOf } from './legs.js';
import {
  append,
  type At,
  become,
  enqueue,
  log,
  type LoggedEvent,
  nextAnnouncement,
  release,
  stay,
} from './step-parts.js';
import type { Effect } from './effect.js';
import type { Context, HandOverNote, Party, Step } from './session.js';
import type { Wish } from './stimulus.js';

/** How long it rings where an agent calls somebody. */
const CALL_SECONDS = 30;

/** What an agent on the call wants. What is not possible any more changes nothing. */
export function wished(call: At<'agent'>, wish: Wish, ctx: Context): Step {
  if (wish.by !== call.offer.agentId) return ofParty(call, wish, ctx);
  const { consult } = call;
  switch (wish.type) {
    case 'transfer':
      return consult || call.parties.length > 0 ? stay(call) : transfer({ ...call, ...noted(wish) }, wish.to, ctx);
    case 'consult': {
      const party = consult || isFull(call) ? undefined : invite(call, wish.to, ctx);
      if (!party) return stay(call);
      return become(
        call,
        { ...call, ...noted(wish), held: false, consult: { party, with: 'consultee' } },
        ctx,
        [{ type: 'agent.consulted', data: { to: wish.to } }],
        [callFor(party, 'consult')],
      );
    }
    case 'consult_complete':
      return complete(call, false, ctx);
    case 'consult_cancel':
      if (!consult) return stay(call);
      return become(
        call,
        { ...call, consult: null },
        ctx,
        [{ type: 'agent.consult_ended', data: { outcome: 'cancelled' } }],
        release(consult.party),
      );
    case 'consult_swap': {
      if (!consult || consult.party.state === 'ringing') return stay(call);
      const toCaller = consult.with === 'consultee';
      return become(call, { ...call, consult: { ...consult, with: toCaller ? 'caller' : 'consultee' } }, ctx, [
        { type: toCaller ? 'agent.resumed' : 'agent.held', data: call.offer },
      ]);
    }
    case 'consult_merge':
      if (!consult || consult.party.state === 'ringing') return stay(call);
      return become(call, { ...call, held: false, consult: null, parties: [...call.parties, consult.party] }, ctx, [
        { type: 'agent.consult_ended', data: { outcome: 'merged' } },
        { type: 'agent.joined', data: { who: consult.party.who, leg: consult.party.leg } },
      ]);
    case 'party_add': {
      const party = isFull(call) ? undefined : invite(call, wish.to, ctx);
      if (!party) return stay(call);
      return become(
        call,
        { ...call, ...noted(wish), parties: [...call.parties, party] },
        ctx,
        [{ type: 'agent.invited', data: { to: wish.to } }],
        [callFor(party, 'conference')],
      );
    }
    case 'party_drop': {
      const party = call.parties.find(({ leg, who }) => leg === wish.leg && who.kind !== 'supervisor');
      if (!party) return stay(call);
      return become(
        call,
        { ...call, parties: call.parties.filter((each) => each !== party) },
        ctx,
        [{ type: 'agent.parted', data: { who: party.who, leg: party.leg, reason: 'removed' } }],
        release(party),
      );
    }
    case 'collect':
      return collect(call, wish.asked, ctx);
    case 'away':
      return call.leg.up || call.leg.ringing ? goAway(call, ctx.now, ctx) : stay(call);
    case 'attach':
      return attach(call, ctx);
    case 'hold':
    case 'collect_cancel':
      return stay(call);
  }
}

/** An agent who was called in may leave the desk and come back to it; all else is for who handles the call. */
function ofParty(call: At<'agent'>, { type, by }: Wish, ctx: Context): Step {
  const party = partiesOf(call).find(({ who }) => who.kind === 'agent' && who.agentId === by);
  if (!party || party.state === 'ringing') return stay(call);
  if (type === 'attach') return attachParty(call, party, ctx);
  return type === 'away' && party.state !== 'away'
    ? partyAway(call, party, awaySince(party) ?? ctx.now, ctx)
    : stay(call);
}

const noted = ({ by, note: text }: Wish & { readonly note?: string | undefined }): { note?: HandOverNote } =>
  text === undefined ? {} : { note: { by, text } };

/** Nobody is called who is on the call already. */
function invite(call: At<'agent'>, to: Callee, ctx: Context): Party | undefined {
  const known = partiesOf(call).map(({ who }) => who);
  if (to.kind === 'number')
    return known.some((who) => who.kind === 'number' && who.to === to.to)
      ? undefined
      : { leg: ctx.leg, who: to, state: 'ringing' };
  if (to.agentId === call.offer.agentId) return undefined;
  if (known.some((who) => who.kind === 'agent' && who.agentId === to.agentId)) return undefined;
  const offer = {
    assignmentId: ctx.leg as string as Offer['assignmentId'],
    agentId: to.agentId,
    groupId: call.offer.groupId,
  };
  return { leg: ctx.leg, who: agent(offer), state: 'ringing' };
}

const callFor = ({ leg, who }: Party, kind: 'transfer' | 'consult' | 'conference'): Effect =>
  who.kind === 'agent'
    ? { do: 'call_agent', offer: { assignmentId: who.assignmentId, agentId: who.agentId, groupId: who.groupId }, kind }
    : { do: 'dial', leg, to: who.kind === 'number' ? who.to : '', timeoutSeconds: CALL_SECONDS };

/** Passes the caller on without a word to who comes next; the agent is free at once. */
function transfer(call: At<'agent'>, to: TransferTarget, ctx: Context): Step {
  const { at: _, offer: by, answeredAt: __, held: ___, leg, parties: ____, consult: _____, ...queued } = call;
  const events: LoggedEvent[] = [
    { type: 'agent.transferred', data: { to, mode: 'blind' } },
    { type: 'agent.left', data: { ...by, lost: false } },
  ];
  const first: Effect[] = leg.awaySince === null ? [] : [clearAway(by)];
  const gone: Effect[] = [
    ...(leg.up || leg.ringing ? [{ do: 'drop_leg', leg: leg.id } as const] : []),
    { do: 'end_talk', offer: by },
  ];
  switch (to.kind) {
    case 'agent':
    case 'number': {
      const party = invite(call, to, ctx);
      if (!party) return stay(call);
      return become(
        call,
        { ...queued, at: 'transfer', by, party, returning: false },
        ctx,
        events,
        [...gone, callFor(party, 'transfer')],
        first,
      );
    }
    case 'group': {
      const passed = { by, groups: call.groups, since: call.since };
      const groups = [to.groupId];
      const waiting: At<'acd'> = { ...queued, at: 'acd', groups, since: ctx.now, offer: null, announced: 0, passed };
      return become(
        call,
        waiting,
        ctx,
        [...events, { type: 'acd.queued', data: { groups } }],
        [
          { do: 'drop_bridge', bridge: 'call' },
          ...gone,
          { do: 'music', on: true },
          enqueue(waiting),
          nextAnnouncement(waiting),
          { do: 'set_timer', name: 'transfer', ms: TRANSFER_WAIT_MS, turn: 0 },
        ],
        first,
      );
    }
    case 'flow': {
      if (!ctx.flow || (to.node !== undefined && !(to.node in ctx.flow.nodes))) return stay(call);
      const flow = to.node === undefined ? ctx.flow : { ...ctx.flow, start: to.node };
      // Numbered on, so that late news of what was played before has no meaning here.
      const { variables, path, turn } = call.position;
      const position = { ...newPosition(flow, variables), path, turn: turn + 1 };
      const out: Step = {
        call,
        events: log(ctx, ...events),
        effects: [...first, { do: 'drop_bridge', bridge: 'call' }, ...gone, { do: 'music', on: false }],
      };
      return append(out, walk({ at: 'ivr', position, toldUnstaffed: false }, { type: 'start' }, { ...ctx, flow }));
    }
  }
}
