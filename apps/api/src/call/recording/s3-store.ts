import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';

import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { DomainError } from '@sibai/kernel';

import type { Print, Store, StoredFile } from './store.js';

/** About four minutes of call: what is shorter goes in one request. */
const PART = 8 << 20;
const PARTS_AT_ONCE = 2;
const TRIES = 4;
const CONNECT_MS = 5_000;
const SILENT_MS = 30_000;
/** How often a download is gone on with that broke off. */
const RESUMED = 3;

export interface S3Keys {
  readonly AWS_ACCESS_KEY_ID?: string | undefined;
  readonly AWS_SECRET_ACCESS_KEY?: string | undefined;
  readonly AWS_SESSION_TOKEN?: string | undefined;
}

/** Objects of a bucket of an S3-compatible store. */
export class S3Store implements Store {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;

  constructor(client: S3Client, bucket: string, prefix: string) {
    this.#client = client;
    this.#bucket = bucket;
    this.#prefix = prefix;
  }

  /** `s3://bucket/prefix?endpoint=https://host:port&region=name&style=path|virtual`. Without keys those of the machine's role are used. */
  static at(address: string, keys: S3Keys): S3Store {
    const { hostname, pathname, searchParams } = new URL(address);
    const endpoint = searchParams.get('endpoint');
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: token } = keys;
    const client = new S3Client({
      region: searchParams.get('region') ?? 'us-east-1',
      ...(endpoint && { endpoint, forcePathStyle: searchParams.get('style') !== 'virtual' }),
      ...(accessKeyId &&
        secretAccessKey && { credentials: { accessKeyId, secretAccessKey, ...(token && { sessionToken: token }) } }),
      maxAttempts: TRIES,
      requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: SILENT_MS, throwOnRequestTimeout: true },
    });
    const prefix = pathname.replace(/^\/+|\/+$/g, '');
    return new S3Store(client, hostname, prefix && `${prefix}/`);
  }

  async open(name: string): Promise<StoredFile | undefined> {
    const object = { Bucket: this.#bucket, Key: this.#prefix + name };
    const head = await this.#ask(() => this.#client.send(new HeadObjectCommand(object))).catch(unlessMissing);
    if (!head) return this.#nothing();
    const { ContentLength: bytes = 0, ETag } = head;
    return {
      bytes,
      read: (from, to) => this.#read({ ...object, ...(ETag && { IfMatch: ETag }) }, from, to),
      close: async () => undefined,
    };
  }

  /** Sent with a hash of each part, then read back whole: the file here is removed on the word of this. */
  async put(name: string, path: string, { bytes, sha256 }: Print): Promise<void> {
    if (bytes > PART) await this.#abortUploads(name);
    const upload = new Upload({
      client: this.#client,
      params: {
        Bucket: this.#bucket,
        Key: this.#prefix + name,
        Body: createReadStream(path, { highWaterMark: 1 << 20 }),
        ContentType: 'application/octet-stream',
        ChecksumAlgorithm: 'SHA256',
      },
      partSize: PART,
      queueSize: PARTS_AT_ONCE,
    });
    await this.#ask(() => upload.done());
    const stored = await this.open(name);
    const hash = createHash('sha256');
    if (stored) for await (const part of stored.read(0, stored.bytes)) hash.update(part);
    if (stored?.bytes !== bytes || !hash.digest().equals(sha256))
      throw new DomainError('vault.store_wrong', { name, bytes, stored: stored?.bytes ?? null });
  }

  async remove(name: string): Promise<void> {
    await this.#ask(() =>
      this.#client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: this.#prefix + name })),
    ).catch(unlessMissing);
    await this.#abortUploads(name);
  }

  /** What is not there in a bucket that is. Of a bucket that is gone a store says no more than of an object. */
  async #nothing(): Promise<undefined> {
    await this.#ask(() => this.#client.send(new HeadBucketCommand({ Bucket: this.#bucket }))).catch(
      (error: unknown) => {
        // It is there, and not for these keys to look at.
        if (statusOf(error) !== 403) throw error;
      },
    );
  }

  /**
   * Parts of uploads that were broken off are kept, and paid for, until they are aborted. A store that does not list them, or
   * not for these keys, clears them up by its own rules: nothing else waits for that.
   */
  async #abortUploads(name: string): Promise<void> {
    const [Bucket, Key] = [this.#bucket, this.#prefix + name];
    const { Uploads = [] } = await this.#ask(() =>
      this.#client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: Key })),
    ).catch((error: unknown): Pick<ListMultipartUploadsCommandOutput, 'Uploads'> => {
      if (![400, 403, 405, 501].includes(statusOf(error))) throw error;
      return {};
    });
    for (const { Key: key, UploadId } of Uploads)
      if (key === Key)
        await this.#ask(() => this.#client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }))).catch(
          unlessMissing,
        );
  }

  async *#read(object: ObjectOf, from: number, to: number): AsyncGenerator<Buffer> {
    let at = from;
    for (let broken = 0; at < to;) {
      try {
        const range = { ...object, Range: `bytes=${at}-${to - 1}` };
        const { Body } = await this.#client.send(new GetObjectCommand(range));
        for await (const part of Body as Readable) {
          yield part as Buffer;
          at += (part as Buffer).length;
        }
        if (at < to) throw new Error(`${object.Key} broke off at ${at}`);
      } catch (error) {
        if (error instanceof S3ServiceException || ++broken > RESUMED) throw away(error);
      }
    }
  }

  async #ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await question();
    } catch (error) {
      throw away(error);
    }
  }
}

interface ObjectOf {
  readonly Bucket: string;
  readonly Key: string;
  readonly IfMatch?: string;
}

/** Only that it says so itself, of this object, means that it is not there. */
const MISSING = ['NotFound', 'NoSuchKey', 'NoSuchUpload'];

const away = (cause: unknown): DomainError => {
  const { name, message, $metadata } = cause as Partial<S3ServiceException>;
  return new DomainError(
    'vault.store_away',
    { reason: `${name ?? 'Error'}: ${message ?? ''}`.slice(0, 300), status: $metadata?.httpStatusCode ?? null },
    { cause },
  );
};

/** Of the answer that an error came of; 0 when there was none. */
const statusOf = (error: unknown): number =>
  ((error as Error).cause as Partial<S3ServiceException> | undefined)?.$metadata?.httpStatusCode ?? 0;

function unlessMissing(error: unknown): undefined {
  const { cause } = error as Error;
  if (cause instanceof S3ServiceException && MISSING.includes(cause.name)) return undefined;
  throw error;
}
