import { describe, expect, it } from 'vitest';

import { advance, newPosition } from './advance.js';
import { calendarWith, dateAfter } from './calendar.js';
import { Flow } from './flow.js';
import { opening } from './hours.js';
import { HOLIDAY_NOTICES } from './public-holidays.js';

const DAY = [{ from: '09:00', to: '18:00' }];
const office = {
  timeZone: 'Asia/Shanghai',
  weekly: { mon: DAY, tue: DAY, wed: DAY, thu: DAY, fri: DAY },
  exceptions: { '2026-10-02': [{ from: '10:00', to: '12:00' }] },
};
const calendar = calendarWith([]);
const at = (time: string, days = calendar) => opening(office, Date.parse(`${time}:00+08:00`), days);

describe('the public calendar', () => {
  it('has the days off that the notices count, and works weekends only', () => {
    const off = (year: number) =>
      [...calendar].filter(([date, { kind }]) => date.startsWith(`${year}`) && kind === 'holiday').length;
    expect(HOLIDAY_NOTICES.map(({ year, no }) => [year, no, off(year)])).toEqual([
      [2025, '国办发明电〔2024〕12号', 1 + 8 + 3 + 5 + 3 + 8],
      [2026, '国办发明电〔2025〕7号', 3 + 9 + 3 + 5 + 3 + 3 + 7],
    ]);
    const worked = [...calendar].filter(([, { kind }]) => kind === 'workday').map(([date]) => date);
    expect(worked).toHaveLength(5 + 6);
    for (const date of worked) expect([0, 6]).toContain(new Date(date).getUTCDay());
  });

  it('knows nothing of a year whose notice is not out', () => {
    expect([...calendar.keys()].filter((date) => date > '2026-12-31')).toEqual([]);
  });

  it('goes over months and leap days', () => {
    expect([dateAfter('2024-02-28'), dateAfter('2025-12-31'), dateAfter('2026-03-01', -1)]).toEqual([
      '2024-02-29',
      '2026-01-01',
      '2026-02-28',
    ]);
  });
});

describe('opening hours by the calendar', () => {
  it.each([
    ['an ordinary Monday', '2026-11-23T10:00', { open: true, holiday: null }],
    ['a Monday in the Spring Festival', '2026-02-16T10:00', { open: false, holiday: '春节' }],
    ['a Sunday worked for the New Year, with the hours of a Monday', '2026-01-04T10:00', { open: true, holiday: null }],
    ['that Sunday after hours', '2026-01-04T18:00', { open: false, holiday: null }],
    ['a holiday with hours of its own', '2026-10-02T10:00', { open: true, holiday: null }],
    ['that holiday in the afternoon', '2026-10-02T15:00', { open: false, holiday: null }],
    ['an ordinary Sunday', '2026-11-22T10:00', { open: false, holiday: null }],
  ])('%s', (_, time, expected) => expect(at(time)).toEqual(expected));

  it('a tenant’s own days come before the public ones', () => {
    const own = calendarWith([
      { date: '2026-02-16', kind: 'ordinary', name: '照常服务' },
      { date: '2026-11-23', kind: 'holiday', name: '司庆' },
      { date: '2026-11-22', kind: 'workday', name: '值班' },
    ]);
    expect([at('2026-02-16T10:00', own), at('2026-11-23T10:00', own), at('2026-11-22T10:00', own)]).toEqual([
      { open: true, holiday: null },
      { open: false, holiday: '司庆' },
      { open: true, holiday: null },
    ]);
  });

  it('a night of the day before is served to its end on a holiday', () => {
    const night = { ...office, weekly: { wed: [{ from: '20:00', to: '02:00' }] } };
    const now = (time: string) => opening(night, Date.parse(`${time}:00+08:00`), calendar).open;
    // 30 September is an ordinary Wednesday, 1 October the first day off.
    expect([now('2026-10-01T01:59'), now('2026-10-01T02:00')]).toEqual([true, false]);
  });
});

describe('a flow on a holiday', () => {
  const flow = (more: object) =>
    Flow.parse({
      schemaVersion: 1,
      start: 'hours',
      nodes: {
        hours: { kind: 'hours', weekly: { thu: DAY }, open: 'open', closed: 'closed', ...more },
        open: { kind: 'hangup' },
        closed: { kind: 'hangup', cause: 'closed' },
        feast: { kind: 'play', prompts: [{ kind: 'text', text: '${holiday}期间休息。' }], next: 'closed' },
      },
    });
  const enter = (more: object) =>
    advance(
      flow(more),
      newPosition(flow(more)),
      { type: 'start' },
      { now: Date.parse('2026-10-01T10:00+08:00'), calendar },
    );

  it('leads its callers where holidays lead, with the name of the holiday to say', () => {
    const { position, effects } = enter({ holiday: 'feast' });
    expect(position.node).toBe('feast');
    expect(effects).toMatchObject([{ do: 'play', prompts: [{ kind: 'text', text: '国庆节期间休息。' }] }]);
  });

  it('leads them out as closed without such a way, and in when it does not follow the calendar', () => {
    expect(enter({}).position.node).toBe('closed');
    expect(enter({ holidays: false }).position.node).toBe('open');
  });
});
