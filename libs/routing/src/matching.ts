import type { AgentId, GroupId, Instant } from '@sibai/kernel';

import { agentFor, callerFor } from './choose.js';
import { QUARTER_MS } from './figures.js';
import { type Acd, FloorDraft } from './floor.js';
import { byIdleness, type GroupState, type ReadyAgent } from './group-state.js';
import { isSafe } from './lend.js';
import { loadAfter } from './load.js';
import type { AcdEvent, Agent, Caller, Chosen, Effect, Presence } from './model.js';
import type { DecisionTrace, Outcome } from './trace.js';
import { advance, type Advanced, join, nextDue, wantsOf } from './wants.js';

type Offered = Extract<Outcome, { kind: 'offer' }>;

/** The shell's own time-out ends a ring; the lease only catches the offer whose news never came. */
export const RING_GRACE_MS = 2_000;

/** Brings agents and callers together on a draft of the floor, and gathers what must happen. */
export abstract class Matching {
  protected readonly floor: FloorDraft;
  protected readonly effects: Effect[] = [];
  protected changed = false;
  protected trace: DecisionTrace | undefined;

  constructor(
    before: Acd,
    private readonly cause: AcdEvent['type'],
    protected readonly now: Instant,
  ) {
    this.floor = new FloorDraft(before);
  }

  /** Finds an agent for a caller who is in no queue, or a place in the queues; `joining` them for the first time, their length counts. */
  protected seek(caller: Caller, joining: boolean): void {
    this.changed = true;
    const sought = caller.direct ? caller : this.#advanced(advance(this.floor, caller, this.now - caller.entered));
    if (this.#found(sought)) return;
    if (!joining || sought.direct) return this.wait(sought);
    const joined = this.#advanced(join(this.floor, sought));
    if (joined === sought || !this.#found(joined)) this.wait(joined);
  }

  #advanced({ caller, overflows }: Advanced): Caller {
    this.effects.push(...overflows);
    return caller;
  }

  #found(caller: Caller): boolean {
    const trace = agentFor(this.floor, caller, { at: this.now, cause: this.cause });
    this.trace = trace;
    if (trace.outcome.kind !== 'offer') return false;
    this.#offer(caller, null, trace.outcome, trace);
    return true;
  }

  /** Puts a caller into the queues, where the present decision found nobody. */
  protected wait(caller: Caller): void {
    this.floor.putCaller(caller, null);
    if (!caller.direct && caller.wants.every(({ groupId }) => !this.floor.groups.get(groupId)))
      this.effects.push({ do: 'unroutable', call: caller.call });
    this.remind(caller);
  }

  /** The caller by the groups as they are configured now. */
  protected rewanted(caller: Caller): Caller {
    return { ...caller, wants: wantsOf(this.floor, caller) };
  }

  /** Sets the timer for what becomes due next in a wait. */
  protected remind(caller: Caller): void {
    if (caller.agent !== null) return;
    const due = caller.direct ? undefined : nextDue(this.floor, caller);
    const at = caller.direct ? caller.direct.until : due === undefined ? undefined : caller.entered + due;
    if (at !== undefined) this.effects.push({ do: 'set_timer', at, event: { type: 'caller.due', call: caller.call } });
  }

  /** Finds a caller for an agent who is ready; says whether there was one. */
  protected serve(id: AgentId): boolean {
    const agent = this.floor.agents.get(id);
    if (agent?.presence.at !== 'ready' || agent.capacity === 0) return false;
    const trace = callerFor(this.floor, agent, { at: this.now, cause: this.cause });
    if (trace?.outcome.kind !== 'offer') return false;
    const caller = this.floor.callers.get(trace.outcome.call);
    if (!caller) return false;
    this.trace = trace;
    this.#offer(caller, caller, trace.outcome, trace);
    return true;
  }

