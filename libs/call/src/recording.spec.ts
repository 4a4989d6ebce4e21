import { Flow } from '@sibai/ivr';
import type { AgentId, AssignmentId, GroupId, LegId } from '@sibai/kernel';
import { describe, expect, it } from 'vitest';

import type { CallEvent } from './event.js';
import { type RecordingRule, recordingOf, typed } from './recording.js';
import type { Effect } from './effect.js';
import type { Call } from './session.js';
import type { Stimulus } from './stimulus.js';
import { step } from './step.js';

const group = '0b6f4f5e-0000-4000-8000-000000000001' as GroupId;
const flow = (node: object) =>
  Flow.parse({ schemaVersion: 1, start: 'first', nodes: { first: node, bye: { kind: 'hangup' } } });
const queue = flow({ kind: 'queue', title: '售前', groups: [group] });
const number = flow({ kind: 'number', title: '外线', to: '02160001234', next: 'bye' });
const rule: RecordingRule = {
  policy: 'always',
  notice: { version: 3, text: '通话将录音。' },
  optOutKey: '9',
  pause: { ms: 60_000, count: 2, totalMs: 90_000 },
  cardDigits: 6,
};
const SECOND = 1000;

/** Replays a call as the engine does: what has happened decides how the next stimulus is met. */
function replay(stimuli: readonly (Stimulus | number)[], using = rule, by = queue) {
  let call: Call = { at: 'trunk' };
  let now = 0;
  const events: CallEvent[] = [];
  const effects: Effect[] = [];
  for (const stimulus of stimuli) {
    now += typeof stimulus === 'number' ? stimulus : SECOND;
    if (typeof stimulus === 'number') continue;
    const recording = recordingOf(using, events);
    const next = step(call, stimulus, { now, flow: by, leg: 'far' as LegId, ...(recording && { recording }) });
    call = next.call;
    events.push(...next.events);
    effects.push(...next.effects);
  }
  const state = recordingOf(using, events);
  return { call, events, effects, state, log: events.map(({ type }) => type), did: effects.map((e) => e.do) };
}

const arrived: Stimulus = { type: 'arrived', refused: null, variables: {} };
const heard: Stimulus = { type: 'played', playback: 'notice' };
const offer = { assignmentId: 'as-1' as AssignmentId, agentId: 'agent' as AgentId, groupId: group };
const talking: Stimulus[] = [
  { type: 'offered', offer, ringMs: 20_000 },
  { type: 'leg_up', leg: 'as-1' as LegId },
];
const pause: Stimulus = { type: 'recording_pause', asker: '王敏', reason: 'agent' };
const resume: Stimulus = { type: 'recording_resume', asker: '王敏' };
const over = (turn: number): Stimulus => ({ type: 'timer', name: 'recording', turn });

describe('the notice', () => {
  it('is heard to its end before the queue is entered, once in a call', () => {
    const before = replay([arrived]);
    expect(before.did).toEqual(['answer', 'say']);
    expect(before.log).not.toContain('acd.queued');
    const { log, did } = replay([arrived, heard, heard, ...talking]);
    expect(log).toEqual(
      expect.arrayContaining(['recording.announced', 'acd.queued', 'agent.answered', 'recording.started']),
    );
    expect(log.indexOf('recording.announced')).toBeLessThan(log.indexOf('acd.queued'));
    expect(did.filter((what) => what === 'say')).toHaveLength(1);
    expect(did).toContain('record');
  });

  it('is heard before a number is dialled', () => {
    expect(replay([arrived], rule, number).did).not.toContain('dial');
    expect(replay([arrived, heard], rule, number).did).toContain('dial');
  });

  it('is not skipped by a key, and what else is played is not it', () => {
    const { call, did } = replay([arrived, { type: 'key', digit: '1' }, { type: 'played', playback: 'ivr-1' }]);
    expect([call.at, did]).toEqual(['ivr', ['answer', 'say']]);
  });

  it('that could not be played leaves the call unrecorded', () => {
    const { log, events, did } = replay([arrived, { ...heard, failed: true }, ...talking]);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'recording.announced', data: { noticeVersion: 3, complete: false } }),
    );
    expect(log).toContain('agent.answered');
    expect(log).not.toContain('recording.started');
    expect(did).not.toContain('record');
  });

  it('that was cut short by the caller was not complete', () => {
    const { events } = replay([arrived, { type: 'hangup', cause: 'caller' }]);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'recording.announced', data: { noticeVersion: 3, complete: false } }),
    );
  });

  it('is played again when the engine comes back in the middle of it', () => {
    const { effects, log } = replay([
      arrived,
      { type: 'adopted', legs: {} },
      { type: 'played', playback: 'notice-2000' },
    ]);
    expect(effects.filter((e) => e.do === 'say').map((e) => e.playback)).toEqual(['notice', 'notice-2000']);
    expect(log.filter((type) => type === 'recording.announced')).toHaveLength(1);
    expect(log).toContain('acd.queued');
  });

  it('is not played where nothing is recorded', () => {
    const { did, log } = replay([arrived, ...talking], { ...rule, policy: 'never' });
    expect(did).not.toContain('say');
    expect(did).not.toContain('record');
    expect(log).not.toContain('recording.started');
  });
});

