import { Flow } from '@sibai/ivr';
import type { AgentId, AssignmentId, GroupId, LegId } from '@sibai/kernel';
import { describe, expect, it } from 'vitest';

import { foldCdr } from './cdr.js';
import type { CallEvent, Offer } from './event.js';
import type { Effect } from './effect.js';
import type { Call } from './session.js';
import type { Stimulus } from './stimulus.js';
import { step } from './step.js';

const group = '0b6f4f5e-0000-4000-8000-000000000001' as GroupId;
const text = (words: string) => ({ kind: 'text' as const, text: words });
const flow = Flow.parse({
  schemaVersion: 1,
  start: 'welcome',
  nodes: {
    welcome: {
      kind: 'menu',
      title: '欢迎',
      prompts: [text('您好')],
      options: { 1: 'sales', 9: 'away' },
      exhausted: 'bye',
    },
    sales: { kind: 'queue', title: '售前', groups: [group], nobody: 'closed' },
    closed: { kind: 'menu', title: '无人', prompts: [text('客服繁忙')], options: { 1: 'sales' }, exhausted: 'bye' },
    away: { kind: 'number', title: '外线', to: '02160001234', next: 'bye' },
    bye: { kind: 'hangup', prompts: [text('再见')] },
  },
});
const offer = (n: number): Offer => ({
  assignmentId: `as-${n}` as AssignmentId,
  agentId: `agent-${n}` as AgentId,
  groupId: group,
});
const arrived: Stimulus = { type: 'arrived', refused: null, variables: { caller: '13800001234' } };
const key = (digit: string): Stimulus => ({ type: 'key', digit });
const offered = (n = 1): Stimulus => ({ type: 'offered', offer: offer(n), ringMs: 20_000 });
const leg = (n: number) => `as-${n}` as LegId;
const answered = (n = 1): Stimulus => ({ type: 'leg_up', leg: leg(n) });
const unanswered = (n = 1): Stimulus => ({ type: 'leg_gone', leg: leg(n), cause: 19 });
const hangup: Stimulus = { type: 'hangup', cause: 'caller' };

/** Replays a call, a second between stimuli, and returns what the outside world was asked to do. */
function replay(stimuli: readonly Stimulus[], from: Call = { at: 'trunk' }) {
  let call = from;
  const effects: Effect[] = [];
  const events: CallEvent[] = [
    {
      at: 0,
      type: 'trunk.arrived',
      data: { caller: '1', dialled: '4008001234', lineId: null, endpoint: 't', flowVersionId: null },
    },
  ];
  stimuli.forEach((stimulus, i) => {
    const next = step(call, stimulus, { now: (i + 1) * 1000, flow, leg: `leg-${i + 1}` as LegId });
    call = next.call;
    effects.push(...next.effects);
    events.push(...next.events);
  });
  return { call, effects, events, did: effects.map((e) => e.do), log: events.map((e) => e.type), cdr: foldCdr(events) };
}

