import {
  type AgentLeg,
  type AssignmentKind,
  type Call,
  type CallEvent,
  COLLECT_MS,
  type Collecting,
  foldCdr,
  isFull,
  type Offer,
  offersOf,
  type Party,
  partiesOf,
} from '@sibai/call';
import type { CallCard, CardParty } from '@sibai/contracts';
import { isSecret } from '@sibai/ivr';
import type { AgentId, Instant, TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { Changes } from '../../platform/changes.js';
import { Db } from '../../platform/db.js';
import { Floor } from '../floor.js';
import { CallerRegions } from '../caller-regions.js';
import { CallEngine } from '../engine.js';
import type { LiveCall } from '../live-call.js';
import { stateOf } from './recording-pause.service.js';

/** As libs/call counts it, from the moment nobody was heard any more. */
const AWAY_MS = 15_000;

type Names = ReadonlyMap<string, string>;

/** What a desk shows of the call its agent is on. */
@Injectable()
export class CallCards {
  readonly #names = new Map<TenantId, Promise<Names>>();

  constructor(
    private readonly db: Db,
    private readonly floor: Floor,
    private readonly engine: CallEngine,
    private readonly regions: CallerRegions,
    changes: Changes,
  ) {
    changes.watch(({ tenantId }) => this.#names.delete(tenantId));
  }

  /** Of the call an agent is on, is being rung for, or is away from; null without one. */
  async of(tenant: TenantId, agent: AgentId): Promise<CallCard | null> {
    for (const live of this.engine.calls()) {
      if (live.facts.tenantId !== tenant) continue;
      const offer = offersOf(live.state).find(({ agentId }) => agentId === agent);
      if (offer)
        return this.#card(live, offer, await this.#namesOf(tenant), (await this.regions.of(tenant))(live.facts.caller));
    }
    return null;
  }

  #card(live: LiveCall, offer: Offer, names: Names, region: string | null): CallCard {
    const { facts, state, events } = live;
    const recorded = stateOf(live, this.engine.recording(live));
    const cdr = foldCdr(events);
    const talk = state.at === 'agent' ? state : undefined;
    const role = roleOf(state, offer);
    const leg = legOf(state, offer);
    const since = awaySinceOf(state, offer);
    const able = talk !== undefined && role === 'handler' && leg === 'up';
    const others = talk?.parties ?? [];
    // Who is called back has waited since before we called.
    const queuedAt = cdr?.queuedAt ?? (facts.direction === 'out' && 'since' in state ? state.since : facts.startedAt);
    const waited = (talk?.answeredAt ?? Date.now()) - queuedAt;
    return {
      callId: facts.id,
      assignmentId: offer.assignmentId,
      caller: facts.caller,
      region,
      dialled: facts.dialled,
      lineName: facts.lineName,
      groupName: this.floor.groupName(facts.tenantId, offer.groupId) ?? '',
      ivrPath: [...(cdr?.ivrPath ?? [])],
      keys: events.map((event) => (event.type === 'ivr.pressed' ? event.data.key : '')).join(''),
      queuedAt: new Date(queuedAt).toISOString(),
      answeredAt: talk && leg !== 'ringing' ? new Date(talk.answeredAt).toISOString() : null,
      held: talk?.held ?? false,
      direction: facts.direction ?? 'in',
      role,
      via: viaOf(state, events, offer),
      leg,
      away: since !== null,
      awayUntil: since === null ? null : new Date(since + AWAY_MS).toISOString(),
      parties: others.map((party) => shown(party, names)),
      consult: talk?.consult ? { party: shown(talk.consult.party, names), with: talk.consult.with } : null,
      collecting: talk?.collecting ? collectingOf(talk.collecting) : null,
      collected: collectedOf(events),
      may: {
        transfer: able && !talk.consult && others.length === 0,
        consult: able && !talk.consult && !isFull(talk),
        add: able && !isFull(talk),
        collect: able && !talk.consult && !talk.collecting,
      },
      note: noteOf(state, offer, names),
      recording: leg === 'up' ? recorded.recording : 'off',
      recordingResumesAt: recorded.resumesAt,
      recordingDeclined: events.some(({ type }) => type === 'recording.declined'),
      waitedMs: Math.max(0, Math.round(waited)),
      priority: state.at === 'acd' || talk ? (state as { priority: number }).priority : 0,
    };
  }

  #namesOf(tenant: TenantId): Promise<Names> {
    const names = this.#names.get(tenant) ?? this.#readNames(tenant);
    this.#names.set(tenant, names);
    names.catch(() => this.#names.delete(tenant));
    return names;
  }

  async #readNames(tenant: TenantId): Promise<Names> {
    const rows = await this.db.statement<{ id: string; name: string }>(
      tenant,
      `SELECT id, name FROM app_user WHERE role IN ('agent', 'supervisor') AND disabled_at IS NULL`,
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}

const collectingOf = ({ kind, keys, max, since }: Collecting): CallCard['collecting'] => ({
  kind,
  count: keys.length,
  max,
  shown: isSecret(kind) ? null : keys,
  until: new Date(since + COLLECT_MS).toISOString(),
});

function collectedOf(events: readonly CallEvent[]): CallCard['collected'] {
  const last = events.findLast(({ type }) => type === 'agent.collected');
  if (last?.type !== 'agent.collected') return null;
  const { kind, outcome, shown = null } = last.data;
  return { kind, outcome, shown, at: new Date(last.at).toISOString() };
}

const roleOf = (state: Call, { assignmentId }: Offer): CallCard['role'] =>
  state.at !== 'agent' || state.offer.assignmentId === assignmentId ? 'handler' : 'party';

/** What an offer came of: the last that anybody wanted before it was made. */
function viaOf(state: Call, events: readonly CallEvent[], { assignmentId }: Offer): AssignmentKind {
  let wanted: AssignmentKind = 'queue';
  for (const event of events) {
    wanted = event.type === 'trunk.placed' ? PLACED[event.data.why] : (WANTED[event.type] ?? wanted);
    // Who has asked to call out is offered nothing.
    const made = event.type === 'acd.offered' || event.type === 'agent.answered';
    if (made && event.data.assignmentId === assignmentId) return wanted;
  }
  return state.at === 'out' ? wanted : 'take_over';
}

const PLACED = { click: 'outbound', callback: 'callback' } as const;

const WANTED: Partial<Record<CallEvent['type'], AssignmentKind>> = {
  'acd.queued': 'queue',
  'agent.transferred': 'transfer',
  'agent.returned': 'transfer',
  'agent.consulted': 'consult',
  'agent.invited': 'conference',
};

function legOf(state: Call, offer: Offer): CallCard['leg'] {
  const leg = handlersLeg(state, offer);
  if (leg) return leg.up ? 'up' : leg.ringing ? 'attaching' : 'away';
  return partyOf(state, offer)?.state ?? 'ringing';
}

/** Of who handles the call, or places it. */
const handlersLeg = (state: Call, { assignmentId }: Offer): AgentLeg | null =>
  (state.at === 'agent' || state.at === 'out') && state.offer?.assignmentId === assignmentId ? state.leg : null;

function awaySinceOf(state: Call, offer: Offer): Instant | null {
  const leg = handlersLeg(state, offer);
  if (leg) return leg.awaySince;
  const party = partyOf(state, offer);
  return party && 'since' in party ? party.since : null;
}

const partyOf = (state: Call, { assignmentId }: Offer): Party | undefined =>
  partiesOf(state).find(({ who }) => who.kind === 'agent' && who.assignmentId === assignmentId);

/** What the one who wrote it knows already. */
function noteOf(state: Call, { agentId }: Offer, names: Names): CallCard['note'] {
  const note = 'note' in state ? state.note : undefined;
  return note && note.by !== agentId ? { by: names.get(note.by) ?? '', text: note.text } : null;
}

const shown = ({ leg, who, state }: Party, names: Names): CardParty => ({
  leg,
  kind: who.kind,
  name: who.kind === 'number' ? who.to : (names.get(who.kind === 'agent' ? who.agentId : (who.userId as string)) ?? ''),
  state: state === 'attaching' ? 'away' : state,
});
