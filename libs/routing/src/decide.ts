import { type AgentId, assertNever, type CallId, type GroupId, type Instant } from '@sibai/kernel';

import { GROUP_DEFAULTS, type Group } from './config.js';
import { type Acd, queues } from './floor.js';
import { NO_LOAD } from './load.js';
import type { AcdEvent, Agent, BusyReason, Caller, Choice, Chosen, Effect, Presence, RefusalReason } from './model.js';
import { Queueing } from './queueing.js';
import type { DecisionTrace } from './trace.js';

export interface Decision {
  readonly state: Acd;
  readonly effects: readonly Effect[];
  /** The last choice this event led to, also when it was to let the caller wait. Each offer carries its own. */
  readonly trace?: DecisionTrace;
}

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
 * After every event no agent is ready beside a caller the agent may be offered, and no agent and no call
 * has more than one offer.
 */
export function decide(state: Acd, event: AcdEvent, now: Instant): Decision {
  return new Turn(state, event.type, now).take(event);
}

/** Whether a call that does not come from the queue may ring the agent now; also one the agent is just writing up. */
export function mayBeCalled(state: Acd, id: AgentId, call?: CallId): boolean {
  const presence = state.agents.get(id)?.presence;
  if (presence?.at === 'wrap_up') return presence.call === call;
  return presence?.at === 'ready' || presence?.at === 'busy' || presence?.at === 'break';
}

/** One event's work on a draft of the floor; lives for one call of `decide`. */
class Turn extends Queueing {
  constructor(
    private readonly before: Acd,
    cause: AcdEvent['type'],
    now: Instant,
  ) {
    super(before, cause, now);
  }

  take(event: AcdEvent): Decision {
    this.#handle(event);
    const state = this.changed ? this.floor.finish() : this.before;
    return this.trace ? { state, effects: this.effects, trace: this.trace } : { state, effects: this.effects };
  }

