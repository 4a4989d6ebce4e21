import type { AgentId, CallId, GroupId, Instant } from '@sibai/kernel';

import { Agenda } from './agenda.js';
import type { Group, Membership } from './config.js';
import { decide } from './decide.js';
import { type Acd, emptyAcd } from './floor.js';
import type { AcdEvent, CallerQueued, Effect } from './model.js';
import { estimateWait, type WaitEstimate } from './wait.js';

export interface SimulatedCall extends Omit<CallerQueued, 'type' | 'since' | 'agent' | 'last'> {
  readonly at: Instant;
  readonly talkMs: number;
  /** How long the caller waits before hanging up; Infinity for who never does. */
  readonly patienceMs: number;
}

/** From when to when an agent is at work. */
export interface Shift {
  readonly agent: AgentId;
  readonly from: Instant;
  readonly to: Instant;
  readonly groups: readonly Membership[];
}

export interface Scenario {
  readonly groups: readonly Group[];
  readonly shifts: readonly Shift[];
  /** In order of time. */
  readonly calls: Iterable<SimulatedCall>;
  /** From the ring to the agent's answer. */
  readonly pickUpMs: number;
  readonly dice?: number;
  /** Whether everybody who has to wait is told at once how long it should take. */
  readonly foretells?: boolean;
}

/** `overflowed`: was sent out of the queue, and waits for nobody any more. `left_over`: still waited at the end. */
export type SimulatedOutcome = 'answered' | 'abandoned' | 'overflowed' | 'left_over';

export interface SimulatedEnd {
  readonly call: CallId;
  readonly at: Instant;
  readonly outcome: SimulatedOutcome;
  readonly waitMs: number;
  /** Whose agent answered; else the first of the caller's groups. */
  readonly group: GroupId | undefined;
  readonly agent?: AgentId;
  /** What the caller was told on joining the queue; null where nothing is known. Absent of who did not have to wait. */
  readonly foretold?: WaitEstimate | null;
}

type Happening =
  AcdEvent | { readonly type: 'gives_up'; readonly call: CallId; readonly outcome: 'abandoned' | 'overflowed' };

/**
 * Plays a scenario on the router itself in virtual time: the shell's part, in which every ring is answered after
 * `pickUpMs` and every way out of the queue is taken. Tells how each wait ended, as it ends, and the decisions made.
 */
export function simulate(scenario: Scenario, ended: (end: SimulatedEnd) => void): { readonly decisions: number } {
  return new Simulation(scenario, ended).run();
}

class Simulation {
  readonly #agenda = new Agenda<Happening>();
  readonly #open = new Map<CallId, SimulatedCall>();
  readonly #foretold = new Map<CallId, WaitEstimate | null>();
  #state: Acd;
  #decisions = 0;

  constructor(
    private readonly scenario: Scenario,
    private readonly ended: (end: SimulatedEnd) => void,
  ) {
    this.#state = emptyAcd(scenario.dice);
  }

  run(): { readonly decisions: number } {
    const { groups, shifts, calls } = this.scenario;
    const start = Math.min(...shifts.map(({ from }) => from));
    for (const group of groups) this.#decide({ type: 'group.configured', group }, start);
    for (const { agent, groups: skills, from, to } of shifts) {
      this.#agenda.add(from, { type: 'agent.configured', agent, groups: skills });
      this.#agenda.add(from, { type: 'agent.presence', agent, choice: { at: 'ready' } });
      if (to !== Infinity) this.#agenda.add(to, { type: 'agent.presence', agent, choice: { at: 'offline' } });
    }
    for (const call of calls) {
      this.#until(call.at);
      this.#arrive(call);
    }
    this.#until(Infinity);
    for (const call of this.#open.values()) this.#end(call, 'left_over', Infinity);
    return { decisions: this.#decisions };
  }

  #until(time: Instant): void {
    while (this.#agenda.next < time) {
      const due = this.#agenda.take();
      if (due) this.#happen(due.what, due.at);
    }
  }

  #arrive(arriving: SimulatedCall): void {
    const { at, talkMs: _, patienceMs, ...queued } = arriving;
    this.#open.set(arriving.call, arriving);
    if (patienceMs !== Infinity)
      this.#agenda.add(at + patienceMs, { type: 'gives_up', call: arriving.call, outcome: 'abandoned' });
    this.#decide({ ...queued, type: 'caller.queued' }, at);
    if (this.scenario.foretells && this.#state.callers.get(arriving.call)?.agent === null)
      this.#foretold.set(arriving.call, estimateWait(this.#state, arriving.call, at));
  }

  #happen(event: Happening, now: Instant): void {
    if (event.type === 'gives_up') return this.#give(event.call, event.outcome, now);
    if (event.type === 'offer.accepted') {
      const call = this.#open.get(event.call);
      const presence = this.#state.agents.get(event.agent)?.presence;
      // The agent's shift may have ended in mid-ring, and the call be another's by now.
      if (!call || presence?.at !== 'ringing' || presence.call !== call.call) return;
      this.#end(call, 'answered', now, event.agent, presence.group);
      this.#agenda.add(now + call.talkMs, { ...event, type: 'talk.ended' });
    }
    this.#decide(event, now);
  }

  /** The caller leaves the queue unanswered, if still in it. */
  #give(id: CallId, outcome: 'abandoned' | 'overflowed', now: Instant): void {
    const call = this.#open.get(id);
    if (!call) return;
    this.#end(call, outcome, now);
    this.#decide({ type: 'caller.left', call: id }, now);
  }

  #end(call: SimulatedCall, outcome: SimulatedOutcome, now: Instant, agent?: AgentId, group = call.groups[0]): void {
    this.#open.delete(call.call);
    const foretold = this.#foretold.get(call.call);
    this.#foretold.delete(call.call);
    this.ended({
      call: call.call,
      at: call.at,
      outcome,
      waitMs: now - call.at,
      group,
      ...(agent && { agent }),
      ...(foretold !== undefined && { foretold }),
    });
  }

  #decide(event: AcdEvent, now: Instant): void {
    const { state, effects } = decide(this.#state, event, now);
    this.#state = state;
    this.#decisions += 1;
    for (const effect of effects) this.#perform(effect, now);
  }

  #perform(effect: Effect, now: Instant): void {
    switch (effect.do) {
      case 'offer':
        return this.#agenda.add(now + this.scenario.pickUpMs, {
          type: 'offer.accepted',
          call: effect.call,
          agent: effect.agent,
        });
      case 'set_timer':
        // The leases of rings that are all answered would be most of the agenda.
        return effect.event.type === 'offer.expired' ? undefined : this.#agenda.add(effect.at, effect.event);
      case 'overflow':
        return this.#agenda.add(now, { type: 'gives_up', call: effect.call, outcome: 'overflowed' });
      default:
        return undefined;
    }
  }
}
