import { createHash, sign, verify, X509Certificate } from 'node:crypto';

import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';

import type { KeyAndCertificate } from './p12.js';

const OID = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha256WithRsa: '1.2.840.113549.1.1.11',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
} as const;

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
const octets = (bytes: Uint8Array) => new asn1js.OctetString({ valueHex: Uint8Array.from(bytes).buffer });
const digestAlgorithm = () =>
  new pkijs.AlgorithmIdentifier({ algorithmId: OID.sha256, algorithmParams: new asn1js.Null() });
const attribute = (type: string, value: asn1js.BaseBlock) => new pkijs.Attribute({ type, values: [value] });
const toDer = (schema: asn1js.BaseBlock): Buffer => Buffer.from(schema.toBER(false));

/**
 * A detached CMS signature as PAdES asks for at its level B-B (ETSI EN 319 142-1): SHA-256, the certificate bound by
 * signing-certificate-v2, and no signing time, which the PDF states itself.
 */
export function signDetached(content: Uint8Array, { key, certificate, chain }: KeyAndCertificate): Buffer {
  const own = pkijs.Certificate.fromBER(certificate.raw);
  const attributes = [
    attribute(OID.contentType, new asn1js.ObjectIdentifier({ value: OID.data })),
    attribute(OID.messageDigest, octets(sha256(content))),
    attribute(OID.signingCertificateV2, signingCertificate(certificate)),
  ].toSorted((a, b) => Buffer.compare(toDer(a.toSchema()), toDer(b.toSchema()))); // DER orders the members of a SET.
  const signed = new pkijs.SignedAndUnsignedAttributes({ type: 0, attributes });
  const bytes = toDer(new asn1js.Set({ value: attributes.map((each) => each.toSchema()) }));

  const rsa = key.asymmetricKeyType === 'rsa';
  const signer = new pkijs.SignerInfo({
    version: 1,
    sid: new pkijs.IssuerAndSerialNumber({ issuer: own.issuer, serialNumber: own.serialNumber }),
    digestAlgorithm: digestAlgorithm(),
    signedAttrs: signed,
    signatureAlgorithm: new pkijs.AlgorithmIdentifier({
      algorithmId: rsa ? OID.sha256WithRsa : OID.ecdsaWithSha256,
      ...(rsa && { algorithmParams: new asn1js.Null() }),
    }),
    signature: octets(sign('sha256', bytes, key)),
  });
  const data = new pkijs.SignedData({
    version: 1,
    digestAlgorithms: [digestAlgorithm()],
    encapContentInfo: new pkijs.EncapsulatedContentInfo({ eContentType: OID.data }),
    certificates: [own, ...chain.map(({ raw }) => pkijs.Certificate.fromBER(raw))],
    signerInfos: [signer],
  });
  return toDer(new pkijs.ContentInfo({ contentType: OID.signedData, content: data.toSchema(true) }).toSchema());
}

/** SigningCertificateV2 of RFC 5035; SHA-256 is the algorithm it means when it names none. */
const signingCertificate = ({ raw }: X509Certificate): asn1js.Sequence => {
  const id = new asn1js.Sequence({ value: [octets(sha256(raw))] });
  return new asn1js.Sequence({ value: [new asn1js.Sequence({ value: [id] })] });
};

export interface DetachedSignature {
  /** Whether the signer's key made it. */
  readonly signed: boolean;
  /** Whether it is over this content. */
  readonly overContent: boolean;
  readonly certificate: X509Certificate;
}

/** Looks a signature over. Undefined for what is no such signature at all. */
export function checkDetached(cms: Uint8Array, content: Uint8Array): DetachedSignature | undefined {
  try {
    const info = pkijs.ContentInfo.fromBER(Uint8Array.from(cms).buffer);
    if (info.contentType !== OID.signedData) return undefined;
    const data = new pkijs.SignedData({ schema: info.content });
    const [signer] = data.signerInfos;
    const { sid, signedAttrs } = signer ?? {};
    if (!signer || !signedAttrs || !(sid instanceof pkijs.IssuerAndSerialNumber)) return undefined;
    const own = data.certificates?.find(
      (each): each is pkijs.Certificate =>
        each instanceof pkijs.Certificate &&
        each.serialNumber.isEqual(sid.serialNumber) &&
        each.issuer.isEqual(sid.issuer),
    );
    if (!own) return undefined;
    const certificate = new X509Certificate(toDer(own.toSchema(true)));

    const valueOf = (type: string): asn1js.BaseBlock | undefined =>
      signedAttrs.attributes.find((each) => each.type === type)?.values[0];
    const same = (value: asn1js.BaseBlock | undefined, wanted: Buffer): boolean =>
      value instanceof asn1js.OctetString && Buffer.from(value.valueBlock.valueHexView).equals(wanted);
    const bound = valueOf(OID.signingCertificateV2);
    const boundTo = bound && toDer(bound).equals(toDer(signingCertificate(certificate)));
    const signature = Buffer.from(signer.signature.valueBlock.valueHexView);
    const signed = verify('sha256', Buffer.from(signedAttrs.encodedValue), certificate.publicKey, signature);
    return {
      certificate,
      signed: signed && boundTo === true && signer.digestAlgorithm.algorithmId === OID.sha256,
      overContent: same(valueOf(OID.messageDigest), sha256(content)),
    };
  } catch {
    // Whatever is not well-formed is no signature.
    return undefined;
  }
}