describe('the key to go on unrecorded', () => {
  const allowed: RecordingRule = { ...rule, policy: 'opt_out' };
  const nine: Stimulus = { type: 'key', digit: '9' };

  it.each([
    ['while the notice plays', [arrived, nine]],
    ['just after', [arrived, heard, nine]],
  ])('is taken %s', (_, stimuli) => {
    const { log, did } = replay([...stimuli, ...talking], allowed);
    expect(log).toEqual(expect.arrayContaining(['recording.declined', 'acd.queued', 'agent.answered']));
    expect(log).not.toContain('recording.started');
    expect(did).not.toContain('record');
  });

  it('is waited for, and no longer than a moment', () => {
    const waiting = replay([arrived, heard], allowed);
    expect(waiting.call.at).toBe('ivr');
    const { call, log } = replay([arrived, heard, { type: 'timer', name: 'notice', turn: 0 }, ...talking], allowed);
    expect(call.at).toBe('agent');
    expect(log).toContain('recording.started');
  });

  it('means nothing on a line without it', () => {
    expect(replay([arrived, nine, heard, ...talking]).log).toContain('recording.started');
  });
});

describe('a pause', () => {
  const on = [arrived, heard, ...talking];

  it('ends when it is asked to, or by itself', () => {
    const asked = replay([...on, pause, 10 * SECOND, resume]);
    expect(asked.effects.filter((e) => e.do.endsWith('_recording'))).toEqual([
      { do: 'pause_recording', by: '王敏', reason: 'agent', at: 5 * SECOND },
      { do: 'resume_recording', at: 16 * SECOND },
    ]);
    const alone = replay([...on, pause, 59 * SECOND, over(1)]);
    expect(alone.events.at(-1)).toMatchObject({ type: 'recording.resumed', data: { by: 'timer' } });
    expect(alone.state?.paused).toBeNull();
  });

  it('is not ended by the timer of the one before', () => {
    expect(replay([...on, pause, resume, pause, over(1)]).state?.paused).not.toBeNull();
  });

  it('has a cap on how often, and on how long in all', () => {
    expect(replay([...on, pause, resume, pause, resume, pause]).state).toMatchObject({
      paused: null,
      pauses: 2,
      pauseMs: 0,
    });
    const long = replay([...on, pause, 60 * SECOND, resume, pause]);
    expect(long.state?.paused).toMatchObject({ since: 67 * SECOND, until: (67 + 29) * SECOND });
  });

  it('is not of a call that is not recorded, nor twice at once', () => {
    expect(replay([arrived, heard, pause]).log).toContain('recording.paused');
    expect(replay([arrived, pause]).log).not.toContain('recording.paused');
    expect(replay([...on, pause, pause]).state?.pauses).toBe(1);
    expect(replay([...on, resume]).log).not.toContain('recording.resumed');
  });

  it('goes on after a restart for the rest of its time, and its end is told again', () => {
    const back: Stimulus = { type: 'adopted', legs: { 'as-1': 'up' } };
    const lasting = replay([...on, pause, 19 * SECOND, back]);
    expect(lasting.effects.at(-1)).toEqual({ do: 'set_timer', name: 'recording', ms: 40 * SECOND, turn: 1 });
    const ended = replay([...on, pause, resume, back]);
    expect(ended.effects.at(-1)).toEqual({ do: 'resume_recording', at: 6 * SECOND });
  });
});

it('counts keys that follow one another', () => {
  const three = [0, 500, 1000].reduce<ReturnType<typeof typed> | undefined>((so, at) => typed(so, at), undefined);
  expect(three?.count).toBe(3);
  expect(typed(three, 20_000).count).toBe(1);
});
