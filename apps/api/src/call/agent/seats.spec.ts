import type { AgentId } from '@sibai/kernel';
import { expect, it } from 'vitest';

import { Seats } from './seats.js';

const agent = 'a1' as AgentId;
const now = Date.UTC(2026, 10, 22, 8);

it('gives the seat to the first device, and back to it after a reload', () => {
  const seats = new Seats();
  expect(seats.claim(agent, 'office', 'Chrome · Windows', now)).toBe(true);
  expect(seats.claim(agent, 'home', 'Edge · macOS', now + 1)).toBe(false);
  expect(seats.claim(agent, 'office', 'Chrome · Windows', now + 2)).toBe(true);
  expect(seats.seenBy(agent, 'home')).toEqual({
    mine: false,
    device: 'Chrome · Windows',
    since: '2026-11-22T08:00:00.000Z',
  });
});

it('moves the seat only when it is asked for, and tells the first one to whom', () => {
  const seats = new Seats();
  seats.claim(agent, 'office', 'Chrome · Windows', now);
  seats.take(agent, 'home', 'Edge · macOS', now + 60_000);
  expect(seats.seenBy(agent, 'office')).toMatchObject({ mine: false, device: 'Edge · macOS' });
  expect(seats.has(agent, 'office')).toBe(false);
  expect(seats.claim(agent, 'office', 'Chrome · Windows', now + 61_000)).toBe(false);
});

it('leaves the seat to whoever comes next once nothing of the agent is connected', () => {
  const seats = new Seats();
  seats.claim(agent, 'office', 'Chrome · Windows', now);
  seats.leave(agent);
  expect(seats.seenBy(agent, 'office')).toEqual({ mine: false, device: null, since: null });
  expect(seats.claim(agent, 'home', 'Edge · macOS', now)).toBe(true);
});
