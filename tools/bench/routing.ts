import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';

import { type Acd, type AcdEvent, decide, type Effect, emptyAcd } from '@sibai/routing';

import { type Engine, FloorTraffic, RULES, type Size, TRAFFIC } from './floor-traffic.ts';
import { NaiveFloor } from './naive-floor.ts';
import { table } from './table.ts';

const WARM_UP = 40_000;
const MEASURED = 100_000;
/** The naive floor is given less time: at 10,000 agents it would take minutes. */
const NAIVE_WARM_UP = 2_000;
const NAIVE_MEASURED = 20_000;
const NAIVE_SECONDS = 1.5;
/** Whatever else the machine does only slows a run down, so the fastest tells most about the code. */
const RUNS = 2;

/** Events after which somebody looks for somebody. The others (answered, talk ended) only keep the books. */
const CHOICES = new Set<AcdEvent['type']>([
  'caller.queued',
  'caller.left',
  'offer.refused',
  'agent.presence',
  'wrap_up.ended',
  'caller.due',
  'lending.reviewed',
]);

interface Measured {
  readonly perSecond: number;
  readonly perCpuSecond: number;
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

/** `--agents LIST` and `--groups LIST`: sizes, each with each. */
export function run(argv: readonly string[]): void {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      agents: { type: 'string', default: '100,1000,10000' },
      groups: { type: 'string', default: '10,100,1000' },
    },
  });
  const [agentCounts, groupCounts] = [values.agents, values.groups].map((list) => list.split(',').map(Number));
  const sizes = agentCounts?.flatMap((agents) => groupCounts?.map((groups): Size => ({ agents, groups })) ?? []) ?? [];
  const rows = sizes.map((size) => {
    const { agents, groups } = size;
    const ours = best(() => new RealFloor(), size, WARM_UP, MEASURED, Infinity);
    const naive = best(() => new NaiveFloor(), size, NAIVE_WARM_UP, NAIVE_MEASURED, NAIVE_SECONDS);
    const ruled = best(() => new RealFloor(), { ...size, rules: true }, WARM_UP, MEASURED, Infinity);
    return { agents, groups, ours, ruled, naive, sameOffers: sameOffers(size) };
  });
  const goal = rows.at(-1);
  const ok =
    goal !== undefined &&
    [goal.ours, goal.ruled].every(({ perSecond, p99Us }) => perSecond >= 100_000 && p99Us < 1_000);

  console.log(`One decision = one call of decide(), whatever the event.`);
  console.log(`A choice = a decision in which a caller looks for an agent or an agent for a caller.`);
  console.log(`decisions/s: by the clock, garbage collection included, replaying the recorded traffic.`);
  console.log(`per CPU s: the same by the processor time of the whole process, its helping threads included.`);
  console.log(
    `p50, p99, max: each decision by the clock, as the traffic is made; other work on the machine shows here.`,
  );
  console.log(`Traffic: ${TRAFFIC}.`);
  console.log(`Naive: the same rules, filtering and sorting mutable arrays, without a trace. Same traffic.`);
  console.log(
    `${MEASURED} decisions measured after ${WARM_UP}; naive: up to ${NAIVE_MEASURED} or ${NAIVE_SECONDS} s; the fastest of ${RUNS} runs each.`,
  );
  console.log(
    `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'} × ${availableParallelism()}, load average ${loadavg()[0]?.toFixed(1)}\n`,
  );
  console.log(
    table(
      [
        'agents',
        'groups',
        'decisions/s',
        'per CPU s',
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
        ours.perSecond,
        ours.perCpuSecond,
        ours.p50Us.toFixed(1),
        ours.p99Us.toFixed(1),
        ours.maxUs.toFixed(0),
        ours.choiceP50Us.toFixed(1),
        ours.choiceP99Us.toFixed(1),
        naive.perSecond,
        naive.p99Us.toFixed(0),
        (ours.perSecond / naive.perSecond).toFixed(1),
      ]),
    ),
  );
  console.log(`\nWith all rules in play: ${RULES}.\n`);
  console.log(
    table(
      [
        'agents',
        'groups',
        'decisions/s',
        'per CPU s',
        'p50 µs',
        'p99 µs',
        'max µs',
        'choice p50',
        'choice p99',
        'offers',
      ],
      rows.map(({ agents, groups, ruled }) => [
        agents,
        groups,
        ruled.perSecond,
        ruled.perCpuSecond,
        ruled.p50Us.toFixed(1),
        ruled.p99Us.toFixed(1),
        ruled.maxUs.toFixed(0),
        ruled.choiceP50Us.toFixed(1),
        ruled.choiceP99Us.toFixed(1),
        ruled.offers,
      ]),
    ),
  );
  console.log(`\nBoth made the same offers: ${rows.every((row) => row.sameOffers) ? 'yes' : 'NO'}`);
  console.log(JSON.stringify({ bench: 'routing', ok, goal: { perSecond: 100_000, p99Us: 1_000 }, rows }));
}

