/**
 * Puts PCMA first in the audio line of a session description. Chromium answers in the order it was offered, and the
 * carrier speaks PCMA: nothing need be transcoded. The other codecs and telephone-event stay, in their order.
 */
export function preferPcma(sdp: string): string {
  return sdp.replace(/^(m=audio \d+ \S+) ([\d ]+)$/m, (line, head: string, formats: string) => {
    const all = formats.trim().split(' ');
    const pcma = all.filter((format) => format === PCMA);
    return pcma.length === 0 ? line : `${head} ${[...pcma, ...all.filter((format) => format !== PCMA)].join(' ')}`;
  });
}

const CANDIDATE = /^a=(candidate:.+|end-of-candidates)\r?\n/gm;

/** Where the far end can be reached, as `addIceCandidate` takes it. */
export const candidatesOf = (sdp: string): string[] =>
  [...sdp.matchAll(CANDIDATE)].map(([, value = '']) => value.trim()).filter((value) => value.startsWith('candidate:'));

export const withoutCandidates = (sdp: string): string => sdp.replace(CANDIDATE, '');

/** The static payload type of G.711 A-law (RFC 3551). */
const PCMA = '8';
