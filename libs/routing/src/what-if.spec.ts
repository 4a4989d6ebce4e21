import type { AgentId, CallId, GroupId } from '@sibai/kernel';
import { describe, expect, it } from 'vitest';

import { readDay } from './day-csv.js';
import type { Shift } from './simulate.js';
import { callersOf } from './theory.js';
import { type Day, figuresOf, NO_CHANGE, recorded, replay } from './what-if.js';

const MIDNIGHT = Date.parse('2026-11-20T00:00:00+08:00');
const NINE = MIDNIGHT + 9 * 3_600_000;
const sales = 'g' as GroupId;
const tax = 'tax' as GroupId;

/** A busy day of twelve hours: 16 erlangs, `agents` of them, of whom everybody stays. */
function busyDay(agents: number): Day {
  const queue = { callsPerSecond: 16 / 240, handleSeconds: 240, agents, patienceSeconds: 60, targetSeconds: 20 };
  const shifts = Array.from({ length: agents }, (_, n): Shift => {
    return {
      agent: `a${n}` as AgentId,
      from: NINE,
      to: NINE + 12 * 3_600_000,
      groups: [{ groupId: sales, proficiency: 5 }],
    };
  });
  const calls = [...callersOf(queue, 2_880, 7)].map(({ call, at, groups, talkMs, patienceMs }, n) => {
    // Every tenth hung up, which tells how patient they are.
    const hungUp = n % 10 === 0;
    return { call, at: NINE + at, groups, waitMs: hungUp ? patienceMs : 3_000, talkMs: hungUp ? null : talkMs };
  });
  return { groups: [{ id: sales, name: 'Sales', wrapUpMs: 0, ringMs: 20_000 }], calls, shifts, pickUpMs: 2_000 };
}

const level = (day: Day, change: Partial<typeof NO_CHANGE>) =>
  figuresOf(replay(day, { ...NO_CHANGE, ...change }).total).serviceLevel ?? 0;

describe('a day replayed', () => {
  const day = busyDay(18);

  it('is the same day again, whenever it is', () => {
    expect(replay(day, NO_CHANGE)).toEqual(replay(day, NO_CHANGE));
    const { total, intervals } = replay(day, NO_CHANGE);
    expect(total.offered).toBe(day.calls.length);
    expect(total.answered + total.abandoned + total.overflowed).toBe(total.offered);
    expect(intervals.reduce((sum, each) => sum + each.offered, 0)).toBe(total.offered);
    expect(recorded(day).total).toMatchObject({ offered: 2_880, answered: 2_592, abandoned: 288 });
  });

  it('goes better with more agents, shorter wrap-ups or fewer callers, and worse the other way', () => {
    const asIs = level(day, {});
    expect(level(day, { agents: { [sales]: 3 } })).toBeGreaterThan(asIs + 0.05);
    expect(level(day, { agents: { [sales]: -3 } })).toBeLessThan(asIs - 0.05);
    expect(level(day, { volume: 0.8 })).toBeGreaterThan(asIs + 0.05);
    expect(level(day, { volume: 1.2 })).toBeLessThan(asIs - 0.05);
    expect(level(day, { talk: 1.2 })).toBeLessThan(asIs - 0.05);
    expect(level(day, { rules: { [sales]: { wrapUpMs: 30_000 } } })).toBeLessThan(asIs - 0.02);
    expect(
      level(day, { rules: { [sales]: { target: { ms: 60_000, share: 0.8, shortAbandonMs: 5_000 } } } }),
    ).toBeGreaterThan(asIs);
  });

  it('sends callers on where the rules say so', () => {
    const maxWait = { ms: 10_000, to: { kind: 'voicemail' } } as const;
    const { total } = replay(day, { ...NO_CHANGE, rules: { [sales]: { maxWait } } });
    expect(total.overflowed).toBeGreaterThan(50);
    expect(total.answeredWaitMs).toBeLessThanOrEqual(12_000 * total.answered);
  });

  it('pools agents of all groups', () => {
    const idle: Day = {
      ...day,
      groups: [...day.groups, { id: tax, name: 'Tax', wrapUpMs: 0, ringMs: 20_000 }],
      calls: day.calls.map((call, n) => (n % 2 ? { ...call, groups: [tax] } : call)),
    };
    expect(replay(idle, NO_CHANGE).total.answered).toBeLessThan(1_500);
    expect(replay(idle, { ...NO_CHANGE, pooled: true }).total.answered).toBeGreaterThan(2_000);
  });

  it('takes less than a ten thousandth of the day', () => {
    // Of the processor, whatever else the machine does.
    const before = process.cpuUsage();
    const { virtualMs, decisions } = replay(day, NO_CHANGE);
    const { user, system } = process.cpuUsage(before);
    const took = (user + system) / 1_000;
    expect(virtualMs / took, `${decisions} decisions in ${took} ms`).toBeGreaterThan(10_000);
  });

  it('answers nobody when nobody is there', () => {
    expect(replay({ ...day, shifts: [] }, NO_CHANGE).total).toMatchObject({ answered: 0, abandoned: 2_880 });
    expect(replay({ ...day, calls: [] }, NO_CHANGE).total.offered).toBe(0);
  });
});

