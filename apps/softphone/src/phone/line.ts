import type { PhoneAccount } from '@sibai/contracts';
import {
  type Invitation,
  Registerer,
  RegistererState,
  RequestPendingError,
  type Session,
  SessionState,
  UserAgent,
  UserAgentState,
} from 'sip.js';

import type { PhoneProblem } from './phone-state';
import { PreparedMedia } from './prepared-media';

/** Why a line could not be opened. */
export class LineError extends Error {
  override readonly name = 'LineError';

  constructor(readonly problem: PhoneProblem) {
    super(problem);
  }
}

export interface LineEvents {
  invited(line: Line, invitation: Invitation): void;
  /** The connection or the registration is gone. Told once per successful `open`. */
  lost(line: Line): void;
}

/**
 * A dead connection that nobody closed is noticed at the latest when the registration is refreshed, at half of this;
 * the other half covers browsers that run the timers of a background page once a minute.
 */
const EXPIRES_S = 180;
/** A signalling server that has not said anything by then is treated as gone. */
const REPLY_MS = 4_000;

/** Where the browser reaches the SIP server. */
export const addressOf = (account: PhoneAccount, page: Pick<Location, 'protocol' | 'hostname'>): string =>
  account.wsUrl ??
  `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.hostname}${account.wsPort === null ? '' : `:${account.wsPort}`}/ws`;

/** One SIP account in use: its WebSocket, its registration, and the invitations that arrive on it. */
export class Line {
  readonly #agent: UserAgent;
  readonly #registerer: Registerer;
  readonly #events: LineEvents;
  readonly #iceServers: RTCIceServer[];
  readonly #media = new WeakMap<Session, PreparedMedia>();
  #up = false;

  constructor(account: PhoneAccount, events: LineEvents) {
    const uri = UserAgent.makeURI(`sip:${account.username}@${account.domain}`);
    if (!uri) throw new LineError('account');
    this.#events = events;
    this.#iceServers = account.iceServers.map(withoutAbsent);
    this.#agent = new UserAgent({
      uri,
      authorizationUsername: account.username,
      authorizationPassword: account.password,
      transportOptions: { server: addressOf(account, window.location), connectionTimeout: REPLY_MS / 1000 },
      sessionDescriptionHandlerFactory: (session) => {
        const media = this.#media.get(session);
        if (!media) throw new Error('a call that was not taken');
        return media;
      },
      // How long it rings is the server's decision.
      noAnswerTimeout: 300,
      gracefulShutdown: false,
      logBuiltinEnabled: false,
      logConfiguration: false,
      delegate: {
        onInvite: (invitation) => events.invited(this, invitation),
        onDisconnect: () => this.#lose(),
      },
    });
    this.#registerer = new Registerer(this.#agent, {
      expires: EXPIRES_S,
      refreshFrequency: 50,
      logConfiguration: false,
    });
    this.#registerer.stateChange.addListener((state) => {
      if (state === RegistererState.Unregistered) this.#lose();
    });
  }

  get registered(): boolean {
    return this.#up;
  }

  /** Whether requests of a dialog can be sent, registered or not. */
  get connected(): boolean {
    return this.#agent.isConnected();
  }

  /** Makes ready to talk while it rings; `microphone` gives the stream to answer with. */
  prepare(invitation: Invitation, microphone: () => Promise<MediaStream>): PreparedMedia {
    const media = new PreparedMedia(invitation, invitation.body ?? '', microphone, this.#iceServers);
    this.#media.set(invitation, media);
    invitation.stateChange.addListener((state) => state === SessionState.Terminated && media.close());
    return media;
  }

  /** Connects, where need be again, and registers. */
  async open(): Promise<void> {
    try {
      await (this.#agent.state === UserAgentState.Started ? this.#agent.reconnect() : this.#agent.start());
    } catch {
      throw new LineError('unreachable');
    }
    await this.#register().catch((error: unknown) => {
      throw error instanceof LineError ? error : new LineError('unreachable');
    });
    this.#up = true;
  }

  /** Asks the server whether it still knows this line; tells `lost` when it does not answer. */
  async verify(): Promise<void> {
    if (!this.#up) return;
    await this.#register().catch((error: unknown) => {
      // Already being refreshed: that answer will tell.
      if (!(error instanceof RequestPendingError)) this.#lose();
    });
  }

  /** Gives the line up. `politely`: the server is told, so that it forgets the contact at once. */
  async close(politely: boolean): Promise<void> {
    this.#up = false;
    // Also stops the timer that refreshes the registration. It rejects where nobody can be told.
    const told = this.#registerer.unregister().catch(() => undefined);
    if (politely && this.connected) {
      await told;
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    await this.#agent.stop().catch(() => undefined);
  }

  #lose(): void {
    if (!this.#up) return;
    this.#up = false;
    // Not within sip.js's own change of state, which refuses to be asked for another one meanwhile.
    queueMicrotask(() => this.#events.lost(this));
  }

  #register(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(new LineError('unreachable')), REPLY_MS);
    this.#registerer
      .register({
        requestDelegate: {
          onAccept: () => resolve(),
          onReject: ({ message }) => reject(new LineError((message.statusCode ?? 0) < 500 ? 'refused' : 'unreachable')),
        },
      })
      // RequestPendingError: a REGISTER sent before the connection broke still awaits its time-out.
      .catch(reject);
    return promise.finally(() => clearTimeout(timer));
  }
}

type IceServer = PhoneAccount['iceServers'][number];

const withoutAbsent = ({ urls, username, credential }: IceServer): RTCIceServer => ({
  urls,
  ...(username !== undefined && { username }),
  ...(credential !== undefined && { credential }),
});
