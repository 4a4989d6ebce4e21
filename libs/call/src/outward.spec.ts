import { Flow, newPosition } from '@sibai/ivr';
import type { GroupId, LegId } from '@sibai/kernel';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { CallEvent, Offer } from './event.js';
import { foldCdr } from './cdr.js';
import type { Effect } from './effect.js';
import { type RecordingRule, recordingOf } from './recording.js';
import type { Call, Context, Step } from './session.js';
import type { Stimulus } from './stimulus.js';
import { step } from './step.js';

const [sales, support] = ['sales', 'support'] as GroupId[] as [GroupId, GroupId];
const flow = Flow.parse({
  schemaVersion: 1,
  start: 'queue',
  nodes: {
    queue: { kind: 'queue', groups: ['00000000-0000-4000-8000-000000000001'] },
    bye: { kind: 'hangup', prompts: [{ kind: 'text', text: '再见' }] },
  },
});
const caller = { caller: '13912345678', called: '4001234567' };
const queued = {
  position: newPosition(flow, caller),
  groups: [sales],
  announce: { everySeconds: 30, position: true, estimatedWait: true },
  since: 100,
  priority: 0,
  toldUnstaffed: false,
};
const offer = { assignmentId: 'leg', agentId: 'agent', groupId: sales } as never as Offer;
const leg = 'leg' as LegId;

/** Runs stimuli, a second apart, and answers what stands at the end. */
const run = (call: Call, ...stimuli: readonly Stimulus[]) => runBy(undefined, call, ...stimuli);

function runBy(rule: RecordingRule | undefined, call: Call, ...stimuli: readonly Stimulus[]) {
  let now = 1000;
  const so = { call, events: [] as CallEvent[], effects: [] as Effect[], did: [] as Effect['do'][] };
  for (const stimulus of stimuli) {
    const recording = recordingOf(rule, so.events);
    const ctx: Context = { now: (now += 1000), flow, leg: 'fresh' as LegId, ...(recording && { recording }) };
    const next: Step = step(so.call, stimulus, ctx);
    so.call = next.call;
    so.events.push(...next.events);
    so.effects = [...next.effects];
    so.did.push(...next.effects.map((effect) => effect.do));
  }
  return { ...so, does: so.effects.map((effect) => effect.do), types: so.events.map(({ type }) => type) };
}

const click: Call = { ...queued, at: 'out', to: '13912345678', why: 'click', offer, queued: false, leg: null };
const callback: Call = { ...click, why: 'callback', offer: null, queued: true };
const waiting: Call = { ...queued, at: 'acd', offer: null, announced: 0, passed: null };

