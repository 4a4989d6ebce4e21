import type { AssignmentKind, Offer, UnansweredReason } from '@sibai/call';
import type { GroupSettings } from '@sibai/contracts';
import type { AgentId, AssignmentId, CallId, GroupId, Instant, TenantId, UserId } from '@sibai/kernel';
import {
  type Acd,
  type AcdEvent,
  type CallerQueued,
  type Choice,
  counts,
  decide,
  type DecisionTrace,
  type Effect,
  estimateWait,
  explainWait,
  isStaffed,
  mayBeCalled,
  type OverflowReason,
  type OverflowTarget,
  position,
  type Presence,
  restore,
  type WaitEstimate,
  type WrapUpMode,
} from '@sibai/routing';
import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuid } from 'uuid';

import { Db } from '../platform/db.js';
import { isOutage } from '../platform/pg-error.js';
import { foretold, fulfilled } from './floor.forecasts.js';
import { endedPresences, loggedPresence } from './floor.presence.js';
import { type Asker, closedTo, type FloorSettings, loadSettings, openingOf, rankOf } from './floor.settings.js';
import { answered, calledRow, ended, FloorStore, offerRow, presenceRow, takenBack, withdrawn } from './floor.store.js';
import { FloorWrites, type Write } from './floor.writes.js';

/** Of an agent whose group has been removed meanwhile. */
const CALLED_RING_MS = 20_000;

/** What the floor asks of the rest of the engine. */
export interface FloorListener {
  offered(call: CallId, offer: Offer, ringMs: number): void;
  /** The router took the offer back: the agent's desk is gone, or the ring outlived its lease. */
  offerCancelled(call: CallId, agent: AgentId): void;
  unstaffed(call: CallId): void;
  /** An agent whom the call has asked for is reserved, and is to be rung. */
  called?(tenant: TenantId, call: CallId, offer: Offer, ringMs: number): void;
  /** That agent cannot be called now. */
  uncallable?(call: CallId, offer: Offer): void;
  /** The caller is to be offered these ways out, and waits on until one is taken. */
  overflowed(call: CallId, to: readonly OverflowTarget[], why: OverflowWhy): void;
}

/** `closed`, `holiday`: outside of the hours of all the caller's groups; the others are the router's. */
export interface OverflowWhy {
  readonly group: GroupId;
  readonly reason: OverflowReason | 'closed' | 'holiday';
  /** What the day is called that the group is closed for. */
  readonly holiday?: string;
}

/** Where a caller stands, how long it should take, and whom the caller is told to be put through to. */
export interface Place {
  readonly place: number;
  readonly estimateSeconds: number | null;
  readonly title?: string;
  /** The caller may ask to be called back. */
  readonly callback?: boolean;
}

interface TenantFloor {
  state: Acd;
  settings: FloorSettings;
  readonly writes: FloorWrites;
  readonly timers: Set<NodeJS.Timeout>;
}

/**
 * The ACD of every tenant this process is the engine of. Decisions are libs/routing's and made in memory; each offer is
 * a row before a phone rings, and presence is a row so that a restart finds the floor as it was.
 */
@Injectable()
export class Floor {
  readonly #log = new Logger(Floor.name);
  readonly #floors = new Map<TenantId, TenantFloor>();
  readonly #reconfiguring = new Map<TenantId, Promise<void>>();
  #listener: FloorListener | undefined;
  readonly #watchers = new Set<(tenant: TenantId, agent: AgentId, presence: Presence) => void>();
  readonly #store: FloorStore;

  constructor(private readonly db: Db) {
    this.#store = new FloorStore(db);
  }

  listen(listener: FloorListener): void {
    this.#listener = listener;
  }

  /** Told of every change of an agent's presence. */
  watch(watcher: (tenant: TenantId, agent: AgentId, presence: Presence) => void): void {
    this.#watchers.add(watcher);
  }

