import { createHash, randomBytes } from 'node:crypto';

/** A SIP message, as far as a caller reads one. */
export interface SipMessage {
  readonly text: string;
  /** Of a request. */
  readonly method: string | undefined;
  /** Of an answer. */
  readonly status: number | undefined;
  readonly phrase: string;
  /** The first header of that name, or an empty string. */
  header(name: string): string;
  headers(name: string): readonly string[];
  readonly body: string;
}

export function parseSip(text: string): SipMessage {
  const split = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = (split < 0 ? text : text.slice(0, split)).split('\r\n');
  const answer = /^SIP\/2\.0 (\d{3}) ?(.*)/.exec(first);
  const headers = (name: string) =>
    lines
      .filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
      .map((line) => line.slice(name.length + 1).trim());
  return {
    text,
    method: answer ? undefined : first.split(' ')[0],
    status: answer ? Number(answer[1]) : undefined,
    phrase: answer?.[2] ?? '',
    header: (name) => headers(name)[0] ?? '',
    headers,
    body: split < 0 ? '' : text.slice(split + 4),
  };
}

/** The first line of a message as a ladder shows it. */
export const titleOf = ({ method, status, phrase, header }: SipMessage): string =>
  method ?? `${status} ${phrase} (${header('CSeq').split(' ')[1] ?? ''})`;

export const branch = (): string => `z9hG4bK${randomBytes(8).toString('hex')}`;
export const tag = (): string => randomBytes(6).toString('hex');

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** The answer to a digest challenge (RFC 2617, qop=auth). */
export function authorization(
  challenge: string,
  { method, uri, username, password }: { method: string; uri: string; username: string; password: string },
): string {
  const field = (name: string) => new RegExp(`\\b${name}="?([^",]*)"?`, 'i').exec(challenge)?.[1] ?? '';
  const [realm, nonce, opaque] = [field('realm'), field('nonce'), field('opaque')];
  const ha1 = md5(`${username}:${realm}:${password}`);
  const ha2 = md5(`${method}:${uri}`);
  const parts = [`username="${username}"`, `realm="${realm}"`, `nonce="${nonce}"`, `uri="${uri}"`, 'algorithm=MD5'];
  if (opaque !== '') parts.push(`opaque="${opaque}"`);
  if (!field('qop').split(/[ ,]/).includes('auth'))
    return `Digest ${[...parts, `response="${md5(`${ha1}:${nonce}:${ha2}`)}"`].join(', ')}`;
  const cnonce = tag();
  const response = md5(`${ha1}:${nonce}:00000001:${cnonce}:auth:${ha2}`);
  return `Digest ${[...parts, 'qop=auth', 'nc=00000001', `cnonce="${cnonce}"`, `response="${response}"`].join(', ')}`;
}