describe('a call we place', () => {
  it('rings the agent, dials the number, and is a conversation when both are there', () => {
    expect(run(click, { type: 'begin' }).effects).toEqual([{ do: 'call_agent', offer, kind: 'outbound' }]);
    const asked: Stimulus = { type: 'called', offer, ringMs: 9000 };
    expect(run(click, asked).effects).toMatchObject([{ do: 'ring', leg, attach: true }]);
    const up = run(click, asked, { type: 'leg_up', leg });
    expect(up.does).toEqual(['leg_tone', 'accept', 'dial_callee', 'set_timer']);
    const talk = run(
      click,
      asked,
      { type: 'leg_up', leg },
      { type: 'callee_dialled', cli: '02112345678' },
      { type: 'callee_up' },
    );
    expect(talk.call).toMatchObject({ at: 'agent', offer, leg: { id: leg, up: true } });
    expect(talk.types).toEqual(['acd.offered', 'agent.dialled', 'agent.answered', 'recording.started']);
    expect(talk.effects).toContainEqual({ do: 'join', bridge: 'call', seats: ['caller', leg] });
  });

  it('is heard before it is answered, where its network says something: its words, not our ringing', () => {
    const dialled = [{ type: 'leg_up', leg }, { type: 'callee_made' }] as const;
    expect(run(click, ...dialled).effects).toEqual([{ do: 'ring_callee', timeoutSeconds: 45 }]);
    const early = run(click, ...dialled, { type: 'callee_heard' });
    expect(early.effects).toContainEqual({ do: 'join', bridge: 'call', seats: ['caller', leg] });
    expect(early.effects).toContainEqual({ do: 'leg_tone', leg, tone: 'none' });
    expect(run(early.call, { type: 'callee_heard' }).does).toEqual([]);
    expect(run(early.call, { type: 'callee_gone', result: 'busy' }).does).toContain('drop_bridge');
    const answered = run(early.call, { type: 'callee_up' });
    expect(answered.call).toMatchObject({ at: 'agent', leg: { id: leg, up: true } });
    expect(answered.call).not.toHaveProperty('early');
    // Both are there already, and stay.
    expect(answered.does).toEqual(['clear_timer', 'record']);
  });

  it.each(['busy', 'no_answer', 'refused', 'unreachable', 'no_such_number', 'not_allowed'] as const)(
    'that is not answered (%s) frees the agent and says why',
    (result) => {
      const { call, does } = run(click, { type: 'leg_up', leg }, { type: 'callee_gone', result });
      expect(call).toEqual({ at: 'ended', cause: result });
      expect(does).toEqual(expect.arrayContaining(['drop_leg', 'end_talk', 'hangup']));
    },
  );

  it('ends with an agent who does not answer; a callback goes back to its place', () => {
    const gone: Stimulus = { type: 'unanswered', leg, reason: 'no_answer' };
    expect(run(click, gone).call).toEqual({ at: 'ended', cause: 'agent_unreached' });
    expect(run(click, gone).does).toEqual(['drop_leg', 'refuse', 'hangup']);
    const back = run(callback, { type: 'offered', offer, ringMs: 1 }, gone);
    expect(back.call).toEqual(callback);
    expect(back.does).toEqual(['drop_leg', 'refuse']);
    expect(run(callback, { type: 'begin' }).effects).toMatchObject([{ do: 'enqueue', since: 100, again: 'callback' }]);
  });

  it('rings on while its agent has left the desk, who comes back to it, or to music when somebody has answered', () => {
    const { agentId: by } = offer;
    const dialled: Stimulus[] = [{ type: 'leg_up', leg }, { type: 'callee_made' }];
    const gone = run(click, ...dialled, { type: 'away', by });
    expect(gone.call).toMatchObject({ at: 'out', leg: { up: false, ringing: false, awaySince: 4000 } });
    expect(gone.effects).toEqual([
      { do: 'drop_leg', leg },
      { do: 'set_timer', name: 'away.leg', ms: 15_000, turn: 4000 },
    ]);
    const back = run(gone.call, { type: 'attach', by });
    expect(back.effects).toContainEqual({ do: 'ring', leg: 'fresh', offer, ringMs: 10_000, attach: true });
    const there = run(back.call, { type: 'leg_up', leg: 'fresh' as LegId });
    expect(there.effects).toContainEqual({ do: 'leg_tone', leg: 'fresh', tone: 'ringback' });
    expect(there.call).toMatchObject({ at: 'out', leg: { id: 'fresh', up: true, awaySince: null } });
    const met = run(back.call, { type: 'callee_up' });
    expect(met.call).toMatchObject({ at: 'agent', leg: { id: 'fresh', up: false, ringing: true, awaySince: 4000 } });
    expect(met.effects).toContainEqual({ do: 'music', on: true });
    expect(met.types).toEqual(['agent.answered', 'agent.away']);
    expect(run(gone.call, { type: 'timer', name: 'away.leg', turn: 4000 }).call).toEqual({
      at: 'ended',
      cause: 'agent_lost',
    });
    // Silence is a dead network, a hang-up a hang-up.
    expect(run(click, ...dialled, { type: 'leg_gone', leg, cause: 44 }).call).toMatchObject({ at: 'out' });
    expect(run(click, ...dialled, { type: 'leg_gone', leg, cause: 16 }).call).toEqual({ at: 'ended', cause: 'agent' });
  });

  it('does not take the news of a channel that ends for a caller who hangs up, before it is answered', () => {
    const { call } = run(click, { type: 'leg_up', leg }, { type: 'hangup', cause: 'caller' });
    expect(call.at).toBe('out');
    expect(run(click, { type: 'hangup', cause: 'agent' }).call).toEqual({ at: 'ended', cause: 'agent' });
  });

  it('is no abandoned call in its record, and neither is one of voicemail or callback', () => {
    const placed = { at: 0, type: 'trunk.placed', data: { to: '139', dialled: '400', why: 'click' } } as CallEvent;
    const over = (cause: string): CallEvent => ({ at: 9, type: 'cdr.closed', data: { cause } });
    expect(foldCdr([placed, over('busy')])).toMatchObject({ direction: 'out', caller: '139', outcome: 'unanswered' });
    const arrived = { at: 0, type: 'trunk.arrived', data: { caller: '139', dialled: '400' } } as CallEvent;
    const wait: CallEvent = { at: 1, type: 'acd.queued', data: { groups: [sales] } };
    const asked: CallEvent = {
      at: 2,
      type: 'acd.callback_asked',
      data: { number: '139', groups: [sales], since: 1, source: 'key' },
    };
    expect(foldCdr([arrived, wait, asked, over('caller')])).toMatchObject({ direction: 'in', outcome: 'callback' });
    const full: CallEvent = { at: 2, type: 'acd.overflowed', data: { to: { kind: 'voicemail' }, reason: 'max_wait' } };
    expect(foldCdr([arrived, wait, full, over('caller')])?.outcome).toBe('abandoned');
    const spoke = { at: 3, type: 'recording.started', data: { recordingId: 'r' } } as never as CallEvent;
    expect(foldCdr([arrived, wait, full, spoke, over('caller')])?.outcome).toBe('voicemail');
  });
});

