import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';

import forge from 'node-forge';

export interface KeyAndCertificate {
  readonly key: KeyObject;
  readonly certificate: X509Certificate;
  /** Those that lead up to its issuer, if the file holds them. */
  readonly chain: readonly X509Certificate[];
}

/** Opens a PKCS #12 file. What it throws says what is wrong with the file or the password. */
export function openP12(file: Buffer, password: string): KeyAndCertificate {
  const der = (value: Parameters<typeof forge.asn1.toDer>[0]) =>
    Buffer.from(forge.asn1.toDer(value).getBytes(), 'latin1');
  const { oids } = forge.pki;
  const bags = contents(file, password).safeContents.flatMap(({ safeBags }) => safeBags);

  const keys = bags
    .filter(({ type }) => type === oids.pkcs8ShroudedKeyBag || type === oids.keyBag)
    .map((bag) => {
      const asn1 = bag.key ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(bag.key)) : bag.asn1;
      if (!asn1) throw new Error('its private key is of no known kind');
      return createPrivateKey({ key: der(asn1), format: 'der', type: 'pkcs8' });
    });
  const certificates = bags
    .filter(({ type }) => type === oids.certBag)
    .flatMap((bag) => {
      const asn1 = bag.cert ? forge.pki.certificateToAsn1(bag.cert) : bag.asn1;
      return asn1 ? [new X509Certificate(der(asn1))] : [];
    });

  const [key] = keys;
  if (!key) throw new Error('it holds no private key');
  const certificate = certificates.find((each) => each.checkPrivateKey(key));
  if (!certificate) throw new Error('it holds no certificate of its private key');
  if (key.asymmetricKeyType !== 'rsa' && key.asymmetricKeyType !== 'ec')
    throw new Error(`its key is ${key.asymmetricKeyType}: RSA or EC is needed`);
  return { key, certificate, chain: certificates.filter((each) => each !== certificate) };
}

function contents(file: Buffer, password: string) {
  let asn1;
  try {
    asn1 = forge.asn1.fromDer(file.toString('latin1'));
  } catch (cause) {
    throw new Error('it is no PKCS #12 file', { cause });
  }
  try {
    return forge.pkcs12.pkcs12FromAsn1(asn1, false, password);
  } catch (cause) {
    const wrong = cause instanceof Error && /password|MAC/i.test(cause.message);
    throw new Error(wrong ? 'the password does not open it' : 'it is no PKCS #12 file', { cause });
  }
}
