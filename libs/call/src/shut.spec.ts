import { Flow } from '@sibai/ivr';
import type { GroupId, LegId } from '@sibai/kernel';
import { expect, it } from 'vitest';

import { foldCdr } from './cdr.js';
import type { CallEvent } from './event.js';
import type { Call, Context } from './session.js';
import type { Stimulus } from './stimulus.js';
import { step } from './step.js';

const GROUP = '00000000-0000-4000-8000-000000000001' as GroupId;
const flow = Flow.parse({ schemaVersion: 1, start: 'queue', nodes: { queue: { kind: 'queue', groups: [GROUP] } } });
const ctx = (now: number): Context => ({ now, flow, leg: 'leg' as LegId });

/** What becomes of a call that is told these things one after the other. */
function live(...stimuli: readonly Stimulus[]): { call: Call; events: CallEvent[] } {
  let call: Call = { at: 'trunk' };
  const events: CallEvent[] = [
    {
      at: 0,
      type: 'trunk.arrived',
      data: { caller: '1', dialled: '2', lineId: null, endpoint: 'e', flowVersionId: null },
    },
  ];
  stimuli.forEach((stimulus, at) => {
    const next = step(call, stimulus, ctx(at + 1));
    call = next.call;
    events.push(...next.events);
  });
  return { call, events };
}

const arrived: Stimulus = { type: 'arrived', refused: null, variables: {} };
const closed: Stimulus = { type: 'overflow', to: [{ kind: 'hangup', words: '国庆节休息。' }], reason: 'holiday' };

it('a caller who finds the group closed hears why, and has not queued', () => {
  const { call, events } = live(arrived, closed);
  expect(call).toEqual({ at: 'leaving', cause: 'closed', as: 'normal' });
  const over = live(arrived, closed, { type: 'played', playback: 'leaving' });
  expect(over.call).toEqual({ at: 'ended', cause: 'closed' });
  expect(foldCdr(over.events)).toMatchObject({ outcome: 'ivr', cause: 'closed', queuedAt: null });
  expect(events.at(-1)).toMatchObject({ type: 'acd.overflowed', data: { reason: 'holiday' } });
});

it('a caller who has waited for too long has queued, and gave up with the group', () => {
  const { call, events } = live(arrived, { ...closed, reason: 'max_wait' }, { type: 'played', playback: 'leaving' });
  expect(call).toEqual({ at: 'ended', cause: 'overflowed' });
  expect(foldCdr(events)).toMatchObject({ outcome: 'abandoned', queuedAt: 1 });
});

it('a group announces in its own way where it has one, and otherwise as the flow does', () => {
  const own = { everySeconds: 15, position: false, estimatedWait: true };
  const told = step({ at: 'trunk' }, arrived, { ...ctx(1), announce: new Map([[GROUP, own]]) });
  expect(told.call).toMatchObject({ at: 'acd', announce: own });
  expect(live(arrived).call).toMatchObject({ at: 'acd', announce: { everySeconds: 30, position: true } });
});
