import { type CallCard, PhoneAccount } from '@sibai/contracts';
import { ApiError, call, json, queryClient, send } from '@sibai/ui';
import * as z from 'zod';

import { Devices } from '../phone/devices';
import { Phone } from '../phone/phone';
import { QualityMonitor } from '../phone/quality-monitor';
import { Ringer } from '../phone/ringer';
import { mendStalls } from '../phone/stall';
import { deviceId } from '../platform/device-id';
import { Remembered } from '../platform/remembered';
import { update } from '../platform/update';
import { deskQuery } from './desk';
import { ghosts } from './ghosts';
import { Link } from './link';
import { QualityLog } from './quality-log';

/** What stands on the desk for as long as the page is open. React shows it and never owns it. */

const speaker = document.createElement('audio');
speaker.autoplay = true;
speaker.dataset['sound'] = 'caller';
document.body.append(speaker);

/** Whether a call is answered without a hand: after a note in the ear, so that nobody is overheard unawares. */
export const autoAnswer = new Remembered('sibai.auto-answer', z.boolean().default(false));

export const devices = new Devices();
export const ringer = new Ringer(devices);
export const link = new Link(queryClient);
export const phone = new Phone(
  {
    account: () => call(PhoneAccount, '/agent/phone', json('POST', { seat: deviceId() })),
    attach: async (callId) => {
      try {
        await send(`/agent/calls/${callId}/attach`, json('POST'));
        return true;
      } catch (error) {
        // Refused: the call is over, or is not this agent's any more. Anything else is worth another try.
        if (error instanceof ApiError && error.status >= 400 && error.status < 500) return false;
        throw error;
      }
    },
  },
  devices,
  speaker,
);

const desk = () => queryClient.getQueryData(deskQuery.queryKey);
const log = new QualityLog();
const held = () => desk()?.call?.held ?? false;
mendStalls(phone, held);
export const quality = new QualityMonitor(phone, held, (callId, reading) => log.add(callId, reading));

/** Of a call that only rings there is nothing to leave, or to take up. */
const isOn = (card: CallCard | null | undefined): card is CallCard => card != null && card.leg !== 'ringing';

/** Says that this window leaves the call: its caller hears music, until the next one takes it up or the wait is over. */
export function leaveCall(): void {
  const { call: current } = desk() ?? {};
  if (isOn(current) && link.seat.state()?.mine) navigator.sendBeacon(`/api/agent/calls/${current.callId}/away`);
}
window.addEventListener('pagehide', leaveCall);

/** A call the server has for this agent and this phone has not: after a reload, or when another device had it. */
function takeUp(): void {
  const { call: current } = desk() ?? {};
  if (isOn(current) && link.seat.state()?.mine) phone.takeUp(current.callId);
}
phone.watch(takeUp);
link.seat.watch(takeUp);
queryClient.getQueryCache().subscribe(({ type, query }) => {
  if (type !== 'updated' || query.queryKey[0] !== deskQuery.queryKey[0]) return;
  takeUp();
  lookForGhosts();
});

const lookForGhosts = ghosts({
  line: phone.state,
  desk,
  online: () => link.state().at === 'online',
  ask: async () => {
    await queryClient.invalidateQueries({ queryKey: deskQuery.queryKey });
    return queryClient.getQueryState(deskQuery.queryKey)?.status === 'success';
  },
  hangUp: () => void phone.hangUp(),
});
for (const each of [phone, link]) each.watch(lookForGhosts);

// Answered by itself, after a note in the ear.
phone.watch(() => {
  if (phone.state().at !== 'ringing' || !autoAnswer.state()) return;
  void ringer.notify().then(() => phone.answer());
});

// What is left of the readings goes with the end of the call.
phone.watch(() => phone.state().at !== 'talking' && log.flush());

// An agent who was signed off meanwhile has lost the phone account, too, and would not hear of it for a minute.
link.watch(() => {
  if (link.state().at !== 'online') return;
  phone.verify();
  // The server may have come back as another one.
  void update.look();
});
