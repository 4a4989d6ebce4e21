import { GATHERING_LIMIT_MS, hurry } from '@sibai/ui';
import { type BodyAndContentType, type Session, type SessionDescriptionHandlerModifier, Web } from 'sip.js';

import { candidatesOf, preferPcma, withoutCandidates } from './sdp';

export const VOICE: Web.SessionDescriptionHandlerOptions = { constraints: { audio: true, video: false } };

/**
 * The media of one call. The answer is made ready while it rings, so that nothing but the way to the server is left when the
 * agent takes the call. The far end's addresses are kept back until then: it would be tried, and encryption agreed on, with a
 * far end that does not know our fingerprint yet.
 */
export class PreparedMedia extends Web.SessionDescriptionHandler {
  /** Until it is given; from then on what is negotiated is made when it is asked for. */
  #answer: Promise<BodyAndContentType> | null;

  constructor(session: Session, offer: string, microphone: () => Promise<MediaStream>, iceServers: RTCIceServer[]) {
    super(session.userAgent.getLogger('sip.SessionDescriptionHandler'), microphone, {
      iceGatheringTimeout: GATHERING_LIMIT_MS,
      peerConnectionConfiguration: { iceServers, bundlePolicy: 'balanced', rtcpMuxPolicy: 'require' },
    });
    hurry(this);
    const modifier: SessionDescriptionHandlerModifier = async ({ type, sdp }) => ({ type, sdp: preferPcma(sdp ?? '') });
    this.#answer = super
      .setDescription(withoutCandidates(offer), VOICE)
      .then(() => super.getDescription(VOICE, [modifier]));
    this.#answer.catch(() => undefined);
  }

  override async setDescription(
    sdp: string,
    options?: Web.SessionDescriptionHandlerOptions,
    modifiers?: SessionDescriptionHandlerModifier[],
  ): Promise<void> {
    if (!this.#answer) return super.setDescription(sdp, options, modifiers);
    await this.#answer;
    for (const candidate of candidatesOf(sdp))
      await this.peerConnection?.addIceCandidate({ candidate, sdpMLineIndex: 0 });
  }

  override async getDescription(
    options?: Web.SessionDescriptionHandlerOptions,
    modifiers?: SessionDescriptionHandlerModifier[],
  ): Promise<BodyAndContentType> {
    const answer = this.#answer;
    this.#answer = null;
    return answer ?? super.getDescription(options, modifiers);
  }
}