  /** Takes up a tenant's floor from its rows, if it is not yet; `resume`, once calls are adopted, makes the offers due. */
  async load(tenant: TenantId): Promise<void> {
    if (this.#floors.has(tenant)) return;
    await this.#store.recover(tenant);
    const floor: TenantFloor = {
      state: restore(await this.#store.load(tenant)),
      settings: await loadSettings(this.db, tenant),
      writes: new FloorWrites(this.db, tenant),
      timers: new Set(),
    };
    this.#floors.set(tenant, floor);
    // The last word of a process that died may be missing from the log.
    const agents = floor.state.agents.values();
    for (const { id, presence } of agents)
      this.#write(tenant, { statement: loggedPresence(tenant, id, presence, Date.now()) });
    this.#endPresences(tenant);
  }

  resume(tenant: TenantId): void {
    this.#apply(tenant, { type: 'acd.resumed' });
  }

  /** Brings changed groups and skills to a running floor; one at a time, or what was read first might be applied last. */
  reconfigure(tenant: TenantId): Promise<void> {
    const before = this.#reconfiguring.get(tenant) ?? Promise.resolve();
    const done = before.catch(() => undefined).then(() => this.#reconfigure(tenant));
    this.#reconfiguring.set(tenant, done);
    return done;
  }

  async #reconfigure(tenant: TenantId): Promise<void> {
    const floor = this.#floors.get(tenant);
    if (!floor) return this.load(tenant);
    const { groups, agents } = await this.#store.load(tenant);
    floor.settings = await loadSettings(this.db, tenant);
    for (const {
      config: { id },
    } of floor.state.groups.values())
      if (!groups.some((g) => g.id === id)) this.#apply(tenant, { type: 'group.removed', group: id });
    for (const group of groups) this.#apply(tenant, { type: 'group.configured', group });
    const known = new Set(agents.map(({ id }) => id));
    for (const { id } of floor.state.agents.values())
      if (!known.has(id)) this.#apply(tenant, { type: 'agent.removed', agent: id });
    for (const { id, groups: skills, load } of agents)
      this.#apply(tenant, { type: 'agent.configured', agent: id, groups: skills, ...(load && { load }) });
    this.#endPresences(tenant);
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
      return this.#listener?.overflowed?.(call, [to], { group, ...why });
    }
    const open = groups.filter((id) => openingOf(floor.settings, id, now).open);
    if (askStaff && !isStaffed(floor.state, open)) return this.#listener?.unstaffed(call);
    const queued = { type: 'caller.queued', call, groups: open, since } as const;
    if (!asker) return this.#queue(tenant, queued);
    const event = { ...queued, ...rankOf(floor.settings, asker, now) };
    const days = Math.max(0, ...open.map((id) => floor.settings.groups.get(id)?.sticky?.withinDays ?? 0));
    if (days === 0) return this.#queue(tenant, event);
    return this.#store.lastAgent(tenant, asker.caller, days).then(
      (last) => this.#queue(tenant, last ? { ...event, last } : event),
      // Without the table the caller has no last agent.
      () => this.#queue(tenant, event),
    );
  }

  /** Sends a waiting caller to other groups, at the old place; the call's own state is for who asks. */
  moveCaller(tenant: TenantId, call: CallId, groups: readonly GroupId[]): void {
    this.#apply(tenant, { type: 'caller.moved', call, groups });
  }

  setPriority(tenant: TenantId, call: CallId, priority: number): void {
    const weights = [{ why: 'supervisor', seconds: 0 }] as const;
    this.#apply(tenant, { type: 'caller.prioritised', call, priority, weights });
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
    this.#write(tenant, { statement: withdrawn(call) });
    this.#write(tenant, { statement: fulfilled(call, 'left', Date.now()) });
    this.#apply(tenant, { type: 'caller.left', call });
  }

  accept(tenant: TenantId, call: CallId, { assignmentId, agentId }: Offer): void {
    this.#write(tenant, { statement: answered(assignmentId) });
    this.#write(tenant, { statement: fulfilled(call, 'answered', Date.now()) });
    this.#apply(tenant, { type: 'offer.accepted', call, agent: agentId });
  }

  /** The row first: it is what keeps a second offer of this call from being made. */
  refuse(tenant: TenantId, call: CallId, { assignmentId, agentId }: Offer, reason: UnansweredReason): void {
    this.#write(tenant, { statement: ended(assignmentId, 'refused', reason) });
    this.#apply(tenant, { type: 'offer.refused', call, agent: agentId, reason });
  }

  /** Reserves one agent whom the call itself asks for: to consult, to transfer to, to take over. The row first, as ever. */
  call(tenant: TenantId, call: CallId, offer: Offer, kind: AssignmentKind): void {
    const floor = this.#floors.get(tenant);
    if (!floor) return;
    const { agentId: agent, groupId: group } = offer;
    const free = mayBeCalled(floor.state, agent, call);
    // Who takes over does so at once, whatever else they are doing.
    if (!free && kind !== 'take_over') return this.#listener?.uncallable?.(call, offer);
    if (free) this.#apply(tenant, { type: 'agent.called', agent, call, group });
    const ringMs = floor.state.groups.get(group)?.config.ringMs ?? CALLED_RING_MS;
    this.#write(tenant, {
      statement: calledRow(tenant, call, offer, kind),
      done: () => this.#listener?.called?.(tenant, call, offer, ringMs),
      failed: (error) => {
        if (isOutage(error)) return;
        this.#log.error({ call, agent, error }, 'a call to an agent could not be recorded: it is not made');
        this.#apply(tenant, { type: 'offer.withdrawn', call, agent });
        this.#listener?.uncallable?.(call, offer);
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
    this.#write(tenant, { statement: ended(assignmentId, 'withdrawn', null) });
    this.#apply(tenant, { type: 'offer.withdrawn', call, agent: agentId });
  }

  endTalk(tenant: TenantId, call: CallId, { assignmentId, agentId }: Offer): void {
    this.#write(tenant, { statement: ended(assignmentId, 'ended', null) });
    this.#apply(tenant, { type: 'talk.ended', call, agent: agentId });
  }

  choose(tenant: TenantId, agent: AgentId, choice: Choice): void {
    this.#apply(tenant, { type: 'agent.presence', agent, choice });
    if (choice.at === 'offline') this.#tellUnstaffed(tenant);
  }

  /** A supervisor chooses for an agent: at once, or when the agent's call is over. */
  force(tenant: TenantId, agent: AgentId, choice: Choice, by: UserId): void {
    this.#apply(tenant, { type: 'agent.presence', agent, choice, by });
    if (choice.at === 'offline') this.#tellUnstaffed(tenant);
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
    const best = floor && position(floor.state, call).toSorted((a, b) => a.position - b.position)[0];
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
    this.#foretell(tenant, call, 'announced');
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
    this.#apply(tenant, { type: 'wrap_up.extended', agent, byMs });
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
    await this.#floors.get(tenant)?.writes.settled;
  }

  close(): void {
    for (const { timers, writes } of this.#floors.values()) {
      for (const timer of timers) clearTimeout(timer);
      writes.close();
    }
    this.#floors.clear();
  }

  #apply(tenant: TenantId, event: AcdEvent): void {
    const floor = this.#floors.get(tenant);
    if (!floor) return;
    const now = Date.now();
    const { state, effects } = decide(floor.state, event, now);
    floor.state = state;
    for (const effect of effects) this.#perform(tenant, floor, effect, now);
  }

