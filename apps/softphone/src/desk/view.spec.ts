import type { CallCard, Desk } from '@sibai/contracts';
import { describe, expect, it } from 'vitest';

import type { PhoneState } from '../phone/phone-state';
import { mayChoose, viewOf } from './view';

const at = '2026-11-22T08:00:00.000Z';
const card = (callId: string) =>
  ({
    callId,
    assignmentId: 'a',
    caller: '13800138000',
    dialled: '4008001234',
    lineName: 'l',
    groupName: 'g',
  }) as CallCard;
const desk = (part: Partial<Desk> = {}): Desk => ({
  presence: 'ready',
  reason: null,
  since: at,
  next: null,
  call: null,
  wrapUp: null,
  waiting: 0,
  today: { answered: 0, missed: 0, talkMs: 0 },
  telephony: true,
  ...part,
});
const ready: PhoneState = { at: 'ready' };
const ringing: PhoneState = { at: 'ringing', from: '13800138000', callId: 'c1', returns: false };

describe('the main card', () => {
  it('rings before the card has come, and without a name of the call', () => {
    expect(viewOf(desk(), ringing)).toMatchObject({ is: 'ringing', card: null });
    expect(viewOf(desk({ call: card('c9') }), { ...ringing, callId: null })).toMatchObject({ card: { callId: 'c9' } });
  });

  it('does not show the card of another call', () => {
    expect(viewOf(desk({ call: card('c2') }), ringing)).toMatchObject({ is: 'ringing', card: null });
  });

  it('tells of a call that the phone has lost', () => {
    expect(viewOf(desk({ call: card('c1') }), ready)).toMatchObject({ is: 'detached' });
  });

  it('turns from the call to the wrap-up, and then to nothing', () => {
    const wrapUp = {
      callId: card('c1').callId,
      caller: '13800138000',
      cause: null,
      until: at,
      notes: '',
      disposition: null,
    };
    expect(viewOf(desk({ wrapUp }), ready)).toEqual({ is: 'wrap_up', wrapUp });
    expect(viewOf(desk(), ready)).toEqual({ is: 'idle' });
  });
});

it('leaves the presence to the agent except during a call', () => {
  expect(mayChoose(desk(), ready)).toBe(true);
  expect(mayChoose(desk({ presence: 'wrap_up' }), ready)).toBe(true);
  expect(mayChoose(desk(), ringing)).toBe(false);
  expect(mayChoose(desk({ presence: 'talking' }), ready)).toBe(false);
});
