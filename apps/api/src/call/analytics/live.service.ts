import { foldCdr, intervalFigures, type IntervalFigures, offersOf } from '@sibai/call';
import type { FloorFigures, Live, Outlook, SupervisionMode } from '@sibai/contracts';
import type { Flow } from '@sibai/ivr';
import type { CallId, GroupId, Instant, TenantId, UserId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { Db } from '../../platform/db.js';
import { CallEngine } from '../engine.js';
import { Floor } from '../floor.js';
import type { LiveCall } from '../live-call.js';
import { Switchboard } from '../switchboard.js';
import { Alarms, isOfOwn } from './alarms.js';
import { FloorSettingsStore } from './floor-settings.js';
import { isOwn, type OwnGroupSet } from './own-groups.js';
import { dayStart, WallFigures } from './wall-figures.js';
import { type Names, type WallGroup, WallGroups, type WallState } from './wall-groups.js';

interface Supervisor {
  readonly userId: UserId;
  readonly name: string;
  readonly mode: SupervisionMode;
}

/** Makes the wallboard of a tenant, for whoever sees all of it or only their own groups. */
@Injectable()
export class LiveService {
  readonly #refused = new Map<TenantId, Promise<{ readonly start: Instant; count: number }>>();
  #supervisorsOf: (call: CallId) => readonly Supervisor[] = () => [];

  constructor(
    private readonly db: Db,
    private readonly engine: CallEngine,
    private readonly floor: Floor,
    private readonly switchboard: Switchboard,
    private readonly walls: WallGroups,
    private readonly figures: WallFigures,
    private readonly settings: FloorSettingsStore,
    private readonly alarms: Alarms,
  ) {
    engine.watch((live) => {
      if (live.state.at === 'ended' && foldCdr(live.events)?.outcome === 'refused')
        this.#refused.get(live.facts.tenantId)?.then(
          (day) => day.count++,
          // Whoever asked for the count was told, and the next one reads it anew.
          () => undefined,
        );
    });
  }

  /** Who tells of the supervisors on a call: steering, which is no stage of the live page's. */
  showSupervisors(of: (call: CallId) => readonly Supervisor[]): void {
    this.#supervisorsOf = of;
  }

  async board(tenant: TenantId, own: OwnGroupSet): Promise<Live> {
    return this.boardOf(tenant, own, await this.state(tenant));
  }

  /** How the tenant's floor stands, which is the same for all boards that are made of it. */
  state(tenant: TenantId): Promise<WallState> {
    return this.walls.state(tenant, Date.now());
  }

  async boardOf(tenant: TenantId, own: OwnGroupSet, state: WallState): Promise<Live> {
    const now = Date.now();
    const [settings, alarms] = await Promise.all([this.settings.of(tenant), this.alarms.open(tenant)]);
    const groups = state.groups.filter(({ config }) => isOwn(own, config.id));
    const ids = new Set(groups.map(({ config }) => config.id));
    const passed = state.fold.at + 1 - dayStart(state.fold.at);
    const today = (of: ReadonlySet<GroupId>) => wire(intervalFigures(state.fold.dayOf(of), passed));
    const before = await this.figures.before(tenant, own, ids, state.ruleOf, now);
    const calls = [...this.engine.calls()].filter(
      (live) => live.facts.tenantId === tenant && live.state.at !== 'ended' && isSeen(live, own),
    );
    return {
      at: new Date(now).toISOString(),
      telephony: this.switchboard.connected,
      scope: own === 'all' ? 'tenant' : 'own_groups',
      calls: calls.map((live) => this.#callOnBoard(live, state.names)),
      groups: groups.map((group) => groupOnBoard(group, today(new Set([group.config.id])))),
      agents: agentsOnBoard(state, own),
      lines: own === 'all' ? this.#lines(tenant, state.names) : [],
      today: { ...today(ids), refused: own === 'all' ? await this.#refusedToday(tenant, now) : null },
      before: {
        lastWeek: before.lastWeek && wire(before.lastWeek),
        weeks: before.weeks,
        usual: before.usual && wire(before.usual),
      },
      alarms: alarms.filter((alarm) => isOfOwn(own, alarm)),
      settings,
    };
  }

  #lines(tenant: TenantId, { lines }: Names): Live['lines'] {
    const inUse = new Map<string, number>();
    for (const { facts, state } of this.engine.calls())
      if (facts.tenantId === tenant && state.at !== 'leaving' && state.at !== 'ended')
        inUse.set(facts.lineId, (inUse.get(facts.lineId) ?? 0) + 1);
    return [...lines.values()].map((line) => ({ ...line, inUse: inUse.get(line.id) ?? 0 }));
  }

  #callOnBoard(live: LiveCall, names: Names): Live['calls'][number] {
    const { facts, state, since } = live;
    const offer = handlingOf(live);
    const group = offer?.groupId ?? groupsOf(live)[0];
    return {
      callId: facts.id,
      stage: stageOf(live),
      ringing: state.at === 'transfer' || (state.at === 'acd' && state.offer !== null),
      caller: facts.caller,
      dialled: facts.dialled,
      groupId: group ?? null,
      groupName: (group && names.groups.get(group)?.name) ?? null,
      agentId: offer?.agentId ?? null,
      agentName: (offer && names.agents.get(offer.agentId)) ?? null,
      priority: 'priority' in state ? state.priority : 0,
      since: new Date(state.at === 'acd' ? state.since : since).toISOString(),
      startedAt: new Date(facts.startedAt).toISOString(),
      supervisors: [...this.#supervisorsOf(facts.id)],
    };
  }

  async #refusedToday(tenant: TenantId, now: Instant): Promise<number> {
    const start = dayStart(now);
    const known = await this.#refused.get(tenant);
    if (known?.start === start) return known.count;
    const day = this.db
      .statement<{ count: number }>(
        tenant,
        `SELECT count(*)::int AS count FROM cdr WHERE started_at >= $1 AND outcome = 'refused' AND ended_at IS NOT NULL`,
        [new Date(start).toISOString()],
      )
      .then(([row]) => ({ start, count: row?.count ?? 0 }));
    this.#refused.set(tenant, day);
    day.catch(() => this.#refused.delete(tenant));
    return (await day).count;
  }
}

/** Which agent has the call, or is rung for it. */
export const handlingOf = ({ state }: Pick<LiveCall, 'state'>) => offersOf(state)[0];

/** The groups a call belongs to: of the agent who has it, or those it waits for. */
export function groupsOf({ state }: Pick<LiveCall, 'state'>): readonly GroupId[] {
  const offer = offersOf(state)[0];
  if (offer) return [offer.groupId];
  return state.at === 'acd' || state.at === 'out' ? state.groups : [];
}

/** Calls of own groups; and before a call is in any, those in a flow that leads to one. */
function isSeen(live: LiveCall, own: OwnGroupSet): boolean {
  if (own === 'all') return true;
  const groups = groupsOf(live);
  return (groups.length > 0 ? groups : leadsTo(live.flow)).some((group) => own.has(group));
}

const queues = new WeakMap<Flow, readonly GroupId[]>();
function leadsTo(flow: Flow): readonly GroupId[] {
  const known = queues.get(flow);
  if (known) return known;
  const groups = Object.values(flow.nodes).flatMap((node) => (node.kind === 'queue' ? node.groups : []));
  queues.set(flow, groups);
  return groups;
}

function stageOf({ state }: LiveCall): Live['calls'][number]['stage'] {
  if (state.at === 'leaving' || state.at === 'ended') return 'trunk';
  // A call we place waits for an agent first, like a caller.
  if (state.at === 'out') return state.offer ? 'agent' : 'acd';
  if (state.at === 'voicemail') return 'ivr';
  return state.at === 'transfer' ? 'agent' : state.at;
}

function agentsOnBoard({ agents }: WallState, own: OwnGroupSet): Live['agents'] {
  if (own === 'all') return agents;
  return agents
    .filter(({ groups }) => groups.some((group) => own.has(group)))
    .map((agent) => ({ ...agent, groups: agent.groups.filter((group) => own.has(group)) }));
}

function groupOnBoard(group: WallGroup, today: FloorFigures): Live['groups'][number] {
  const { config, counts, outlook } = group;
  const { staff } = counts;
  return {
    id: config.id,
    name: config.name,
    waiting: counts.waiting,
    longestSince: counts.longestSince === null ? null : new Date(counts.longestSince).toISOString(),
    ready: staff.ready,
    signedIn: counts.signedIn,
    talking: staff.talking,
    wrapUp: staff.wrap_up,
    paused: staff.busy + staff.break,
    open: group.open,
    targetSeconds: config.targetSeconds,
    outlook: outlookOf(group, outlook),
    today,
  };
}

const outlookOf = (
  { counts, agents, arrivalsPerSecond }: WallGroup,
  { serviceLevel, breach, reason, erlangs, clearSeconds, agentsNeeded }: WallGroup['outlook'],
): Outlook => ({
  serviceLevel: serviceLevel === null ? null : 100 * serviceLevel,
  breach,
  reason,
  arrivalsPerHour: arrivalsPerSecond * 3600,
  handleSeconds: counts.handleMs / 1000,
  agents,
  erlangs,
  clearSeconds,
  agentsNeeded,
});

const wire = (figures: IntervalFigures): FloorFigures => figures;
