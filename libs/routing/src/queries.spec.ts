import { describe, expect, it } from 'vitest';

import { counts, isStaffed, position } from './queries.js';
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
