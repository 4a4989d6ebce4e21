import { createHash, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

const FINGERPRINTS = 'fingerprints ';
/** Before a key that a key management system has wrapped. */
const WRAPPED = 'kms ';

/** Wraps the keys in the file, so that who has the file alone has nothing. */
export interface KeyWrap {
  wrap(key: Buffer): Promise<string>;
  unwrap(wrapped: string): Promise<Buffer>;
}

export interface MasterKey {
  readonly id: string;
  readonly key: Buffer;
}

interface Contents {
  /** The newest first: it wraps, the others only unwrap. */
  readonly keys: readonly MasterKey[];
  readonly fingerprints: Buffer;
}

/**
 * The installation's keys, in a file that the product's own user may read: one line each in base64, the newest first. What is
 * looked up by fingerprint must be found for ever, so their key is the first there was, on a line of its own once it is not
 * the newest. Losing this file loses all that is sealed. With a key management system what is written is wrapped by it, and lines
 * from before are read as they are until the keys are rotated.
 */
export class KeyFile {
  readonly path: string;
  readonly #kms: KeyWrap | undefined;
  #contents: Promise<Contents> | undefined;

  constructor(path: string, kms?: KeyWrap) {
    this.path = path;
    this.#kms = kms;
  }

  async newest(): Promise<MasterKey> {
    const [newest] = (await this.#read()).keys;
    if (!newest) throw new Error(`${this.path} holds no key`);
    return newest;
  }

  async all(): Promise<readonly MasterKey[]> {
    return (await this.#read()).keys;
  }

  async fingerprints(): Promise<Buffer> {
    return (await this.#read()).fingerprints;
  }

  /** The key of that id. The file is read again before it is given up: another process may have added it. */
  async find(id: string): Promise<Buffer | undefined> {
    const known = async () => (await this.#read()).keys.find((master) => master.id === id)?.key;
    const key = await known();
    if (key) return key;
    this.#contents = undefined;
    return known();
  }

  /** Puts a new key before the one that was the newest; when that is done already, answers it. */
  async renew(before: string): Promise<MasterKey> {
    this.#contents = undefined;
    const { keys, fingerprints } = await this.#read();
    if (keys[0]?.id === before) {
      const lines: string[] = [];
      for (const key of [randomBytes(32), ...keys.map((master) => master.key)]) lines.push(await this.#line(key));
      const aside = await this.#aside([...lines, FINGERPRINTS + (await this.#line(fingerprints))]);
      await rename(aside, this.path);
      await this.#settle();
      this.#contents = undefined;
    }
    return this.newest();
  }

  #read(): Promise<Contents> {
    this.#contents ??= this.#load().catch((error: unknown) => {
      this.#contents = undefined;
      throw error;
    });
    return this.#contents;
  }

  /** Made on first use. */
  async #load(): Promise<Contents> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      await this.#make();
      text = await readFile(this.path, 'utf8');
    }
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    const own = lines.find((line) => line.startsWith(FINGERPRINTS));
    const keys: Buffer[] = [];
    for (const line of lines) if (line !== own) keys.push(await this.#parsed(line));
    const last = keys.at(-1);
    if (!last) throw new Error(`${this.path} holds no vault key: 32 bytes in base64 are expected`);
    return {
      keys: keys.map((key) => ({ id: idOf(key), key })),
      fingerprints: own ? await this.#parsed(own.slice(FINGERPRINTS.length)) : last,
    };
  }

  async #line(key: Buffer): Promise<string> {
    return this.#kms ? WRAPPED + (await this.#kms.wrap(key)) : key.toString('base64');
  }

  async #parsed(line: string): Promise<Buffer> {
    const wrapped = line.startsWith(WRAPPED);
    if (wrapped && !this.#kms) throw new Error(`${this.path} is wrapped by a key management system: KMS_URL is needed`);
    const key = wrapped ? await this.#kms!.unwrap(line.slice(WRAPPED.length).trim()) : Buffer.from(line, 'base64');
    if (key.length !== 32) throw new Error(`${this.path} holds a line that is no vault key: 32 bytes in base64`);
    return key;
  }

  /** Whole from the first moment, for another process may look; of two that make one, the first wins. */
  async #make(): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    const aside = await this.#aside([await this.#line(randomBytes(32))]);
    await link(aside, this.path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await rm(aside);
    await this.#settle();
  }

  async #aside(lines: readonly string[]): Promise<string> {
    const aside = `${this.path}.${randomBytes(6).toString('hex')}`;
    const file = await open(aside, 'wx', 0o600);
    try {
      await file.write(`${lines.join('\n')}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    return aside;
  }

  /** A new name is safe only once its folder is on the disk too. */
  async #settle(): Promise<void> {
    const folder = await open(dirname(this.path));
    await folder.sync().finally(() => folder.close());
  }
}

const idOf = (key: Buffer): string =>
  createHash('sha256').update('sibai vault key\n').update(key).digest('hex').slice(0, 16);
