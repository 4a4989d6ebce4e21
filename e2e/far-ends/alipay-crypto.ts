import { createSign, createVerify, generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Params = Readonly<Record<string, string>>;

export interface Keys {
  /** Of Alipay: signs answers and notifications. */
  readonly own: string;
  /** Of the merchant's app: verifies requests. */
  readonly app: string;
}

/** Both pairs of keys, made in `dir` at the first start: the merchant is configured with `app-private` and `alipay-public`. */
export function keysIn(dir: string): Keys {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  for (const name of ['app', 'alipay']) {
    if (existsSync(join(dir, `${name}-private.pem`))) continue;
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    writeFileSync(join(dir, `${name}-public.pem`), publicKey);
    writeFileSync(join(dir, `${name}-private.pem`), privateKey, { mode: 0o600 });
  }
  const read = (name: string): string => readFileSync(join(dir, `${name}.pem`), 'utf8');
  return { own: read('alipay-private'), app: read('app-public') };
}

/** What Alipay signs of parameters: sorted, without those named and without the empty. */
const content = (params: Params, without: readonly string[]): string =>
  Object.keys(params)
    .filter((key) => !without.includes(key) && params[key] !== '')
    .toSorted()
    .map((key) => `${key}=${params[key]}`)
    .join('&');

const rsa2 = (text: string, key: string): string => createSign('RSA-SHA256').update(text, 'utf8').sign(key, 'base64');

/** Whether the merchant's app signed a request. */
export const signedByApp = (params: Params, { app }: Keys): boolean =>
  createVerify('RSA-SHA256')
    .update(content(params, ['sign']), 'utf8')
    .verify(app, params['sign'] ?? '', 'base64');

/** A notification, or the parameters of a return, with their signature. */
export const signed = (params: Params, { own }: Keys): Params => ({
  ...params,
  sign_type: 'RSA2',
  sign: rsa2(content(params, ['sign', 'sign_type']), own),
});

/** The body of an answer, in which the signature is that of the answer's own text. */
export function signedAnswer(method: string, answer: object, { own }: Keys): string {
  const text = JSON.stringify(answer);
  return `{"${method.replaceAll('.', '_')}_response":${text},"sign":"${rsa2(text, own)}"}`;
}
