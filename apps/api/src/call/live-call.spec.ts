import { expect, it } from 'vitest';

import { halved, isOurs, legChannel } from './live-call.js';

it('takes the half of a leg that dials for the leg: while the one talks the other is no orphan', () => {
  const leg = legChannel('01a20523-a0ce-706e-8445-4d3c89d30d3b');
  expect(halved(`${leg};2`)).toBe(leg);
  expect(halved(leg)).toBe(leg);
  expect(isOurs(`${leg};2`)).toBe(true);
});
