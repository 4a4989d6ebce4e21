import { createHash, createPrivateKey, webcrypto, X509Certificate } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

import type { Env } from '../../platform/env.js';
import { type KeyAndCertificate, openP12 } from './p12.js';

const YEARS = 10;
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 3072, publicExponent: Uint8Array.of(1, 0, 1) };
/** id-kp-documentSigning, RFC 9336. */
const DOCUMENT_SIGNING = '1.3.6.1.5.5.7.3.36';

export const fingerprintOf = (certificate: X509Certificate): string =>
  createHash('sha256').update(certificate.raw).digest('hex');

/** What contracts are signed with: the file that was configured, else one made here at the first use. */
export async function loadCertificate(env: Env, now: Date): Promise<KeyAndCertificate> {
  return env.CONTRACT_P12_FILE
    ? configured(env.CONTRACT_P12_FILE, env.CONTRACT_P12_PASSWORD ?? '')
    : selfMade(env, now);
}

async function configured(path: string, password: string): Promise<KeyAndCertificate> {
  try {
    return openP12(await readFile(path), password);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`CONTRACT_P12_FILE: ${path} cannot be used: ${why} (CONTRACT_P12_PASSWORD)`, { cause });
  }
}

/** Key and certificate are in one file, so that of two processes that start together both have the same pair. */
async function selfMade(env: Env, now: Date): Promise<KeyAndCertificate> {
  const path = resolve(env.DATA_DIR, 'contract-signing.pem');
  const found = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
  if (found === undefined) {
    await mkdir(dirname(path), { recursive: true });
    const pem = await makeCertificate(env.PROVIDER_NAME, now);
    try {
      const file = await open(path, 'wx', 0o600);
      await file.write(pem);
      await file.sync();
      await file.close();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  const pem = found ?? (await readFile(path, 'utf8'));
  return { key: createPrivateKey(pem), certificate: new X509Certificate(pem), chain: [] };
}

async function makeCertificate(name: string, now: Date): Promise<string> {
  const keys = await webcrypto.subtle.generateKey(RSA, true, ['sign', 'verify']);
  const notAfter = new Date(now);
  notAfter.setUTCFullYear(now.getUTCFullYear() + YEARS);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: [{ CN: [`${name} 合同签章`] }, { O: [name] }, { C: ['CN'] }],
      notBefore: new Date(now.getTime() - 86_400_000),
      notAfter,
      keys,
      signingAlgorithm: RSA,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation, true),
        new x509.ExtendedKeyUsageExtension([DOCUMENT_SIGNING, x509.ExtendedKeyUsage.emailProtection]),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return `${certificate.toString('pem')}\n-----BEGIN PRIVATE KEY-----\n${key.replace(/(.{64})/g, '$1\n')}\n-----END PRIVATE KEY-----\n`;
}
