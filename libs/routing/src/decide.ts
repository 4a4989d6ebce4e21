import { type AgentId, assertNever, type CallId, type GroupId, type Instant } from '@sibai/kernel';

import { agentFor, callerFor } from './choose.js';
import { type Acd, byIdleness, FloorDraft, inOrder, type ReadyAgent } from './floor.js';
import type { Membership } from './config.js';
import type { AcdEvent, Agent, BusyReason, Caller, Choice, Chosen, Effect, Presence, RefusalReason } from './model.js';
import { byCodeUnit } from './sorted-map.js';
import type { DecisionTrace, Outcome } from './trace.js';

type Offered = Extract<Outcome, { kind: 'offer' }>;

export interface Decision {
  readonly state: Acd;
  readonly effects: readonly Effect[];
  /** The last choice this event led to, also when it was to let the caller wait. Each offer carries its own. */
  readonly trace?: DecisionTrace;
}

/** The shell's own time-out ends a ring; the lease only catches the offer whose news never came. */
export const RING_GRACE_MS = 2_000;

const REFUSED: Record<RefusalReason, BusyReason> = {
  no_answer: 'missed',
  declined: 'declined',
  failed: 'lost',
  lost: 'lost',
};

/**
 * Advances the floor by one event. Does nothing itself: what must happen is returned as effects, in order.
 * An event without meaning in the present state, as one delivered late or twice, answers the same state.
 *
 * After every event no agent is ready beside a caller of one of the agent's groups, and no agent and no call
 * has more than one offer.
 */
export function decide(state: Acd, event: AcdEvent, now: Instant): Decision {
  return new Turn(state, event.type, now).take(event);
}

/** One event's work on a draft of the floor; lives for one call of `decide`. */
class Turn {
  readonly #floor: FloorDraft;
  readonly #effects: Effect[] = [];
  #changed = false;
  #trace: DecisionTrace | undefined;

  constructor(
    private readonly before: Acd,
    private readonly cause: AcdEvent['type'],
    private readonly now: Instant,
  ) {
    this.#floor = new FloorDraft(before);
  }

  take(event: AcdEvent): Decision {
    this.#handle(event);
    const state = this.#changed ? this.#floor.finish() : this.before;
    return this.#trace ? { state, effects: this.#effects, trace: this.#trace } : { state, effects: this.#effects };
  }

  #handle(event: AcdEvent): void {
    switch (event.type) {
      case 'group.configured':
        this.#changed = true;
        this.#floor.putGroup(event.group);
        return this.#settle();
      case 'group.removed':
        return this.#removeGroup(event.group);
      case 'agent.configured':
        return this.#configureAgent(event.agent, event.groups);
      case 'agent.removed':
        return this.#removeAgent(event.agent);
      case 'agent.presence':
        return this.#choosePresence(event.agent, event.by ? { ...event.choice, by: event.by } : event.choice);
      case 'agent.called':
        return this.#call(event.agent, event.call, event.group);
      case 'caller.queued':
        return this.#queue(event);
      case 'caller.moved':
        return this.#move(event.call, event.groups);
      case 'caller.prioritised':
        return this.#prioritise(event);
      case 'caller.left':
        return this.#leave(event.call);
      case 'offer.accepted':
        return this.#accept(event.call, event.agent);
      case 'offer.refused':
        return this.#refuse(event.call, event.agent, REFUSED[event.reason]);
      case 'offer.withdrawn':
        return this.#withdraw(event.call, event.agent);
      case 'offer.expired':
        return this.#expire(event.call, event.agent, event.since);
      case 'talk.ended':
        return this.#endTalk(event.call, event.agent);
      case 'wrap_up.ended':
        return this.#endWrapUp(event.agent, event.since);
      case 'acd.resumed':
        for (const agent of this.#floor.agents.values()) this.#setTimer(agent);
        return this.#settle();
      default:
        return assertNever(event);
    }
  }

  #removeGroup(id: GroupId): void {
    const group = this.#floor.groups.get(id);
    if (!group) return;
    this.#changed = true;
    this.#floor.removeGroup(id);
    for (const caller of group.waiting.values())
      if (!caller.groups.some((other) => this.#floor.groups.get(other)))
        this.#effects.push({ do: 'unroutable', call: caller.call });
  }

  #configureAgent(id: AgentId, memberships: readonly Membership[]): void {
    const presence = this.#floor.agents.get(id)?.presence ?? { at: 'offline', since: this.now };
    this.#changed = true;
    this.#floor.putAgent({ id, groups: inOrder(memberships), presence });
    this.#serve(id);
  }

