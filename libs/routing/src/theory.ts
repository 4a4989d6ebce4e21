import type { AgentId, CallId, GroupId, Instant } from '@sibai/kernel';

import { rolled } from './dice.js';
import { erlangA, erlangAnswerSeconds, erlangServiceLevel } from './erlang.js';
import { type SimulatedCall, type Shift, simulate } from './simulate.js';

/** A queue of theory: Poisson arrivals, exponential talks and patience, so many agents, first come first served. */
export interface Queue {
  readonly callsPerSecond: number;
  readonly handleSeconds: number;
  readonly agents: number;
  /** Infinity: M/M/c; else M/M/c+M. */
  readonly patienceSeconds: number;
  readonly targetSeconds: number;
}

export interface Figures {
  readonly waitSeconds: number;
  readonly serviceLevel: number;
  readonly abandons: number;
}

/** What Erlang C or Erlang A says of the queue. */
export function theory(queue: Queue): Figures {
  const { agents, handleSeconds, patienceSeconds, targetSeconds } = queue;
  const erlangs = queue.callsPerSecond * handleSeconds;
  if (patienceSeconds === Infinity)
    return {
      waitSeconds: erlangAnswerSeconds(erlangs, agents, handleSeconds),
      serviceLevel: erlangServiceLevel(erlangs, agents, handleSeconds, targetSeconds),
      abandons: 0,
    };
  const { meanWaitSeconds, serviceLevel, abandons } = erlangA(
    erlangs,
    agents,
    handleSeconds,
    patienceSeconds,
    targetSeconds,
  );
  return { waitSeconds: meanWaitSeconds, serviceLevel, abandons };
}

/** The queue's callers, by dice; they come at fractions of a millisecond, so that no two things happen at one time. */
export function* callersOf(queue: Queue, calls: number, seed: number): Generator<SimulatedCall> {
  let dice = seed;
  const exponential = (mean: number): number => {
    const roll = rolled(dice);
    ({ dice } = roll);
    return -mean * Math.log(1 - roll.shown);
  };
  const group = 'g' as GroupId;
  let at: Instant = 0;
  for (let n = 0; n < calls; n += 1) {
    at += exponential(1_000 / queue.callsPerSecond);
    const talkMs = exponential(1_000 * queue.handleSeconds);
    const patienceMs = queue.patienceSeconds === Infinity ? Infinity : exponential(1_000 * queue.patienceSeconds);
    yield { call: `c${n}` as CallId, at, groups: [group], talkMs, patienceMs };
  }
}

/** Adds up waits to figures. */
export class Adding {
  #calls = 0;
  #waitMs = 0;
  #inTime = 0;
  #abandoned = 0;

  constructor(private readonly targetSeconds: number) {}

  add(waitMs: number, answered: boolean): void {
    this.#calls += 1;
    this.#waitMs += waitMs;
    if (!answered) this.#abandoned += 1;
    else if (waitMs <= this.targetSeconds * 1_000) this.#inTime += 1;
  }

  get figures(): Figures {
    return {
      waitSeconds: this.#waitMs / 1_000 / this.#calls,
      serviceLevel: this.#inTime / this.#calls,
      abandons: this.#abandoned / this.#calls,
    };
  }
}

/** Plays the queue on the router. */
export function onRouter(queue: Queue, calls: number, seed: number, look: (waitMs: number, answered: boolean) => void) {
  const group = { id: 'g' as GroupId, name: 'g', wrapUpMs: 0, ringMs: 20_000 };
  const shifts = Array.from({ length: queue.agents }, (_, n): Shift => {
    return { agent: `a${n}` as AgentId, from: 0, to: Infinity, groups: [{ groupId: group.id, proficiency: 5 }] };
  });
  const scenario = { groups: [group], shifts, calls: callersOf(queue, calls, seed), pickUpMs: 0 };
  return simulate(scenario, ({ waitMs, outcome }) => look(waitMs, outcome === 'answered'));
}

/**
 * The same queue by the recursion of Kiefer and Wolfowitz ("On the theory of queues with many servers", 1955): a caller
 * waits until the first of the agents is free, and if that is longer than the patience, takes nobody's time.
 */
export function byRecursion(
  queue: Queue,
  calls: number,
  seed: number,
  look: (waitMs: number, answered: boolean) => void,
): void {
  // When each agent is free; the least is at 0, and no entry is less than that at (i − 1) / 2.
  const free = new Float64Array(queue.agents);
  for (const { at, talkMs, patienceMs } of callersOf(queue, calls, seed)) {
    const waitMs = Math.max(0, (free[0] ?? 0) - at);
    if (waitMs >= patienceMs) look(patienceMs, false);
    else {
      look(waitMs, true);
      sink(free, at + waitMs + talkMs);
    }
  }
}

/** Replaces the least. */
function sink(heap: Float64Array, value: number): void {
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && (heap[child + 1] ?? 0) < (heap[child] ?? 0)) child += 1;
    const below = heap[child] ?? 0;
    if (below >= value) break;
    heap[index] = below;
    index = child;
  }
  heap[index] = value;
}
