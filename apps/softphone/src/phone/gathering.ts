import type { Web } from 'sip.js';

/** SIP.js would wait for the last server that might still answer: 5 s, on a network without one. */
export const GATHERING_MS = 1_000;
/** After the last address of this machine: a server that is near has answered by then. */
const HOST_MS = 300;
/** What comes within the same breath goes with it. */
const SERVED_MS = 20;

/**
 * How long to wait for more once this candidate is there; null: for as long as may be. One that a server has told proves
 * that the way out is open. Where a TURN server is given, an address of this machine proves nothing: it may be the relay alone
 * that passes, and its handshake takes longer.
 */
export function patienceMs(type: RTCIceCandidateType | null, relayed: boolean): number | null {
  if (type !== 'host') return SERVED_MS;
  return relayed ? null : HOST_MS;
}

/** Lets the answer go out as soon as what was gathered will do. */
export function hurry(handler: Web.SessionDescriptionHandler): void {
  const connection = handler.peerConnection;
  if (!connection) return;
  const relayed = (connection.getConfiguration().iceServers ?? []).some(({ urls }) => /^turns?:/.test(String(urls)));
  let served = false;
  let timer: number | undefined;
  connection.addEventListener('icegatheringstatechange', () => {
    if (connection.iceGatheringState === 'gathering') served = false;
  });
  connection.addEventListener('icecandidate', ({ candidate }) => {
    if (!candidate || served) return;
    const patience = patienceMs(candidate.type, relayed);
    if (patience === null) return;
    served = candidate.type !== 'host';
    window.clearTimeout(timer);
    timer = window.setTimeout(() => handler.iceGatheringComplete(), patience);
  });
}
