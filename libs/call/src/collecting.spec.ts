import type { AgentId, AssignmentId, GroupId, LegId, Instant } from '@sibai/kernel';
import { describe, expect, it } from 'vitest';

import { COLLECT_MS, kept } from './collecting.js';
import type { CallEvent } from './event.js';
import { seating } from './legs.js';
import { recordingOf, type RecordingRule } from './recording.js';
import type { Call } from './session.js';
import type { At } from './step-parts.js';
import { step } from './step.js';
import type { Stimulus } from './stimulus.js';

const AGENT = 'agent' as AgentId;
const LEG = 'leg' as LegId;
const CARD = '4111111111111111';
const RULE: RecordingRule = {
  policy: 'always',
  notice: { version: 1, text: '录音' },
  optOutKey: '9',
  pause: { ms: 60_000, count: 1, totalMs: 60_000 },
  cardDigits: 6,
};
const talk: At<'agent'> = {
  at: 'agent',
  position: { node: 'a', awaiting: 'queue', tries: 0, turn: 1, variables: {}, path: [] },
  groups: ['group' as GroupId],
  announce: { everySeconds: 30, position: true, estimatedWait: true },
  since: 0,
  priority: 0,
  toldUnstaffed: false,
  offer: { assignmentId: 'assignment' as AssignmentId, agentId: AGENT, groupId: 'group' as GroupId },
  answeredAt: 0,
  held: false,
  leg: { id: LEG, up: true, ringing: false, awaySince: null },
  parties: [],
  consult: null,
};

const ask = (kind: 'card' | 'order'): Stimulus => ({
  type: 'collect',
  by: AGENT,
  asked: { kind, min: 4, max: 19 },
});
const keys = (text: string): Stimulus[] => [...text].map((digit) => ({ type: 'key', digit }));

/** What becomes of the talk, a second after the other. */
function play(stimuli: readonly Stimulus[], from: Call = talk) {
  let call = from;
  let now: Instant = 0;
  const events: CallEvent[] = [{ at: 0, type: 'recording.announced', data: { noticeVersion: 1, complete: true } }];
  const done: string[] = [];
  for (const stimulus of stimuli) {
    now += 1000;
    const recording = recordingOf(RULE, events);
    const so = step(call, stimulus, { now, flow: undefined, leg: 'next' as LegId, ...(recording && { recording }) });
    call = so.call;
    events.push(...so.events);
    done.push(...so.effects.map((effect) => ('bridge' in effect ? `${effect.do} ${effect.bridge}` : effect.do)));
  }
  return { call, events, done, recording: recordingOf(RULE, events) };
}

const told = (events: readonly CallEvent[]) => events.slice(1).map(({ type, data }) => [type, data]);

describe('a caller who is asked for keys', () => {
  it('is alone with the prompt, unrecorded, and comes back when the last one is pressed', () => {
    const asked = play([ask('card')]);
    expect(asked.done).toEqual(['pause_recording', 'part call', 'music', 'say', 'set_timer']);
    expect([...seating(asked.call)]).toEqual([
      ['caller', 'alone'],
      [LEG, 'call'],
    ]);
    expect(asked.recording?.paused).toMatchObject({ reason: 'keys', until: 1000 + COLLECT_MS });

    const { call, events, done, recording } = play([ask('card'), ...keys(`${CARD}#`)]);
    expect([...seating(call)]).toEqual([
      ['caller', 'call'],
      [LEG, 'call'],
    ]);
    expect(told(events)).toEqual([
      ['agent.collecting', { kind: 'card' }],
      ['recording.paused', { by: '', reason: 'keys', until: 1000 + COLLECT_MS }],
      ['agent.collected', { kind: 'card', outcome: 'done', shown: '****1111' }],
      ['recording.resumed', { by: '' }],
    ]);
    expect(done.slice(-5)).toEqual(['clear_timer', 'stop_playing', 'music', 'join call', 'resume_recording']);
    expect(JSON.stringify([call, events])).not.toContain(CARD.slice(0, 5));
    // The agent's own pauses are not used up by it.
    expect(recording).toMatchObject({ paused: null, pauses: 0, pauseMs: RULE.pause.ms });
  });

  it('keys nothing of a secret into what is stored', () => {
    const { call } = play([ask('card'), ...keys('411111')]);
    expect(call).toMatchObject({ collecting: { keys: '411111' } });
    expect(JSON.stringify(kept(call))).not.toContain('411');
    const plain = play([ask('order'), ...keys('411111')]).call;
    expect(kept(plain)).toBe(plain);
  });

  it('may press too few, or nothing, or the wrong ones: the agent is told which', () => {
    const outcome = (stimuli: readonly Stimulus[]) =>
      play([ask('order'), ...stimuli]).events.find(({ type }) => type === 'agent.collected')?.data;
    const over: Stimulus = { type: 'timer', name: 'collect', turn: 1000 };
    expect(outcome([...keys('20261122'), over])).toEqual({ kind: 'order', outcome: 'done', shown: '20261122' });
    expect(outcome([...keys('20'), over])).toEqual({ kind: 'order', outcome: 'timeout' });
    expect(outcome(keys('20#'))).toEqual({ kind: 'order', outcome: 'wrong' });
    expect(outcome(keys('*'))).toEqual({ kind: 'order', outcome: 'cancelled' });
    expect(outcome([{ ...over, turn: 1 }])).toBeUndefined();
  });

  it.each<[string, Stimulus]>([
    ['the agent takes it back', { type: 'collect_cancel', by: AGENT }],
    ['the caller is held', { type: 'hold', by: AGENT, on: true }],
    ['the agent asks a colleague', { type: 'consult', by: AGENT, to: { kind: 'number', to: '13800001234' } }],
    ['the agent is cut off', { type: 'leg_gone', leg: LEG, cause: 0 }],
    ['the caller is passed on', { type: 'transfer', by: AGENT, to: { kind: 'group', groupId: 'g' as GroupId } }],
    ['the engine was restarted', { type: 'adopted', legs: { [LEG]: 'up' } }],
  ])('is asked no more once %s', (_, stimulus) => {
    const { call, events, recording, done } = play([ask('card'), ...keys('4111'), stimulus]);
    expect('collecting' in call).toBe(false);
    expect(events).toContainEqual({ at: 6000, type: 'agent.collected', data: { kind: 'card', outcome: 'cancelled' } });
    expect(recording?.paused).toBeNull();
    expect(done).toContain('resume_recording');
    expect(JSON.stringify([call, events])).not.toContain('4111');
  });

  it('is asked by nobody else, not twice, and nobody listens meanwhile', () => {
    expect(play([{ ...ask('card'), by: 'other' as AgentId } as Stimulus]).call).toBe(talk);
    const twice = play([ask('card'), ask('order')]);
    expect(twice.call).toMatchObject({ collecting: { kind: 'card' } });
    const resumed = play([ask('card'), { type: 'recording_resume', asker: '王敏' }]);
    expect(resumed.recording?.paused).toMatchObject({ reason: 'keys' });
  });

  it('may hang up', () => {
    const { call, done } = play([ask('card'), ...keys('4111'), { type: 'hangup', cause: 'caller' }]);
    expect(call).toEqual({ at: 'ended', cause: 'caller' });
    expect(done).toContain('drop_leg');
  });
});
