import type { Workday } from '@sibai/contracts';
import { expect, it } from 'vitest';

import { totalsAt } from './day';

const at = Date.UTC(2026, 10, 22, 8);
const day: Workday = {
  at: new Date(at).toISOString(),
  limits: { break: { warn: 10, bad: 15 }, busy: { warn: 30, bad: 60 } },
  states: [
    { presence: 'ready', reason: null, ms: 60_000 },
    { presence: 'busy', reason: 'meeting', ms: 30_000 },
  ],
};

it('lets only the present state run on', () => {
  expect(totalsAt(day, { presence: 'busy', reason: 'meeting' }, at + 5_000)).toEqual([
    { presence: 'ready', reason: null, ms: 60_000 },
    { presence: 'busy', reason: 'meeting', ms: 35_000 },
  ]);
});

it('begins a state the server has not added up yet, and none while signed out', () => {
  expect(totalsAt(day, { presence: 'break', reason: null }, at + 1_000)).toHaveLength(3);
  expect(totalsAt(day, { presence: 'break', reason: null }, at - 9_000)[2]).toMatchObject({ ms: 0 });
  expect(totalsAt(day, { presence: 'offline', reason: null }, at + 1_000)).toEqual(day.states);
});
