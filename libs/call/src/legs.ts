import type { AgentId, LegId } from '@sibai/kernel';

import type { Offer, PartyWho, UnansweredReason } from './event.js';
import type { BridgeName, Effect, Seat } from './effect.js';
import { type AgentLeg, type Call, MAX_PARTIES, type Party } from './session.js';

/** Q.850 causes with which a leg ends before it is answered. */
const DECLINED = [17, 21];
const UNANSWERED = [16, 18, 19, 127];
/** The cause of a leg that was hung up by somebody, rather than lost. */
export const NORMAL = 16;

export interface OwnLeg {
  readonly leg: LegId;
  readonly who: PartyWho;
  readonly ringing: boolean;
}

/** Every leg a call has, or is calling for. */
export function legsOf(call: Call): readonly OwnLeg[] {
  switch (call.at) {
    case 'acd':
      return call.offer ? [{ leg: firstLeg(call.offer), who: agent(call.offer), ringing: true }] : [];
    case 'out':
      if (!call.offer) return [];
      return call.leg
        ? handlers(call.offer, call.leg)
        : [{ leg: firstLeg(call.offer), who: agent(call.offer), ringing: true }];
    case 'agent':
      return [...handlers(call.offer, call.leg), ...everyParty(call).flatMap(ofParty)];
    case 'transfer':
      return ofParty(call.party);
    case 'number':
      return [
        { leg: call.leg, who: { kind: 'number', to: call.to }, ringing: call.connectedAt === null },
        ...call.parties.flatMap(ofParty),
      ];
    default:
      return [];
  }
}

/** The agents who are on a call, ringing or away included: whose desks show it. */
export function offersOf(call: Call): readonly Offer[] {
  const handling = call.at === 'agent' || call.at === 'acd' || call.at === 'out' ? call.offer : null;
  const others = partiesOf(call).flatMap(({ who }) => (who.kind === 'agent' ? [offerOf(who)] : []));
  return handling ? [handling, ...others] : others;
}

export const agentsOf = (call: Call): readonly AgentId[] => offersOf(call).map(({ agentId }) => agentId);

/** Everybody beside the caller and the agent who handles the call. */
export function partiesOf(call: Call): readonly Party[] {
  if (call.at === 'agent') return everyParty(call);
  if (call.at === 'transfer') return [call.party];
  return call.at === 'number' ? call.parties : [];
}

/** Whether nobody else can be taken into the conversation. */
export const isFull = (call: Call): boolean => 2 + partiesOf(call).length >= MAX_PARTIES;

const everyParty = ({ parties, consult }: Extract<Call, { at: 'agent' }>): readonly Party[] =>
  consult ? [...parties, consult.party] : parties;

/** Who is away has none. */
const handlers = (offer: Offer, { id, up, ringing }: AgentLeg): OwnLeg[] =>
  up || ringing ? [{ leg: id, who: agent(offer), ringing: !up }] : [];

const ofParty = ({ leg, who, state }: Party): OwnLeg[] =>
  state === 'away' ? [] : [{ leg, who, ringing: state !== 'up' }];

export const agent = (offer: Offer): Extract<PartyWho, { kind: 'agent' }> => ({ kind: 'agent', ...offer });

export const offerOf = ({ assignmentId, agentId, groupId }: Offer): Offer => ({ assignmentId, agentId, groupId });

/** An agent's first leg on an assignment has the assignment's id. */
export const firstLeg = (offer: Offer): LegId => offer.assignmentId as string as LegId;

export const isLost = (cause: number): boolean => cause !== NORMAL;

export function reasonOf(cause: number): UnansweredReason {
  if (DECLINED.includes(cause)) return 'declined';
  return UNANSWERED.includes(cause) ? 'no_answer' : 'failed';
}

/** `alone`: the caller hears what is said to nobody else. */
type Place = BridgeName | 'music' | 'ringback' | 'alone';
type Seating = ReadonlyMap<Seat, Place>;

/**
 * Where everybody who is on the line is heard, and hears. The caller hears music while held, and while nobody else is
 * there to talk to. Who is not named here is where the stage puts them.
 */
export function seating(call: Call): Seating {
  const seats = new Map<Seat, Place>();
  if (call.at === 'transfer') seats.set('caller', 'music');
  if (call.at === 'out' && call.leg) {
    const hears = call.early && !call.told;
    if (hears) seats.set('caller', 'call');
    if (call.leg.up) seats.set(call.leg.id, hears ? 'call' : 'ringback');
  }
  if (call.at === 'number') {
    seats.set('caller', call.connectedAt === null ? 'music' : 'call');
    if (call.connectedAt !== null) seats.set(call.leg, 'call');
    for (const { leg, state } of call.parties) if (state === 'up') seats.set(leg, 'call');
  }
  if (call.at !== 'agent') return seats;

  const { leg, consult, held, collecting } = call;
  const talkers = call.parties.filter(({ state }) => state === 'up');
  const consulting = consult?.with === 'consultee';
  const company = talkers.length > 0 || (leg.up && !consulting);
  seats.set('caller', company && !held ? (collecting && leg.up && !consult ? 'alone' : 'call') : 'music');
  for (const talker of talkers) seats.set(talker.leg, 'call');
  if (leg.up) seats.set(leg.id, consulting ? ASKING[consult.party.state] : 'call');
  if (consult?.party.state === 'up') seats.set(consult.party.leg, consulting && leg.up ? 'consult' : 'music');
  return seats;
}

/** What the agent hears who asks another. */
const ASKING = {
  ringing: 'ringback',
  up: 'consult',
  away: 'music',
  attaching: 'music',
} as const satisfies Record<Party['state'], Place>;

const isBridge = (place: Place | undefined): place is BridgeName => place === 'call' || place === 'consult';

/** What brings everybody from one seating to another; from none, whatever it was that they heard before. */
export function reseat(before: Seating, after: Seating, anew = false): Effect[] {
  const effects: Effect[] = [];
  const joining: Record<BridgeName, Seat[]> = { call: [], consult: [] };
  for (const [seat, place] of after) {
    const was = before.get(seat);
    if (was === place) continue;
    if (isBridge(place)) {
      if (seat === 'caller') effects.push({ do: 'stop_playing' }, { do: 'music', on: false });
      else if (anew || (was !== undefined && !isBridge(was))) effects.push({ do: 'leg_tone', leg: seat, tone: 'none' });
      joining[place].push(seat);
      continue;
    }
    for (const bridge of ['call', 'consult'] as const)
      if (was === bridge || (anew && was === undefined)) effects.push({ do: 'part', bridge, seat });
    if (seat === 'caller' && was === 'alone') effects.push({ do: 'stop_playing' });
    if (seat === 'caller') effects.push({ do: 'music', on: place === 'music' });
    else effects.push({ do: 'leg_tone', leg: seat, tone: place === 'music' ? 'music' : 'ringback' });
  }
  for (const bridge of ['call', 'consult'] as const) {
    if (joining[bridge].length > 0) effects.push({ do: 'join', bridge, seats: joining[bridge] });
    if (uses(before, bridge) && !uses(after, bridge)) effects.push({ do: 'drop_bridge', bridge });
  }
  return effects;
}

const uses = (seats: Seating, bridge: BridgeName): boolean => [...seats.values()].includes(bridge);
