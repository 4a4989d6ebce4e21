import { createSocket, type Socket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';

import { KEYS_TYPE } from './sdp.js';

const RATE = 8000;
const FRAME = 160;
const FRAME_MS = 20;
const KEYS = '0123456789*#';
/** How long a key is pressed, and the pause after it, in frames. */
const KEY_FRAMES = 6;
const GAP_FRAMES = 5;
/** The last packet of a key is sent three times, since one may be lost (RFC 4733, 2.5.1.4). */
const END_COPIES = 3;
/** The two tones of each key (ITU-T Q.23). */
const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477];
const PAD = ['123', '456', '789', '*0#'];

/** Below this a tone is taken for noise. */
const AUDIBLE = 0.01;

/** G.711 in either law, or nothing that can be measured. */
export interface Law {
  readonly type: number;
  readonly encode: (samples: Float32Array) => Uint8Array;
  readonly decode: (codes: Uint8Array) => Float32Array;
}

/** One end of a conversation that says tones and keys, and measures what it hears. */
export class Ear {
  readonly #socket: Socket;
  readonly #heard: { readonly at: number; readonly samples: Float32Array }[] = [];
  readonly #keys: { key: string; stamp: number }[] = [];
  readonly #pressing: { key: string; inband: boolean }[] = [];
  #hertz = 0;
  #phase = 0;
  #packets = 0;
  #source: string | null = null;
  #running = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => undefined);
  }

  /** Listens on a free port of a local address. */
  static async open(address: string): Promise<Ear> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve, reject) => socket.once('error', reject).bind(0, address, resolve));
    return new Ear(socket);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** How many packets of audio have come. */
  get packets(): number {
    return this.#packets;
  }

  /** The address audio came from last. */
  get source(): string | null {
    return this.#source;
  }

  /** The keys heard as RFC 4733 events, in order. */
  get keys(): string {
    return this.#keys.map(({ key }) => key).join('');
  }

  /** Says a tone from now on; 0 is silence. */
  say(hertz: number): void {
    this.#hertz = hertz;
  }

  /** Presses keys one after the other, as events or as tones; resolves when the last has been sent. */
  async press(keys: string, inband = false): Promise<void> {
    this.#pressing.push(...[...keys].map((key) => ({ key, inband })));
    while (this.#running && this.#pressing.length > 0) await sleep(FRAME_MS);
  }

  start(remote: { address: string; port: number; keys: number | null }, law: Law): void {
    if (this.#running) return;
    this.#running = true;
    this.#socket.on('message', (packet, from) => {
      if (packet.length <= 12) return;
      const type = (packet[1] ?? 0) & 0x7f;
      this.#source = from.address;
      if (type === (remote.keys ?? KEYS_TYPE)) return this.#key(packet);
      if (type !== law.type) return;
      this.#packets++;
      this.#heard.push({ at: performance.now(), samples: law.decode(packet.subarray(12)) });
    });
    void this.#send(remote, law);
  }

  stop(): void {
    this.#running = false;
    this.#socket.close();
  }

  /** All that was heard from one moment to another (by performance.now()). */
  heard(from: number, to = Infinity): Float32Array {
    const frames = this.#heard.filter(({ at }) => at >= from && at < to);
    const all = new Float32Array(frames.reduce((sum, { samples }) => sum + samples.length, 0));
    let at = 0;
    for (const { samples } of frames) {
      all.set(samples, at);
      at += samples.length;
    }
    return all;
  }

  /** When the first frame came that is not silent; undefined while there is none. */
  firstSound(from: number): number | undefined {
    return this.#heard.find(({ at, samples }) => at >= from && rms(samples) > 0.005)?.at;
  }

  /** When the first frame of that pitch came; undefined while there is none. */
  firstPitch(hertz: number, from: number): number | undefined {
    return this.#heard.find(({ at, samples }) => at >= from && isPitch(samples, hertz))?.at;
  }

  /** For how many ms that pitch has been heard. */
  pitchMs(hertz: number, from: number): number {
    return FRAME_MS * this.#heard.filter(({ at, samples }) => at >= from && isPitch(samples, hertz)).length;
  }

  #key(packet: Buffer): void {
    const key = KEYS[packet[12] ?? 99];
    const stamp = packet.readUInt32BE(4);
    // One key is many packets of the same time.
    if (key !== undefined && this.#keys.at(-1)?.stamp !== stamp) this.#keys.push({ key, stamp });
  }

  async #send(remote: { address: string; port: number; keys: number | null }, law: Law): Promise<void> {
    const source = Math.floor(Math.random() * 2 ** 32);
    let sequence = Math.floor(Math.random() * 65_536);
    let stamp = Math.floor(Math.random() * 2 ** 31);
    const put = (type: number, at: number, marker: boolean, payload: Uint8Array) => {
      const header = Buffer.alloc(12);
      header.writeUInt8(0x80, 0);
      header.writeUInt8(type | (marker ? 0x80 : 0), 1);
      header.writeUInt16BE((sequence = (sequence + 1) & 0xffff), 2);
      header.writeUInt32BE(at >>> 0, 4);
      header.writeUInt32BE(source, 8);
      this.#socket.send([header, payload], remote.port, remote.address);
    };
    const began = performance.now();
    let frame = 0;
    let pressed = 0;
    let keyBegan = 0;
    while (this.#running) {
      stamp += FRAME;
      const press = this.#pressing[0];
      if (press && pressed < KEY_FRAMES && !press.inband) {
        if (pressed === 0) keyBegan = stamp;
        const last = pressed === KEY_FRAMES - 1;
        for (let copy = 0; copy < (last ? END_COPIES : 1); copy++)
          put(remote.keys ?? KEYS_TYPE, keyBegan, pressed === 0, event(press.key, pressed + 1, last));
      } else {
        const tones = press && pressed < KEY_FRAMES ? tonesOf(press.key) : press ? [] : [this.#hertz];
        put(law.type, stamp, false, law.encode(this.#wave(tones)));
      }
      if (press && ++pressed >= KEY_FRAMES + GAP_FRAMES) {
        pressed = 0;
        this.#pressing.shift();
      }
      frame++;
      await sleep(Math.max(0, began + frame * FRAME_MS - performance.now()));
    }
  }

  #wave(tones: readonly number[]): Float32Array {
    const sounding = tones.filter((hertz) => hertz > 0);
    const from = this.#phase;
    this.#phase += FRAME;
    return Float32Array.from({ length: FRAME }, (_, i) =>
      sounding.reduce(
        (sum, hertz) => sum + (0.35 / sounding.length) * Math.sin((2 * Math.PI * hertz * (from + i)) / RATE),
        0,
      ),
    );
  }
}

