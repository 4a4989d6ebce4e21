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

const C = { patienceSeconds: Infinity, targetSeconds: 20 };

/**
 * Queues and what theory says of them, worked out apart from `theory`: Erlang C and Erlang A by rational arithmetic and by
 * birth and death of 4,000 states, the service levels of Erlang A by integrating the Kolmogorov equations of a caller's way
 * through the queue.
 */
export const REFERENCES: readonly { readonly name: string; readonly queue: Queue; readonly figures: Figures }[] = [
  {
    name: 'M/M/8, 5 erlangs',
    queue: { ...C, callsPerSecond: 5 / 180, handleSeconds: 180, agents: 8 },
    figures: { waitSeconds: 10.035990399705396, serviceLevel: 0.8801483107665521, abandons: 0 },
  },
  {
    name: 'M/M/20, 16 erlangs',
    queue: { ...C, callsPerSecond: 16 / 240, handleSeconds: 240, agents: 20 },
    figures: { waitSeconds: 15.364667630343472, serviceLevel: 0.8165122427716552, abandons: 0 },
  },
  {
    name: 'M/M/16+M, 16 erlangs',
    queue: { callsPerSecond: 16 / 240, handleSeconds: 240, agents: 16, patienceSeconds: 60, targetSeconds: 20 },
    figures: { waitSeconds: 7.890495895041677, serviceLevel: 0.7589284631470361, abandons: 0.13150826491736128 },
  },
  {
    name: 'M/M/50+M, 48 erlangs',
    queue: { callsPerSecond: 0.8, handleSeconds: 60, agents: 50, patienceSeconds: 120, targetSeconds: 20 },
    figures: { waitSeconds: 3.7094698994632207, serviceLevel: 0.943018955, abandons: 0.030912249162193504 },
  },
  {
    name: 'M/M/45+M, 50 erlangs',
    queue: { callsPerSecond: 50 / 300, handleSeconds: 300, agents: 45, patienceSeconds: 180, targetSeconds: 20 },
    figures: { waitSeconds: 22.697570888566908, serviceLevel: 0.49870721203302665, abandons: 0.12609761604759395 },
  },
];

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
export function onRouter(
  queue: Queue,
  calls: number,
  seed: number,
  look: (waitMs: number, answered: boolean) => void,
): void {
  const group = { id: 'g' as GroupId, name: 'g', wrapUpMs: 0, ringMs: 20_000 };
  const shifts = Array.from({ length: queue.agents }, (_, n): Shift => {
    return { agent: `a${n}` as AgentId, from: 0, to: Infinity, groups: [{ groupId: group.id, proficiency: 5 }] };
  });
  const scenario = { groups: [group], shifts, calls: callersOf(queue, calls, seed), pickUpMs: 0 };
  simulate(scenario, ({ waitMs, outcome }) => look(waitMs, outcome === 'answered'));
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

/** Whether the router gives so many callers the very waits, to the microsecond, that the recursion gives them. */
export function routesAsTheRecursion(queue: Queue, calls: number, seed: number): boolean {
  const waitsBy = (play: typeof byRecursion): readonly number[][] => {
    const waits: { readonly answered: number[]; readonly abandoned: number[] } = { answered: [], abandoned: [] };
    play(queue, calls, seed, (waitMs, answered) => {
      waits[answered ? 'answered' : 'abandoned'].push(Math.round(waitMs * 1_000));
    });
    // Who hangs up ends a wait before those who came earlier end theirs: the two tell of callers in different orders.
    return [waits.answered, waits.abandoned].map((each) => each.sort((a, b) => a - b));
  };
  const expected = waitsBy(byRecursion);
  const found = waitsBy(onRouter);
  return found.every(
    (waits, at) => waits.length === expected[at]?.length && waits.every((wait, n) => wait === expected[at]?.[n]),
  );
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
