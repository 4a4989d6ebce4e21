import type { AgentId, CallId, GroupId } from '@sibai/kernel';
import { SERVICE_LEVEL_20S } from '@sibai/routing';
import { describe, expect, it } from 'vitest';

import {
  addSums,
  foldAgents,
  foldSpan,
  foldSteps,
  type IntervalAssignment,
  type IntervalCall,
  intervalFigures,
  type IntervalPresence,
  type IntervalRows,
} from './interval.js';
import { foldsOf } from './interval-folds.js';

const [SALES, CARE] = ['sales', 'care'] as GroupId[] as [GroupId, GroupId];
const [WANG, LI] = ['wang', 'li'] as AgentId[] as [AgentId, AgentId];
const rule = () => SERVICE_LEVEL_20S;

/** 09:00 is 0; minutes and seconds from there. */
const at = (minutes: number, seconds = 0): number => (minutes * 60 + seconds) * 1000;
const QUARTER = { from: at(0), to: at(15) };
const NEXT = { from: at(15), to: at(30) };
const EVENING = at(600);

let calls = 0;
const call = (queuedAt: number, waitSeconds: number, answered: boolean, groupId = SALES): IntervalCall => ({
  callId: String(++calls) as CallId,
  groupId,
  queuedAt,
  answeredAt: answered ? queuedAt + waitSeconds * 1000 : null,
  lost: !answered,
  queueMs: waitSeconds * 1000,
});
const taken = (agentId: AgentId, answeredAt: number, talkSeconds: number, groupId = SALES): IntervalAssignment => ({
  agentId,
  groupId,
  handled: true,
  offeredAt: answeredAt - 4000,
  answeredAt,
  endedAt: answeredAt + talkSeconds * 1000,
});
const was = (agentId: AgentId, presence: string, since: number, until: number | null): IntervalPresence => ({
  agentId,
  presence,
  since,
  until,
});

/** A quarter of an hour worked out on paper. */
const PAPER: IntervalRows = {
  calls: [
    call(at(1), 10, true),
    call(at(2), 20, true),
    call(at(3), 21, true),
    call(at(4), 30, false),
    call(at(5), 4, false),
    // Queued in this quarter, answered in the next: it counts where it was offered.
    call(at(14, 50), 29, true),
    call(at(15), 1, true),
    call(at(6), 1, true, CARE),
  ],
  assignments: [
    taken(WANG, at(1, 10), 100),
    taken(WANG, at(3, 21), 140),
    taken(LI, at(2, 20), 60),
    taken(LI, at(15, 19), 90),
    taken(LI, at(6, 1), 30, CARE),
    { agentId: LI, groupId: SALES, handled: true, offeredAt: at(4), answeredAt: null, endedAt: at(4, 20) },
  ],
  presences: [
    was(WANG, 'ready', at(0), at(1, 6)),
    was(WANG, 'ringing', at(1, 6), at(1, 10)),
    was(WANG, 'talking', at(1, 10), at(2, 50)),
    was(WANG, 'wrap_up', at(2, 50), at(3, 10)),
    was(WANG, 'ready', at(3, 10), at(3, 21)),
    was(WANG, 'talking', at(3, 21), at(5, 41)),
    was(WANG, 'wrap_up', at(5, 41), at(6, 1)),
    was(WANG, 'break', at(6, 1), at(15)),
    was(WANG, 'offline', at(15), null),
    // Begins before and ends after the quarter.
    was(LI, 'ready', at(-30), at(20)),
  ],
  members: new Map([
    [WANG, [SALES]],
    [LI, [CARE]],
  ]),
};

