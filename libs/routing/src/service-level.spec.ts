import { describe, expect, it } from 'vitest';

import { connectRate, countCall, NO_CALLS, type QueuedCall, SERVICE_LEVEL_20S, serviceLevel } from './service-level.js';

const answered = (seconds: number): QueuedCall => ({ outcome: 'answered', waitMs: seconds * 1_000 });
const abandoned = (seconds: number): QueuedCall => ({ outcome: 'abandoned', waitMs: seconds * 1_000 });
const counted = (calls: QueuedCall[], rule = SERVICE_LEVEL_20S) =>
  calls.reduce((counts, call) => countCall(counts, call, rule), NO_CALLS);

describe('the service level', () => {
  it('is the share answered in 20 s, of those answered and those who gave up after 5 s or later', () => {
    const counts = counted([answered(3), answered(20), answered(21), abandoned(4.9), abandoned(5)]);
    expect(serviceLevel(counts)).toBe(2 / 4);
    expect(connectRate(counts)).toBe(3 / 4);
  });

  it('may count every abandoned call, or all but the shortest', () => {
    const calls = [answered(3), abandoned(4), abandoned(10)];
    expect(serviceLevel(counted(calls, { targetMs: 20_000, shortAbandonMs: 0 }))).toBe(1 / 3);
    expect(serviceLevel(counted(calls, { targetMs: 20_000, shortAbandonMs: 5_000 }))).toBe(1 / 2);
  });

  it('is unknown before any call counts', () => {
    expect(serviceLevel(NO_CALLS)).toBeNull();
    expect(connectRate(counted([abandoned(1)]))).toBeNull();
  });
});