  #handle(event: AcdEvent): void {
    switch (event.type) {
      case 'group.configured':
        return this.#configureGroup(event.group);
      case 'group.removed':
        return this.#removeGroup(event.group);
      case 'agent.configured':
        return this.#configureAgent(event);
      case 'agent.removed':
        return this.#removeAgent(event.agent);
      case 'agent.presence':
        return this.#choosePresence(event.agent, event.by ? { ...event.choice, by: event.by } : event.choice);
      case 'agent.called':
        return this.#call(event.agent, event.call, event.group);
      case 'caller.queued':
        return this.queue(event);
      case 'caller.moved':
        return this.move(event.call, event.groups);
      case 'caller.prioritised':
        return this.prioritise(event);
      case 'caller.due':
        return this.due(event.call);
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
      case 'wrap_up.extended':
        return this.#extendWrapUp(event.agent, event.byMs);
      case 'wrap_up.ended':
        return this.#endWrapUp(event);
      case 'lending.reviewed':
        this.lendOut(event.group);
        return this.review(event.group);
      case 'acd.resumed':
        return this.#resume();
      default:
        return assertNever(event);
    }
  }

  #resume(): void {
    for (const agent of this.floor.agents.values()) this.setTimer(agent);
    for (const { config } of this.floor.groups.values()) this.review(config.id);
    for (const { call } of this.floor.callers.values()) this.due(call);
    this.settle();
  }

  #configureGroup(config: Group): void {
    const old = this.floor.groups.get(config.id);
    if (old && JSON.stringify(old.config) === JSON.stringify(config)) return;
    this.changed = true;
    this.floor.putGroup(config);
    for (const caller of this.floor.callers.values()) {
      if (!queues(caller) || !concerns(caller, config.id)) continue;
      const rewanted = this.rewanted(caller);
      this.floor.putCaller(rewanted);
      this.remind(rewanted);
    }
    this.settle();
  }

  #removeGroup(id: GroupId): void {
    const group = this.floor.groups.get(id);
    if (!group) return;
    this.changed = true;
    this.floor.removeGroup(id);
    for (const caller of group.waiting.values())
      if (!caller.wants.some(({ groupId }) => this.floor.groups.get(groupId)))
        this.effects.push({ do: 'unroutable', call: caller.call });
  }

  #configureAgent({ agent: id, capacity = 1, ...event }: Extract<AcdEvent, { type: 'agent.configured' }>): void {
    const old = this.floor.agents.get(id);
    const groups = this.floor.inOrder(event.groups);
    if (old?.capacity === capacity && JSON.stringify(old.groups) === JSON.stringify(groups)) return;
    const presence = old?.presence ?? { at: 'offline', since: this.now };
    this.changed = true;
    this.floor.putAgent({ id, groups, presence, capacity, load: old?.load ?? event.load ?? NO_LOAD });
    this.serve(id);
  }

  #removeAgent(id: AgentId): void {
    const agent = this.floor.agents.get(id);
    if (!agent) return;
    this.changed = true;
    this.floor.removeAgent(agent);
    if (agent.presence.at === 'ringing') this.#takeBack(agent.presence.call, id);
    if (agent.presence.at === 'talking' && !agent.presence.called) this.forget(agent.presence.call);
    this.release(id);
  }

  #choosePresence(id: AgentId, choice: Chosen): void {
    const agent = this.floor.agents.get(id);
    if (!agent) return;
    const { presence } = agent;
    switch (presence.at) {
      case 'ringing':
        if (choice.at !== 'offline') return this.#chooseNext(agent, presence, choice);
        this.rest(agent, choice);
        return this.#takeBack(presence.call, id);
      case 'talking':
        return this.#chooseNext(agent, presence, choice);
      case 'wrap_up':
        return this.#finishWrapUp(agent, presence, choice);
      default:
        if (sameChoice(presence, choice)) return;
        return this.rest(agent, choice);
    }
  }

  #chooseNext(agent: Agent, presence: Extract<Presence, { next: unknown }>, choice: Chosen): void {
    const next = choice.at === 'ready' && !choice.by ? null : choice;
    if (presence.next === next || (presence.next && next && sameChoice(presence.next, next))) return;
    this.become(agent, { ...presence, next });
  }

  /** Lets an agent be rung by somebody else than the queue; what the agent did before comes after the call. */
  #call(id: AgentId, call: CallId, group: GroupId): void {
    const agent = this.floor.agents.get(id);
    if (!agent || !mayBeCalled(this.floor, id, call)) return;
    const { presence } = agent;
    if (presence.at === 'wrap_up') this.floor.addHandled(presence.group, presence.talkMs + this.now - presence.since);
    const next = nextOf(presence);
    const idleSince = presence.at === 'wrap_up' ? this.now : presence.since;
    this.become(agent, { at: 'ringing', since: this.now, call, group, next, idleSince, called: true });
  }

  #withdraw(call: CallId, id: AgentId): void {
    const agent = this.floor.agents.get(id);
    if (agent?.presence.at !== 'ringing' || agent.presence.call !== call || !agent.presence.called) return;
    this.rest(agent, agent.presence.next ?? { at: 'ready' }, agent.presence.idleSince);
  }

  #leave(call: CallId): void {
    const caller = this.floor.callers.get(call);
    if (!caller) return;
    const agent = caller.agent === null ? undefined : this.floor.agents.get(caller.agent);
    if (agent?.presence.at === 'talking') return this.#endTalk(call, agent.id);
    this.forget(call);
    this.countWait(caller, caller.groups, false);
    if (agent?.presence.at !== 'ringing') return;
    this.effects.push({ do: 'cancel_offer', call, agent: agent.id });
    const { next, idleSince } = agent.presence;
    this.rest(agent, next ?? { at: 'ready' }, next ? this.now : idleSince);
  }

  #accept(call: CallId, id: AgentId): void {
    const agent = this.floor.agents.get(id);
    if (agent?.presence.at !== 'ringing' || agent.presence.call !== call) return;
    const { group, next, called } = agent.presence;
    const talking: Presence = { at: 'talking', since: this.now, call, group, next };
    this.become(agent, called ? { ...talking, called } : talking);
    const caller = this.floor.callers.get(call);
    if (caller && !called) this.countWait(caller, [group], true);
  }

  #refuse(call: CallId, id: AgentId, reason: BusyReason): void {
    const agent = this.floor.agents.get(id);
    if (agent?.presence.at !== 'ringing' || agent.presence.call !== call) return;
    const { next } = agent.presence;
    this.become(agent, { ...(next ?? { at: 'busy', reason }), since: this.now });
    this.giveBack(call, id);
    if (next?.at === 'offline') this.release(id);
  }

  #expire(call: CallId, id: AgentId, since: Instant): void {
    const presence = this.floor.agents.get(id)?.presence;
    if (presence?.at !== 'ringing' || presence.call !== call || presence.since !== since) return;
    this.effects.push({ do: 'cancel_offer', call, agent: id });
    this.#refuse(call, id, 'missed');
  }

  #endTalk(call: CallId, id: AgentId): void {
    const agent = this.floor.agents.get(id);
    if (agent?.presence.at !== 'talking' || agent.presence.call !== call) return;
    const { group, next, since, called } = agent.presence;
    if (!called) this.forget(call);
    const talkMs = this.now - since;
    const config = this.floor.groups.get(group)?.config;
    const mode = config?.wrapUp ?? GROUP_DEFAULTS.wrapUp;
    const lasts = mode === 'manual' ? longest(config) : (config?.wrapUpMs ?? 0);
    if (lasts > 0 && next?.at !== 'offline') {
      const until = this.now + lasts;
      const fixed: Presence = { at: 'wrap_up', since: this.now, until, call, group, next, talkMs };
      const wrapUp = mode === 'fixed' ? fixed : { ...fixed, mode };
      this.become(agent, called ? { ...wrapUp, called } : wrapUp);
    } else {
      this.floor.addHandled(group, talkMs);
      this.rest(agent, next ?? { at: 'ready' });
    }
  }

  #extendWrapUp(id: AgentId, byMs: number): void {
    const agent = this.floor.agents.get(id);
    if (agent?.presence.at !== 'wrap_up' || agent.presence.mode !== 'extendable' || byMs <= 0) return;
    const { presence } = agent;
    const until = Math.min(
      presence.until + byMs,
      presence.since + longest(this.floor.groups.get(presence.group)?.config),
    );
    if (until <= presence.until) return;
    const extended = { ...agent, presence: { ...presence, until } };
    this.become(agent, extended.presence);
    this.setTimer(extended);
  }

  #endWrapUp({ agent: id, since, until }: Extract<AcdEvent, { type: 'wrap_up.ended' }>): void {
    const agent = this.floor.agents.get(id);
    if (agent?.presence.at !== 'wrap_up') return;
    if (since !== undefined && agent.presence.since !== since) return;
    // The timer of before an extension. The time is not asked: with a clock set back an hour it would last an hour.
    if (until !== undefined && agent.presence.until !== until) return;
    this.#finishWrapUp(agent, agent.presence, agent.presence.next ?? { at: 'ready' });
  }

  #finishWrapUp(agent: Agent, presence: Extract<Presence, { at: 'wrap_up' }>, choice: Chosen): void {
    this.floor.addHandled(presence.group, presence.talkMs + this.now - presence.since);
    this.rest(agent, choice);
  }

  /** Takes a ringing call from an agent who can no longer answer. */
  #takeBack(call: CallId, agent: AgentId): void {
    this.effects.push({ do: 'cancel_offer', call, agent });
    this.giveBack(call, agent);
  }
}

const longest = (config: Group | undefined): number => config?.wrapUpMaxMs ?? GROUP_DEFAULTS.wrapUpMaxMs;

/** What an agent who is called goes back to after the call. */
function nextOf(presence: Presence): Chosen | null {
  if (presence.at === 'wrap_up') return presence.next;
  if (presence.at !== 'busy' && presence.at !== 'break') return null;
  const { since: _, ...was } = presence;
  return was;
}

const concerns = (caller: Caller, group: GroupId): boolean =>
  caller.groups.includes(group) || caller.wants.some(({ groupId }) => groupId === group);

const sameChoice = (a: Choice | Presence, b: Choice): boolean =>
  a.at === b.at && (a.at !== 'busy' || b.at !== 'busy' || a.reason === b.reason);
