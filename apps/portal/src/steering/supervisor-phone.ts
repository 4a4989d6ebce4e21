import { PhoneAccount } from '@sibai/contracts';
import { call, json } from '@sibai/ui';
import { type Invitation, Registerer, RegistererState, SessionState, UserAgent, type Web } from 'sip.js';

import { mediaOf } from '../test-call/call-media';
import { type MicrophoneTrouble, meter, openMicrophone } from '../test-call/microphone';
import { addressOf } from '../test-call/sip-call';

const EXPIRES_S = 180;

export interface PhoneEvents {
  /** The server cannot ring this browser any more. */
  lost(): void;
}

/** A supervisor's browser as a telephone: it dials nobody, is rung by the engine alone, and answers by itself. */
export class SupervisorPhone {
  readonly #context: AudioContext;
  readonly #voice: MediaStream;
  readonly #agent: UserAgent;
  readonly #registerer: Registerer;
  readonly #speaker = new Audio();
  #session: Invitation | undefined;
  #heard: () => number = () => 0;
  #closed = false;

  private constructor(
    account: PhoneAccount,
    context: AudioContext,
    voice: MediaStream,
    readonly trouble: MicrophoneTrouble | null,
    events: PhoneEvents,
  ) {
    const uri = UserAgent.makeURI(`sip:${account.username}@${account.domain}`);
    if (!uri) throw new Error('not a SIP address');
    this.#context = context;
    this.#voice = voice;
    this.#agent = new UserAgent({
      uri,
      authorizationUsername: account.username,
      authorizationPassword: account.password,
      transportOptions: { server: addressOf(account), connectionTimeout: 8 },
      sessionDescriptionHandlerFactory: mediaOf(account, voice),
      logBuiltinEnabled: false,
      logConfiguration: false,
      delegate: {
        onInvite: (invitation) => void this.#answer(invitation),
        onDisconnect: () => !this.#closed && events.lost(),
      },
    });
    this.#registerer = new Registerer(this.#agent, { expires: EXPIRES_S });
  }

  /** Must be called from a click: browsers let only that start sound. Resolves when the server can ring it. */
  static async open(events: PhoneEvents): Promise<SupervisorPhone> {
    const context = new AudioContext();
    const [account, { stream, trouble }] = await Promise.all([
      call(PhoneAccount, '/floor/phone', json('POST')),
      openMicrophone(context),
    ]);
    const phone = new SupervisorPhone(account, context, stream, trouble, events);
    try {
      await phone.#agent.start();
      await phone.#register();
      return phone;
    } catch (error) {
      phone.close();
      throw error;
    }
  }

  /** Whether the microphone's sound leaves the browser: who listens is silent here already. */
  speak(on: boolean): void {
    for (const track of this.#voice.getAudioTracks()) track.enabled = on;
  }

  /** How loud the call is, 0 to 1. */
  heard(): number {
    return this.#heard();
  }

  /** What the supervisor hears; for whoever wants to look at it. */
  get sound(): MediaStream | null {
    return this.#speaker.srcObject as MediaStream | null;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#session?.state === SessionState.Established) void this.#session.bye().catch(() => undefined);
    for (const track of this.#voice.getTracks()) track.stop();
    this.#speaker.srcObject = null;
    void this.#context.close().catch(() => undefined);
    // After a moment, so that a BYE just handed over still leaves.
    setTimeout(() => void this.#agent.stop().catch(() => undefined), 500);
  }

  #register(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#registerer.stateChange.addListener((state) => state === RegistererState.Registered && resolve());
      this.#registerer
        .register({
          requestDelegate: { onReject: ({ message }) => reject(new Error(`REGISTER: ${message.statusCode}`)) },
        })
        .catch(reject);
    });
  }

  async #answer(invitation: Invitation): Promise<void> {
    // Only the engine rings here, and says for which call.
    if (invitation.request.getHeader('X-Sibai-Attach') === undefined) return void invitation.reject();
    this.#session = invitation;
    invitation.stateChange.addListener((state) => {
      if (state === SessionState.Established) this.#listen(invitation);
      if (state === SessionState.Terminated && this.#session === invitation) this.#hush();
    });
    await invitation.accept({ sessionDescriptionHandlerOptions: { constraints: { audio: true, video: false } } });
  }

  #listen(invitation: Invitation): void {
    const { remoteMediaStream } = invitation.sessionDescriptionHandler as Web.SessionDescriptionHandler;
    this.#speaker.srcObject = remoteMediaStream;
    void this.#speaker.play();
    this.#heard = meter(this.#context, remoteMediaStream);
  }

  #hush(): void {
    this.#session = undefined;
    this.#speaker.srcObject = null;
    this.#heard = () => 0;
  }
}
