import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { FLOOR_DEFAULTS } from './floor.js';
import { type FloorFigures, Live } from './live.js';
import { applyChange, changeOf, follow, LiveChange, LiveStep } from './live-change.js';

const IDS = Array.from({ length: 8 }, (_, n) => `00000000-0000-4000-8000-00000000000${n}`);
const AT = '2026-11-22T09:00:00.000Z';

const id = fc.constantFrom(...IDS);
const ids = fc.subarray(IDS);
const maybeId = fc.option(id);
const instant = fc.constantFrom(AT, '2026-11-22T09:00:01.000Z');
const count = fc.nat(3);
const rate = fc.option(fc.constantFrom(0, 33.333333333333336, 100));
const name = fc.constantFrom('销售', '售后', '');

const figures: fc.Arbitrary<FloorFigures> = fc.record({
  ...{ offered: count, answered: count, abandoned: count, abandonedShort: count, handled: count },
  ...{ serviceLevel: rate, connectRate: rate, abandonRate: rate, averageWaitMs: rate, handleMs: rate, occupancy: rate },
  staffed: fc.constantFrom(0, 1.5),
});
const outlook = fc.record({
  ...{ serviceLevel: rate, breach: fc.boolean(), reason: fc.constantFrom('within_goal', 'backlog') },
  ...{ arrivalsPerHour: count, handleSeconds: count, agents: count, erlangs: count, clearSeconds: rate },
  agentsNeeded: count,
});
const call = fc.record({
  ...{ callId: id, stage: fc.constantFrom('ivr', 'acd', 'agent'), ringing: fc.boolean(), caller: name, dialled: name },
  ...{ groupId: maybeId, groupName: fc.option(name), agentId: maybeId, agentName: fc.option(name), priority: count },
  ...{ since: instant, startedAt: instant },
  supervisors: fc.array(fc.record({ userId: id, name, mode: fc.constantFrom('listen', 'barge') }), { maxLength: 2 }),
});
const group = fc.record({
  ...{ id, name, waiting: count, longestSince: fc.option(instant), ready: count, signedIn: count, talking: count },
  ...{ wrapUp: count, paused: count, open: fc.boolean(), targetSeconds: count, outlook, today: figures },
});
const agent = fc.record({
  ...{ id, name, presence: fc.constantFrom('ready', 'busy'), reason: fc.constantFrom(null, 'meeting'), since: instant },
  ...{ callId: maybeId, groups: ids },
});
const line = fc.record({ id, name, inUse: count, concurrency: count });
const alarm = fc.record({
  ...{ id, kind: fc.constantFrom('unstaffed', 'long_break'), subject: id, groups: ids, name, value: count },
  ...{ advice: fc.dictionary(fc.constantFrom('agents', 'needed'), count), openedAt: instant },
  ...{ acknowledgedBy: fc.option(name), acknowledgedAt: fc.option(instant), closedAt: fc.constant(null) },
});
const rows = <T>(row: fc.Arbitrary<T>, key: keyof T = 'id' as keyof T) =>
  fc.uniqueArray(row, { selector: (each) => each[key], maxLength: 8 });

const board = fc.record({
  ...{ at: instant, telephony: fc.boolean(), scope: fc.constantFrom('tenant', 'own_groups') },
  ...{ calls: rows(call, 'callId'), groups: rows(group), agents: rows(agent), lines: rows(line), alarms: rows(alarm) },
  today: fc.tuple(figures, fc.option(count)).map(([those, refused]) => ({ ...those, refused })),
  before: fc.record({ lastWeek: fc.option(figures), weeks: count, usual: fc.option(figures) }),
  settings: fc.constantFrom(FLOOR_DEFAULTS, { ...FLOOR_DEFAULTS, enoughCalls: 9 }),
}) as unknown as fc.Arbitrary<Live>;

/** Rows that are mostly the same, some of them gone, changed or new, and at times in another order. */
const pair = fc
  .tuple(board, board, fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }), fc.boolean())
  .map(([a, other, taken, mixed]): [Live, Live] => {
    const b = { ...other } as Record<string, unknown>;
    for (const [at, list] of (['calls', 'groups', 'agents', 'lines', 'alarms'] as const).entries()) {
      if (!taken[at]) b[list] = mixed ? a[list].toReversed() : structuredClone(a[list]);
    }
    return [a, b as unknown as Live];
  });

const overTheWire = <T>(value: T): unknown => JSON.parse(JSON.stringify(value));

describe('a change of the board', () => {
  it('makes of one board exactly the other, over the wire', () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        Live.parse(b);
        const change = LiveChange.parse(overTheWire(changeOf(a, b)));
        expect(applyChange(a, change)).toEqual(b);
      }),
      { numRuns: 500 },
    );
  });

  it('of nothing is when it was looked', () => {
    fc.assert(
      fc.property(board, (a) => {
        expect(changeOf(a, structuredClone(a))).toEqual({ at: a.at });
      }),
      { numRuns: 100 },
    );
  });

  it('holds the rows that are not as before, and leaves the others the very same', () => {
    fc.assert(
      fc.property(board, fc.nat(), (a, n) => {
        fc.pre(a.agents.length > 1);
        const at = n % a.agents.length;
        const agents = a.agents.map((each, i) => (i === at ? { ...each, name: '改名' } : structuredClone(each)));
        const change = changeOf(a, { ...a, agents });
        expect(change).toEqual({ at: a.at, agents: { set: [agents[at]], gone: [] } });
        const after = applyChange(a, change);
        expect(after.agents.filter((row, i) => row === a.agents[i])).toHaveLength(a.agents.length - 1);
        expect(after.calls).toBe(a.calls);
      }),
      { numRuns: 100 },
    );
  });

  it('is followed when it is the next, and by nothing after a gap', () => {
    fc.assert(
      fc.property(pair, fc.integer({ min: -3, max: 3 }), ([a, b], gap) => {
        const step = LiveStep.parse(overTheWire({ seq: 7 + gap, change: changeOf(a, b) }));
        expect(follow({ seq: 7, board: a }, step)).toEqual(gap === 1 ? { seq: 8, board: b } : undefined);
      }),
      { numRuns: 100 },
    );
  });
});
