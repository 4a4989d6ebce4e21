/** The part of node-forge that opens a PKCS #12 file; the package has no types. */
declare module 'node-forge' {
  interface Asn1 {
    readonly type: number;
  }
  interface Bag {
    readonly type: string;
    readonly attributes: Readonly<Record<string, readonly string[] | undefined>>;
    /** Null when the key or certificate is not RSA: then `asn1` holds it. */
    readonly key?: object | null;
    readonly cert?: object | null;
    readonly asn1?: Asn1;
  }
  interface Pkcs12 {
    readonly safeContents: readonly { readonly safeBags: readonly Bag[] }[];
  }
  const forge: {
    readonly asn1: { fromDer(bytes: string): Asn1; toDer(value: Asn1): { getBytes(): string } };
    readonly pki: {
      readonly oids: Readonly<Record<'pkcs8ShroudedKeyBag' | 'keyBag' | 'certBag', string>>;
      privateKeyToAsn1(key: object): Asn1;
      wrapRsaPrivateKey(key: Asn1): Asn1;
      certificateToAsn1(certificate: object): Asn1;
    };
    readonly pkcs12: { pkcs12FromAsn1(value: Asn1, strict: boolean, password: string): Pkcs12 };
  };
  export default forge;
}
