import { type Invitation, type SessionInviteOptions, SessionState, type Web } from 'sip.js';

import { after } from '../platform/timers';
import type { Line } from './line';
import { type PreparedMedia, VOICE } from './prepared-media';

export interface LegEvents {
  /** The peer connection exists: the far end's sound will come out of this stream. */
  sound(stream: MediaStream): void;
  /** Whether packets pass. */
  media(flows: boolean): void;
  /** The media has not come back by negotiating: only another leg can help. */
  broken(leg: CallLeg): void;
  ended(leg: CallLeg): void;
}

/** How Asterisk answers for a call it no longer knows (RFC 3261, 12.2.1.2): 481, or a challenge it will not accept. */
const GONE = [401, 403, 404, 408, 481];
/** Waits before each attempt to mend the media. A hiccup heals within the first; the caller must not wait longer than 5 s. */
const MEND_MS = [400, 1_500];
/** Voices that have not met by then do not meet by themselves. */
const MEET_MS = 4_000;
/** A server that does not answer a re-INVITE by then does not get it. */
const REINVITE_MS = 1_500;

/** The SIP and WebRTC side of one call, from INVITE to BYE. */
export class CallLeg {
  readonly from: string;
  readonly callId: string | null;
  /** A call the agent is on already, which comes back over this leg. */
  readonly returns: boolean;
  #microphone: Promise<MediaStream>;
  readonly #invitation: Invitation;
  readonly #media: PreparedMedia;
  readonly #events: LegEvents;
  #muted = false;
  #mending = false;
  #abandoned = false;

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
    const returning = invitation.request.getHeader('X-Sibai-Attach');
    this.callId = returning ?? invitation.request.getHeader('X-Sibai-Call') ?? null;
    this.returns = returning !== undefined;
    this.#microphone = microphone();
    this.#microphone.catch(() => undefined);
    invitation.stateChange.addListener((state) => {
      if (state === SessionState.Terminated) this.#finish();
    });
    this.#media = line.prepare(invitation, () => this.#microphone);
    this.#media.peerConnectionDelegate = {
      onconnectionstatechange: () => this.#mediaChanged(),
      ontrack: () => events.sound(this.#media.remoteMediaStream),
    };
  }

  get microphone(): Promise<MediaStream> {
    return this.#microphone;
  }

  get #connection(): RTCPeerConnection | undefined {
    return this.#media.peerConnection;
  }

  async answer(): Promise<void> {
    await this.#invitation.accept();
    after(MEET_MS, () => void this.#meet());
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

  dial(tones: string): void {
    if (this.#invitation.state === SessionState.Established)
      this.#media.sendDtmf(tones, { duration: 160, interToneGap: 70 });
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

  lastPacket(): number | null {
    const [from] = this.#connection?.getReceivers()[0]?.getSynchronizationSources() ?? [];
    return from?.timestamp ?? null;
  }

  /** The call goes on elsewhere: this end of it falls silent without a word, and is not missed when it ends. */
  abandon(): void {
    this.#abandoned = true;
    this.silence();
  }

  /** Tries to bring the media back after the network changed; tells when it does not come. */
  async mend(): Promise<void> {
    if (this.#mending || this.#abandoned) return;
    this.#mending = true;
    for (const wait of MEND_MS) {
      await new Promise<void>((resolve) => after(wait, resolve));
      if (this.#isFine()) break;
      // Without the server nothing can be negotiated.
      if (this.line.connected) await this.#reinvite({ offerOptions: { iceRestart: true } }).catch(() => undefined);
    }
    this.#mending = false;
    if (!this.#isFine()) this.#events.broken(this);
  }

  /** The network is another one: negotiates the way of the media anew before its loss is noticed. */
  async renew(): Promise<void> {
    if (this.#mending || this.#abandoned) return;
    if (this.line.connected) await this.#reinvite({ offerOptions: { iceRestart: true } }).catch(() => undefined);
    await this.mend();
  }

  async #meet(): Promise<void> {
    if (this.#isFine()) return;
    this.#events.media(false);
    await this.mend();
  }

  /** Nothing to mend, or nothing that could be. */
  #isFine(): boolean {
    return this.#abandoned || this.#flows() || this.#invitation.state !== SessionState.Established;
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
      if (track) track.enabled = !this.#muted;
    }
  }

  async #reinvite(options: Web.SessionDescriptionHandlerOptions): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const invite: SessionInviteOptions = {
      sessionDescriptionHandlerOptions: { ...VOICE, ...options },
      requestDelegate: {
        onAccept: () => resolve(),
        onReject: ({ message }) => {
          reject(new Error(`re-INVITE: ${message.statusCode}`));
          if (GONE.includes(message.statusCode ?? 0)) this.#events.broken(this);
        },
      },
    };
    const timer = setTimeout(() => reject(new Error('re-INVITE: no answer')), REINVITE_MS);
    this.#invitation.invite(invite).catch(reject);
    await promise.finally(() => clearTimeout(timer));
  }

  #finish(): void {
    this.#releaseMicrophone();
    if (this.#abandoned) return;
    this.#events.ended(this);
  }

  #releaseMicrophone(): void {
    void this.#microphone.then((stream) => stream.getTracks().forEach((track) => track.stop())).catch(() => undefined);
  }
}
