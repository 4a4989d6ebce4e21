import type { AssignmentKind, Offer, UnansweredReason } from '@sibai/call';
import type { GroupSettings } from '@sibai/contracts';
import type { AgentId, CallId, GroupId, Instant, TenantId, UserId } from '@sibai/kernel';
import {
  type Choice,
  counts,
  type DecisionTrace,
  estimateWait,
  explainWait,
  isStaffed,
  mayBeCalled,
  type Presence,
  restore,
  type WaitEstimate,
  type WrapUpMode,
} from '@sibai/routing';
import { Injectable, Logger } from '@nestjs/common';

import { Db } from '../platform/db.js';
import { isOutage } from '../platform/pg-error.js';
import { withFigures } from './floor.figures.js';
import { fulfilled } from './floor.forecasts.js';
import { type Asker, closedTo, type FloorSettings, loadSettings, openingOf, rankOf } from './floor.settings.js';
import { answered, calledRow, ended, FloorStore, withdrawn } from './floor.store.js';
import { type Audience, bestPlace, type FloorListener, TenantFloor } from './floor.tenant.js';

/** Of an agent whose group has been removed meanwhile. */
const CALLED_RING_MS = 20_000;

/** Where a caller stands, how long it should take, and whom the caller is told to be put through to. */
export interface Place {
  readonly place: number;
  readonly estimateSeconds: number | null;
  readonly title?: string;
  /** The caller may ask to be called back. */
  readonly callback?: boolean;
}

/**
 * The ACD of every tenant this process is the engine of. Decisions are libs/routing's and made in memory; each offer is
 * a row before a phone rings, and presence is a row so that a restart finds the floor as it was.
 */
@Injectable()
export class Floor {
  readonly #log = new Logger(Floor.name);
  readonly #floors = new Map<TenantId, TenantFloor>();
  readonly #loads = new Map<TenantId, Promise<void>>();
  readonly #reconfiguring = new Map<TenantId, Promise<void>>();
  readonly #audience: Audience = { listener: undefined, watchers: new Set() };
  readonly #store: FloorStore;

  constructor(private readonly db: Db) {
    this.#store = new FloorStore(db);
  }

  listen(listener: FloorListener): void {
    this.#audience.listener = listener;
  }

  /** Told of every change of an agent's presence. */
  watch(watcher: (tenant: TenantId, agent: AgentId, presence: Presence) => void): void {
    this.#audience.watchers.add(watcher);
  }

