import { SERVICE_LEVEL_20S } from '@sibai/routing';
import { describe, expect, it } from 'vitest';

import { addToDay, type Counted, dayFigures, NO_CALLS } from './day.js';

const call = (over: Partial<Counted>): Counted => ({
  outcome: 'answered',
  queuedAt: 0,
  answeredAt: 10_000,
  endedAt: 60_000,
  queueMs: 10_000,
  ...over,
});
const figures = (...calls: Counted[]) =>
  dayFigures(calls.reduce((so, c) => addToDay(so, c, SERVICE_LEVEL_20S), NO_CALLS));

describe('the figures of a day', () => {
  it('are empty without calls, and rates are not made up', () => {
    expect(figures()).toMatchObject({ offered: 0, averageWaitMs: 0, serviceLevel: null, connectRate: null });
  });

  it('count who was answered in time against everybody answered or abandoned', () => {
    const late = call({ queueMs: 30_000 });
    const gone = call({ outcome: 'abandoned', answeredAt: null, queueMs: 40_000 });
    expect(figures(call({}), call({}), late, gone)).toEqual({
      offered: 4, answered: 3, abandoned: 1, refused: 0, averageWaitMs: 16_667, serviceLevel: 50, connectRate: 75,
    }); // prettier-ignore
  });

  it('count a caller who still waits as offered only, and leave out who never asked for a person', () => {
    const waiting = call({ outcome: null, answeredAt: null, endedAt: null });
    const inFlow = call({ outcome: 'ivr', queuedAt: null, answeredAt: null });
    const refused = call({ outcome: 'refused', queuedAt: null, answeredAt: null });
    expect(figures(waiting, inFlow, refused)).toMatchObject({
      offered: 1,
      abandoned: 0,
      refused: 1,
      connectRate: null,
    });
  });
});
