import { setTimeout as sleep } from 'node:timers/promises';
import { peakHz, PHONE_RATE, readWav, rms, SILENCE_RMS, toneShare } from '@sibai/tools/audio';
import { holdMusic } from '@sibai/tools/music';
import { type RtpPeer } from '@sibai/tools/rtp-peer';

/** Tests look again this often, and for as long as the slowest machine may take, unless the product has promised to be sooner. */
const LOOK_MS = 40;
export const PATIENCE_MS = 20_000;
/** How much of the latest audio a pitch is measured over. */
const EAR_MS = 400;
const EAR = (PHONE_RATE * EAR_MS) / 1000;
const TURN_MS = 20;

/** The first value of `look` that is truthy, or a failure that says what was waited for. */
export async function eventually<T>(
  what: string,
  look: () => T | Promise<T>,
  withinMs = PATIENCE_MS,
): Promise<Exclude<T, undefined | null | false | 0 | ''>> {
  let last: unknown;
  let pause = LOOK_MS;
  for (const deadline = Date.now() + withinMs; ; await sleep(pause)) {
    const began = performance.now();
    const value = await look();
    // A look that costs much must not take the time of the audio it looks at.
    pause = Math.max(LOOK_MS, 4 * (performance.now() - began));
    if (value) return value as Exclude<T, undefined | null | false | 0 | ''>;
    last = value;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms (last seen: ${String(last)})`);
  }
}

/** What an ear has heard in the last moment. */
export const lately = (media: RtpPeer, ms = EAR_MS): Float32Array => media.heard(performance.now() - ms);

/** The pitch heard at present: null for silence. */
export const pitch = (media: RtpPeer): number | null => {
  const samples = lately(media);
  return samples.length < 1024 ? null : peakHz(samples);
};

/** Waits until an ear hears a pitch, be it ever so short: what came between two looks is listened to as well. */
export const hears = (media: RtpPeer, hertz: number, withinMs?: number): Promise<unknown> => {
  let from = performance.now() - EAR_MS;
  return eventually(
    `${hertz} Hz is heard`,
    () => {
      const samples = media.heard(from);
      from = performance.now() - EAR_MS;
      return stretches(samples).some((stretch) => near(peakHz(stretch), hertz));
    },
    withinMs,
  );
};

/** What an ear hears at a time, one beginning before the other has ended. */
function stretches(samples: Float32Array): Float32Array[] {
  if (samples.length < 1024) return [];
  const count = 1 + Math.max(0, Math.ceil((samples.length - EAR) / (EAR / 4)));
  return Array.from({ length: count }, (_, n) => samples.subarray((n * EAR) / 4, (n * EAR) / 4 + EAR));
}

/** Waits until an ear hears a pitch, and nothing beside it. */
export const hearsOnly = (media: RtpPeer, hertz: number): Promise<unknown> =>
  eventually(`nothing but ${hertz} Hz is heard`, () => toneShare(lately(media), hertz) > 0.98);

/** For how many seconds a pitch was heard, to about a twentieth. */
export const lasted = (samples: Float32Array, hertz: number): number =>
  Array.from({ length: Math.floor(samples.length / 400) }, (_, n) => samples.subarray(n * 400, (n + 1) * 400)).filter(
    (part) => rms(part) > SILENCE_RMS && toneShare(part, hertz) > 0.8,
  ).length *
  (400 / PHONE_RATE);

export const near = (measured: number | null | undefined, hertz: number): boolean =>
  measured !== null && measured !== undefined && Math.abs(measured - hertz) < 5;

/** Waits until an ear hears the hold music. */
export const hearsMusic = (media: RtpPeer, withinMs?: number): Promise<unknown> =>
  eventually('the hold music is heard', () => isMusic(lately(media, 200)), withinMs);

const music = (() => readWav(holdMusic()).channels[0] ?? new Float32Array())();

/** Whether samples are a stretch of the hold music. */
export const isMusic = (samples: Float32Array): boolean =>
  samples.length >= 800 && rms(samples) > SILENCE_RMS / 4 && contains(music, samples.subarray(0, 800), 0.97);

/** Whether a recording was heard, in part at least: its loudest fifth of a second stands in what was heard. */
export function contains(heard: Float32Array, recording: Float32Array, likeness = 0.9): boolean {
  const piece = recording.length <= 800 ? recording : loudest(recording, PHONE_RATE / 5);
  const energy = Math.sqrt(power(piece, 0, piece.length));
  let own = power(heard, 0, piece.length);
  for (let at = 0; at + piece.length <= heard.length; at++) {
    // A quiet stretch is like anything: it is not compared.
    if (own > piece.length * 1e-6) {
      // Every eighth sample tells nearly all stretches apart; only what passes is compared in full.
      if (dot(heard, at, piece, 8) * 8 > 0.5 * likeness * energy * Math.sqrt(own))
        if (dot(heard, at, piece, 1) > likeness * energy * Math.sqrt(own)) return true;
    }
    own += (heard[at + piece.length] ?? 0) ** 2 - (heard[at] ?? 0) ** 2;
  }
  return false;
}

/** When this process itself got a turn: on a busy machine it is late at times, and so is what it sends and hears. */
const turns: number[] = [];
setInterval(() => turns.push(performance.now()), TURN_MS).unref();

/** The longest pause between two packets from one moment on, in ms; our own pauses are not counted. */
export function longestGap(arrivals: readonly number[], from: number, to = performance.now()): number {
  const pauses = turns.slice(1).map((at, i) => ({ from: turns[i] ?? at, to: at }));
  const own = pauses.filter((pause) => pause.to > from && pause.to - pause.from > 2 * TURN_MS);
  const times = [from, ...arrivals.filter((at) => at > from && at < to), to];
  const gaps = times.slice(1).map((at, i) => ({ from: times[i] ?? at, to: at }));
  return Math.max(
    ...gaps.map((gap) => {
      const ours = own.filter((pause) => pause.from < gap.to && pause.to > gap.from);
      return gap.to - gap.from - ours.reduce((sum, pause) => sum + pause.to - pause.from, 0);
    }),
  );
}

function loudest(samples: Float32Array, length: number): Float32Array {
  let [best, bestAt] = [-1, 0];
  for (let at = 0; at + length <= samples.length; at += length / 4) {
    const here = power(samples, at, length);
    if (here > best) [best, bestAt] = [here, at];
  }
  return samples.subarray(bestAt, bestAt + length);
}

function power(samples: Float32Array, from: number, length: number): number {
  let sum = 0;
  for (let i = from; i < from + length; i++) sum += (samples[i] ?? 0) ** 2;
  return sum;
}

function dot(samples: Float32Array, at: number, piece: Float32Array, stride: number): number {
  let sum = 0;
  for (let i = 0; i < piece.length; i += stride) sum += (samples[at + i] ?? 0) * (piece[i] ?? 0);
  return sum;
}
