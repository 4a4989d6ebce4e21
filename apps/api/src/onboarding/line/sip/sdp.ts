/** Codecs by their number in SDP (RFC 3551); 101 is taken for keys. */
export const PAYLOADS = {
  alaw: { type: 8, name: 'PCMA/8000' },
  ulaw: { type: 0, name: 'PCMU/8000' },
  g722: { type: 9, name: 'G722/8000' },
  g729: { type: 18, name: 'G729/8000' },
} as const;
export type CodecName = keyof typeof PAYLOADS;
export const KEYS_TYPE = 101;

export interface Media {
  readonly address: string;
  readonly port: number;
  /** In the far end's order. */
  readonly codecs: readonly CodecName[];
  /** The payload type keys are sent as; null when the far end takes none that way. */
  readonly keys: number | null;
}

export function offer({ address, port }: { address: string; port: number }, codecs: readonly CodecName[]): string {
  const types = codecs.map((codec) => PAYLOADS[codec]);
  return [
    'v=0',
    `o=check 1 1 IN IP4 ${address}`,
    's=-',
    `c=IN IP4 ${address}`,
    't=0 0',
    `m=audio ${port} RTP/AVP ${[...types.map(({ type }) => type), KEYS_TYPE].join(' ')}`,
    ...types.map(({ type, name }) => `a=rtpmap:${type} ${name}`),
    `a=rtpmap:${KEYS_TYPE} telephone-event/8000`,
    `a=fmtp:${KEYS_TYPE} 0-15`,
    'a=ptime:20',
    'a=sendrecv',
    '',
  ].join('\r\n');
}

/** What an answer agrees to; undefined when there is no audio in it. */
export function readSdp(body: string): Media | undefined {
  const address = /^c=IN IP4 (\S+)/m.exec(body)?.[1];
  const [, port, types] = /^m=audio (\d+) \S+ ([\d ]+)/m.exec(body) ?? [];
  if (!address || !port || !types) return undefined;
  const listed = types.trim().split(' ').map(Number);
  const codecs = listed.flatMap((type) =>
    (Object.keys(PAYLOADS) as CodecName[]).filter((codec) => PAYLOADS[codec].type === type),
  );
  const keys = /^a=rtpmap:(\d+) telephone-event\/8000/m.exec(body)?.[1];
  return { address, port: Number(port), codecs, keys: keys === undefined ? null : Number(keys) };
}

/** Addresses that mean nothing outside of their own network (RFC 1918, 3927, 6598, loopback). */
export function isPrivate(address: string): boolean {
  const [a = 0, b = 0] = address.split('.').map(Number);
  if (a === 10 || a === 127 || (a === 192 && b === 168) || (a === 169 && b === 254)) return true;
  return (a === 172 && b >= 16 && b < 32) || (a === 100 && b >= 64 && b < 128);
}
