import type { PhoneAccount } from '@sibai/contracts';
import { GATHERING_LIMIT_MS, hurry } from '@sibai/ui';
import { Web } from 'sip.js';

/** Makes the media of the calls over an account: `voice` is what is said. */
export function mediaOf({ iceServers }: PhoneAccount, voice: MediaStream): Web.SessionDescriptionHandlerFactory {
  const make = Web.defaultSessionDescriptionHandlerFactory(() => Promise.resolve(voice));
  const options: Web.SessionDescriptionHandlerFactoryOptions = {
    iceGatheringTimeout: GATHERING_LIMIT_MS,
    peerConnectionConfiguration: {
      iceServers: iceServers.map(({ urls, username, credential }) => ({
        urls,
        ...(username !== undefined && { username }),
        ...(credential !== undefined && { credential }),
      })),
    },
  };
  return (session) => {
    const media = make(session, options);
    hurry(media);
    return media;
  };
}