describe('who is called', () => {
  const rule: RecordingRule = {
    policy: 'opt_out',
    notice: { version: 3, text: '通话将录音，不同意请按 9。' },
    optOutKey: '9',
    pause: { ms: 60_000, count: 2, totalMs: 90_000 },
    cardDigits: 0,
  };
  const always: RecordingRule = { ...rule, policy: 'always' };
  const told: Stimulus[] = [{ type: 'leg_up', leg }, { type: 'callee_made' }, { type: 'callee_up' }];
  const heard: Stimulus = { type: 'played', playback: 'notice' };
  const over: Stimulus = { type: 'timer', name: 'callee', turn: 1 };
  const stopped: Stimulus = { type: 'timer', name: 'callee', turn: 2 };
  const nine: Stimulus = { type: 'key', digit: '9' };
  const up: Stimulus = { type: 'leg_up', leg };

  it('is told of the recording before anybody is heard, however long that takes', () => {
    const telling = runBy(always, click, ...told);
    expect(telling.does).toEqual(['clear_timer', 'say']);
    expect(telling.call).toMatchObject({ at: 'out', told: true });
    const after = runBy(always, click, ...told, heard);
    expect(after.effects).toEqual([{ do: 'set_timer', name: 'callee', ms: 0, turn: 1 }]);
    const talk = runBy(always, click, ...told, heard, over);
    expect(talk.call).toMatchObject({ at: 'agent' });
    expect(talk.types).toEqual(['recording.announced', 'agent.answered', 'recording.started']);
    expect(talk.does).toContain('record');
  });

  it.each([
    ['while it is told', [nine]],
    ['just after', [heard, nine]],
  ])('may decline by key %s, and of the agent’s leg nothing more is written', (_, stimuli) => {
    const declined = runBy(rule, click, ...told, ...stimuli);
    expect(declined.effects).toEqual([
      { do: 'stop_playing' },
      { do: 'unrecord', leg },
      { do: 'set_timer', name: 'callee', ms: 2000, turn: 2 },
    ]);
    expect(
      runBy(rule, click, ...told, ...stimuli, nine, heard).types.filter((t) => t === 'recording.declined'),
    ).toHaveLength(1);
    for (const next of [up, stopped]) {
      const talk = runBy(rule, click, ...told, ...stimuli, next);
      expect(talk.call).toMatchObject({ at: 'agent', leg: { id: leg, up: true } });
      expect(talk.did).not.toContain('record');
      expect(talk.types).not.toContain('recording.started');
    }
  });

  it('has a moment after the notice for the key, on a line that has one', () => {
    expect(runBy(rule, click, ...told, heard).effects).toEqual([
      { do: 'set_timer', name: 'callee', ms: 2500, turn: 1 },
    ]);
    expect(runBy(rule, click, ...told, heard, up).call.at).toBe('out');
    expect(runBy(rule, click, ...told, heard, over).types).toContain('recording.started');
    expect(runBy(always, click, ...told, nine).call).toMatchObject({ at: 'out' });
  });

  it('and hangs up while it is told has answered, and has not heard it', () => {
    const gone = runBy(always, click, ...told, { type: 'callee_gone', result: 'no_answer' });
    expect(gone.call).toEqual({ at: 'ended', cause: 'hung_up' });
    expect(gone.events).toMatchObject([
      { type: 'recording.announced', data: { noticeVersion: 3, complete: false } },
      { type: 'cdr.closed', data: { cause: 'hung_up' } },
    ]);
    expect(gone.does).toEqual(['drop_leg', 'end_talk', 'hangup']);
    const heardIt = runBy(always, click, ...told, heard, { type: 'callee_gone', result: 'no_answer' });
    expect(heardIt.types).toEqual(['recording.announced', 'cdr.closed']);
  });

  it('is never recorded without having heard the notice, nor against the key, whatever comes when', () => {
    const news = fc.array(
      fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...told, heard, over, stopped, nine, up) },
        fc.constantFrom<Stimulus>(
          { ...heard, failed: true } as Stimulus,
          { type: 'callee_heard' },
          { type: 'key', digit: '1' },
          { type: 'timer', name: 'callee', turn: 0 },
          { type: 'leg_gone', leg, cause: 16 },
          { type: 'callee_gone', result: 'no_answer' },
          { type: 'hangup', cause: 'agent' },
        ),
      ),
      { maxLength: 14 },
    );
    fc.assert(
      fc.property(news, (stimuli) => {
        const so = runBy(rule, click, ...stimuli);
        const state = recordingOf(rule, so.events);
        const allowed = so.events.some((e) => e.type === 'recording.announced' && e.data.complete);
        if (!allowed || so.types.includes('recording.declined')) {
          expect(so.did).not.toContain('record');
          expect(state?.on).toBe(false);
        }
        // Nobody is heard, who is not to be recorded, before the leg is taken out of the recording.
        if (so.call.at === 'agent' && !state?.on) expect(so.did).toContain('unrecord');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a caller who would rather be called back', () => {
  const placed: Stimulus = { type: 'placed', place: 3, estimateSeconds: null, callback: true };
  const keys = (text: string): Stimulus[] => [...text].map((digit) => ({ type: 'key', digit }));

  it('presses the key and confirms the own number; the wait that is kept began when it began', () => {
    const { call, events, does } = run(waiting, placed, ...keys('1#'));
    expect(call).toEqual({ at: 'leaving', cause: 'callback', as: 'normal' });
    expect(events.at(-1)).toMatchObject({
      type: 'acd.callback_asked',
      data: { number: '13912345678', groups: [sales], since: 100, source: 'key' },
    });
    expect(does).toEqual(expect.arrayContaining(['leave_queue', 'say']));
  });

  it('types another number, hears it read back, and may correct it', () => {
    const typed = run(waiting, placed, ...keys('102155556666#'));
    expect(typed.effects.at(-1)).toMatchObject({ announcement: { kind: 'callback_read', number: '02155556666' } });
    expect(run(typed.call, ...keys('#')).events.at(-1)).toMatchObject({ data: { number: '02155556666' } });
    const corrected = run(typed.call, ...keys('*13800000000##'));
    expect(corrected.events.at(-1)).toMatchObject({ data: { number: '13800000000' } });
    expect(run(waiting, placed, ...keys('1139#')).effects.at(-1)).toMatchObject({
      announcement: { kind: 'callback_wrong' },
    });
  });

  it('keeps the place until then: an agent may answer, and who says nothing waits on', () => {
    const asking = run(waiting, placed, ...keys('1'));
    expect(asking.does).not.toContain('leave_queue');
    const rung = run(asking.call, { type: 'offered', offer, ringMs: 1 }, { type: 'leg_up', leg });
    expect(rung.call).toMatchObject({ at: 'agent', offer });
    expect(rung.call).not.toHaveProperty('asking');
    const silent = run(asking.call, { type: 'timer', name: 'input', turn: 0 });
    expect(silent.call).toMatchObject({ at: 'acd', since: 100 });
    expect(silent.does).toContain('music');
    expect(run(waiting, ...keys('1')).call).toEqual(waiting);
  });
});

describe('a caller nobody can answer', () => {
  const over = (to: Extract<Stimulus, { type: 'overflow' }>['to']): Stimulus => ({
    type: 'overflow',
    to,
    reason: 'max_wait',
  });

  it('goes to another group at the old place, to a number, a node, a farewell', () => {
    expect(run(waiting, over([{ kind: 'group', groupId: support }])).effects[0]).toMatchObject({
      do: 'enqueue',
      groups: [support],
      since: 100,
    });
    const number = run(waiting, over([{ kind: 'number', to: '02155556666' }]));
    expect(number.call).toMatchObject({ at: 'number', to: '02155556666' });
    expect(run(number.call, { type: 'leg_gone', leg: 'fresh' as LegId, cause: 17 }).call).toEqual({
      at: 'leaving',
      cause: 'nobody',
      as: 'normal',
    });
    expect(
      run(
        waiting,
        over([
          { kind: 'node', node: 'nowhere' },
          { kind: 'node', node: 'bye' },
        ]),
      ).does,
    ).toContain('play');
    expect(run(waiting, over([{ kind: 'hangup', words: '请稍后再拨' }])).effects.at(-1)).toMatchObject({
      announcement: { kind: 'words', text: '请稍后再拨' },
    });
    expect(run(waiting, over([{ kind: 'callback' }])).call).toMatchObject({
      at: 'acd',
      asking: { source: 'overflow' },
    });
  });

  it('leaves a message after the tone, which a key brings on', () => {
    const told = run(waiting, over([{ kind: 'voicemail' }]));
    expect(told.call).toMatchObject({ at: 'voicemail', group: sales, stage: 'told' });
    const tone = run(told.call, { type: 'played', playback: 'voicemail' });
    expect(run(told.call, { type: 'key', digit: '5' }).call).toEqual(tone.call);
    const speaks = run(tone.call, { type: 'played', playback: 'tone' });
    expect(speaks.effects).toMatchObject([{ do: 'take_message', group: sales }]);
    expect(run(speaks.call, { type: 'message_taken' }).call).toEqual({
      at: 'leaving',
      cause: 'voicemail',
      as: 'normal',
    });
  });

  it('is left alone while an agent rings, or an agent’s transfer waits', () => {
    const rung: Call = { ...queued, at: 'acd', offer, announced: 0, passed: null };
    expect(run(rung, over([{ kind: 'voicemail' }])).call).toEqual(rung);
  });
});

it('who was cut off and calls again has the old place, and the record says so', () => {
  const group = '00000000-0000-4000-8000-000000000001' as GroupId;
  const cut = { at: 1500, call: 'before' as never, since: 42, groups: [group] };
  const { call, events } = run({ at: 'trunk' }, { type: 'arrived', refused: null, variables: caller, cut });
  expect(call).toMatchObject({ at: 'acd', since: 42, again: 'redial' });
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'acd.redialled', data: { call: 'before', since: 42 } }),
  );
});
