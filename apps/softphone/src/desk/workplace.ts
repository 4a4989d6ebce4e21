import { PhoneAccount } from '@sibai/contracts';
import { call, queryClient } from '@sibai/ui';

import { Devices } from '../phone/devices';
import { Phone } from '../phone/phone';
import { Ringer } from '../phone/ringer';
import { Link } from './link';

/** What stands on the desk for as long as the page is open. React shows it and never owns it. */

const speaker = document.createElement('audio');
speaker.autoplay = true;
speaker.dataset['sound'] = 'caller';
document.body.append(speaker);

export const devices = new Devices();
export const ringer = new Ringer(devices);
export const phone = new Phone(() => call(PhoneAccount, '/agent/phone', { method: 'POST' }), devices, speaker);
export const link = new Link(queryClient);

// An agent who was signed off meanwhile has lost the phone account, too, and would not hear of it for a minute.
link.watch(() => {
  if (link.state().at === 'online') phone.verify();
});