describe('a quarter of an hour of a group', () => {
  const sums = foldSpan(PAPER, QUARTER, new Set([SALES]), rule, EVENING);

  it('counts the calls that were offered in it, wherever they ended', () => {
    expect(sums).toMatchObject({ offered: 6, answered: 4, abandoned: 2, abandonedShort: 1, answeredInTarget: 2 });
    const figures = intervalFigures(sums, at(15));
    expect(figures.serviceLevel).toBe((100 * 2) / 5);
    expect(figures.connectRate).toBe((100 * 4) / 5);
    expect(figures.abandonRate).toBeCloseTo(20, 10);
    // (10 + 20 + 21 + 29) ÷ 4
    expect(figures.averageWaitMs).toBe(20_000);
  });

  it('takes talk from the assignments, and wrap-up from the presence that follows each', () => {
    // 100 + 140 + 60 of three calls; 20 + 20 of wrap-up.
    expect(sums).toMatchObject({ handled: 3, talkMs: 300_000, wrapUpMs: 40_000 });
    expect(intervalFigures(sums, at(15)).handleMs).toBeCloseTo(340_000 / 3, 6);
  });

  it('has the time of its agents, of whoever took its calls as well', () => {
    // Wang: 240 s talking + 40 s wrap-up; ready 66 + 11, ringing 4. Li took sales calls, and was ready for all of it.
    expect(sums.occupiedMs).toBe(280_000);
    expect(sums.availableMs).toBe((280 + 81 + 900) * 1000);
    expect(sums.signedInMs).toBe(1_800_000);
    const { occupancy, staffed } = intervalFigures(sums, at(15));
    expect(occupancy).toBeCloseTo((100 * 280) / 1261, 10);
    expect(staffed).toBeCloseTo(1261 / 900, 10);
  });

  it('leaves to the next what began there, and to other groups what is theirs', () => {
    expect(foldSpan(PAPER, NEXT, new Set([SALES]), rule, EVENING)).toMatchObject({
      offered: 1,
      answeredInTarget: 1,
      handled: 1,
      talkMs: 90_000,
    });
    const care = foldSpan(PAPER, QUARTER, new Set([CARE]), rule, EVENING);
    expect(care).toMatchObject({ offered: 1, handled: 1, talkMs: 30_000, signedInMs: 900_000 });
  });

  it('adds up over groups, with an agent of both counted once', () => {
    const both = foldSpan(PAPER, QUARTER, new Set([SALES, CARE]), rule, EVENING);
    expect(both).toMatchObject({ offered: 7, handled: 4, signedInMs: 1_800_000 });
    const half = { from: at(0), to: at(7) };
    const rest = { from: at(7), to: at(15) };
    const added = [half, rest].map((span) => foldSpan(PAPER, span, new Set([SALES]), rule, EVENING));
    expect(addSums(added[0] ?? sums, added[1] ?? sums)).toEqual(sums);
  });
});

describe('one set of groups after another', () => {
  it('have what each has alone', () => {
    const rows = {
      ...PAPER,
      assignments: [...PAPER.assignments, taken(LI, at(14), 120), { ...taken(WANG, at(13), 0), endedAt: null }],
    };
    for (const span of [QUARTER, NEXT, { from: at(2), to: at(6) }]) {
      const sumsOf = foldsOf(rows, span, rule, EVENING);
      for (const groups of [[SALES], [CARE], [SALES, CARE], []])
        expect(sumsOf(new Set(groups))).toEqual(foldSpan(rows, span, new Set(groups), rule, EVENING));
    }
  });
});

describe('the quarters of an hour one after another', () => {
  it('are each what it is alone, an agent who began to take calls in an earlier one apart', () => {
    const steps = foldSteps(PAPER, { from: at(-15), to: at(30) }, at(15), rule, EVENING);
    expect(steps.map(({ span }) => span)).toEqual([{ from: at(-15), to: at(0) }, QUARTER, NEXT]);
    for (const groups of [new Set([SALES]), new Set([CARE]), new Set([SALES, CARE])])
      for (const { span, sumsOf } of steps) {
        const alone = { ...PAPER, assignments: PAPER.assignments.filter((a) => inside(a.answeredAt, span)) };
        expect(sumsOf(groups)).toEqual(foldSpan(alone, span, groups, rule, EVENING));
      }
  });
});
const inside = (when: number | null, { from, to }: { from: number; to: number }) =>
  when !== null && when >= from && when < to;

