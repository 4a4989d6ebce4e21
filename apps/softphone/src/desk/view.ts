import type { CallCard, Desk } from '@sibai/contracts';

import type { PhoneState, Ring, Talk } from '../phone/phone-state';

/** What the desk's one main card shows. */
export type View =
  | { readonly is: 'ringing'; readonly ring: Ring; readonly card: CallCard | null; readonly answering: boolean }
  | { readonly is: 'talking'; readonly talk: Talk; readonly card: CallCard | null }
  /** The server has a call for this agent that the phone does not (yet, or any more) know. */
  | { readonly is: 'detached'; readonly card: CallCard }
  | { readonly is: 'wrap_up'; readonly wrapUp: NonNullable<Desk['wrapUp']> }
  | { readonly is: 'idle' };

/** The phone says whether there is a call, the desk whose it is; the two arrive by different ways, in either order. */
export function viewOf(desk: Desk, phone: PhoneState): View {
  switch (phone.at) {
    case 'ringing':
    case 'answering':
      return { is: 'ringing', ring: phone, card: cardFor(desk, phone), answering: phone.at === 'answering' };
    case 'talking':
      return { is: 'talking', talk: phone, card: cardFor(desk, phone) };
    default:
      if (desk.call) return { is: 'detached', card: desk.call };
      return desk.wrapUp ? { is: 'wrap_up', wrapUp: desk.wrapUp } : { is: 'idle' };
  }
}

const cardFor = (desk: Desk, { callId }: Ring): CallCard | null =>
  desk.call && (callId === null || desk.call.callId === callId) ? desk.call : null;

/** Whether the agent's presence is theirs to change now. */
export const mayChoose = (desk: Desk, phone: PhoneState): boolean =>
  desk.presence !== 'ringing' && desk.presence !== 'talking' && !['ringing', 'answering', 'talking'].includes(phone.at);
