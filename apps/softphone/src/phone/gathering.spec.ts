import { expect, it } from 'vitest';

import { GATHERING_MS, patienceMs } from './gathering';

it.each([
  ['host', false, 300],
  ['srflx', false, 20],
  ['srflx', true, 20],
  ['relay', true, 20],
  // Perhaps only the relay passes: waited for until the end.
  ['host', true, null],
] as const)('after a candidate %s (relay given: %s) waits %s ms', (type, relayed, ms) => {
  expect(patienceMs(type, relayed)).toBe(ms);
  expect(ms ?? 0).toBeLessThan(GATHERING_MS);
});