  /** Takes up a tenant's floor from its rows, if it is not yet; `resume`, once calls are adopted, makes the offers due. */
  load(tenant: TenantId): Promise<void> {
    // Whoever asks meanwhile waits for the same: a second floor would take the place of one on which calls already are.
    const load =
      this.#loads.get(tenant) ??
      this.#load(tenant).catch((error: unknown) => {
        this.#loads.delete(tenant);
        throw error;
      });
    this.#loads.set(tenant, load);
    return load;
  }

  async #load(tenant: TenantId): Promise<void> {
    await this.#store.recover(tenant);
    const rows = await this.#store.load(tenant);
    const state = restore({ ...rows, groups: await withFigures(this.db, tenant, rows.groups) });
    const floor = new TenantFloor(this.db, tenant, this.#audience, state, await loadSettings(this.db, tenant));
    this.#floors.set(tenant, floor);
    floor.logPresences();
  }

  resume(tenant: TenantId): void {
    this.#floors.get(tenant)?.apply({ type: 'acd.resumed' });
  }

  /** Brings changed groups and skills to a running floor; one at a time, or what was read first might be applied last. */
  reconfigure(tenant: TenantId): Promise<void> {
    const before = this.#reconfiguring.get(tenant) ?? Promise.resolve();
    const done = before.catch(() => undefined).then(() => this.#reconfigure(tenant));
    this.#reconfiguring.set(tenant, done);
    return done;
  }

  async #reconfigure(tenant: TenantId): Promise<void> {
    await this.load(tenant);
    const floor = this.#floors.get(tenant);
    if (!floor) return;
    const { groups, agents } = await this.#store.load(tenant);
    floor.settings = await loadSettings(this.db, tenant);
    for (const {
      config: { id },
    } of floor.state.groups.values())
      if (!groups.some((g) => g.id === id)) floor.apply({ type: 'group.removed', group: id });
    for (const group of groups) floor.apply({ type: 'group.configured', group });
    const known = new Set(agents.map(({ id }) => id));
    for (const { id } of floor.state.agents.values())
      if (!known.has(id)) floor.apply({ type: 'agent.removed', agent: id });
    for (const { id, groups: skills, load } of agents)
      floor.apply({ type: 'agent.configured', agent: id, groups: skills, ...(load && { load }) });
    floor.endPresences();
  }

  /**
   * Lets a caller wait in those of the groups that are open; when none is, says where the caller is sent instead. With
   * `askStaff`, says so when nobody of the groups is signed in.
   */
  enqueue(
    tenant: TenantId,
    call: CallId,
    groups: readonly GroupId[],
    since: Instant,
    askStaff: boolean,
    asker?: Asker,
  ): void | Promise<void> {
    const floor = this.#floors.get(tenant);
    if (!floor) return;
    const now = Date.now();
    const closed = closedTo(floor.settings, groups, now);
    if (closed) {
      const { group, holiday, to } = closed;
      const why = holiday === null ? ({ reason: 'closed' } as const) : ({ reason: 'holiday', holiday } as const);
      return this.#audience.listener?.overflowed?.(call, [to], { group, ...why });
    }
    const open = groups.filter((id) => openingOf(floor.settings, id, now).open);
    if (askStaff && !isStaffed(floor.state, open)) return this.#audience.listener?.unstaffed(call);
    const queued = { type: 'caller.queued', call, groups: open, since } as const;
    if (!asker) return floor.queue(queued);
    const event = { ...queued, ...rankOf(floor.settings, asker, now) };
    const days = Math.max(0, ...open.map((id) => floor.settings.groups.get(id)?.sticky?.withinDays ?? 0));
    if (days === 0) return floor.queue(event);
    return this.#store.lastAgent(tenant, asker.caller, days).then(
      (last) => floor.queue(last ? { ...event, last } : event),
      // Without the table the caller has no last agent.
      () => floor.queue(event),
    );
  }

  /** Sends a waiting caller to other groups, at the old place; the call's own state is for who asks. */
  moveCaller(tenant: TenantId, call: CallId, groups: readonly GroupId[]): void {
    this.#floors.get(tenant)?.apply({ type: 'caller.moved', call, groups });
  }

  setPriority(tenant: TenantId, call: CallId, priority: number): void {
    const weights = [{ why: 'supervisor', seconds: 0 }] as const;
    this.#floors.get(tenant)?.apply({ type: 'caller.prioritised', call, priority, weights });
  }

  isOpen(tenant: TenantId, group: GroupId, now: Instant): boolean {
    const floor = this.#floors.get(tenant);
    return floor !== undefined && openingOf(floor.settings, group, now).open;
  }

  /** What a call's steps go by besides its flow: the tenant's holidays, and how its groups announce. */
  customs(tenant: TenantId): Partial<Pick<FloorSettings, 'calendar' | 'announce'>> {
    const settings = this.#floors.get(tenant)?.settings;
    return settings ? { calendar: settings.calendar, announce: settings.announce } : {};
  }

  /** What those hear who wait in a group: a recording for music, and comfort after announcements. */
  waitingSounds(tenant: TenantId, group: GroupId): Pick<GroupSettings, 'music' | 'comfort'> | undefined {
    return this.#floors.get(tenant)?.settings.groups.get(group);
  }

  leave(tenant: TenantId, call: CallId): void {
    // The row first: the agent who was rung may be offered the next caller at once.
    this.#floors.get(tenant)?.write({ statement: withdrawn(call) });
    this.#floors.get(tenant)?.write({ statement: fulfilled(call, 'left', Date.now()) });
    this.#floors.get(tenant)?.apply({ type: 'caller.left', call });
  }

  accept(tenant: TenantId, call: CallId, { assignmentId, agentId }: Offer): void {
    this.#floors.get(tenant)?.write({ statement: answered(assignmentId) });
    this.#floors.get(tenant)?.write({ statement: fulfilled(call, 'answered', Date.now()) });
    this.#floors.get(tenant)?.apply({ type: 'offer.accepted', call, agent: agentId });
  }

  /** The row first: it is what keeps a second offer of this call from being made. */
  refuse(tenant: TenantId, call: CallId, { assignmentId, agentId }: Offer, reason: UnansweredReason): void {
    this.#floors.get(tenant)?.write({ statement: ended(assignmentId, 'refused', reason) });
    this.#floors.get(tenant)?.apply({ type: 'offer.refused', call, agent: agentId, reason });
  }

  /** Reserves one agent whom the call itself asks for: to consult, to transfer to, to take over. The row first, as ever. */
  call(tenant: TenantId, call: CallId, offer: Offer, kind: AssignmentKind): void {
    const floor = this.#floors.get(tenant);
    if (!floor) return;
    const { agentId: agent, groupId: group } = offer;
    const free = mayBeCalled(floor.state, agent, call);
    // Who takes over does so at once, whatever else they are doing.
    if (!free && kind !== 'take_over') return this.#audience.listener?.uncallable?.(call, offer);
    if (free) floor.apply({ type: 'agent.called', agent, call, group });
    const ringMs = floor.state.groups.get(group)?.config.ringMs ?? CALLED_RING_MS;
    floor.write({
      statement: calledRow(tenant, call, offer, kind),
      done: () => this.#audience.listener?.called?.(tenant, call, offer, ringMs),
      failed: (error) => {
        if (isOutage(error)) return;
        this.#log.error({ call, agent, error }, 'a call to an agent could not be recorded: it is not made');
        floor.apply({ type: 'offer.withdrawn', call, agent });
        this.#audience.listener?.uncallable?.(call, offer);
      },
    });
  }

  mayBeCalled(tenant: TenantId, agent: AgentId, call: CallId): boolean {
    const floor = this.#floors.get(tenant);
    return floor !== undefined && mayBeCalled(floor.state, agent, call);
  }

  /** Who of a group has been ready for longest. */
  longestReady(tenant: TenantId, group: GroupId): AgentId | undefined {
    const agents = this.#floors.get(tenant)?.state.agents.values() ?? [];
    return [...agents]
      .filter(({ presence, groups }) => presence.at === 'ready' && groups.some(({ groupId }) => groupId === group))
      .toSorted((a, b) => a.presence.since - b.presence.since)[0]?.id;
  }

  /** Who asked for the agent does not want the agent any more. */
  uncall(tenant: TenantId, call: CallId, { assignmentId, agentId }: Offer): void {
    this.#floors.get(tenant)?.write({ statement: ended(assignmentId, 'withdrawn', null) });
    this.#floors.get(tenant)?.apply({ type: 'offer.withdrawn', call, agent: agentId });
  }

  endTalk(tenant: TenantId, call: CallId, { assignmentId, agentId }: Offer): void {
    this.#floors.get(tenant)?.write({ statement: ended(assignmentId, 'ended', null) });
    this.#floors.get(tenant)?.apply({ type: 'talk.ended', call, agent: agentId });
  }

  choose(tenant: TenantId, agent: AgentId, choice: Choice): void {
    this.#floors.get(tenant)?.apply({ type: 'agent.presence', agent, choice });
    if (choice.at === 'offline') this.#floors.get(tenant)?.tellUnstaffed();
  }

  /** A supervisor chooses for an agent: at once, or when the agent's call is over. */
  force(tenant: TenantId, agent: AgentId, choice: Choice, by: UserId): void {
    this.#floors.get(tenant)?.apply({ type: 'agent.presence', agent, choice, by });
    if (choice.at === 'offline') this.#floors.get(tenant)?.tellUnstaffed();
  }

  presence(tenant: TenantId, agent: AgentId): Presence | undefined {
    return this.#floors.get(tenant)?.state.agents.get(agent)?.presence;
  }

  presences(tenant: TenantId): { agent: AgentId; presence: Presence }[] {
    const agents = this.#floors.get(tenant)?.state.agents.values() ?? [];
    return agents.map(({ id, presence }) => ({ agent: id, presence }));
  }

  /** Place in the best of the groups, and seconds to be expected; undefined for a call that does not wait. */
  place(tenant: TenantId, call: CallId): Place | undefined {
    const floor = this.#floors.get(tenant);
    const best = floor && bestPlace(floor.state, call);
    if (!floor || !best) return undefined;
    const estimate = estimateWait(floor.state, call, Date.now());
    const title = floor.settings.groups.get(best.group)?.agentTitle;
    return {
      place: best.position,
      estimateSeconds: estimate === null ? null : Math.round(estimate.ms / 1000),
      ...(title !== undefined && { title }),
      ...(floor.settings.callbacks.has(best.group) && { callback: true }),
    };
  }

  /** The same as a caller is told it, which is held against what comes of it. */
  announced(tenant: TenantId, call: CallId): Place | undefined {
    this.#floors.get(tenant)?.foretell(call, 'announced');
    return this.place(tenant, call);
  }

  /** Why a caller still waits, as the router sees it now. */
  explain(tenant: TenantId, call: CallId): DecisionTrace | undefined {
    const floor = this.#floors.get(tenant);
    return (floor && explainWait(floor.state, call, Date.now())) ?? undefined;
  }

  estimate(tenant: TenantId, call: CallId): WaitEstimate | null {
    const floor = this.#floors.get(tenant);
    return floor ? estimateWait(floor.state, call, Date.now()) : null;
  }

  wrapUpMode(tenant: TenantId, group: GroupId): WrapUpMode {
    return this.#floors.get(tenant)?.state.groups.get(group)?.config.wrapUp ?? 'fixed';
  }

  /** Where an agent may ask for more time after a call; whether the agent had it. */
  extendWrapUp(tenant: TenantId, agent: AgentId, byMs: number): boolean {
    const before = this.presence(tenant, agent);
    this.#floors.get(tenant)?.apply({ type: 'wrap_up.extended', agent, byMs });
    const after = this.presence(tenant, agent);
    return before?.at === 'wrap_up' && after?.at === 'wrap_up' && after.until > before.until;
  }

  /** Callers who wait in an agent's groups. */
  waitingFor(tenant: TenantId, agent: AgentId): number {
    const state = this.#floors.get(tenant)?.state;
    const groups = state?.agents.get(agent)?.groups ?? [];
    return groups.reduce((sum, { groupId }) => sum + (state?.groups.get(groupId)?.waiting.size ?? 0), 0);
  }

  groupName(tenant: TenantId, group: GroupId): string | undefined {
    return this.#floors.get(tenant)?.state.groups.get(group)?.config.name;
  }

  counts(tenant: TenantId, now: Instant) {
    const floor = this.#floors.get(tenant);
    return floor && counts(floor.state, now);
  }

  /** Waits until everything decided so far is written. */
  async settled(tenant: TenantId): Promise<void> {
    await this.#floors.get(tenant)?.settled;
  }

  close(): void {
    for (const floor of this.#floors.values()) floor.close();
    this.#floors.clear();
    this.#loads.clear();
  }
}
