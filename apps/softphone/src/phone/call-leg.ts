import { type Invitation, type SessionInviteOptions, SessionState, Web } from 'sip.js';

import type { Line } from './line';
import { preferPcma } from './sdp';

export interface LegEvents {
  /** The peer connection exists: the far end's sound will come out of this stream. */
  sound(stream: MediaStream): void;
  /** Whether packets pass. */
  media(flows: boolean): void;
  ended(leg: CallLeg): void;
}

/** How Asterisk answers for a call it no longer knows (RFC 3261, 12.2.1.2): 481, or a challenge it will not accept. */
const GONE = [401, 403, 404, 408, 481];
/** Waits between attempts to mend the media; after the last one the call is given up. */
const MEND_MS = [1_500, 4_000, 6_000, 8_000];

/** The SIP and WebRTC side of one call, from INVITE to BYE. */
export class CallLeg {
  readonly from: string;
  readonly callId: string | null;
  #microphone: Promise<MediaStream>;
  readonly #invitation: Invitation;
  readonly #events: LegEvents;
  #muted = false;
  #held = false;
  #mending = false;

  /** `microphone` is asked for while it rings, so that answering does not wait for it. */
  constructor(
    readonly line: Line,
    invitation: Invitation,
    microphone: () => Promise<MediaStream>,
    events: LegEvents,
  ) {
    this.#invitation = invitation;
    this.#events = events;
    this.from = invitation.remoteIdentity.uri.user ?? '';
    this.callId = invitation.request.getHeader('X-Sibai-Call') ?? null;
    this.#microphone = microphone();
    this.#microphone.catch(() => undefined);
    invitation.stateChange.addListener((state) => {
      if (state === SessionState.Terminated) this.#finish();
    });
    invitation.delegate = {
      onSessionDescriptionHandler: (handler) => {
        if (!(handler instanceof Web.SessionDescriptionHandler)) return;
        handler.peerConnectionDelegate = {
          onconnectionstatechange: () => this.#mediaChanged(),
          ontrack: () => events.sound(handler.remoteMediaStream),
        };
      },
    };
  }

  get microphone(): Promise<MediaStream> {
    return this.#microphone;
  }

  get #connection(): RTCPeerConnection | undefined {
    const handler = this.#invitation.sessionDescriptionHandler;
    return handler instanceof Web.SessionDescriptionHandler ? handler.peerConnection : undefined;
  }

  async answer(): Promise<void> {
    await this.#invitation.accept({
      sessionDescriptionHandlerOptions: { constraints: { audio: true, video: false } },
      sessionDescriptionHandlerModifiers: [async ({ type, sdp }) => ({ type, sdp: preferPcma(sdp ?? '') })],
    });
  }

  /** 603: this agent does not take the call. 486: the phone has another call. */
  async decline(statusCode: 603 | 486): Promise<void> {
    await this.#invitation.reject({ statusCode }).catch(() => undefined);
  }

  async hangUp(): Promise<void> {
    if (this.#invitation.state === SessionState.Established) await this.#invitation.bye().catch(() => undefined);
    else await this.#invitation.dispose().catch(() => undefined);
  }

  /** Silences both ends at once, where the server cannot yet be told that the call is over. */
  silence(): void {
    this.#connection?.getSenders().forEach((sender) => sender.track?.stop());
    this.#connection?.close();
    this.#releaseMicrophone();
  }

  mute(on: boolean): void {
    this.#muted = on;
    this.#applyTracks();
  }

  async hold(on: boolean): Promise<void> {
    await this.#reinvite({ hold: on });
    this.#held = on;
    this.#applyTracks();
  }

  dial(tones: string): void {
    const handler = this.#invitation.sessionDescriptionHandler;
    if (this.#invitation.state === SessionState.Established) handler?.sendDtmf(tones, { duration: 160 });
  }

  /** Speaks into another microphone from now on. */
  async speakInto(stream: MediaStream): Promise<void> {
    const [track] = stream.getAudioTracks();
    const sender = this.#connection?.getSenders().find((each) => each.track?.kind === 'audio');
    if (!track || !sender) return;
    await sender.replaceTrack(track);
    this.#releaseMicrophone();
    this.#microphone = Promise.resolve(stream);
    this.#applyTracks();
  }

  async stats(): Promise<RTCStatsReport | null> {
    const connection = this.#connection;
    return connection && connection.connectionState !== 'closed' ? connection.getStats() : null;
  }

  /** Tries to bring the media back after the network changed; gives the call up when it does not come. */
  async mend(): Promise<void> {
    if (this.#mending) return;
    this.#mending = true;
    for (const wait of MEND_MS) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      if (this.#flows() || this.#invitation.state !== SessionState.Established) break;
      // Without the server nothing can be negotiated: only the wait goes on.
      if (this.line.connected) {
        await this.#reinvite({ hold: this.#held, offerOptions: { iceRestart: true } }).catch(() => undefined);
      }
    }
    this.#mending = false;
    if (!this.#flows() && this.#connection?.connectionState === 'failed') await this.hangUp();
  }

  #flows(): boolean {
    return this.#connection?.connectionState === 'connected';
  }

  #mediaChanged(): void {
    const state = this.#connection?.connectionState;
    if (state === 'connected') this.#events.media(true);
    if (state === 'disconnected' || state === 'failed') {
      this.#events.media(false);
      void this.mend();
    }
  }

  #applyTracks(): void {
    for (const { track } of this.#connection?.getSenders() ?? []) {
      if (track) track.enabled = !this.#muted && !this.#held;
    }
  }

  async #reinvite(options: Web.SessionDescriptionHandlerOptions): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const invite: SessionInviteOptions = {
      sessionDescriptionHandlerOptions: { constraints: { audio: true, video: false }, ...options },
      requestDelegate: {
        onAccept: () => resolve(),
        onReject: ({ message }) => {
          reject(new Error(`re-INVITE: ${message.statusCode}`));
          if (GONE.includes(message.statusCode ?? 0)) void this.hangUp();
        },
      },
    };
    this.#invitation.invite(invite).catch(reject);
    await promise;
  }

  #finish(): void {
    this.#releaseMicrophone();
    this.#events.ended(this);
  }

  #releaseMicrophone(): void {
    void this.#microphone.then((stream) => stream.getTracks().forEach((track) => track.stop())).catch(() => undefined);
  }
}
