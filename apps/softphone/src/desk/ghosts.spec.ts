import type { Desk } from '@sibai/contracts';
import { expect, it } from 'vitest';

import type { PhoneState } from '../phone/phone-state';
import { ghostOf } from './ghosts';

const talking = (callId: string | null) => ({ at: 'talking', callId }) as PhoneState;
const desk = (callId: string | null) => ({ call: callId === null ? null : { callId } }) as Desk;

it('takes for a ghost the call that the phone is in, and the server has not, or has another', () => {
  expect(ghostOf(talking('a'), desk(null))).toBe('a');
  expect(ghostOf(talking('a'), desk('b'))).toBe('a');
});

it.each([
  ['the call of both', talking('a'), desk('a')],
  ['a call without a name', talking(null), desk(null)],
  ['a phone that rings', { at: 'ringing', callId: 'a' } as PhoneState, desk(null)],
  ['a phone without a call', { at: 'ready' } as PhoneState, desk('a')],
  ['a server that was not asked yet', talking('a'), undefined],
])('leaves alone %s', (_, line, known) => expect(ghostOf(line, known)).toBeNull());
