import type { AgentId, AlarmId, GroupId, LineId } from '@sibai/kernel';
import { describe, expect, it } from 'vitest';

import {
  type AlarmMemory,
  type AlarmThresholds,
  judge,
  type Observation,
  observeAgent,
  observeGroup,
  observeLine,
  type OpenAlarm,
  type WatchedGroup,
  type WatchedLine,
} from './alarm.js';
import { NOTHING_HAPPENED } from './interval.js';

const SALES = 'sales' as GroupId;
const LIMITS: AlarmThresholds = {
  connectRate: 98,
  handleSeconds: 180,
  longestWaitSeconds: 60,
  lineLoad: 80,
  breakMinutes: 15,
  busyMinutes: 60,
  enoughCalls: 5,
  off: [],
};
const WELL: WatchedGroup = {
  id: SALES,
  name: '销售',
  open: true,
  signedIn: 3,
  serving: 2,
  longestWaitMs: null,
  hour: NOTHING_HAPPENED,
  handleMs: 180_000,
  targetSeconds: 20,
  goal: 0.8,
};
const bad = (group: WatchedGroup, limits = LIMITS) =>
  observeGroup(group, limits)
    .filter((o) => o.bad)
    .map(({ kind }) => kind);

describe('what is bad in a group', () => {
  it('is nothing where nothing happens', () => {
    expect(bad(WELL)).toEqual([]);
    expect(observeGroup(WELL, LIMITS).every((o) => o.well)).toBe(true);
  });

  it('is a connect rate under its threshold, with the agents that Erlang would add', () => {
    const hour = { ...NOTHING_HAPPENED, offered: 60, answered: 50, abandoned: 10, abandonedShort: 2 };
    const [observation] = observeGroup({ ...WELL, hour }, LIMITS).filter((o) => o.bad);
    // 60 calls an hour of 180 s are 3 erlangs; 5 agents answer 80 % of them in 20 s, and 2 are there.
    expect(observation).toMatchObject({
      kind: 'connect_rate',
      subject: SALES,
      groups: [SALES],
      advice: { erlangs: 3, handleSeconds: 180, serving: 2, needed: 5, agents: 3 },
    });
    expect(observation?.value).toBeCloseTo((100 * 50) / 58, 10);
    const few = { ...WELL, hour: { ...NOTHING_HAPPENED, offered: 4, abandoned: 4 } };
    expect(bad(few)).toEqual([]);
    expect(bad(few, { ...LIMITS, enoughCalls: 4 })).toEqual(['connect_rate']);
    // Who works for two groups is half an agent in each: 2.5 of 5 are there.
    expect(observeGroup({ ...WELL, hour, serving: 2.5 }, LIMITS)[0]?.advice).toMatchObject({ needed: 5, agents: 3 });
    expect(bad({ ...WELL, hour: { ...hour, answered: 98 * 5, abandoned: 10, abandonedShort: 0 } })).toEqual([]);
  });

  it('is an average handle time of more than 180 s, and one of 177 to 180 s neither bad nor well', () => {
    const hour = (seconds: number) => ({ ...NOTHING_HAPPENED, handled: 10, talkMs: 10 * seconds * 1000 });
    const seen = (seconds: number) => observeGroup({ ...WELL, hour: hour(seconds) }, LIMITS)[1];
    expect(seen(181)).toMatchObject({ kind: 'handle_time', value: 181, bad: true, well: false });
    expect(seen(180)).toMatchObject({ bad: false, well: false });
    expect(seen(176)).toMatchObject({ bad: false, well: true });
  });

  it('is a long wait, and nobody signed in while open', () => {
    expect(bad({ ...WELL, longestWaitMs: 61_000 })).toEqual(['longest_wait']);
    expect(bad({ ...WELL, signedIn: 0 })).toEqual(['unstaffed']);
    expect(bad({ ...WELL, signedIn: 0, open: false })).toEqual([]);
    expect(bad({ ...WELL, signedIn: 0 }, { ...LIMITS, off: ['unstaffed'] })).toEqual([]);
  });
});