describe('a call', () => {
  it('is answered, walks the flow, waits, talks and ends, and its record says so', () => {
    const { call, did, log, cdr } = replay([arrived, key('1'), offered(), answered(), hangup]);
    expect(call).toEqual({ at: 'ended', cause: 'caller' });
    expect(did).toEqual([
      'answer', 'play', 'stop_playing', 'enqueue', 'music', 'set_timer', 'ring',
      'clear_timer', 'stop_playing', 'music', 'join', 'accept', 'record',
      'drop_bridge', 'drop_leg', 'end_talk', 'hangup',
    ]); // prettier-ignore
    expect(log).toEqual([
      'trunk.arrived', 'ivr.entered', 'ivr.pressed', 'ivr.entered', 'acd.queued', 'acd.offered',
      'agent.answered', 'recording.started', 'agent.left', 'cdr.closed',
    ]); // prettier-ignore
    expect(cdr).toMatchObject({
      outcome: 'answered', cause: 'caller', ivrPath: ['欢迎', '1', '售前'],
      ivrMs: 2000, queueMs: 2000, ringMs: 1000, talkMs: 1000, recorded: true,
    }); // prettier-ignore
  });

  it('over the limit hears a busy announcement without being answered, and then gets busy', () => {
    const { call, effects } = replay([
      { ...arrived, refused: 'over_limit' },
      { type: 'played', playback: 'leaving' },
    ]);
    expect(effects).toEqual([
      { do: 'say', announcement: { kind: 'line_busy' }, playback: 'leaving' },
      { do: 'hangup', as: 'busy' },
    ]);
    expect(call).toEqual({ at: 'ended', cause: 'over_limit' });
  });

  it('of the block list hears a sentence without being answered, and its record has an outcome of its own', () => {
    const { effects, cdr } = replay([
      { ...arrived, refused: 'blocked', block: { entry: 'b1', silent: false } },
      { type: 'played', playback: 'leaving' },
    ]);
    expect(effects).toEqual([
      { do: 'say', announcement: { kind: 'blocked' }, playback: 'leaving' },
      { do: 'hangup', as: 'busy' },
    ]);
    expect(cdr).toMatchObject({ outcome: 'blocked', cause: 'blocked', queuedAt: null, answeredAt: null });
  });

  it('of the block list is told busy and nothing else where that is wanted', () => {
    const { call, effects, log, cdr } = replay([
      { ...arrived, refused: 'blocked', block: { entry: null, silent: true } },
    ]);
    expect(effects).toEqual([{ do: 'hangup', as: 'busy' }]);
    expect(call).toEqual({ at: 'ended', cause: 'blocked' });
    expect(log).toEqual(['trunk.arrived', 'trunk.refused', 'cdr.closed']);
    expect(cdr).toMatchObject({ outcome: 'blocked', cause: 'blocked' });
  });

  it('keeps its place when the agent does not answer', () => {
    const before = replay([arrived, key('1')]).call;
    const { call, did } = replay([arrived, key('1'), offered(), unanswered()]);
    expect(call).toMatchObject({ at: 'acd', offer: null, since: before.at === 'acd' ? before.since : NaN });
    expect(did.slice(-2)).toEqual(['drop_leg', 'refuse']);
  });

  it('goes back to its place in the queue when the agent is lost, and ends when the agent hangs up', () => {
    const left = (lost: boolean) =>
      replay([arrived, key('1'), offered(), answered(), { type: 'leg_gone', leg: leg(1), cause: lost ? 38 : 16 }]);
    const away = left(true);
    expect(away.call).toMatchObject({ at: 'agent', leg: { up: false, awaySince: -5000 } });
    expect(away.did.slice(-5)).toEqual(['part', 'music', 'drop_bridge', 'drop_leg', 'set_timer']);
    const lost = replay([{ type: 'timer', name: `away.${offer(1).assignmentId}`, turn: -5000 }], away.call);
    expect(lost.call).toMatchObject({ at: 'acd', since: 2000 });
    expect(lost.did).toEqual(['drop_bridge', 'end_talk', 'music', 'say', 'enqueue']);
    expect(left(false).call).toEqual({ at: 'ended', cause: 'agent' });
  });

  it('gives back an offer that crosses another', () => {
    const { effects, call } = replay([arrived, key('1'), offered(1), offered(2)]);
    expect(effects.at(-1)).toEqual({ do: 'refuse', offer: offer(2), reason: 'failed' });
    expect(call).toMatchObject({ offer: offer(1) });
  });

  it('hangs up an agent who answers after the offer was withdrawn', () => {
    const { effects } = replay([arrived, key('1'), offered(), unanswered(), answered()]);
    expect(effects.at(-1)).toEqual({ do: 'drop_leg', leg: leg(1) });
  });

  it('is told once that nobody is signed in, and may then choose to wait', () => {
    const { call, did, log } = replay([arrived, key('1'), { type: 'unstaffed' }, key('1'), { type: 'unstaffed' }]);
    expect(call).toMatchObject({ at: 'acd', toldUnstaffed: true });
    expect(did).toContain('leave_queue');
    expect(log.filter((type) => type === 'acd.unstaffed')).toHaveLength(1);
  });

  it('returns to the flow when the number it was sent to does not answer', () => {
    const { call, did } = replay([arrived, key('9'), { type: 'leg_gone', leg: 'leg-2' as LegId, cause: 19 }]);
    expect(call).toMatchObject({ at: 'ivr' });
    expect(did.slice(-3)).toEqual(['drop_leg', 'music', 'play']);
  });

  it('ends when the far end it talks to hangs up', () => {
    const { cdr } = replay([
      arrived,
      key('9'),
      { type: 'leg_up', leg: 'leg-2' as LegId },
      { type: 'leg_gone', leg: 'leg-2' as LegId, cause: 16 },
    ]);
    expect(cdr).toMatchObject({ outcome: 'answered', cause: 'far_end', talkMs: 1000 });
  });

  it('hears its place, with the music off meanwhile', () => {
    const placed: Stimulus = { type: 'placed', place: 2, estimateSeconds: 15 };
    const { did } = replay([
      arrived,
      key('1'),
      { type: 'timer', name: 'announce', turn: 0 },
      placed,
      { type: 'played', playback: 'acd-1' },
    ]);
    expect(did.slice(-6)).toEqual(['announce_place', 'set_timer', 'music', 'say', 'music', 'set_timer']);
  });

  it.each<[string, Stimulus[], 'none' | 'ringing' | 'up', Partial<Call>]>([
    ['in the flow, which goes on', [arrived], 'none', { at: 'ivr' }],
    ['waiting', [arrived, key('1')], 'none', { at: 'acd' }],
    ['ringing', [arrived, key('1'), offered()], 'ringing', { at: 'acd' }],
    ['ringing, answered meanwhile', [arrived, key('1'), offered()], 'up', { at: 'agent' }],
    ['ringing, given up meanwhile', [arrived, key('1'), offered()], 'none', { at: 'acd' }],
    ['talking', [arrived, key('1'), offered(), answered()], 'up', { at: 'agent' }],
    ['talking, hung up meanwhile', [arrived, key('1'), offered(), answered()], 'none', { at: 'ended' }],
  ])('is adopted after a restart %s', (_, before, state, after) => {
    const legs = state === 'none' ? {} : { [leg(1)]: state };
    expect(replay([...before, { type: 'adopted', legs }]).call).toMatchObject(after);
  });

  it('is noted as recorded once more when adopted in mid-talk, since the process before may have died just before that', () => {
    const { did } = replay([arrived, key('1'), offered(), answered(), { type: 'adopted', legs: { [leg(1)]: 'up' } }]);
    expect(did.slice(-3)).toEqual(['join', 'accept', 'record']);
  });
});
