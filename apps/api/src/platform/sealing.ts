import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

/** Nonce, cipher text and tag of AES-256-GCM. `binding` is what the text belongs to: it opens nowhere else. */
export function sealedParts(key: Buffer, plain: Uint8Array, binding: Buffer): Buffer[] {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(binding);
  return [nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()];
}

export const sealBytes = (key: Buffer, plain: Uint8Array, binding: Buffer): Buffer =>
  Buffer.concat(sealedParts(key, plain, binding));

/** Throws when key, bytes or binding are not those it was sealed with. */
export function openBytes(key: Buffer, sealed: Buffer, binding: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(binding).setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}