describe('a day as a table', () => {
  const head = 'arrived_at,wait_seconds,outcome,talk_seconds,group,agent';

  it('tells who called and who was at work, written-up calls and absences apart', () => {
    const day = readDay(
      `\uFEFF${head}\r\n9:00:00,0,answered,60,Sales,Li\r\n"2026-11-20 09:00:30",40,接通,100,Sales,Li\r\n9:01,600,abandoned,,Sales,\r\n9:20:00,0,answered,10,"Tax, all",Li\r\n9:21:00,0,phantom,0,Sales,\r\n`,
      MIDNIGHT,
    );
    if ('kind' in day) throw new Error(day.kind);
    expect(day.calls).toHaveLength(4);
    expect(day.calls[1]).toEqual({
      call: 'c1' as CallId,
      at: NINE + 30_000,
      groups: ['Sales'],
      waitMs: 40_000,
      talkMs: 100_000,
    });
    expect(day.groups.map(({ name, wrapUpMs }) => [name, wrapUpMs])).toEqual([
      ['Sales', 10_000],
      ['Tax, all', 10_000],
    ]);
    expect(day.shifts.map(({ from, to }) => [from - NINE, to - NINE])).toEqual([
      [0, 170_000],
      [1_200_000, 1_210_000],
    ]);
  });

  it.each([
    ['', { kind: 'empty' }],
    [head, { kind: 'empty' }],
    [`${head}\n9:00,1,phantom,1,a,b`, { kind: 'empty' }],
    ['time,outcome\n9:00,answered', { kind: 'no_column', column: 'at' }],
    ['arrived_at\n9:00', { kind: 'no_column', column: 'outcome' }],
    [
      `${head}\n9:00,0,answered,1,a,b\nnoon,0,answered,1,a,b`,
      { kind: 'bad_cell', line: 3, column: 'at', text: 'noon' },
    ],
    [`${head}\n9:60,1,answered,1,a,b`, { kind: 'bad_cell', line: 2, column: 'at', text: '9:60' }],
    [
      `${head}\n9:00,1,answered,1,a,b\n2026-11-22 09:00,1,answered,1,a,b`,
      { kind: 'bad_cell', line: 3, column: 'at', text: '2026-11-22 09:00' },
    ],
    [`${head}\n9:00,-1,answered,1,a,b`, { kind: 'bad_cell', line: 2, column: 'wait', text: '-1' }],
    [`${head}\n9:00,1,answered,long,a,b`, { kind: 'bad_cell', line: 2, column: 'talk', text: 'long' }],
    [`${head}\n${'9:00,0,answered,1,a,b\n'.repeat(50_001)}`, { kind: 'too_long', max: 50_000 }],
  ])('is refused with the place and the reason', (text, flaw) => {
    expect(readDay(text, MIDNIGHT)).toEqual(flaw);
  });
});