  #offer(caller: Caller, queued: Caller | null, { agent: id, group }: Offered, trace: DecisionTrace): void {
    const agent = this.floor.agents.get(id);
    if (!agent) return;
    const { call, since: queuedAt } = caller;
    this.floor.putCaller({ ...caller, direct: null, agent: id }, queued);
    this.effects.push({ do: 'offer', call, agent: id, group, ringMs: this.#ringMs(group), queuedAt, trace });
    const idleSince = agent.presence.since;
    this.become(agent, { at: 'ringing', since: this.now, call, group, next: null, idleSince });
  }

  /** Brings ready agents and waiting callers together after a change of the floor itself; idle longest first. */
  protected settle(): void {
    const ready = new Map<AgentId, ReadyAgent>();
    const wanted = this.floor.callers.values().some((caller) => caller.agent === null);
    if (!wanted) return;
    for (const group of this.floor.groups.values())
      for (const each of group.ready.values()) ready.set(each.agent, each);
    for (const { agent } of [...ready.values()].sort(byIdleness)) this.serve(agent);
  }

  /** Puts an agent off the phone, and offers the next call to one who is ready. */
  protected rest(agent: Agent, choice: Chosen, since = this.now): void {
    this.become(agent, { ...choice, since });
    if (choice.at === 'ready') this.serve(agent.id);
    else if (choice.at === 'offline') this.release(agent.id);
  }

  /** Lets those who wait for one agent only go to their groups: the agent has gone. */
  protected release(id: AgentId): void {
    for (const caller of this.floor.direct.get(id)?.callers.values() ?? []) this.undirect(caller);
  }

  protected undirect(caller: Caller): void {
    this.floor.removeCaller(caller);
    this.seek(this.rewanted({ ...caller, direct: null }), true);
  }

  protected become(agent: Agent, presence: Presence): void {
    this.changed = true;
    const load = loadAfter(agent.load, agent.presence, presence, this.now);
    const became = { ...agent, presence, load };
    this.floor.putAgent(became, agent);
    this.effects.push({ do: 'presence_changed', agent: agent.id, presence });
    if (agent.presence.at !== presence.at) this.setTimer(became);
  }

  protected setTimer({ id: agent, presence }: Agent): void {
    if (presence.at === 'wrap_up') {
      const { since, until } = presence;
      this.effects.push({ do: 'set_timer', at: until, event: { type: 'wrap_up.ended', agent, since, until } });
    } else if (presence.at === 'ringing') {
      const { since, call } = presence;
      const at = since + this.#ringMs(presence.group) + RING_GRACE_MS;
      this.effects.push({ do: 'set_timer', at, event: { type: 'offer.expired', call, agent, since } });
    }
  }

  #ringMs(group: GroupId): number {
    return this.floor.groups.get(group)?.config.ringMs ?? 0;
  }

  /** Counts the end of a wait in the caller's groups; one that lends may have become safe by it. */
  protected countWait(caller: Caller, groups: readonly GroupId[], answered: boolean): void {
    for (const id of groups) {
      const group = this.floor.groups.get(id);
      if (!group) continue;
      this.floor.addWaited(group, this.now - caller.since, answered, this.now);
      if (!group.config.lends) continue;
      if (this.#unsafe(group) && !this.#unsafe(this.floor.groups.get(id))) this.lendOut(id);
      else this.review(id);
    }
  }

  #unsafe(group: GroupState | undefined): boolean {
    return group?.config.lends?.some((terms) => !isSafe(group, terms, this.now)) ?? false;
  }

  /** Offers callers of other groups to a lender's agents, as long as there are some of either. */
  protected lendOut(id: GroupId): void {
    for (const { agent } of this.floor.groups.get(id)?.ready.values() ?? []) if (!this.serve(agent)) return;
  }

  /** A lender that is not safe is looked at again when the present quarter of an hour has become the past one. */
  protected review(id: GroupId): void {
    const group = this.floor.groups.get(id);
    if (!group || !this.#unsafe(group) || group.recent.review > this.now) return;
    const review = this.now - (this.now % QUARTER_MS) + QUARTER_MS;
    this.changed = true;
    this.floor.putRecent(group, { ...group.recent, review });
    this.effects.push({ do: 'set_timer', at: review, event: { type: 'lending.reviewed', group: id } });
  }
}
