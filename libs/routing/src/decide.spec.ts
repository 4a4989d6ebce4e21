import { describe, expect, it } from 'vitest';

import { RING_GRACE_MS } from './matching.js';
import { agent, call, group, TestFloor } from './testing.js';

const floor = (): TestFloor => new TestFloor().group('sales').group('tax');
const refused = (reason: 'no_answer' | 'declined' | 'failed' | 'lost') =>
  ({ type: 'offer.refused', call: call('c1'), agent: agent('a1'), reason }) as const;

describe('a caller arrives', () => {
  it('is offered to the agent idle longest', () => {
    const f = floor().at(1).ready('late', 'sales').at(0).ready('early', 'sales').at(9).queue('c1', ['sales']);
    expect(f.offers).toEqual(['c1→early/sales']);
    expect(f.asked).toEqual(['offer', 'presence_changed', 'set_timer']);
    expect(f.presence('early')).toMatchObject({ at: 'ringing', call: 'c1', group: 'sales', since: f.now });
  });

  it('goes to the lower id when agents have been idle equally long', () => {
    expect(floor().ready('b', 'sales').ready('a', 'sales').queue('c1', ['sales']).offers).toEqual(['c1→a/sales']);
  });

  it('is offered over several groups to the agent idle longest of them all', () => {
    const f = floor().at(1).ready('a1', 'sales').at(0).ready('a2', 'tax').at(5).queue('c1', ['sales', 'tax']);
    expect(f.offers).toEqual(['c1→a2/tax']);
  });

  it('is offered in the group where the chosen agent is best', () => {
    expect(floor().ready('a1', 'sales:3', 'tax:8').queue('c1', ['sales', 'tax']).offers).toEqual(['c1→a1/tax']);
  });

  it('prefers skill over idleness in a group that wants the most skilled', () => {
    const f = new TestFloor().group('sales', { strategy: 'most_skilled' });
    expect(f.ready('idle', 'sales:2').at(9).ready('expert', 'sales:9').queue('c1', ['sales']).offers).toEqual([
      'c1→expert/sales',
    ]);
  });

  it('waits when nobody is ready, and says so', () => {
    const f = floor().queue('c1', ['sales']);
    expect(f.asked).toEqual([]);
    f.queue('c2', ['nowhere']);
    expect(f.effects).toEqual([{ do: 'unroutable', call: 'c2' }]);
  });

  it('is not queued twice, and keeps its wait when its groups change', () => {
    const f = floor()
      .queue('c1', ['sales'])
      .at(5)
      .queue('c1', ['tax'])
      .at(6)
      .queue('c0', ['tax'])
      .at(9)
      .ready('a1', 'tax');
    expect(f.offers).toEqual(['c1→a1/tax']);
    expect(f.queue('c1', ['sales']).asked).toEqual([]);
  });
});

describe('an agent becomes ready', () => {
  it('takes the longest waiting caller', () => {
    const f = floor().at(2).queue('c2', ['sales']).at(1).queue('c1', ['sales']).at(9).ready('a1', 'sales');
    expect(f.offers).toEqual(['c1→a1/sales']);
  });

  it('serves the group whose callers have waited longest on average, not the one with the oldest caller', () => {
    const f = floor().at(0).queue('s1', ['sales']).at(50).queue('s2', ['sales']).at(20).queue('t1', ['tax']);
    expect(f.at(60).ready('a1', 'sales', 'tax').offers).toEqual(['t1→a1/tax']);
  });

  it('takes a caller of higher priority first', () => {
    const f = floor().queue('c1', ['sales']).at(5).queue('vip', ['sales'], { priority: 1 });
    expect(f.at(9).ready('a1', 'sales').offers).toEqual(['vip→a1/sales']);
  });
});