describe('an agent who is away', () => {
  const away = (presence: string, minutes: number, limits = LIMITS) =>
    observeAgent(
      { id: 'wang' as AgentId, name: '王敏', groups: [SALES], presence, lastedMs: minutes * 60_000 },
      limits,
    );

  it('is too long on a break, or busy, beyond the limit of each', () => {
    expect(away('break', 15)).toEqual([]);
    expect(away('break', 17.9)).toMatchObject([
      { kind: 'long_break', subject: 'wang', groups: [SALES], name: '王敏', value: 17, advice: { limit: 15 } },
    ]);
    expect(away('busy', 60)).toEqual([]);
    expect(away('busy', 61)).toMatchObject([{ kind: 'long_busy', value: 61, advice: { limit: 60 } }]);
    expect(away('talking', 600)).toEqual([]);
    expect(away('break', 60, { ...LIMITS, off: ['long_break'] })).toEqual([]);
  });

  it('has an alarm that opens at once and closes on the return', () => {
    const opened = judge(new Map(), [], away('break', 16), 0);
    expect(opened.open).toHaveLength(1);
    const row: OpenAlarm = { id: 'b' as AlarmId, kind: 'long_break', subject: 'wang' as AgentId };
    expect(judge(opened.memory, [row], away('break', 20), 0)).toMatchObject({
      close: [],
      stay: [['b', { value: 20 }]],
    });
    expect(judge(opened.memory, [row], away('ready', 0), 0).close).toEqual(['b']);
  });
});

describe('a line near its concurrency', () => {
  const line: WatchedLine = {
    id: 'line' as LineId,
    name: '主线',
    inUse: 8,
    concurrency: 10,
    busyMs: 6 * 3_600_000,
    calls: 120,
    refused: 20,
  };

  it('is bad from 80 %, with the lines that Erlang B would add for one refusal in a hundred', () => {
    const [observation] = observeLine(line, LIMITS);
    // 6 erlangs carried by 120 calls; 20 more were turned away: 7 offered, and 8 are in use now. Erlang B(8, 15) is under 1 %.
    expect(observation).toMatchObject({
      kind: 'line_load',
      groups: [],
      value: 80,
      bad: true,
      advice: { erlangs: 8, refused: 20, needed: 15, lines: 5 },
    });
    expect(observeLine({ ...line, inUse: 7 }, LIMITS)[0]).toMatchObject({ bad: false, well: true });
  });
});

describe('an alarm', () => {
  const wait = (waited: number): Observation[] =>
    observeGroup({ ...WELL, longestWaitMs: waited * 1000 }, LIMITS).filter(({ kind }) => kind === 'longest_wait');
  const gone = (signedIn: number): Observation[] =>
    observeGroup({ ...WELL, signedIn }, LIMITS).filter(({ kind }) => kind === 'unstaffed');
  const ROW: OpenAlarm = { id: 'a' as AlarmId, kind: 'unstaffed', subject: SALES };

  it('of a long wait opens at once; of an empty group after 20 s without anybody', () => {
    expect(judge(new Map(), [], wait(61), 0).open).toHaveLength(1);
    let memory: AlarmMemory = new Map();
    const seen = [0, 10, 20].map((at) => {
      const said = judge(memory, [], gone(0), at * 1000);
      memory = said.memory;
      return said.open.length;
    });
    expect(seen).toEqual([0, 0, 1]);
  });

  it('does not open for one that comes and goes, and does not close for one that goes and comes', () => {
    let memory: AlarmMemory = new Map();
    for (let at = 0; at < 600; at += 10) {
      const said = judge(memory, [], gone(at % 20 === 0 ? 0 : 1), at * 1000);
      memory = said.memory;
      expect(said.open).toEqual([]);
    }
    memory = new Map();
    for (let at = 0; at < 600; at += 10) {
      const said = judge(memory, [ROW], gone(at % 50 === 0 ? 0 : 1), at * 1000);
      memory = said.memory;
      expect(said.close).toEqual([]);
      expect(said.open).toEqual([]);
    }
  });

  it('closes after a minute of being well, though this process has only just begun to look', () => {
    const first = judge(new Map(), [ROW], gone(2), 1_000_000);
    expect(first).toMatchObject({ close: [], open: [] });
    expect(judge(first.memory, [ROW], gone(2), 1_059_999).close).toEqual([]);
    expect(judge(first.memory, [ROW], gone(2), 1_060_000).close).toEqual(['a']);
  });

  it('is one while it stays, with the figure of now', () => {
    const said = judge(new Map(), [{ ...ROW, kind: 'longest_wait' }], wait(90), 0);
    expect(said.open).toEqual([]);
    expect(said.stay).toMatchObject([['a', { value: 90 }]]);
    // Its history tells what was bad, not how it was in the end.
    expect(judge(said.memory, [{ ...ROW, kind: 'longest_wait' }], wait(0), 1000)).toMatchObject({
      close: [],
      stay: [],
    });
  });

  it('of what is gone, or is not to be watched any more, closes', () => {
    expect(judge(new Map(), [ROW], [], 0).close).toEqual(['a']);
  });
});