function event(key: string, n: number, last: boolean): Uint8Array {
  const payload = Buffer.alloc(4);
  payload.writeUInt8(KEYS.indexOf(key), 0);
  payload.writeUInt8((last ? 0x80 : 0) | 10, 1);
  payload.writeUInt16BE(n * FRAME, 2);
  return payload;
}

function tonesOf(key: string): number[] {
  const row = PAD.findIndex((keys) => keys.includes(key));
  return [ROWS[row] ?? 0, COLUMNS[PAD[row]?.indexOf(key) ?? 0] ?? 0];
}

/**
 * How much of what was heard is that one pitch: 1 for a pure tone, near 0 for anything else (Goertzel). Each packet is
 * measured by itself: one that is lost moves the phase of what follows, and a tone measured across it would cancel itself.
 */
export function share(samples: Float32Array, hertz: number): number {
  const turn = 2 * Math.cos((2 * Math.PI * hertz) / RATE);
  let [own, all] = [0, 0];
  for (let from = 0; from < samples.length; from += FRAME) {
    const frame = samples.subarray(from, from + FRAME);
    let [last, before] = [0, 0];
    for (const sample of frame) {
      [last, before] = [sample + turn * last - before, last];
      all += sample * sample;
    }
    own += (2 * (last * last + before * before - turn * last * before)) / frame.length;
  }
  return all === 0 ? 0 : own / all;
}

const isPitch = (samples: Float32Array, hertz: number): boolean =>
  rms(samples) > AUDIBLE && share(samples, hertz) > 0.5;

export function rms(samples: Float32Array): number {
  return samples.length === 0 ? 0 : Math.sqrt(samples.reduce((sum, s) => sum + s * s, 0) / samples.length);
}
