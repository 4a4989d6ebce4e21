import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { afterTry, dialResult, typedNumber } from './callback.js';

const now = Date.parse('2026-11-23T02:00:00Z');
const MINUTE = 60_000;
const first = { tries: 1, maxTries: 3, pauseMs: 5 * MINUTE, again: null };

describe('after a try to call back', () => {
  it('is done with who was reached', () => {
    expect(afterTry('connected', first, now)).toEqual({ state: 'done', tries: 1 });
  });

  it('tries again after a pause that doubles, and gives up after the last', () => {
    expect(afterTry('busy', first, now)).toEqual({ state: 'waiting', tries: 1, dueAt: now + 5 * MINUTE });
    expect(afterTry('no_answer', { ...first, tries: 2 }, now)).toEqual({
      state: 'waiting',
      tries: 2,
      dueAt: now + 10 * MINUTE,
    });
    expect(afterTry('hung_up', first, now)).toMatchObject({ state: 'waiting', tries: 1 });
    expect(afterTry('refused', { ...first, tries: 3 }, now)).toEqual({ state: 'failed', tries: 3 });
  });

  it('gives up a number that does not exist at once', () => {
    expect(afterTry('no_such_number', first, now)).toMatchObject({ state: 'failed' });
  });

  it('does not count what was no fault of the number’s', () => {
    expect(afterTry('agent_lost', first, now)).toEqual({ state: 'waiting', tries: 0, dueAt: now });
    expect(afterTry('not_allowed', { ...first, again: now + 9 }, now)).toEqual({
      state: 'waiting',
      tries: 0,
      dueAt: now + 9,
    });
    expect(afterTry('not_allowed', first, now)).toEqual({ state: 'failed', tries: 0 });
  });

  it('always comes to an end, whatever happens to the number', () => {
    const results = fc.array(
      fc.constantFrom('busy' as const, 'no_answer' as const, 'refused' as const, 'unreachable' as const),
      { minLength: 10 },
    );
    fc.assert(
      fc.property(
        results,
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 240 }),
        (news, maxTries, minutes) => {
          let [at, tries] = [now, 0];
          for (const result of news) {
            const next = afterTry(result, { tries: ++tries, maxTries, pauseMs: minutes * MINUTE, again: null }, at);
            expect(tries).toBeLessThanOrEqual(maxTries);
            if (next.state !== 'waiting') return;
            expect(next.dueAt).toBeGreaterThan(at);
            expect(next.dueAt - at).toBeLessThanOrEqual(4 * 60 * MINUTE);
            at = next.dueAt;
          }
        },
      ),
    );
  });
});

it.each([
  [17, 'busy'],
  [19, 'no_answer'],
  [16, 'no_answer'],
  [21, 'refused'],
  [1, 'no_such_number'],
  [28, 'no_such_number'],
  [20, 'unreachable'],
  [34, 'unreachable'],
  [0, 'unreachable'],
])('cause %i means %s', (cause, result) => expect(dialResult(cause)).toBe(result));

it.each([
  ['13912345678', '13912345678'],
  ['02112345678', '02112345678'],
  ['4008001234', undefined],
  ['1391234567', undefined],
  ['', undefined],
])('%j typed is %s', (digits, number) => expect(typedNumber(digits)).toBe(number));
