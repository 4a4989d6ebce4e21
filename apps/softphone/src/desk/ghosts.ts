import type { Desk } from '@sibai/contracts';

import type { PhoneState } from '../phone/phone-state';
import { after } from '../platform/timers';

/** The server's news of a call may come after the phone's; what still differs then is asked for. */
const SETTLE_MS = 2_000;

/** The call the phone is in and the server, which knows best, has not: it ended while nobody could tell the phone. */
export function ghostOf(line: PhoneState, desk: Desk | undefined): string | null {
  if (line.at !== 'talking' || line.callId === null || !desk) return null;
  return desk.call?.callId === line.callId ? null : line.callId;
}

interface Ground {
  readonly line: () => PhoneState;
  readonly desk: () => Desk | undefined;
  readonly online: () => boolean;
  /** Asks the server; answers whether it could be asked. */
  readonly ask: () => Promise<boolean>;
  readonly hangUp: () => void;
}

/** Hangs up calls that are over. To be told whenever the phone, the desk or the connection to the server changes. */
export function ghosts({ line, desk, online, ask, hangUp }: Ground): () => void {
  let watched: string | null = null;
  return () => {
    const ghost = online() ? ghostOf(line(), desk()) : null;
    if (ghost === watched) return;
    watched = ghost;
    if (ghost === null) return;
    after(SETTLE_MS, () => {
      void (async () => {
        if (watched !== ghost) return;
        watched = null;
        if ((await ask()) && online() && ghostOf(line(), desk()) === ghost) hangUp();
      })();
    });
  };
}
