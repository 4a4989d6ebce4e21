import { describe, expect, it } from 'vitest';

import { printWeek, readDay, readWeek, WEEKS } from './week';

describe('opening hours as they are written', () => {
  it.each([
    ['09:00-18:00', [['09:00', '18:00']]],
    [
      '9-12 13:30-18',
      [
        ['09:00', '12:00'],
        ['13:30', '18:00'],
      ],
    ],
    ['9：00 至 18：00', [['09:00', '18:00']]],
    [
      '20:00–02:00，3:00~4:00',
      [
        ['20:00', '02:00'],
        ['03:00', '04:00'],
      ],
    ],
    ['0:00-24:00', [['00:00', '24:00']]],
    ['', []],
  ])('%s', (text, hours) => expect(readDay(text)?.map(({ from, to }) => [from, to])).toEqual(hours));

  it.each(['9', '9-9', '25:00-26:00', '上午', '09:00-18:00-20:00x', '24:00-25:00'])('are not %s', (text) =>
    expect(readDay(text)).toBeNull(),
  );

  it('come back as they were', () => {
    for (const week of Object.values(WEEKS)) expect(printWeek(readWeek(week))).toEqual(week);
  });
});
