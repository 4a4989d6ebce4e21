import { expect, it } from 'vitest';

import { overstayOf } from './overstay';

const since = new Date(0).toISOString();
const limits = { break: { warn: 10, bad: 15 }, busy: { warn: 30, bad: 60 } };
const at = (presence: 'break' | 'busy' | 'ready' | 'offline', minutes: number) =>
  overstayOf({ presence, since }, limits, minutes * 60_000);

it('warns of a break before it is too long, by the limits of the enterprise, and of nothing else', () => {
  expect(at('break', 9.9)).toBeNull();
  expect(at('break', 10)).toEqual({ is: 'long', minutes: 10, limit: 15 });
  expect(at('break', 15)).toEqual({ is: 'too_long', minutes: 15, limit: 15 });
  expect(at('busy', 29)).toBeNull();
  expect(at('busy', 61)).toEqual({ is: 'too_long', minutes: 61, limit: 60 });
  expect(at('ready', 600)).toBeNull();
  expect(at('offline', 600)).toBeNull();
});
