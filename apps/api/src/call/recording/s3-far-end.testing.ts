import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export const ACCESS_KEY = 'SIBAITEST';
export const SECRET_KEY = 'a secret of the store/with+signs';
const REGION = 'cn-north-1';
const SLOW_MS = 300;

/** How the store may misbehave: at each request, or at those it is told. */
export type Mischief = (request: Asked) => 'fail' | 'cut' | 'slow' | 'deny' | 'unable' | 'bucketless' | undefined;

export interface Asked {
  readonly method: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly operation: Operation;
}
type Operation =
  'put' | 'create' | 'part' | 'complete' | 'abort' | 'uploads' | 'get' | 'head' | 'bucket' | 'delete' | 'unknown';

interface Multipart {
  readonly key: string;
  readonly parts: Map<number, Buffer>;
}

/**
 * A small store that speaks S3 as far as the product asks: it believes only what is signed (SigV4, by its own reckoning) and
 * only bytes that have the hash they came with; it keeps multipart uploads until they are completed or aborted.
 */
export class S3FarEnd {
  readonly objects = new Map<string, Buffer>();
  readonly uploads = new Map<string, Multipart>();
  readonly asked: Asked[] = [];
  mischief: Mischief = () => undefined;
  /** What it keeps instead of what it was given. */
  spoil: (bytes: Buffer) => Buffer = (bytes) => bytes;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(port = 0): Promise<S3FarEnd> {
    const server = createServer();
    const store = new S3FarEnd(server);
    server.on('request', (request, response) => {
      store.#answer(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
    return store;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  url(prefix = 'vault'): string {
    return `s3://bucket/${prefix}?endpoint=${encodeURIComponent(`http://127.0.0.1:${this.port}`)}&region=${REGION}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://store');
    const [, bucket, ...rest] = decodeURIComponent(url.pathname).split('/');
    const asked: Asked = {
      method: request.method ?? '',
      key: rest.join('/'),
      query: url.searchParams,
      operation: operationOf(request.method ?? '', url.searchParams, rest.join('/')),
    };
    this.asked.push(asked);
    const does = this.mischief(asked);
    if (does === 'slow') await sleep(SLOW_MS);
    if (does === 'cut' && asked.operation !== 'get') return void request.socket.destroy();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (does === 'fail') return refuse(response, 500, 'InternalError');
    if (does === 'unable') return refuse(response, 501, 'NotImplemented');
    if (does === 'bucketless') return refuse(response, 404, 'NoSuchBucket', asked.method === 'HEAD');
    if (does === 'deny' || bucket !== 'bucket' || !isSigned(request, url, body))
      return refuse(response, 403, 'SignatureDoesNotMatch');
    const hash = request.headers['x-amz-checksum-sha256'];
    if (typeof hash === 'string' && createHash('sha256').update(body).digest('base64') !== hash)
      return refuse(response, 400, 'BadDigest');
    if ((asked.operation === 'put' || asked.operation === 'part') && typeof hash !== 'string')
      return refuse(response, 400, 'InvalidRequest');
    this.#obey(asked, request, response, body, does === 'cut');
  }

  #obey(asked: Asked, request: IncomingMessage, response: ServerResponse, body: Buffer, cut: boolean): void {
    const { key, query, operation } = asked;
    const upload = this.uploads.get(query.get('uploadId') ?? '');
    switch (operation) {
      case 'put':
        this.objects.set(key, this.spoil(body));
        return void response.setHeader('ETag', etag(body)).end();
      case 'create': {
        const id = randomBytes(8).toString('hex');
        this.uploads.set(id, { key, parts: new Map() });
        return xml(
          response,
          `<InitiateMultipartUploadResult><Bucket>bucket</Bucket><Key>${key}</Key><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
        );
      }
      case 'part':
        if (upload?.key !== key) return refuse(response, 404, 'NoSuchUpload');
        upload.parts.set(Number(query.get('partNumber')), body);
        return void response.setHeader('ETag', etag(body)).end();
      case 'complete': {
        if (upload?.key !== key) return refuse(response, 404, 'NoSuchUpload');
        const whole = assembled(upload, body);
        if (!whole) return refuse(response, 400, 'InvalidPart');
        this.uploads.delete(query.get('uploadId') ?? '');
        this.objects.set(key, this.spoil(whole));
        return xml(
          response,
          `<CompleteMultipartUploadResult><Key>${key}</Key><ETag>${etag(whole)}</ETag></CompleteMultipartUploadResult>`,
        );
      }
      case 'abort':
        if (!this.uploads.delete(query.get('uploadId') ?? '')) return refuse(response, 404, 'NoSuchUpload');
        return void response.writeHead(204).end();
      case 'uploads': {
        const prefix = query.get('prefix') ?? '';
        const found = [...this.uploads].filter(([, { key: of }]) => of.startsWith(prefix));
        const list = found.map(([id, { key: of }]) => `<Upload><Key>${of}</Key><UploadId>${id}</UploadId></Upload>`);
        return xml(response, `<ListMultipartUploadsResult>${list.join('')}</ListMultipartUploadsResult>`);
      }
      case 'bucket':
        return void response.end();
      case 'delete':
        this.objects.delete(key);
        return void response.writeHead(204).end();
      case 'get':
      case 'head':
        return this.#give(asked, request, response, cut);
      case 'unknown':
        return refuse(response, 501, 'NotImplemented');
    }
  }

  #give({ key, operation }: Asked, request: IncomingMessage, response: ServerResponse, cut: boolean): void {
    const object = this.objects.get(key);
    if (!object) return refuse(response, 404, 'NoSuchKey', operation === 'head');
    const wanted = request.headers['if-match'];
    if (wanted !== undefined && wanted !== etag(object)) return refuse(response, 412, 'PreconditionFailed');
    response.setHeader('ETag', etag(object));
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    const [from, to] = range ? [Number(range[1]), Math.min(Number(range[2]) + 1, object.length)] : [0, object.length];
    const bytes = object.subarray(from, to);
    response.setHeader('Content-Length', bytes.length);
    if (range) response.writeHead(206, { 'Content-Range': `bytes ${from}-${to - 1}/${object.length}` });
    if (operation === 'head') return void response.end();
    if (!cut) return void response.end(bytes);
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
  }
}

function operationOf(method: string, query: URLSearchParams, key: string): Operation {
  const upload = query.has('uploadId');
  if (method === 'PUT') return upload ? 'part' : 'put';
  if (method === 'POST') return query.has('uploads') ? 'create' : upload ? 'complete' : 'unknown';
  if (method === 'DELETE') return upload ? 'abort' : 'delete';
  if (method === 'HEAD') return key === '' ? 'bucket' : 'head';
  if (method === 'GET') return query.has('uploads') && key === '' ? 'uploads' : 'get';
  return 'unknown';
}

/** The parts the client names, in its order; nothing when it names one otherwise than it was taken. */
function assembled({ parts }: Multipart, body: Buffer): Buffer | undefined {
  const named = body.toString().matchAll(/<Part>(.*?)<\/Part>/gs);
  const bytes = [...named].map(([, part = '']) => {
    const kept = parts.get(Number(/<PartNumber>(\d+)</.exec(part)?.[1]));
    const tag = /<ETag>(.*?)<\/ETag>/.exec(part)?.[1]?.replaceAll('&quot;', '"');
    return kept && tag === etag(kept) ? kept : undefined;
  });
  return bytes.length > 0 && bytes.every((part) => part !== undefined) ? Buffer.concat(bytes) : undefined;
}

const etags = new WeakMap<Buffer, string>();

function etag(bytes: Buffer): string {
  const known = etags.get(bytes) ?? `"${createHash('md5').update(bytes).digest('hex')}"`;
  etags.set(bytes, known);
  return known;
}

const xml = (response: ServerResponse, text: string): void =>
  void response.setHeader('Content-Type', 'application/xml').end(`<?xml version="1.0" encoding="UTF-8"?>${text}`);

function refuse(response: ServerResponse, status: number, code: string, empty = false): void {
  response.writeHead(status, { 'Content-Type': 'application/xml' });
  response.end(empty ? undefined : `<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}

/** Signature version 4, reckoned from the request as it came (AWS General Reference, "Signing AWS API requests"). */
function isSigned(request: IncomingMessage, url: URL, body: Buffer): boolean {
  const held =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      request.headers.authorization ?? '',
    );
  if (!held) return false;
  const [, accessKey, day = '', region = '', names = '', signature = ''] = held;
  const at = String(request.headers['x-amz-date']);
  const bodyHash = String(request.headers['x-amz-content-sha256']);
  if (accessKey !== ACCESS_KEY || region !== REGION || !at.startsWith(day)) return false;
  if (bodyHash !== createHash('sha256').update(body).digest('hex')) return false;
  const query = [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted()
    .join('&');
  const headers = names
    .split(';')
    .map((name) => `${name}:${String(request.headers[name]).trim().replace(/\s+/g, ' ')}\n`);
  const path = decodeURIComponent(url.pathname).split('/').map(encode).join('/');
  const canonical = [request.method, path, query, headers.join(''), names, bodyHash].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', at, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  const key = [region, 's3', 'aws4_request'].reduce(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    createHmac('sha256', `AWS4${SECRET_KEY}`).update(day).digest(),
  );
  const expected = createHmac('sha256', key).update(toSign).digest();
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
