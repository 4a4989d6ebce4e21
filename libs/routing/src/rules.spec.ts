import { describe, expect, it } from 'vitest';

import { agent, call, group, TestFloor } from './testing.js';

const overflows = (f: TestFloor) => f.effects.filter((each) => each.do === 'overflow');
const timers = (f: TestFloor) =>
  f.effects.flatMap((each) => (each.do === 'set_timer' ? [(each.at - f.now) / 1_000] : []));

describe('who goes first', () => {
  it('a priority counts as ten minutes, a weight as its seconds', () => {
    const f = new TestFloor().group('sales').queue('early', ['sales']).at(500).queue('vip', ['sales'], { priority: 1 });
    expect(f.at(501).ready('a1', 'sales').offers).toEqual(['vip→a1/sales']);
    const late = new TestFloor()
      .group('sales')
      .queue('early', ['sales'])
      .at(601)
      .queue('vip', ['sales'], { priority: 1 });
    expect(late.at(602).ready('a1', 'sales').offers).toEqual(['early→a1/sales']);
    const weights = [{ why: 'redial', seconds: 60 }] as const;
    const weighted = new TestFloor().group('sales').queue('early', ['sales']).at(59);
    weighted.do({ type: 'caller.queued', call: call('again'), groups: [group('sales')], weights });
    expect(weighted.at(90).ready('a1', 'sales').offers).toEqual(['again→a1/sales']);
  });

  it('an agent serves the group first that has priority for this agent', () => {
    const f = new TestFloor().group('sales').group('tax').queue('s1', ['sales']).at(60).queue('t1', ['tax']).at(90);
    f.do({
      type: 'agent.configured',
      agent: agent('a1'),
      groups: [
        { groupId: group('sales'), proficiency: 5 },
        { groupId: group('tax'), proficiency: 5, priority: 1 },
      ],
    });
    expect(f.ready('a1').offers).toEqual(['t1→a1/tax']);
  });
});

describe('which agent', () => {
  it('fewest calls, ring order and occupancy go before idleness', () => {
    const fewest = new TestFloor()
      .group('sales', { strategy: 'fewest_calls', wrapUpMs: 0 })
      .ready('a1', 'sales')
      .queue('c1', ['sales']);
    fewest.accept('c1', 'a1').at(10).end('c1', 'a1').at(20).ready('a2', 'sales');
    expect(fewest.queue('c2', ['sales']).offers).toEqual(['c2→a2/sales']);
    const ordered = new TestFloor().group('sales', { strategy: 'ring_order' });
    for (const [id, order] of [
      ['a1', 2],
      ['a2', 1],
    ] as const)
      ordered
        .do({
          type: 'agent.configured',
          agent: agent(id),
          groups: [{ groupId: group('sales'), proficiency: 5, order }],
        })
        .ready(id)
        .at(5);
    expect(ordered.queue('c1', ['sales']).offers).toEqual(['c1→a2/sales']);
    const least = new TestFloor()
      .group('sales', { strategy: 'least_occupied', wrapUpMs: 0 })
      .ready('a1', 'sales')
      .ready('a2', 'sales');
    least
      .at(10)
      .queue('c1', ['sales'])
      .accept('c1', 'a1')
      .at(60)
      .queue('c2', ['sales'])
      .accept('c2', 'a2')
      .at(70)
      .end('c2', 'a2')
      .at(80)
      .end('c1', 'a1');
    expect(least.at(81).queue('c3', ['sales']).offers).toEqual(['c3→a2/sales']);
  });

  it('is drawn in proportion to proficiency', () => {
    let expert = 0;
    const f = new TestFloor().group('sales', { strategy: 'weighted_random', wrapUpMs: 0 });
    f.ready('expert', 'sales:9').ready('novice', 'sales:3').ready('other', 'sales:3');
    for (let n = 0; n < 1_000; n += 1) {
      const [offer = ''] = f.at(n).queue(`c${n}`, ['sales']).offers;
      const [, who = ''] = /→(\w+)/.exec(offer) ?? [];
      if (who === 'expert') expert += 1;
      f.accept(`c${n}`, who).end(`c${n}`, who);
    }
    expect(expert).toBeGreaterThan(550);
    expect(expert).toBeLessThan(650);
  });

  it('the last one first, but not for longer than the limit', () => {
    const sticky = { withinMs: 86_400_000, extraWaitMs: 20_000 };
    const f = new TestFloor().group('sales', { sticky }).ready('a1', 'sales').at(1).ready('a2', 'sales');
    const queue = (at: number, id: string, ago: number) =>
      f.at(at).do({
        type: 'caller.queued',
        call: call(id),
        groups: [group('sales')],
        last: { id: agent('a2'), at: f.now - ago },
      });
    expect(queue(5, 'c1', 3_600_000).offers).toEqual(['c1→a2/sales']);
    expect(queue(6, 'c2', 1_000).offers).toEqual([]);
    expect(timers(f)).toEqual([20]);
    expect(f.at(26).do({ type: 'caller.due', call: call('c2') }).offers).toEqual(['c2→a1/sales']);
    expect(queue(30, 'c3', 86_400_001).effects).toEqual([]);
  });
});

