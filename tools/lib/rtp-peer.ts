import { createSocket, type Socket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeALaw, encodeALaw, PHONE_RATE, rms, SILENCE_RMS } from './audio.ts';

export const PCMA = 8;
export const TELEPHONE_EVENT = 101;
const FRAME_MS = 20;
const FRAME = (PHONE_RATE * FRAME_MS) / 1000;
const KEYS = '0123456789*#ABCD';
const KEY_FRAMES = 6;
const GAP_FRAMES = 5;
/** The last packet of a key is sent three times, since one may be lost (RFC 4733, 2.5.1.4). */
const END_COPIES = 3;
const SILENT = new Uint8Array(FRAME).fill(0xd5);

interface Frame {
  /** When it came, by performance.now(). */
  readonly at: number;
  readonly samples: Float32Array;
}

/** One side of a telephone conversation: sends A-law audio and keys over RTP, and keeps what it hears. */
export class RtpPeer {
  readonly #socket: Socket;
  readonly #heard: Frame[] = [];
  readonly #keys: string[] = [];
  readonly address: string;
  readonly port: number;
  #sound: Uint8Array = new Uint8Array();
  #loop = false;
  #at = 0;
  #sequence = Math.floor(Math.random() * 65_536);
  #timestamp = Math.floor(Math.random() * 2 ** 31);
  readonly #source = Math.floor(Math.random() * 2 ** 32);
  #running = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    const { address, port } = socket.address();
    this.address = address;
    this.port = port;
    socket.on('message', (packet) => this.#receive(packet));
    // A far end that has just gone answers with ICMP; that is no fault of ours.
    socket.on('error', () => undefined);
  }

  /** Listens on a free port of a local address. */
  static async open(address: string): Promise<RtpPeer> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve, reject) => socket.once('error', reject).bind(0, address, resolve));
    return new RtpPeer(socket);
  }

  /** Plays samples at 8 kHz; silence follows unless they loop. */
  play(samples: Float32Array, loop = false): void {
    this.#sound = encodeALaw(samples);
    this.#at = 0;
    this.#loop = loop;
  }

  /** Presses keys one after the other; resolves when the last was sent. */
  async press(keys: string): Promise<void> {
    this.#keys.push(...[...keys].filter((key) => KEYS.includes(key)));
    while (this.#running && this.#keys.length > 0) await sleep(FRAME_MS);
  }

  /** Starts to send to the far end. */
  start(remote: { readonly address: string; readonly port: number }): void {
    if (this.#running) return;
    this.#running = true;
    void this.#send(remote);
  }

  stop(): void {
    if (this.#running) this.#running = false;
    this.#socket.close();
  }

  /** All that was heard from one moment to another (by performance.now()). */
  heard(from = 0, to = Infinity): Float32Array {
    const frames = this.#heard.filter(({ at }) => at >= from && at <= to);
    const all = new Float32Array(frames.reduce((sum, { samples }) => sum + samples.length, 0));
    let at = 0;
    for (const { samples } of frames) {
      all.set(samples, at);
      at += samples.length;
    }
    return all;
  }

  /** When the first frame that satisfies a test came after `from`; frames that are not silent by default. */
  firstHeard(from: number, test = (samples: Float32Array) => rms(samples) > SILENCE_RMS): number | undefined {
    return this.#heard.find(({ at, samples }) => at >= from && test(samples))?.at;
  }

  /** When each frame came. */
  get arrivals(): readonly number[] {
    return this.#heard.map(({ at }) => at);
  }

  /** When the last frame came. */
  get lastHeard(): number | undefined {
    return this.#heard.at(-1)?.at;
  }

  #receive(packet: Buffer): void {
    if (packet.length <= 12 || (packet[1]! & 0x7f) !== PCMA) return;
    this.#heard.push({ at: performance.now(), samples: decodeALaw(packet.subarray(12)) });
  }

  async #send(remote: { readonly address: string; readonly port: number }): Promise<void> {
    const began = performance.now();
    const frames = this.#frames();
    for (let n = 1; this.#running; n++) {
      for (const { type, marker, timestamp, payload } of frames.next().value ?? []) {
        const header = Buffer.alloc(12);
        header.writeUInt8(0x80, 0);
        header.writeUInt8(type | (marker ? 0x80 : 0), 1);
        header.writeUInt16BE((this.#sequence = (this.#sequence + 1) & 0xffff), 2);
        header.writeUInt32BE(timestamp >>> 0, 4);
        header.writeUInt32BE(this.#source, 8);
        this.#socket.send([header, payload], remote.port, remote.address);
      }
      await sleep(Math.max(0, began + n * FRAME_MS - performance.now()));
    }
  }

  /** What goes out in each 20 ms: a frame of sound, or a packet of the key being pressed. */
  *#frames(): Generator<Packet[], never> {
    for (;;) {
      const [key] = this.#keys;
      if (key === undefined) {
        yield [this.#audio()];
        continue;
      }
      const began = this.#timestamp;
      for (let n = 1; n <= KEY_FRAMES; n++) {
        this.#timestamp += FRAME;
        const last = n === KEY_FRAMES;
        yield Array.from({ length: last ? END_COPIES : 1 }, () => keyPacket(key, n, last, began));
      }
      for (let n = 0; n < GAP_FRAMES; n++) yield [this.#audio()];
      this.#keys.shift();
    }
  }

  #audio(): Packet {
    this.#timestamp += FRAME;
    if (this.#loop && this.#at >= this.#sound.length) this.#at = 0;
    const payload = this.#sound.subarray(this.#at, this.#at + FRAME);
    this.#at += FRAME;
    return {
      type: PCMA,
      marker: false,
      timestamp: this.#timestamp,
      payload: payload.length === FRAME ? payload : SILENT,
    };
  }
}

interface Packet {
  readonly type: number;
  readonly marker: boolean;
  readonly timestamp: number;
  readonly payload: Uint8Array;
}

/** A key is told by the time it began and how long it has lasted so far (RFC 4733). */
function keyPacket(key: string, n: number, last: boolean, began: number): Packet {
  const payload = Buffer.alloc(4);
  payload.writeUInt8(KEYS.indexOf(key), 0);
  payload.writeUInt8((last ? 0x80 : 0) | 10, 1);
  payload.writeUInt16BE(n * FRAME, 2);
  return { type: TELEPHONE_EVENT, marker: n === 1, timestamp: began, payload };
}