describe('an offer', () => {
  const ringing = (): TestFloor => floor().ready('a1', 'sales').at(10).queue('c1', ['sales']);

  it('that is accepted becomes a talk, then a wrap-up, then readiness', () => {
    const f = ringing().at(14).accept('c1', 'a1');
    expect(f.presence('a1')).toEqual({ at: 'talking', since: f.now, call: 'c1', group: 'sales', next: null });
    f.at(100).end('c1', 'a1');
    expect(f.presence('a1')).toMatchObject({ at: 'wrap_up', since: f.now, until: f.now + 10_000, call: 'c1' });
    const timer = f.effects.find((each) => each.do === 'set_timer');
    expect(timer).toEqual({
      do: 'set_timer',
      at: f.now + 10_000,
      event: { type: 'wrap_up.ended', agent: 'a1', since: f.now, until: f.now + 10_000 },
    });
    if (timer?.do === 'set_timer') f.at(110).do(timer.event);
    expect(f.presence('a1')).toEqual({ at: 'ready', since: f.now });
  });

  it('ends its wrap-up on time, and tells no nonsense of it, where the clock is set back meanwhile', () => {
    const f = ringing().at(14).accept('c1', 'a1').at(100).end('c1', 'a1');
    const timer = f.effects.find((each) => each.do === 'set_timer');
    if (timer?.do === 'set_timer') f.at(110 - 3_600).do(timer.event);
    expect(f.presence('a1')).toMatchObject({ at: 'ready' });
    expect(f.state.groups.get(group('sales'))?.handling).toMatchObject({ meanMs: 1, count: 1 });
  });

  it.each([
    ['no_answer', 'missed'],
    ['declined', 'declined'],
    ['failed', 'lost'],
    ['lost', 'lost'],
  ] as const)('refused as %s makes the agent busy (%s) and gives the caller the old place', (reason, busy) => {
    const f = ringing().at(12).queue('c2', ['sales']).at(30).do(refused(reason));
    expect(f.presence('a1')).toEqual({ at: 'busy', reason: busy, since: f.now });
    expect(f.at(40).ready('a2', 'sales').offers).toEqual(['c1→a2/sales']);
  });

  it('refused goes to the next ready agent at once', () => {
    expect(ringing().ready('a2', 'sales').at(20).do(refused('declined')).offers).toEqual(['c1→a2/sales']);
  });

  it('whose caller hangs up leaves the agent as idle as before', () => {
    const f = ringing()
      .at(15)
      .do({ type: 'caller.left', call: call('c1') });
    expect(f.presence('a1')).toEqual({ at: 'ready', since: new TestFloor().at(0).now });
    expect(f.asked).toEqual(['cancel_offer', 'presence_changed']);
    expect(f.accept('c1', 'a1').asked).toEqual([]);
  });

  it('has a lease: without any news the agent is freed and the caller offered again', () => {
    const f = ringing();
    const lease = f.effects.find((each) => each.do === 'set_timer');
    expect(lease).toMatchObject({ at: f.now + 20_000 + RING_GRACE_MS });
    if (lease?.do !== 'set_timer') return;
    f.ready('a2', 'sales').at(32).do(lease.event);
    expect(f.asked.slice(0, 2)).toEqual(['cancel_offer', 'presence_changed']);
    expect(f.presence('a1')).toMatchObject({ at: 'busy', reason: 'missed' });
    expect(f.offers).toEqual(['c1→a2/sales']);
    expect(f.do(lease.event).asked).toEqual([]);
  });

  it('is taken back from an agent who goes offline', () => {
    const f = ringing().ready('a2', 'sales').at(12);
    f.do({ type: 'agent.presence', agent: agent('a1'), choice: { at: 'offline' } });
    expect(f.presence('a1')).toEqual({ at: 'offline', since: f.now });
    expect(f.effects).toContainEqual({ do: 'cancel_offer', call: 'c1', agent: 'a1' });
    expect(f.offers).toEqual(['c1→a2/sales']);
  });
});

describe('a choice made on a call', () => {
  const talking = (): TestFloor => floor().ready('a1', 'sales').queue('c1', ['sales']).accept('c1', 'a1');
  const choose = (f: TestFloor, at: 'break' | 'offline' | 'ready'): TestFloor =>
    f.do({ type: 'agent.presence', agent: agent('a1'), choice: { at } });

  it('takes effect after the wrap-up', () => {
    const f = choose(talking(), 'break')
      .end('c1', 'a1')
      .do({ type: 'wrap_up.ended', agent: agent('a1') });
    expect(f.presence('a1')).toMatchObject({ at: 'break' });
  });

  it('may be taken back', () => {
    const f = choose(choose(talking(), 'break'), 'ready')
      .end('c1', 'a1')
      .do({ type: 'wrap_up.ended', agent: agent('a1') });
    expect(f.presence('a1')).toMatchObject({ at: 'ready' });
  });

  it('to go offline skips the wrap-up', () => {
    expect(choose(talking(), 'offline').end('c1', 'a1').presence('a1')).toMatchObject({ at: 'offline' });
  });

  it('made in the wrap-up ends it, and its timer then means nothing', () => {
    const f = choose(talking().end('c1', 'a1'), 'break');
    expect(f.presence('a1')).toMatchObject({ at: 'break' });
    expect(f.do({ type: 'wrap_up.ended', agent: agent('a1'), since: f.now }).asked).toEqual([]);
  });
});

describe('the floor changes', () => {
  it('a new group finds the agents and callers who named it before', () => {
    const f = new TestFloor().ready('a1', 'sales').queue('c1', ['sales']);
    expect(f.offers).toEqual([]);
    expect(f.group('sales').offers).toEqual(['c1→a1/sales']);
  });

  it('a new skill brings the callers who waited for it', () => {
    const f = floor().queue('c1', ['tax']).ready('a1', 'sales');
    f.do({ type: 'agent.configured', agent: agent('a1'), groups: [{ groupId: group('tax'), proficiency: 1 }] });
    expect(f.offers).toEqual(['c1→a1/tax']);
  });

  it('callers of a removed group are reported unless another group has them', () => {
    const f = floor().queue('c1', ['sales']).queue('c2', ['sales', 'tax']);
    expect(f.do({ type: 'group.removed', group: group('sales') }).effects).toEqual([{ do: 'unroutable', call: 'c1' }]);
    expect(f.ready('a1', 'sales', 'tax').offers).toEqual(['c2→a1/tax']);
  });

  it('an agent removed while ringing leaves the caller to others', () => {
    const f = floor().ready('a1', 'sales').queue('c1', ['sales']).ready('a2', 'sales');
    f.do({ type: 'agent.removed', agent: agent('a1') });
    expect(f.asked.slice(0, 2)).toEqual(['cancel_offer', 'offer']);
    expect(f.offers).toEqual(['c1→a2/sales']);
  });
});

describe('an event without meaning', () => {
  it('answers the very same state', () => {
    const { state, now } = floor().ready('a1', 'sales').queue('c1', ['sales']);
    const f = new TestFloor();
    f.state = state;
    f.now = now;
    f.accept('c9', 'a1')
      .end('c1', 'a1')
      .accept('c1', 'a9')
      .ready('a9')
      .do({ type: 'wrap_up.ended', agent: agent('a1') });
    f.do({ type: 'caller.left', call: call('c9') }).do({ type: 'group.removed', group: group('g9') });
    expect(f.state).toBe(state);
  });
});
