import { describe, expect, it } from 'vitest';

import { simulate } from './simulate.js';
import { agent, call, group, TestFloor } from './testing.js';
import { callersOf } from './theory.js';
import { estimateWait, explainWait } from './wait.js';

describe('estimateWait', () => {
  /** One agent, one call of 60 s and a wrap-up of 10 s. */
  const handled = (): TestFloor => {
    const f = new TestFloor().group('sales').ready('a1', 'sales').queue('c0', ['sales']).accept('c0', 'a1');
    return f
      .at(60)
      .end('c0', 'a1')
      .at(70)
      .do({ type: 'wrap_up.ended', agent: agent('a1') });
  };
  const waiting = (f: TestFloor): TestFloor => f.queue('c1', ['sales']).queue('c2', ['sales']).queue('c3', ['sales']);
  const estimate = (f: TestFloor, id: string) => estimateWait(f.state, call(id), f.now);

  it('counts a handle time for each caller before, with one agent', () => {
    const f = waiting(handled());
    expect(estimate(f, 'c2')?.ms).toBe(70_000);
    expect(estimate(f, 'c3')?.ms).toBe(140_000);
  });

  it('is less with more agents, and nothing has to be known of handle times', () => {
    const one = waiting(new TestFloor().group('sales').ready('a1', 'sales'));
    expect(estimate(one, 'c2')?.ms).toBe(180_000);
    const two = new TestFloor().group('sales').ready('a1', 'sales').ready('a2', 'sales');
    waiting(two).queue('c4', ['sales']);
    expect(estimate(two, 'c3')?.ms).toBe(90_000);
    expect(estimate(two, 'c4')?.ms).toBe(180_000);
  });

  it('sees the end of a call where all are of a length, and nothing of it where they are not', () => {
    /** What is told a caller when the agent's call has lasted 45 s. */
    const told = (talks: readonly number[]): number => {
      const f = new TestFloor().group('sales', { wrapUpMs: 0 }).ready('a1', 'sales');
      let now = 0;
      for (const [n, talk] of talks.entries()) {
        f.queue(`t${n}`, ['sales']).accept(`t${n}`, 'a1');
        f.at((now += talk)).end(`t${n}`, 'a1');
      }
      f.queue('present', ['sales']).accept('present', 'a1').queue('c1', ['sales']);
      return (estimate(f.at(now + 45), 'c1')?.ms ?? NaN) / 1_000;
    };
    expect(told(Array.from({ length: 60 }, () => 60))).toBeCloseTo(17, 0);
    const irregular = Array.from({ length: 100 }, (_, n) => (n % 5 === 2 ? 280 : 5));
    expect(told(irregular)).toBeCloseTo(60, -1);
  });

  it('goes by the handle times of the group whose call an agent has', () => {
    const f = new TestFloor()
      .group('long', { wrapUpMs: 0 })
      .group('short', { wrapUpMs: 0 })
      .ready('a1', 'long', 'short');
    f.queue('c0', ['long']).accept('c0', 'a1').at(600).end('c0', 'a1');
    f.queue('c1', ['short']).accept('c1', 'a1').at(630).end('c1', 'a1');
    f.queue('c2', ['long']).queue('c3', ['short']);
    expect(estimate(f, 'c3')?.ms).toBe(600_000);
  });

  it('lets who is alone in a group pass half of another’s long queue for the same agents', () => {
    const f = new TestFloor().group('sales').group('tax').ready('a1', 'sales', 'tax');
    for (let n = 0; n < 11; n += 1) f.at(n).queue(`c${n}`, ['sales']);
    f.at(11).queue('alone', ['tax']).at(12).queue('c11', ['sales']);
    expect(estimate(f, 'alone')?.ms).toBe(6 * 180_000);
    expect(estimate(f, 'c11')?.ms).toBeGreaterThan(11 * 180_000);
  });

  it.each([
    { agents: 8, erlangs: 5, handleSeconds: 180 },
    { agents: 20, erlangs: 18, handleSeconds: 240 },
  ])(
    'is right on average, and its span four times of five, in a queue of theory: %o',
    ({ agents, erlangs, handleSeconds }) => {
      const rules = { callsPerSecond: erlangs / handleSeconds, handleSeconds, agents, patienceSeconds: Infinity };
      const groups = [{ id: group('g'), name: 'g', wrapUpMs: 0, ringMs: 20_000 }];
      const shifts = Array.from({ length: agents }, (_, n) => {
        return { agent: agent(`a${n}`), from: 0, to: Infinity, groups: [{ groupId: group('g'), proficiency: 5 }] };
      });
      const calls = callersOf({ ...rules, targetSeconds: 20 }, 8_000, 1);
      const tally = { calls: 0, foretold: 0, waited: 0, inSpan: 0 };
      simulate({ groups, shifts, calls, pickUpMs: 0, foretells: true }, ({ foretold, waitMs }) => {
        if (!foretold) return;
        tally.calls += 1;
        tally.foretold += foretold.ms;
        tally.waited += waitMs;
        if (foretold.lowMs <= waitMs && waitMs <= foretold.highMs) tally.inSpan += 1;
      });
      expect(tally.calls).toBeGreaterThan(1_000);
      expect(tally.foretold / tally.waited).toBeCloseTo(1, 1);
      expect(tally.inSpan / tally.calls).toBeCloseTo(0.8, 1);
    },
  );

  it('sees a wrap-up that is about to end', () => {
    const f = handled().queue('c1', ['sales']).accept('c1', 'a1').queue('c2', ['sales']).at(130).end('c1', 'a1');
    expect(estimate(f.at(136), 'c2')?.ms).toBe(4_000);
  });

  it('takes those off who will hang up before, at the rate callers did so far', () => {
    const f = waiting(handled());
    for (let n = 4; n < 30; n += 1) f.queue(`c${n}`, ['sales']);
    const patient = estimate(f, 'c29')?.ms ?? 0;
    f.at(130);
    for (let n = 20; n < 25; n += 1) f.do({ type: 'caller.left', call: call(`c${n}`) });
    expect(estimate(f, 'c29')?.ms).toBeLessThan(patient * 0.5);
  });

  it('leaves out agents who are not good enough, going on a break, or busy with another group', () => {
    const f = new TestFloor().group('sales').group('tax').ready('a1', 'sales:3').queue('c1', ['sales']);
    f.do({ type: 'caller.queued', call: call('expert'), groups: ['sales'] as never, proficiency: 9 });
    expect(estimate(f, 'expert')).toBeNull();
    f.queue('c2', ['sales']);
    expect(estimate(f, 'c2')?.ms).toBeGreaterThan(0);
    f.do({ type: 'agent.presence', agent: agent('a1'), choice: { at: 'break' } });
    expect(estimate(f, 'c2')).toBeNull();
  });

  it('gives a span that the estimate lies in, and that is wider than nothing', () => {
    const { ms, lowMs, highMs } = estimate(waiting(handled()), 'c3') ?? { ms: 0, lowMs: 0, highMs: 0 };
    expect(lowMs).toBeLessThan(ms);
    expect(highMs).toBeGreaterThan(ms);
  });

  it('lies in its span also where one call has lasted for hours', () => {
    const f = new TestFloor().group('sales', { wrapUpMs: 0 }).ready('a1', 'sales');
    for (let n = 0; n < 40; n += 1)
      f.at(n)
        .queue(`t${n}`, ['sales'])
        .accept(`t${n}`, 'a1')
        .at(n + 1)
        .end(`t${n}`, 'a1');
    f.queue('long', ['sales']).accept('long', 'a1').at(9_000).end('long', 'a1');
    f.queue('c0', ['sales']).queue('c1', ['sales']);
    const { ms = NaN, lowMs = NaN, highMs = NaN } = estimate(f, 'c1') ?? {};
    expect(lowMs).toBeLessThan(ms);
    expect(highMs).toBeGreaterThan(ms);
  });

  it('is the least over the caller’s groups, and unknown where nobody serves', () => {
    const f = waiting(handled().group('tax')).queue('c4', ['sales', 'tax']);
    expect(estimate(f, 'c4')?.ms).toBe(210_000);
    expect(estimate(new TestFloor().group('sales').queue('c1', ['sales']), 'c1')).toBeNull();
    expect(estimate(f, 'c1')).toBeNull();
  });
});

describe('explainWait', () => {
  it('says what a search would find now, and changes nothing', () => {
    const f = new TestFloor().group('sales').queue('c1', ['sales']).at(9);
    const { state } = f;
    expect(explainWait(f.state, call('c1'), f.now)).toMatchObject({
      cause: 'waiting',
      callers: [{ call: 'c1', waitMs: 9_000 }],
      outcome: { kind: 'wait', reason: 'nobody_signed_in' },
    });
    expect(f.state).toBe(state);
    expect(explainWait(f.ready('a1', 'sales').state, call('c1'), f.now)).toBeNull();
  });
});