  #removeAgent(id: AgentId): void {
    const agent = this.#floor.agents.get(id);
    if (!agent) return;
    this.#changed = true;
    this.#floor.removeAgent(agent);
    if (agent.presence.at === 'ringing') this.#takeBack(agent.presence.call, id);
    if (agent.presence.at === 'talking' && !agent.presence.called) this.#forget(agent.presence.call);
  }

  #choosePresence(id: AgentId, choice: Chosen): void {
    const agent = this.#floor.agents.get(id);
    if (!agent) return;
    const { presence } = agent;
    switch (presence.at) {
      case 'ringing':
        if (choice.at !== 'offline') return this.#chooseNext(agent, presence, choice);
        this.#become(agent, { ...choice, since: this.now });
        return this.#takeBack(presence.call, id);
      case 'talking':
        return this.#chooseNext(agent, presence, choice);
      case 'wrap_up':
        return this.#finishWrapUp(agent, presence, choice);
      default:
        if (sameChoice(presence, choice)) return;
        return this.#rest(agent, choice);
    }
  }

  #chooseNext(agent: Agent, presence: Extract<Presence, { next: unknown }>, choice: Chosen): void {
    const next = choice.at === 'ready' && !choice.by ? null : choice;
    if (presence.next === next || (presence.next && next && sameChoice(presence.next, next))) return;
    this.#become(agent, { ...presence, next });
  }

  /** Lets an agent be rung by somebody else than the queue; what the agent did before comes after the call. */
  #call(id: AgentId, call: CallId, group: GroupId): void {
    const agent = this.#floor.agents.get(id);
    if (!agent || !mayBeCalled(this.#floor, id)) return;
    const { since: idleSince, ...was } = agent.presence;
    const next = was.at === 'busy' || was.at === 'break' ? was : null;
    this.#become(agent, { at: 'ringing', since: this.now, call, group, next, idleSince, called: true });
  }

  #withdraw(call: CallId, id: AgentId): void {
    const agent = this.#floor.agents.get(id);
    if (agent?.presence.at !== 'ringing' || agent.presence.call !== call || !agent.presence.called) return;
    this.#rest(agent, agent.presence.next ?? { at: 'ready' }, agent.presence.idleSince);
  }

  #move(call: CallId, groups: readonly GroupId[]): void {
    const caller = this.#floor.callers.get(call);
    if (caller?.agent === null) this.#queue({ type: 'caller.queued', call, groups });
  }

  #prioritise({ call, priority }: Extract<AcdEvent, { type: 'caller.prioritised' }>): void {
    const caller = this.#floor.callers.get(call);
    if (!caller || priority === undefined || priority === caller.priority) return;
    this.#changed = true;
    this.#floor.putCaller({ ...caller, priority });
  }

  #queue(event: Extract<AcdEvent, { type: 'caller.queued' }>): void {
    const old = this.#floor.callers.get(event.call);
    if (old?.agent) return;
    const caller: Caller = {
      call: event.call,
      groups: [...new Set(event.groups)].sort(byCodeUnit),
      since: old?.since ?? event.since ?? this.now,
      priority: event.priority ?? old?.priority ?? 0,
      agent: null,
    };
    if (old) this.#floor.removeCaller(old);
    this.#seek(caller);
  }

  #leave(call: CallId): void {
    const caller = this.#floor.callers.get(call);
    if (!caller) return;
    const agent = caller.agent === null ? undefined : this.#floor.agents.get(caller.agent);
    if (agent?.presence.at === 'talking') return this.#endTalk(call, agent.id);
    this.#forget(call);
    if (agent?.presence.at !== 'ringing') return;
    this.#effects.push({ do: 'cancel_offer', call, agent: agent.id });
    const { next, idleSince } = agent.presence;
    this.#rest(agent, next ?? { at: 'ready' }, next ? this.now : idleSince);
  }

  #accept(call: CallId, id: AgentId): void {
    const agent = this.#floor.agents.get(id);
    if (agent?.presence.at !== 'ringing' || agent.presence.call !== call) return;
    const { group, next, called } = agent.presence;
    this.#become(agent, { at: 'talking', since: this.now, call, group, next, ...(called && { called }) });
  }

  #refuse(call: CallId, id: AgentId, reason: BusyReason): void {
    const agent = this.#floor.agents.get(id);
    if (agent?.presence.at !== 'ringing' || agent.presence.call !== call) return;
    this.#rest(agent, agent.presence.next ?? { at: 'busy', reason });
    this.#return(call, id);
  }

  #expire(call: CallId, id: AgentId, since: Instant): void {
    const presence = this.#floor.agents.get(id)?.presence;
    if (presence?.at !== 'ringing' || presence.call !== call || presence.since !== since) return;
    this.#effects.push({ do: 'cancel_offer', call, agent: id });
    this.#refuse(call, id, 'missed');
  }

  #endTalk(call: CallId, id: AgentId): void {
    const agent = this.#floor.agents.get(id);
    if (agent?.presence.at !== 'talking' || agent.presence.call !== call) return;
    const { group, next, since, called } = agent.presence;
    if (!called) this.#forget(call);
    const talkMs = this.now - since;
    const wrapUpMs = this.#floor.groups.get(group)?.config.wrapUpMs ?? 0;
    if (wrapUpMs > 0 && next?.at !== 'offline') {
      const until = this.now + wrapUpMs;
      this.#become(agent, {
        at: 'wrap_up',
        since: this.now,
        until,
        call,
        group,
        next,
        talkMs,
        ...(called && { called }),
      });
    } else {
      this.#floor.addHandled(group, talkMs);
      this.#rest(agent, next ?? { at: 'ready' });
    }
  }

  #endWrapUp(id: AgentId, since: Instant | undefined): void {
    const agent = this.#floor.agents.get(id);
    if (agent?.presence.at !== 'wrap_up') return;
    if (since !== undefined && agent.presence.since !== since) return;
    this.#finishWrapUp(agent, agent.presence, agent.presence.next ?? { at: 'ready' });
  }

  #finishWrapUp(agent: Agent, presence: Extract<Presence, { at: 'wrap_up' }>, choice: Chosen): void {
    this.#floor.addHandled(presence.group, presence.talkMs + this.now - presence.since);
    this.#rest(agent, choice);
  }

  /** Takes a ringing call from an agent who can no longer answer. */
  #takeBack(call: CallId, agent: AgentId): void {
    this.#effects.push({ do: 'cancel_offer', call, agent });
    this.#return(call, agent);
  }

  /** Gives a call whose offer failed its original place, or another agent. */
  #return(call: CallId, from: AgentId): void {
    const caller = this.#floor.callers.get(call);
    if (caller?.agent === from) this.#seek({ ...caller, agent: null });
  }

  #forget(call: CallId): void {
    const caller = this.#floor.callers.get(call);
    if (!caller) return;
    this.#changed = true;
    this.#floor.removeCaller(caller);
  }

  /** Puts an agent off the phone, and offers the next call to one who is ready. */
  #rest(agent: Agent, choice: Chosen, since = this.now): void {
    this.#become(agent, { ...choice, since });
    if (choice.at === 'ready') this.#serve(agent.id);
  }

  #become(agent: Agent, presence: Presence): void {
    this.#changed = true;
    const became = { ...agent, presence };
    this.#floor.putAgent(became);
    this.#effects.push({ do: 'presence_changed', agent: agent.id, presence });
    if (agent.presence.at !== presence.at) this.#setTimer(became);
  }

  #setTimer({ id: agent, presence }: Agent): void {
    if (presence.at === 'wrap_up') {
      const { since, until: at } = presence;
      this.#effects.push({ do: 'set_timer', at, event: { type: 'wrap_up.ended', agent, since } });
    } else if (presence.at === 'ringing') {
      const { since, call } = presence;
      const at = since + this.#ringMs(presence.group) + RING_GRACE_MS;
      this.#effects.push({ do: 'set_timer', at, event: { type: 'offer.expired', call, agent, since } });
    }
  }

  #ringMs(group: GroupId): number {
    return this.#floor.groups.get(group)?.config.ringMs ?? 0;
  }

  /** Finds an agent for a caller, or a place in the queues. */
  #seek(caller: Caller): void {
    this.#changed = true;
    const trace = agentFor(this.#floor, caller, { at: this.now, cause: this.cause });
    const { outcome } = trace;
    this.#trace = trace;
    if (outcome.kind === 'offer') return this.#offer(caller, outcome, trace);
    this.#floor.putCaller(caller);
    if (outcome.reason === 'no_group') this.#effects.push({ do: 'unroutable', call: caller.call });
  }

  /** Finds a caller for an agent who is ready. */
  #serve(id: AgentId): void {
    const agent = this.#floor.agents.get(id);
    if (agent?.presence.at !== 'ready') return;
    const trace = callerFor(this.#floor, agent, { at: this.now, cause: this.cause });
    if (trace?.outcome.kind !== 'offer') return;
    const caller = this.#floor.callers.get(trace.outcome.call);
    if (!caller) return;
    this.#trace = trace;
    this.#offer(caller, trace.outcome, trace);
  }

  #offer(caller: Caller, { agent: id, group }: Offered, trace: DecisionTrace): void {
    const agent = this.#floor.agents.get(id);
    if (!agent) return;
    const { call, since: queuedAt } = caller;
    this.#floor.putCaller({ ...caller, agent: id });
    this.#effects.push({ do: 'offer', call, agent: id, group, ringMs: this.#ringMs(group), queuedAt, trace });
    const idleSince = agent.presence.since;
    this.#become(agent, { at: 'ringing', since: this.now, call, group, next: null, idleSince });
  }

  /** Brings ready agents and waiting callers together after a change of the floor itself; idle longest first. */
  #settle(): void {
    const ready = new Map<AgentId, ReadyAgent>();
    for (const group of this.#floor.groups.values())
      if (group.waiting.size > 0) for (const each of group.ready.values()) ready.set(each.agent, each);
    for (const { agent } of [...ready.values()].sort(byIdleness)) this.#serve(agent);
  }
}

/** Whether a call that does not come from the queue may ring the agent now. */
export function mayBeCalled(state: Acd, id: AgentId): boolean {
  const at = state.agents.get(id)?.presence.at;
  return at === 'ready' || at === 'busy' || at === 'break';
}

const sameChoice = (a: Choice | Presence, b: Choice): boolean =>
  a.at === b.at && (a.at !== 'busy' || b.at !== 'busy' || a.reason === b.reason);
