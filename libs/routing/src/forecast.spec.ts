import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { erlangServiceLevel } from './erlang.js';
import { forecast, FORECAST_SECONDS, type Outlook, shareAgents } from './forecast.js';

const quiet: Outlook = {
  arrivalsPerSecond: 0,
  agents: 4,
  handleSeconds: 180,
  waitedSeconds: [],
  targetSeconds: 20,
  goal: 0.8,
};
/** 60 calls an hour of 180 s: 3 erlangs. */
const busy: Outlook = { ...quiet, arrivalsPerSecond: 60 / 3600 };

describe('the forecast of the next 15 minutes', () => {
  it('is Erlang C where nobody waits yet and the agents carry the traffic', () => {
    const six = forecast({ ...busy, agents: 6 });
    expect(six).toMatchObject({ breach: false, reason: 'within_goal', erlangs: 3, agentsNeeded: 5, clearSeconds: 0 });
    expect(six.serviceLevel).toBeCloseTo(erlangServiceLevel(3, 6, 180, 20), 10);
    expect(forecast({ ...busy, agents: 4 })).toMatchObject({ breach: true, reason: 'close_call' });
  });

  it('with part of an agent is between those of whole ones', () => {
    const half = forecast({ ...busy, agents: 4.5 }).serviceLevel;
    const [four, five] = [4, 5].map((n) => erlangServiceLevel(3, n, 180, 20));
    expect(half).toBeCloseTo(((four ?? 0) + (five ?? 0)) / 2, 10);
  });

  it('counts those who wait already: 1 caller in 45 s each is late when there are 4 agents', () => {
    expect(forecast({ ...quiet, waitedSeconds: [0] })).toMatchObject({ serviceLevel: 0, breach: true });
    // 12 agents take one every 15 s: the first is in time, the second would wait 30 s.
    expect(forecast({ ...quiet, agents: 12, waitedSeconds: [2, 0] }).serviceLevel).toBe(0.5);
  });

  it('says when a backlog is worked off, and that all until then are late', () => {
    // 6 agents answer one every 30 s, one arrives every 60 s: it shrinks by one a minute. Over 20 s ÷ 30 s = 2/3 is too many.
    const waitedSeconds = [100, 90, 80, 70, 60, 50, 40, 30];
    const { clearSeconds, serviceLevel, reason } = forecast({ ...busy, agents: 6, waitedSeconds });
    expect(clearSeconds).toBeCloseTo((8 - 2 / 3) * 60, 6);
    const late = (clearSeconds ?? 0) / FORECAST_SECONDS;
    expect(serviceLevel).toBeCloseTo(((1 - late) * erlangServiceLevel(3, 6, 180, 20) * 15) / (8 + 15), 10);
    expect(reason).toBe('backlog');
  });

  it('says that there are too few agents, and how many it takes', () => {
    expect(forecast({ ...busy, agents: 2 })).toMatchObject({
      breach: true,
      reason: 'too_few_agents',
      clearSeconds: null,
      agentsNeeded: 5,
    });
  });

  it('is a breach when somebody is expected and nobody serves, and none when nobody is expected', () => {
    expect(forecast({ ...busy, agents: 0 })).toMatchObject({ serviceLevel: 0, breach: true, reason: 'nobody_serving' });
    expect(forecast({ ...quiet, agents: 0 })).toMatchObject({ serviceLevel: null, breach: false });
  });

  it('is a share; more agents never make it worse, more who wait never better', () => {
    const outlook = fc.record({
      arrivalsPerSecond: fc.double({ min: 0, max: 0.5, noNaN: true }),
      agents: fc.integer({ min: 0, max: 60 }),
      handleSeconds: fc.integer({ min: 20, max: 900 }),
      waitedSeconds: fc
        .array(fc.integer({ min: 0, max: 600 }), { maxLength: 30 })
        .map((all) => all.toSorted((a, b) => b - a)),
      targetSeconds: fc.integer({ min: 5, max: 120 }),
      goal: fc.constantFrom(0.7, 0.8, 0.95),
    });
    fc.assert(
      fc.property(outlook, (now) => {
        const { serviceLevel } = forecast(now);
        if (serviceLevel === null) return;
        expect(serviceLevel).toBeGreaterThanOrEqual(0);
        expect(serviceLevel).toBeLessThanOrEqual(1);
        const carried = now.arrivalsPerSecond * now.handleSeconds < now.agents;
        if (carried)
          expect(forecast({ ...now, agents: now.agents + 1 }).serviceLevel).toBeGreaterThanOrEqual(serviceLevel - 1e-9);
        const later = forecast({ ...now, waitedSeconds: [10_000, ...now.waitedSeconds] }).serviceLevel;
        expect(later).toBeLessThanOrEqual(serviceLevel + 1e-9);
      }),
      { numRuns: 2_000 },
    );
  });

  it('lands near what a simulated queue does in the 15 minutes after the same start', () => {
    const start: Outlook = { ...quiet, arrivalsPerSecond: 0.05, agents: 12, waitedSeconds: Array(6).fill(30) };
    const foretold = forecast(start).serviceLevel ?? 0;
    const seen = simulate(start, 400);
    expect(Math.abs(foretold - seen)).toBeLessThan(0.1);
  });
});

describe('an agent of several groups', () => {
  it('counts for each by its traffic, and where there is none equally', () => {
    const erlangs = new Map([
      ['sales', 3],
      ['care', 1],
      ['night', 0],
    ]);
    const shares = shareAgents([['sales', 'care'], ['sales'], ['night'], []], (group) => erlangs.get(group) ?? 0);
    expect(Object.fromEntries(shares)).toEqual({ sales: 1.75, care: 0.25, night: 1 });
    expect(Object.fromEntries(shareAgents([['night', 'empty']], () => 0))).toEqual({ night: 0.5, empty: 0.5 });
  });
});

/** The share in time over many quarters of an hour of a first-come queue, all agents just occupied, with exponential times. */
function simulate(now: Outlook, quarters: number): number {
  let seed = 7;
  const draw = (mean: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return -mean * Math.log(1 - seed / 2_147_483_648);
  };
  let [inTime, all] = [0, 0];
  for (let quarter = 0; quarter < quarters; quarter++) {
    const free = Array.from({ length: now.agents }, () => draw(now.handleSeconds));
    const callers = now.waitedSeconds.map((waited) => -waited);
    for (let t = draw(1 / now.arrivalsPerSecond); t < FORECAST_SECONDS; t += draw(1 / now.arrivalsPerSecond))
      callers.push(t);
    for (const since of callers) {
      const first = free.indexOf(Math.min(...free));
      const answered = Math.max(since, 0, free[first] ?? 0);
      free[first] = answered + draw(now.handleSeconds);
      all++;
      if (answered - since <= now.targetSeconds) inTime++;
    }
  }
  return inTime / all;
}
