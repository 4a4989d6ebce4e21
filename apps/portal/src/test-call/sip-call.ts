import type { PhoneAccount } from '@sibai/contracts';
import { Inviter, SessionState, UserAgent, type Web } from 'sip.js';

import { mediaOf } from './call-media';

/** Why a call is over. */
export type EndReason = 'hung_up' | 'far_end' | 'busy' | 'not_found' | 'refused' | 'unreachable' | 'failed';

export interface SipCallEvents {
  answered(remote: MediaStream): void;
  ended(reason: EndReason): void;
}

/** Where the browser reaches the SIP server. */
export const addressOf = ({ wsUrl, wsPort }: PhoneAccount): string => {
  const { protocol, hostname } = window.location;
  return wsUrl ?? `${protocol === 'https:' ? 'wss' : 'ws'}://${hostname}${wsPort === null ? '' : `:${wsPort}`}/ws`;
};

/** One outgoing call over one account, from INVITE to BYE. `ended` is told exactly once. */
export class SipCall {
  readonly #agent: UserAgent;
  readonly #inviter: Inviter;
  readonly #events: SipCallEvents;
  #reason: EndReason = 'far_end';
  #over = false;

  constructor(account: PhoneAccount, number: string, voice: MediaStream, events: SipCallEvents) {
    const from = UserAgent.makeURI(`sip:${account.username}@${account.domain}`);
    const to = UserAgent.makeURI(`sip:${number}@${account.domain}`);
    if (!from || !to) throw new Error('not a SIP address');
    this.#events = events;
    this.#agent = new UserAgent({
      uri: from,
      authorizationUsername: account.username,
      authorizationPassword: account.password,
      transportOptions: { server: addressOf(account), connectionTimeout: 8 },
      sessionDescriptionHandlerFactory: mediaOf(account, voice),
      logBuiltinEnabled: false,
      logConfiguration: false,
      delegate: { onDisconnect: () => this.#end('unreachable') },
    });
    this.#inviter = new Inviter(this.#agent, to);
    this.#inviter.stateChange.addListener((state) => {
      if (state === SessionState.Established && this.#media) events.answered(this.#media.remoteMediaStream);
      if (state === SessionState.Terminated) this.#end(this.#reason);
    });
  }

  async start(): Promise<void> {
    try {
      await this.#agent.start();
    } catch {
      this.#end('unreachable');
      return;
    }
    if (this.#over) return;
    await this.#inviter
      .invite({
        requestDelegate: {
          onReject: ({ message }) => {
            this.#reason = this.#reason === 'hung_up' ? 'hung_up' : rejection(message.statusCode ?? 0);
          },
        },
      })
      .catch(() => this.#end('failed'));
  }

  /** Presses a key, as RFC 4733 telephone events within the audio. */
  press(key: string): boolean {
    return this.#media?.sendDtmf(key, { duration: 120, interToneGap: 70 }) ?? false;
  }

  hangUp(): void {
    this.#reason = 'hung_up';
    const sent =
      this.#inviter.state === SessionState.Established
        ? this.#inviter.bye()
        : this.#inviter.cancel().catch(() => undefined);
    void Promise.resolve(sent)
      .catch(() => undefined)
      .then(() => this.#end('hung_up'));
  }

  get #media(): Web.SessionDescriptionHandler | undefined {
    return this.#inviter.sessionDescriptionHandler as Web.SessionDescriptionHandler | undefined;
  }

  #end(reason: EndReason): void {
    if (this.#over) return;
    this.#over = true;
    this.#events.ended(reason);
    // After a moment, so that a BYE or CANCEL just handed over still leaves.
    setTimeout(() => void this.#agent.stop().catch(() => undefined), 500);
  }
}

function rejection(status: number): EndReason {
  if (status === 486 || status === 600 || status === 503) return 'busy';
  if (status === 404 || status === 484) return 'not_found';
  return status === 401 || status === 403 || status === 407 ? 'refused' : 'failed';
}
