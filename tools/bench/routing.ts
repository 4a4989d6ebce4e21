import { availableParallelism, cpus } from 'node:os';

import { type Acd, type AcdEvent, decide, type Effect, emptyAcd } from '@sibai/routing';

import { type Engine, FloorTraffic, type Size, TRAFFIC } from './floor-traffic.ts';
import { NaiveFloor } from './naive-floor.ts';
import { table } from './table.ts';

const SIZES: readonly Size[] = [100, 1_000, 10_000].flatMap((agents) =>
  [10, 100, 1_000].map((groups) => ({ agents, groups })),
);
const WARM_UP = 50_000;
const MEASURED = 150_000;
/** The naive floor is given less time: at 10,000 agents it would take minutes. */
const NAIVE_WARM_UP = 2_000;
const NAIVE_MEASURED = 20_000;
const NAIVE_SECONDS = 2;
/** Whatever else the machine does only slows a run down, so the fastest tells most about the code. */
const RUNS = 3;

/** Events after which somebody looks for somebody. The others (answered, talk ended) only keep the books. */
const CHOICES = new Set<AcdEvent['type']>([
  'caller.queued',
  'caller.left',
  'offer.refused',
  'agent.presence',
  'wrap_up.ended',
]);

interface Measured {
  readonly perSecond: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly maxUs: number;
  readonly choiceP50Us: number;
  readonly choiceP99Us: number;
  readonly decisions: number;
  readonly offers: number;
}

class RealFloor implements Engine {
  state: Acd = emptyAcd();

  decide(event: AcdEvent, now: number): readonly Effect[] {
    const { state, effects } = decide(this.state, event, now);
    this.state = state;
    return effects;
  }
}

export function run(): void {
  const rows = SIZES.map((size) => {
    const { agents, groups } = size;
    const ours = best(() => new RealFloor(), size, WARM_UP, MEASURED, Infinity);
    const naive = best(() => new NaiveFloor(), size, NAIVE_WARM_UP, NAIVE_MEASURED, NAIVE_SECONDS);
    return { agents, groups, ours, naive, sameOffers: sameOffers(size) };
  });
  const goal = rows.at(-1);
  const ok = goal !== undefined && goal.ours.perSecond >= 100_000 && goal.ours.p99Us < 1_000;

  console.log(
    `One decision = one call of decide(), whatever the event; each is timed alone, the traffic is not timed.`,
  );
  console.log(`A choice = a decision in which a caller looks for an agent or an agent for a caller.`);
  console.log(`Traffic: ${TRAFFIC}.`);
  console.log(`Naive: the same rules, filtering and sorting mutable arrays, without a trace. Same traffic, same seed.`);
  console.log(
    `${MEASURED} decisions measured after ${WARM_UP}; naive: up to ${NAIVE_MEASURED} or ${NAIVE_SECONDS} s; the fastest of ${RUNS} runs each.`,
  );
  console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'} × ${availableParallelism()}\n`);
  console.log(
    table(
      [
        'agents',
        'groups',
        'decisions/s',
        'p50 µs',
        'p99 µs',
        'max µs',
        'choice p50',
        'choice p99',
        'naive/s',
        'naive p99 µs',
        '× naive',
      ],
      rows.map(({ agents, groups, ours, naive }) => [
        agents,
        groups,
        Math.round(ours.perSecond),
        ours.p50Us.toFixed(1),
        ours.p99Us.toFixed(1),
        ours.maxUs.toFixed(0),
        ours.choiceP50Us.toFixed(1),
        ours.choiceP99Us.toFixed(1),
        Math.round(naive.perSecond),
        naive.p99Us.toFixed(0),
        (ours.perSecond / naive.perSecond).toFixed(1),
      ]),
    ),
  );
  console.log(`\nBoth made the same offers: ${rows.every((row) => row.sameOffers) ? 'yes' : 'NO'}`);
  console.log(JSON.stringify({ bench: 'routing', ok, goal: { perSecond: 100_000, p99Us: 1_000 }, rows }));
}

function best(engine: () => Engine, size: Size, warmUp: number, measured: number, seconds: number): Measured {
  return Array.from({ length: RUNS }, () => measure(engine(), size, warmUp, measured, seconds)).reduce((a, b) =>
    a.perSecond >= b.perSecond ? a : b,
  );
}

function measure(engine: Engine, size: Size, warmUp: number, measured: number, seconds: number): Measured {
  const traffic = new FloorTraffic(size);
  for (const { event, now } of traffic.opening()) engine.decide(event, now);
  for (let at = 0; at < warmUp; at += 1) turn(engine, traffic);

  const all = new Float64Array(measured);
  const choices: number[] = [];
  let offers = 0;
  let decisions = 0;
  const deadline = performance.now() + seconds * 1_000;
  while (decisions < measured && performance.now() < deadline) {
    const { event, effects, us } = turn(engine, traffic);
    all[decisions] = us;
    decisions += 1;
    if (CHOICES.has(event.type)) choices.push(us);
    offers += effects.filter((effect) => effect.do === 'offer').length;
  }
  const times = all.subarray(0, decisions).sort();
  const choiceTimes = Float64Array.from(choices).sort();
  const total = times.reduce((sum, us) => sum + us, 0);
  return {
    perSecond: decisions / (total / 1e6),
    p50Us: quantile(times, 0.5),
    p99Us: quantile(times, 0.99),
    maxUs: quantile(times, 1),
    choiceP50Us: quantile(choiceTimes, 0.5),
    choiceP99Us: quantile(choiceTimes, 0.99),
    decisions,
    offers,
  };
}

function turn(engine: Engine, traffic: FloorTraffic) {
  const { event, now } = traffic.next();
  const started = performance.now();
  const effects = engine.decide(event, now);
  const us = (performance.now() - started) * 1_000;
  traffic.learn(effects);
  return { event, effects, us };
}

/** Whether both floors, given the same traffic, offer the same calls to the same agents. */
function sameOffers(size: Size): boolean {
  const log = (engine: Engine): string => {
    const traffic = new FloorTraffic(size, 2);
    for (const { event, now } of traffic.opening()) engine.decide(event, now);
    const offers: string[] = [];
    for (let at = 0; at < NAIVE_WARM_UP; at += 1)
      for (const effect of turn(engine, traffic).effects)
        if (effect.do === 'offer') offers.push(`${effect.call} ${effect.agent}`);
    return offers.join('\n');
  };
  return log(new RealFloor()) === log(new NaiveFloor());
}

const quantile = (sorted: Float64Array, q: number): number => sorted[Math.ceil(sorted.length * q) - 1] ?? 0;
