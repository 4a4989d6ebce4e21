import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type ArrearsEffect, isShock, type Standing, stepArrears } from './arrears.js';

const DAY = 86_400_000;
const GOOD: Standing = { at: 'good' };

/** What happens day by day while nothing is paid; `paidOn` is the day all is. */
function days(count: number, { due = 0, paidOn = Infinity, grace = 0, every = 1 } = {}) {
  let standing = GOOD;
  const story: string[] = [];
  for (let day = -2; day <= count; day += every) {
    const step = stepArrears(standing, day >= paidOn ? null : due * DAY, day * DAY, grace);
    standing = step.standing;
    for (const effect of step.effects) story.push(`${day} ${effect.do}`);
  }
  return { standing: standing.at, story };
}

describe('what is owed', () => {
  it('is told at once and three times more, suspends after 30 days, ends after 60 more', () => {
    expect(days(120)).toEqual({
      standing: 'ended',
      story: ['0 notice', '10 notice', '20 notice', '27 notice', '30 suspend', '90 end'],
    });
  });
  it('suspends no minute before 30 days', () => {
    const overdue: Standing = { at: 'overdue', since: 0, reminded: 4 };
    expect(stepArrears(overdue, 0, 30 * DAY - 1).standing.at).toBe('overdue');
    expect(stepArrears(overdue, 0, 30 * DAY).standing.at).toBe('suspended');
  });
  it('keeps ringing for the days of grace', () => {
    expect(days(120, { grace: 7 }).story.slice(-2)).toEqual(['37 suspend', '97 end']);
  });
  it('that is paid while overdue leaves no trace', () => {
    expect(days(60, { paidOn: 29 })).toEqual({
      standing: 'good',
      story: ['0 notice', '10 notice', '20 notice', '27 notice'],
    });
  });
  it('that ended is over for who has paid all and comes back', () => {
    const ended: Standing = { at: 'ended', since: 90 * DAY };
    const step = (due: number | null, returnedAt: number | null) =>
      stepArrears(ended, due, 120 * DAY, 0, returnedAt).standing.at;
    expect(step(null, null)).toBe('ended');
    expect(step(null, 5 * DAY), 'the order of old').toBe('ended');
    expect(step(0, 100 * DAY), 'still owing').toBe('ended');
    expect(step(null, 100 * DAY)).toBe('good');
    expect(step(130 * DAY, 100 * DAY), 'a bill of the new time, not due yet').toBe('good');
  });
  it('that is paid while suspended restores at once', () => {
    expect(days(120, { paidOn: 89 })).toMatchObject({
      standing: 'good',
      story: expect.arrayContaining(['30 suspend', '89 restore']),
    });
  });
  it('that is paid after the end does not bring the number back', () => {
    expect(days(120, { paidOn: 100 }).standing).toBe('ended');
  });
  it('is not due before its day', () => {
    expect(stepArrears(GOOD, 5 * DAY, 5 * DAY - 1)).toEqual({ standing: GOOD, effects: [] });
  });
  it('gives 60 days of suspension even when the calendar stood still', () => {
    const late = stepArrears({ at: 'overdue', since: 0, reminded: 1 }, 0, 200 * DAY);
    expect(late.standing).toEqual({ at: 'suspended', since: 200 * DAY });
    expect(stepArrears(late.standing, 0, 259 * DAY).standing.at).toBe('suspended');
    expect(stepArrears(late.standing, 0, 260 * DAY).standing.at).toBe('ended');
  });
  it('tells before it suspends even then', () => {
    const first = stepArrears(GOOD, 0, 200 * DAY);
    expect(first.effects).toEqual([{ do: 'notice', suspendsAt: 200 * DAY, reminder: 0 }]);
  });
  it('counts from the oldest that is still owed', () => {
    const { standing } = stepArrears({ at: 'overdue', since: 0, reminded: 3 }, 25 * DAY, 29 * DAY);
    expect(standing).toEqual({ at: 'overdue', since: 25 * DAY, reminded: 1 });
    expect(stepArrears(standing, 25 * DAY, 54 * DAY).standing.at).toBe('overdue');
  });
  it('never suspends anybody who was not told, nor ends anybody not suspended', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(70), fc.boolean()), { maxLength: 40 }), (steps) => {
        let standing: Standing = GOOD;
        let now = 0;
        let due = 0;
        const done: ArrearsEffect['do'][] = [];
        for (const [wait, pays] of steps) {
          now += wait * DAY;
          if (pays) due = now + DAY;
          const before = standing.at;
          const step = stepArrears(standing, pays ? null : due, now);
          standing = step.standing;
          for (const effect of step.effects) {
            done.push(effect.do);
            if (effect.do === 'suspend') expect(before).toBe('overdue');
            if (effect.do === 'end') expect(before).toBe('suspended');
            if (effect.do === 'restore') expect(before).toBe('suspended');
          }
        }
        expect(done.filter((what) => what === 'end').length).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('a bill beyond five times the mean', () => {
  it.each([
    [5001, [1000, 1000, 1000], true],
    [5000, [1000, 1000, 1000], false],
    [5001, [0, 0, 3000], true],
    [10_001, [2000], true],
    [9_000, [2000], false],
    [9_000_000, [], false],
    [1, [0, 0, 0], false],
    [5001, [1000, 1000, 1000, 90_000], true],
  ])('%i after %j: %s', (fen, before, shock) => expect(isShock(fen, before)).toBe(shock));
});
