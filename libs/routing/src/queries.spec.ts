import { describe, expect, it } from 'vitest';

import { counts, estimateWait, isStaffed, position } from './queries.js';
import { agent, call, group, TestFloor } from './testing.js';

describe('position', () => {
  it('is the place in each group, and none once the call is offered', () => {
    const f = new TestFloor().group('sales').group('tax').queue('c1', ['tax']).at(1).queue('c2', ['sales', 'tax']);
    expect(position(f.state, call('c2'))).toEqual([
      { group: 'sales', position: 1 },
      { group: 'tax', position: 2 },
    ]);
    expect(position(f.ready('a1', 'sales').state, call('c2'))).toEqual([]);
  });
});

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
  const busy = (f: TestFloor): TestFloor => f.queue('c1', ['sales']).queue('c2', ['sales']).queue('c3', ['sales']);

  it('is place × handle time ÷ agents', () => {
    const f = busy(handled());
    expect(estimateWait(f.state, call('c2'))).toBe(70_000);
    expect(estimateWait(f.state, call('c3'))).toBe(140_000);
  });

  it('assumes three minutes before a group has handled a call', () => {
    const f = busy(new TestFloor().group('sales').ready('a1', 'sales'));
    expect(estimateWait(f.state, call('c2'))).toBe(180_000);
  });

  it('follows the mean of the last calls, of which one weighs at most its share', () => {
    const f = handled().queue('c1', ['sales']).accept('c1', 'a1').at(200).end('c1', 'a1').at(200);
    f.do({ type: 'wrap_up.ended', agent: agent('a1') });
    expect(counts(f.state, f.now).groups[0]?.handleMs).toBe(100_000);
  });

  it('is the least over the caller’s groups', () => {
    const f = busy(handled().group('tax')).queue('c4', ['sales', 'tax']);
    expect(estimateWait(f.state, call('c4'))).toBe(210_000);
    f.ready('a2', 'tax').queue('c5', ['tax']).queue('c6', ['sales', 'tax']);
    expect(estimateWait(f.state, call('c6'))).toBe(Math.min(3 * 70_000, 2 * 180_000));
  });

  it('is unknown when nobody serves the group', () => {
    const f = new TestFloor().group('sales').queue('c1', ['sales']);
    expect(estimateWait(f.state, call('c1'))).toBeNull();
  });
});

describe('isStaffed', () => {
  it('counts agents on a break, but none who are signed out', () => {
    const f = new TestFloor().group('sales').ready('a1', 'sales');
    const choose = (at: 'break' | 'offline') => f.do({ type: 'agent.presence', agent: agent('a1'), choice: { at } });
    expect(isStaffed(choose('break').state, [group('sales')])).toBe(true);
    expect(isStaffed(choose('offline').state, [group('sales')])).toBe(false);
  });
});

describe('counts', () => {
  it('shows each group’s queue and staff', () => {
    const f = new TestFloor().group('sales').group('tax').ready('a1', 'sales', 'tax').queue('c1', ['sales']);
    f.at(10).queue('c2', ['sales']).at(20).queue('vip', ['sales', 'tax'], { priority: 9 }).at(30);
    expect(counts(f.state, f.now)).toMatchObject({
      waiting: 2,
      staff: { ringing: 1, ready: 0 },
      groups: [
        {
          group: 'sales',
          waiting: 2,
          longestWaitMs: 20_000,
          averageWaitMs: 15_000,
          signedIn: 1,
          staff: { ringing: 1 },
        },
        { group: 'tax', waiting: 1, longestWaitMs: 10_000, averageWaitMs: 10_000 },
      ],
    });
  });

  it('has no waits to show for an empty queue', () => {
    const f = new TestFloor().group('sales');
    expect(counts(f.state, f.now).groups).toMatchObject([{ waiting: 0, longestSince: null, averageWaitMs: null }]);
  });
});
