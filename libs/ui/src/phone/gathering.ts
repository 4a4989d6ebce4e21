/** By then a server on the way out has answered, or is not waited for; an address of this machine is. */
export const GATHERING_MS = 1_000;
/** After the last address of this machine: a server that is near has answered by then. */
const HOST_MS = 300;
/** What comes within the same breath goes with it. */
const SERVED_MS = 20;
/** For SIP.js itself. A description without any address is of no use to the far end: rather than that, it is late. */
export const GATHERING_LIMIT_MS = 10_000;

/** What is used of SIP.js' handler of session descriptions. */
interface Gatherer {
  readonly peerConnection: RTCPeerConnection | undefined;
  iceGatheringComplete(): void;
}

/**
 * How long to wait for more once this candidate is there; null: for as long as may be. One that a server has told proves
 * that the way out is open. Where a TURN server is given, an address of this machine proves nothing: it may be the relay alone
 * that passes, and its handshake takes longer.
 */
export function patienceMs(type: RTCIceCandidateType | null, relayed: boolean): number | null {
  if (type !== 'host') return SERVED_MS;
  return relayed ? null : HOST_MS;
}

/** Lets a description go out as soon as what was gathered will do, and never with nothing, however slow the machine is. */
export function hurry(handler: Gatherer): void {
  const connection = handler.peerConnection;
  if (!connection) return;
  const relayed = (connection.getConfiguration().iceServers ?? []).some(({ urls }) => /^turns?:/.test(String(urls)));
  const complete = () => handler.iceGatheringComplete();
  let found = false;
  let served = false;
  let late = false;
  let more: ReturnType<typeof setTimeout> | undefined;
  let end: ReturnType<typeof setTimeout> | undefined;
  connection.addEventListener('icegatheringstatechange', () => {
    if (connection.iceGatheringState !== 'gathering') return;
    found = served = late = false;
    clearTimeout(more);
    clearTimeout(end);
    end = setTimeout(() => {
      late = true;
      if (found) complete();
    }, GATHERING_MS);
  });
  connection.addEventListener('icecandidate', ({ candidate }) => {
    if (!candidate || served) return;
    found = true;
    const patience = late ? SERVED_MS : patienceMs(candidate.type, relayed);
    if (patience === null) return;
    served = candidate.type !== 'host';
    clearTimeout(more);
    more = setTimeout(complete, patience);
  });
}
