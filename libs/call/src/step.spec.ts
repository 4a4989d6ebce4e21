import { Flow } from '@sibai/ivr';
import type { AgentId, AssignmentId, GroupId } from '@sibai/kernel';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { foldCdr } from './cdr.js';
import type { CallEvent, Offer } from './event.js';
import type { Call, Effect, Stimulus } from './session.js';
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
const answered = (n = 1): Stimulus => ({ type: 'answered', offer: offer(n) });
const unanswered = (n = 1): Stimulus => ({ type: 'unanswered', offer: offer(n), reason: 'no_answer' });
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
    const next = step(call, stimulus, { now: (i + 1) * 1000, flow });
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
      'clear_timer', 'bridge', 'accept', 'record', 'unbridge', 'end_talk', 'hangup',
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

  it('keeps its place when the agent does not answer', () => {
    const before = replay([arrived, key('1')]).call;
    const { call, did } = replay([arrived, key('1'), offered(), unanswered()]);
    expect(call).toMatchObject({ at: 'acd', offer: null, since: before.at === 'acd' ? before.since : NaN });
    expect(did.slice(-2)).toEqual(['cancel_ring', 'refuse']);
  });

  it('goes back to its place in the queue when the agent is lost, and ends when the agent hangs up', () => {
    const left = (lost: boolean) =>
      replay([arrived, key('1'), offered(), answered(), { type: 'agent_left', offer: offer(1), lost }]);
    expect(left(true).call).toMatchObject({ at: 'acd', since: 2000 });
    expect(left(true).did.slice(-4)).toEqual(['unbridge', 'end_talk', 'say', 'enqueue']);
    expect(left(false).call).toEqual({ at: 'ended', cause: 'agent' });
  });

  it('gives back an offer that crosses another', () => {
    const { effects, call } = replay([arrived, key('1'), offered(1), offered(2)]);
    expect(effects.at(-1)).toEqual({ do: 'refuse', offer: offer(2), reason: 'failed' });
    expect(call).toMatchObject({ offer: offer(1) });
  });

  it('hangs up an agent who answers after the offer was withdrawn', () => {
    const { effects } = replay([arrived, key('1'), offered(), unanswered(), answered()]);
    expect(effects.at(-1)).toEqual({ do: 'cancel_ring', offer: offer(1) });
  });

  it('is told once that nobody is signed in, and may then choose to wait', () => {
    const { call, did, log } = replay([arrived, key('1'), { type: 'unstaffed' }, key('1'), { type: 'unstaffed' }]);
    expect(call).toMatchObject({ at: 'acd', toldUnstaffed: true });
    expect(did).toContain('leave_queue');
    expect(log.filter((type) => type === 'acd.unstaffed')).toHaveLength(1);
  });

  it('returns to the flow when the number it was sent to does not answer', () => {
    const { call, did } = replay([arrived, key('9'), { type: 'far_end_left', reason: 'no_answer' }]);
    expect(call).toMatchObject({ at: 'ivr' });
    expect(did.slice(-3)).toEqual(['drop_far_end', 'music', 'play']);
  });

  it('ends when the far end it talks to hangs up', () => {
    const { cdr } = replay([arrived, key('9'), { type: 'connected' }, { type: 'far_end_left', reason: 'normal' }]);
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
  ])('is adopted after a restart %s', (_, before, leg, after) => {
    expect(replay([...before, { type: 'adopted', leg }]).call).toMatchObject(after);
  });

  it('is noted as recorded once more when adopted in mid-talk, since the process before may have died just before that', () => {
    const { did } = replay([arrived, key('1'), offered(), answered(), { type: 'adopted', leg: 'up' }]);
    expect(did.slice(-3)).toEqual(['bridge', 'accept', 'record']);
  });
});

const anything: fc.Arbitrary<Stimulus> = fc.oneof(
  fc.constantFrom<Stimulus>(arrived, hangup, { type: 'unstaffed' }, { type: 'connected' }, { type: 'held', on: true }),
  fc.constantFrom(...'0123456789*#x').map(key),
  fc.nat(3).map((n) => offered(n)),
  fc.nat(3).map((n) => answered(n)),
  fc.nat(3).map((n) => unanswered(n)),
  fc.record({ type: fc.constant('agent_left' as const), offer: fc.nat(3).map(offer), lost: fc.boolean() }),
  fc.record({
    type: fc.constant('played' as const),
    playback: fc.constantFrom('ivr-1', 'ivr-2', 'acd-0', 'acd-1', 'leaving'),
  }),
  fc.record({
    type: fc.constant('timer' as const),
    name: fc.constantFrom('input' as const, 'announce' as const),
    turn: fc.nat(4),
  }),
  fc.record({
    type: fc.constant('adopted' as const),
    leg: fc.constantFrom('none' as const, 'ringing' as const, 'up' as const),
  }),
);

describe('whatever happens to a call, in any order', () => {
  it('it ends once, drops what it took up, and can always be ended', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 40 }), (stimuli) => {
        const { did, events, call, effects } = replay([...stimuli, hangup, hangup]);
        expect(call.at).toBe('ended');
        expect(did.filter((d) => d === 'hangup')).toHaveLength(1);
        expect(events.filter((e) => e.type === 'cdr.closed')).toHaveLength(1);
        expect(did.filter((d) => d === 'accept').length).toBeGreaterThanOrEqual(
          did.filter((d) => d === 'end_talk').length,
        );
        const rung = effects.flatMap((e) => (e.do === 'ring' ? [e.offer.assignmentId] : []));
        const settled = effects.flatMap((e) => ('offer' in e && e.do !== 'ring' ? [e.offer.assignmentId] : []));
        for (const id of rung) expect(settled).toContain(id);
      }),
      { numRuns: 2000 },
    );
  });

  it('its state survives storage', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 30 }), (stimuli) => {
        const { call } = replay([arrived, ...stimuli]);
        expect(JSON.parse(JSON.stringify(call))).toEqual(call);
      }),
    );
  });
});
