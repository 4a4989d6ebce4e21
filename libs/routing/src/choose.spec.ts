import { describe, expect, it } from 'vitest';

import { decide } from './decide.js';
import { agent, call, group, TestFloor } from './testing.js';
import { TRACE_TOP } from './trace.js';

const trace = (f: TestFloor, event: Parameters<typeof decide>[1]) => decide(f.state, event, f.now).trace;

describe('the trace', () => {
  it('says which agents were considered for a caller, and who could not', () => {
    const f = new TestFloor().group('sales').group('tax').ready('a1', 'sales:7').at(2).ready('a2', 'sales', 'tax');
    f.ready('a3', 'sales').do({ type: 'agent.presence', agent: agent('a3'), choice: { at: 'break' } });
    f.do({ type: 'agent.configured', agent: agent('a4'), groups: [{ groupId: group('tax'), proficiency: 1 }] }).at(10);
    const queued = {
      type: 'caller.queued',
      call: call('c1'),
      groups: [group('sales'), group('tax'), group('x')],
    } as const;

    const asked = { strategy: 'longest_idle', proficiency: 1, why: 'asked' };
    const fresh = { calls: 0, occupancy: 0 };
    expect(trace(f, queued)).toEqual({
      version: 2,
      at: f.now,
      cause: 'caller.queued',
      seeker: { kind: 'caller', call: 'c1' },
      groups: [
        { group: 'sales', name: 'sales', waiting: 0, averageWaitMs: null, headWaitMs: null, readyAgents: 2, ...asked },
        { group: 'tax', name: 'tax', waiting: 0, averageWaitMs: null, headWaitMs: null, readyAgents: 1, ...asked },
      ],
      agents: [
        { rank: 1, agent: 'a1', group: 'sales', idleMs: 10_000, proficiency: 7, ...fresh },
        { rank: 2, agent: 'a2', group: 'sales', idleMs: 8_000, proficiency: 5, ...fresh },
      ],
      callers: [{ rank: 1, call: 'c1', waitMs: 0, priority: 0, scoreMs: 0 }],
      rejections: [
        { kind: 'group', group: 'x', reason: 'missing' },
        { kind: 'agents', group: 'sales', reason: 'away', count: 1 },
        { kind: 'agents', group: 'tax', reason: 'offline', count: 1 },
      ],
      outcome: {
        kind: 'offer',
        call: 'c1',
        agent: 'a1',
        group: 'sales',
        because: { group: 'best_agent', caller: 'seeker', agent: 'longest_idle' },
      },
    });
  });

  it('says why an agent got this group and this caller', () => {
    const f = new TestFloor().group('sales').group('tax').group('vip');
    f.queue('s1', ['sales']).at(30).queue('t1', ['tax']).at(40).queue('s2', ['sales']).at(50);
    f.do({
      type: 'agent.configured',
      agent: agent('a1'),
      groups: ['sales', 'tax', 'vip'].map((id) => ({ groupId: group(id), proficiency: 6 })),
    });

    expect(trace(f, { type: 'agent.presence', agent: agent('a1'), choice: { at: 'ready' } })).toMatchObject({
      seeker: { kind: 'agent', agent: 'a1' },
      groups: [
        { group: 'sales', waiting: 2, averageWaitMs: 30_000, headWaitMs: 50_000 },
        { group: 'tax', waiting: 1, averageWaitMs: 20_000, headWaitMs: 20_000 },
      ],
      callers: [
        { rank: 1, call: 's1', waitMs: 50_000 },
        { rank: 2, call: 's2', waitMs: 10_000 },
      ],
      rejections: [
        { kind: 'group', group: 'tax', reason: 'shorter_average_wait' },
        { kind: 'group', group: 'vip', reason: 'nobody_waiting' },
      ],
      outcome: { call: 's1', because: { group: 'longest_average_wait', caller: 'longest_wait', agent: 'seeker' } },
    });
  });

  it('says why a caller waits', () => {
    const f = new TestFloor().group('sales');
    const queued = { type: 'caller.queued', call: call('c1'), groups: [group('sales')] } as const;
    expect(trace(f, queued)?.outcome).toEqual({ kind: 'wait', reason: 'nobody_signed_in' });
    f.ready('a1', 'sales').do({ type: 'agent.presence', agent: agent('a1'), choice: { at: 'break' } });
    expect(trace(f, queued)?.outcome).toEqual({ kind: 'wait', reason: 'nobody_ready' });
    expect(trace(f, { ...queued, groups: [] })?.outcome).toEqual({ kind: 'wait', reason: 'no_group' });
  });

  it('stays small on a large floor, is plain JSON, and lists an agent of several groups once', () => {
    const groups = Array.from({ length: 40 }, (_, at) => `g${at}`);
    const f = new TestFloor();
    for (const id of groups) f.group(id);
    for (let at = 0; at < 20; at += 1) f.ready(`a${at}`, ...groups);
    const answer = trace(f, { type: 'caller.queued', call: call('c1'), groups: groups.map(group) });
    expect(answer?.agents.map((each) => each.agent)).toEqual(['a0', 'a1', 'a10', 'a11', 'a12']);
    expect(answer?.agents).toHaveLength(TRACE_TOP);
    expect(JSON.stringify(answer).length).toBeLessThan(10_000);
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
  });
});