describe('an agent of two groups', () => {
  // 100 s of sales and 20 s of wrap-up, 60 s of care and 10 s; ringing 4 s each; a call of sales' number by hand; the rest idle.
  const rows: IntervalRows = {
    calls: [],
    assignments: [
      taken(WANG, at(1), 100),
      taken(WANG, at(5), 60, CARE),
      { ...taken(WANG, at(10), 30, CARE), handled: false },
    ],
    presences: [
      was(WANG, 'ready', at(0), at(0, 56)),
      was(WANG, 'ringing', at(0, 56), at(1)),
      was(WANG, 'talking', at(1), at(2, 40)),
      was(WANG, 'wrap_up', at(2, 40) + 30, at(3)),
      was(WANG, 'ready', at(3), at(4, 56)),
      was(WANG, 'ringing', at(4, 56), at(5)),
      was(WANG, 'talking', at(5) - 20, at(6)),
      was(WANG, 'wrap_up', at(6), at(6, 10)),
      was(WANG, 'ready', at(6, 10), at(10)),
      was(WANG, 'talking', at(10), at(10, 30)),
      was(WANG, 'ready', at(10, 30), at(15)),
    ],
    members: new Map([[WANG, [SALES, CARE]]]),
  };
  const idle = 56 + 116 + 230 + 270;
  const of = (...groups: GroupId[]) =>
    intervalFigures(foldSpan(rows, QUARTER, new Set(groups), rule, EVENING), QUARTER.to);

  it('occupies each by its own contacts, and is at hand for both', () => {
    expect(of(SALES).occupancy).toBeCloseTo((100 * 120) / (120 + 4 + idle), 1);
    expect(of(CARE).occupancy).toBeCloseTo((100 * 100) / (100 + 4 + idle), 1);
    expect(of(SALES, CARE).occupancy).toBeCloseTo((100 * 220) / 900, 1);
    for (const groups of [[SALES], [CARE], [SALES, CARE]]) expect(of(...groups).staffed).toBeCloseTo(1, 3);
    // The call placed is no call handled.
    expect(of(CARE).handled).toBe(1);
  });

  it('is so in the steps, in the folds and in the list of agents', () => {
    for (const group of [SALES, CARE]) {
      const groups = new Set([group]);
      const [step] = foldSteps(rows, QUARTER, at(15), rule, EVENING);
      expect(step?.sumsOf(groups)).toEqual(foldSpan(rows, QUARTER, groups, rule, EVENING));
      expect(foldsOf(rows, QUARTER, rule, EVENING)(groups)).toEqual(foldSpan(rows, QUARTER, groups, rule, EVENING));
      expect(foldAgents(rows, QUARTER, groups, rule, EVENING)[0]?.occupancy).toBe(of(group).occupancy);
    }
  });
});

describe('what still goes on', () => {
  it('counts until now, and a call that waits or is spoken in counts as offered only', () => {
    const open: IntervalRows = {
      calls: [{ ...call(at(1), 0, false), lost: false }],
      assignments: [{ ...taken(WANG, at(2), 0), endedAt: null }],
      presences: [was(WANG, 'talking', at(2), null)],
      members: new Map([[WANG, [SALES]]]),
    };
    const sums = foldSpan(open, QUARTER, new Set([SALES]), rule, at(5));
    expect(sums).toMatchObject({ offered: 1, answered: 0, abandoned: 0, handled: 0, occupiedMs: at(3) });
    expect(intervalFigures(sums, at(5))).toMatchObject({ handleMs: null, serviceLevel: null, averageWaitMs: null });
  });
});

describe('the agents of a span', () => {
  it('have what each took, missed and did', () => {
    const agents = foldAgents(PAPER, QUARTER, new Set([SALES]), rule, EVENING);
    expect(agents).toEqual([
      {
        agentId: WANG,
        answered: 2,
        missed: 0,
        talkMs: 240_000,
        wrapUpMs: 40_000,
        handleMs: 140_000,
        readyMs: 77_000,
        pausedMs: 539_000,
        signedInMs: 900_000,
        occupancy: (100 * 280) / 361,
      },
      {
        agentId: LI,
        answered: 1,
        missed: 1,
        talkMs: 60_000,
        wrapUpMs: 0,
        handleMs: 60_000,
        readyMs: 900_000,
        pausedMs: 0,
        signedInMs: 900_000,
        occupancy: 0,
      },
    ]);
  });
});