describe('a caller for one agent', () => {
  it('waits for nobody else, then goes to the groups with the wait so far', () => {
    const f = new TestFloor().group('sales').ready('a1', 'sales');
    f.do({ type: 'agent.presence', agent: agent('a1'), choice: { at: 'break' } }).ready('a2', 'sales');
    f.at(10).do({
      type: 'caller.queued',
      call: call('c1'),
      groups: [group('sales')],
      agent: { id: agent('a1'), forMs: 30_000 },
    });
    expect(f.offers).toEqual([]);
    expect(f.at(20).ready('a1').offers).toEqual(['c1→a1/sales']);
    expect(
      f.at(40).do({ type: 'offer.refused', call: call('c1'), agent: agent('a1'), reason: 'no_answer' }).offers,
    ).toEqual(['c1→a2/sales']);
  });

  it('goes to the groups at once when the agent signs out', () => {
    const f = new TestFloor()
      .group('sales')
      .ready('a1', 'sales')
      .do({ type: 'agent.presence', agent: agent('a1'), choice: { at: 'break' } });
    f.ready('a2', 'sales').do({
      type: 'caller.queued',
      call: call('c1'),
      groups: [group('sales')],
      agent: { id: agent('a1'), forMs: 30_000 },
    });
    expect(f.do({ type: 'agent.presence', agent: agent('a1'), choice: { at: 'offline' } }).offers).toEqual([
      'c1→a2/sales',
    ]);
  });
});

describe('relaxation', () => {
  it('asks for less, then in another group, as the wait goes on', () => {
    const relaxation = [
      { afterMs: 20_000, proficiency: 5 },
      { afterMs: 40_000, addGroup: group('tax') },
    ];
    const f = new TestFloor()
      .group('sales', { minProficiency: 8, relaxation })
      .group('tax')
      .ready('novice', 'sales:3')
      .ready('fair', 'sales:6');
    f.queue('c1', ['sales']);
    expect([f.offers, timers(f)]).toEqual([[], [20]]);
    f.queue('c2', ['sales']);
    expect(f.at(20).do({ type: 'caller.due', call: call('c1') }).offers).toEqual(['c1→fair/sales']);
    f.do({ type: 'caller.due', call: call('c2') });
    expect([f.offers, timers(f)]).toEqual([[], [20]]);
    f.ready('other', 'tax');
    const { effects } = f.at(40).do({ type: 'caller.due', call: call('c2') });
    expect(f.offers).toEqual(['c2→other/tax']);
    expect(effects.find((each) => each.do === 'offer')?.trace.groups).toMatchObject([
      { why: 'relaxed' },
      { group: 'tax', why: 'relaxed' },
    ]);
  });
});

describe('lending', () => {
  const lends = [{ to: group('sales'), safeLevel: 0.8, keepReady: 1, proficiency: 4 }];
  const f = () =>
    new TestFloor()
      .group('sales')
      .group('tax', { lends, wrapUpMs: 0 })
      .ready('t1', 'tax')
      .at(1)
      .ready('t2', 'tax')
      .at(9);

  it('gives an agent of a group that is safe, down to those it keeps, and says whose', () => {
    const floor = f().queue('c1', ['sales']);
    expect(floor.offers).toEqual(['c1→t1/sales']);
    const [offer] = floor.effects.filter((each) => each.do === 'offer');
    expect(offer?.trace).toMatchObject({
      agents: [{ agent: 't1', lentBy: 'tax', proficiency: 4 }],
      lending: [{ lender: 'tax', to: 'sales', level: null, readyAgents: 2, keepReady: 1, lends: true }],
      outcome: { because: { group: 'lent' } },
    });
    expect(floor.queue('c2', ['sales']).offers).toEqual([]);
    expect(floor.at(20).ready('t3', 'tax').offers).toEqual(['c2→t3/sales']);
  });

  it('gives nobody while its own callers wait too long, and looks again in time', () => {
    const floor = f();
    floor.do({ type: 'agent.presence', agent: agent('t1'), choice: { at: 'break' } });
    floor.do({ type: 'agent.presence', agent: agent('t2'), choice: { at: 'break' } });
    floor.queue('late', ['tax']).at(100).ready('t1').ready('t2').ready('t3', 'tax').accept('late', 't1');
    const [again] = floor.effects.filter((each) => each.do === 'set_timer' && each.event.type === 'lending.reviewed');
    expect(floor.queue('c1', ['sales']).offers).toEqual([]);
    expect(again).toBeDefined();
    if (again?.do !== 'set_timer') return;
    floor.now = again.at + 900_000;
    expect(floor.do(again.event).offers).toEqual(['c1→t2/sales']);
  });
});