function best(engine: () => Engine, size: Size, warmUp: number, measured: number, seconds: number): Measured {
  return Array.from({ length: RUNS }, () => measure(engine, size, warmUp, measured, seconds)).reduce((a, b) =>
    a.perSecond >= b.perSecond ? a : b,
  );
}

/**
 * Two passes over the same events. The first, with the traffic that answers the engine, times every decision by
 * itself; the second replays what happened into a fresh engine and takes the time of the whole, garbage collection
 * included.
 */
function measure(engine: () => Engine, size: Size, warmUp: number, measured: number, seconds: number): Measured {
  const traffic = new FloorTraffic(size);
  const opening = [...traffic.opening()];
  const log: { event: AcdEvent; now: number }[] = [];
  const timed = engine();
  for (const { event, now } of opening) timed.decide(event, now);
  for (let at = 0; at < warmUp; at += 1) log.push(turn(timed, traffic));

  const all: number[] = [];
  const choices: number[] = [];
  let offers = 0;
  const deadline = performance.now() + seconds * 1_000;
  while (all.length < measured && performance.now() < deadline) {
    const { event, now, effects, us } = turn(timed, traffic);
    log.push({ event, now });
    all.push(us);
    if (CHOICES.has(event.type)) choices.push(us);
    offers += effects.filter((effect) => effect.do === 'offer').length;
  }

  const replayed = engine();
  for (const { event, now } of [...opening, ...log.slice(0, warmUp)]) replayed.decide(event, now);
  const [before, cpuBefore] = [performance.now(), process.cpuUsage()];
  for (let at = warmUp; at < log.length; at += 1) {
    const entry = log[at];
    if (entry) replayed.decide(entry.event, entry.now);
  }
  const tookSeconds = (performance.now() - before) / 1_000;
  const { user, system } = process.cpuUsage(cpuBefore);

  return {
    perSecond: Math.round(all.length / tookSeconds),
    perCpuSecond: Math.round((all.length * 1e6) / (user + system)),
    p50Us: quantile(all, 0.5),
    p99Us: quantile(all, 0.99),
    maxUs: quantile(all, 1),
    choiceP50Us: quantile(choices, 0.5),
    choiceP99Us: quantile(choices, 0.99),
    decisions: all.length,
    offers,
  };
}

function turn(engine: Engine, traffic: FloorTraffic) {
  const { event, now } = traffic.next();
  const started = performance.now();
  const effects = engine.decide(event, now);
  const us = (performance.now() - started) * 1_000;
  traffic.learn(effects);
  return { event, now, effects, us };
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

/** To a tenth of a microsecond. */
function quantile(values: readonly number[], q: number): number {
  const sorted = Float64Array.from(values).sort();
  return Math.round((sorted[Math.ceil(sorted.length * q) - 1] ?? 0) * 10) / 10;
}