  /** Holds on to what would be told a caller who waits now. */
  #foretell(tenant: TenantId, call: CallId, cause: 'queued' | 'announced'): void {
    const floor = this.#floors.get(tenant);
    const now = Date.now();
    const estimate = floor && estimateWait(floor.state, call, now);
    const best = floor && position(floor.state, call).toSorted((a, b) => a.position - b.position)[0];
    if (!estimate || !best) return;
    const forecast = { ...estimate, group: best.group, place: best.position };
    this.#write(tenant, { statement: foretold(tenant, call, cause, forecast, now) });
  }

  /** Lets a caller queue, and says how long it should take, unless an agent is found at once. */
  #queue(tenant: TenantId, event: CallerQueued): void {
    const known = this.#floors.get(tenant)?.state.callers.get(event.call) !== undefined;
    this.#apply(tenant, event);
    if (!known) this.#foretell(tenant, event.call, 'queued');
  }

  #endPresences(tenant: TenantId): void {
    const agents = this.#floors.get(tenant)?.state.agents.values() ?? [];
    const statement = endedPresences(
      agents.map(({ id }) => id),
      Date.now(),
    );
    this.#write(tenant, { statement });
  }

  #perform(tenant: TenantId, floor: TenantFloor, effect: Effect, now: Instant): void {
    switch (effect.do) {
      case 'offer':
        return this.#offer(tenant, effect.call, effect.agent, effect.group, effect.ringMs, effect.trace);
      case 'cancel_offer':
        // The row first: the call may be offered to another agent at once. Of a caller who left it is withdrawn already.
        this.#write(tenant, { statement: takenBack(effect.call, effect.agent) });
        return this.#listener?.offerCancelled(effect.call, effect.agent);
      case 'presence_changed': {
        // Told after it is written: who is told looks at the rows.
        const tell = () => {
          for (const watcher of this.#watchers) watcher(tenant, effect.agent, effect.presence);
        };
        this.#write(tenant, { statement: loggedPresence(tenant, effect.agent, effect.presence, now) });
        return this.#write(tenant, {
          statement: presenceRow(tenant, effect.agent, effect.presence),
          done: tell,
          failed: (error) => {
            this.#log.error({ agent: effect.agent, error }, 'a presence could not be recorded');
            tell();
          },
        });
      }
      case 'set_timer': {
        const timer = setTimeout(
          () => {
            floor.timers.delete(timer);
            this.#apply(tenant, effect.event);
          },
          Math.max(0, effect.at - Date.now()),
        );
        floor.timers.add(timer.unref());
        return;
      }
      case 'overflow': {
        const { call, group, reason, to } = effect;
        return this.#listener?.overflowed?.(call, to, { group, reason });
      }
      case 'unroutable':
        return this.#listener?.unstaffed(effect.call);
    }
  }

  #offer(
    tenant: TenantId,
    call: CallId,
    agentId: AgentId,
    groupId: GroupId,
    ringMs: number,
    trace: DecisionTrace,
  ): void {
    const offer: Offer = { assignmentId: uuid() as AssignmentId, agentId, groupId };
    this.#write(tenant, {
      statement: offerRow(tenant, call, offer, trace),
      done: () => this.#listener?.offered(call, offer, ringMs),
      failed: (error) => {
        if (isOutage(error)) return;
        this.#log.error({ call, agent: agentId, error }, 'an offer could not be recorded: it is not made');
        this.#apply(tenant, { type: 'offer.refused', call, agent: agentId, reason: 'failed' });
      },
    });
  }

  /** The last agent has gone: whoever waits is told, and may choose. */
  #tellUnstaffed(tenant: TenantId): void {
    const floor = this.#floors.get(tenant);
    for (const caller of floor?.state.callers.values() ?? [])
      if (caller.agent === null && floor && !isStaffed(floor.state, caller.groups))
        this.#listener?.unstaffed(caller.call);
  }

  #write(tenant: TenantId, write: Write): void {
    this.#floors.get(tenant)?.writes.add(write);
  }
}
