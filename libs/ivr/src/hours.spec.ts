import { describe, expect, it } from 'vitest';

import { HoursNode } from './flow.js';
import { isOpen } from './hours.js';

const office = {
  timeZone: 'Asia/Shanghai',
  weekly: {
    mon: [
      { from: '09:00', to: '12:00' },
      { from: '13:30', to: '18:00' },
    ],
    fri: [{ from: '20:00', to: '02:00' }],
  },
  exceptions: { '2026-10-05': [], '2026-10-10': [{ from: '10:00', to: '24:00' }] },
};
const at = (time: string) => isOpen(office, Date.parse(time));

describe('opening hours', () => {
  it.each([
    ['from its first minute', '2026-11-23T09:00:00+08:00', true],
    ['not a second before', '2026-11-23T08:59:59+08:00', false],
    ['not at lunch', '2026-11-23T12:00:00+08:00', false],
    ['in the afternoon, by the time of the flow and not of the server', '2026-11-23T05:30:00Z', true],
    ['not on a day without hours', '2026-11-24T10:00:00+08:00', false],
    ['late on Friday', '2026-11-27T23:30:00+08:00', true],
    ['past midnight, on Saturday', '2026-11-28T01:59:00+08:00', true],
    ['until the interval ends', '2026-11-28T02:00:00+08:00', false],
    ['not on a Monday that is a holiday', '2026-10-05T10:00:00+08:00', false],
    ['on a Saturday worked to make up for it, to its last minute', '2026-10-10T23:59:00+08:00', true],
    ['and no longer', '2026-10-11T00:00:00+08:00', false],
  ])('are open %s', (_, time, open) => expect(at(time)).toBe(open));

  it('refuse a time zone that does not exist', () => {
    const node = { kind: 'hours', timeZone: 'Asia/Atlantis', weekly: {}, open: 'a', closed: 'b' };
    expect(HoursNode.safeParse(node).success).toBe(false);
  });
});
