import { createHash } from 'node:crypto';

import { Signer, SignPdf } from '@signpdf/signpdf';

import { checkDetached, type DetachedSignature, signDetached } from './cades.js';
import type { KeyAndCertificate } from './p12.js';

/** Bytes kept free in the file: an RSA signature and a chain of three certificates fit. */
export const SIGNATURE_ROOM = 12_288;

class CadesSigner extends Signer {
  readonly #pair: KeyAndCertificate;
  constructor(pair: KeyAndCertificate) {
    super();
    this.#pair = pair;
  }
  override sign(content: Buffer): Promise<Buffer> {
    return Promise.resolve(signDetached(content, this.#pair));
  }
}

/** Puts the signature into the place that `appendPdf` has left for it. */
export const signPdf = (pdf: Uint8Array, pair: KeyAndCertificate): Promise<Buffer> =>
  new SignPdf().sign(Buffer.from(pdf), new CadesSigner(pair));

export interface SignedPdf extends DetachedSignature {
  /** Whether every byte of the file but those of the signature itself is signed. */
  readonly whole: boolean;
  /** Bytes of the file up to the end of what is signed. */
  readonly end: number;
}

const BYTE_RANGE = /\/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]/g;

/** The last signature in a file; undefined when there is none that can be read. */
export function checkPdf(pdf: Buffer): SignedPdf | undefined {
  const text = pdf.toString('latin1');
  const range = [...text.matchAll(BYTE_RANGE)].at(-1)?.slice(1).map(Number);
  if (!range) return undefined;
  const [start = 0, length = 0, from = 0, rest = 0] = range;
  const end = from + rest;
  if (length >= from || end > pdf.length) return undefined;
  // Between the two parts lies the signature in angle brackets, and nothing else: else something could hide there.
  const hex = /^<([0-9a-fA-F]*)>$/.exec(text.slice(start + length, from))?.[1];
  if (hex === undefined) return undefined;
  const content = Buffer.concat([pdf.subarray(start, start + length), pdf.subarray(from, end)]);
  const signature = checkDetached(withoutPadding(Buffer.from(hex, 'hex')), content);
  return signature && { ...signature, whole: start === 0 && end === pdf.length, end };
}

/** DER says how long it is; the zeros behind it fill the room that was kept. */
function withoutPadding(bytes: Buffer): Buffer {
  const first = bytes[1] ?? 0;
  if (first < 0x80) return bytes.subarray(0, 2 + first);
  const count = first & 0x7f;
  if (count === 0 || count > 4) return bytes;
  return bytes.subarray(0, 2 + count + bytes.readUIntBE(2, count));
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