describe('overflow', () => {
  it('opens a group and offers ways out at once, the place kept', () => {
    const overflow = [
      { afterMs: 30_000, to: [{ kind: 'group', groupId: group('tax') }, { kind: 'callback' }, { kind: 'voicemail' }] },
    ] as const;
    const f = new TestFloor().group('sales', { overflow }).group('tax').queue('c1', ['sales']).at(30);
    f.do({ type: 'caller.due', call: call('c1') });
    expect(overflows(f)).toEqual([
      {
        do: 'overflow',
        call: 'c1',
        group: 'sales',
        reason: 'after',
        to: [{ kind: 'callback' }, { kind: 'voicemail' }],
      },
    ]);
    expect(f.do({ type: 'caller.due', call: call('c1') }).effects).toEqual([]);
    expect(f.ready('t1', 'tax').offers).toEqual(['c1→t1/tax']);
  });

  it('is at the greatest length, and at the longest wait', () => {
    const f = new TestFloor().group('sales', {
      maxLength: { callers: 1, to: { kind: 'group', groupId: group('tax') } },
      maxWait: { ms: 60_000, to: { kind: 'number', to: '02112345678' } },
    });
    f.group('tax').queue('c1', ['sales']).queue('c2', ['sales']);
    expect(f.ready('a1', 'sales').offers).toEqual(['c1→a1/sales']);
    expect(f.ready('a2', 'sales').offers).toEqual([]);
    expect(f.ready('t1', 'tax').offers).toEqual(['c2→t1/tax']);
    f.queue('c3', ['sales']);
    f.queue('c4', ['sales']).accept('c1', 'a1').at(60);
    f.ready('a2', 'sales');
    const g = new TestFloor().group('sales', { maxWait: { ms: 60_000, to: { kind: 'number', to: '02112345678' } } });
    g.queue('c1', ['sales'])
      .at(60)
      .do({ type: 'caller.due', call: call('c1') });
    expect(overflows(g)).toMatchObject([{ reason: 'max_wait', to: [{ kind: 'number', to: '02112345678' }] }]);
  });
});

describe('wrap-up', () => {
  const wrapping = (over: object) =>
    new TestFloor()
      .group('sales', over)
      .ready('a1', 'sales')
      .queue('c1', ['sales'])
      .accept('c1', 'a1')
      .at(60)
      .end('c1', 'a1');

  it('that may be extended lasts longer, up to its greatest length; the old timer then means nothing', () => {
    const f = wrapping({ wrapUp: 'extendable', wrapUpMaxMs: 25_000 });
    const old = f.effects.find((each) => each.do === 'set_timer');
    expect(
      f
        .at(65)
        .do({ type: 'wrap_up.extended', agent: agent('a1'), byMs: 10_000 })
        .presence('a1'),
    ).toMatchObject({ until: f.now + 15_000 });
    if (old?.do === 'set_timer') f.at(70).do(old.event);
    expect(f.presence('a1')).toMatchObject({ at: 'wrap_up' });
    expect(f.do({ type: 'wrap_up.extended', agent: agent('a1'), byMs: 60_000 }).presence('a1')).toMatchObject({
      until: f.now + 15_000,
    });
    expect(f.do({ type: 'wrap_up.extended', agent: agent('a1'), byMs: 60_000 }).asked).toEqual([]);
  });

  it('that is manual ends when the agent says so, and a fixed one cannot be extended', () => {
    const f = wrapping({ wrapUp: 'manual', wrapUpMs: 0 });
    expect(f.presence('a1')).toMatchObject({ at: 'wrap_up', mode: 'manual', until: f.now + 1_800_000 });
    expect(
      f
        .at(500)
        .do({ type: 'wrap_up.ended', agent: agent('a1') })
        .presence('a1'),
    ).toMatchObject({ at: 'ready' });
    expect(wrapping({}).do({ type: 'wrap_up.extended', agent: agent('a1'), byMs: 9_000 }).asked).toEqual([]);
  });
});

describe('a call past the queue', () => {
  it('rings an agent on a break, who goes back to it, and touches nobody’s place', () => {
    const f = new TestFloor()
      .group('sales')
      .ready('a1', 'sales')
      .do({ type: 'agent.presence', agent: agent('a1'), choice: { at: 'break' } });
    f.at(5).do({ type: 'agent.called', agent: agent('a1'), call: call('x'), group: group('sales') });
    expect([f.asked, f.presence('a1')]).toMatchObject([
      ['presence_changed', 'set_timer'],
      { at: 'ringing', called: true },
    ]);
    expect(f.do({ type: 'agent.called', agent: agent('a1'), call: call('y'), group: group('sales') }).asked).toEqual(
      [],
    );
    f.accept('x', 'a1')
      .at(60)
      .end('x', 'a1')
      .do({ type: 'wrap_up.ended', agent: agent('a1') });
    expect(f.presence('a1')).toMatchObject({ at: 'break' });
  });

  it('that is taken back leaves the agent as before', () => {
    const f = new TestFloor().group('sales').ready('a1', 'sales').at(9);
    f.do({ type: 'agent.called', agent: agent('a1'), call: call('x'), group: group('sales') }).at(20);
    expect(f.do({ type: 'offer.withdrawn', agent: agent('a1'), call: call('x') }).presence('a1')).toEqual({
      at: 'ready',
      since: f.now - 20_000,
    });
  });
});
