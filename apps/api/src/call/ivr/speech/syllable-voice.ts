import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { PHONE_RATE, peak, speechRms, toPhoneRate } from './sound.js';
import { type Syllable, toUnits, type Unit } from './syllables.js';
import type { Voice } from './voice.js';
import { readWav } from './wav.js';
import { compress } from './wsola.js';

const ms = (n: number): number => Math.round((n * PHONE_RATE) / 1000);

/** Syllables recorded one by one are drawn out; said in a row they are shortened to about this, within limits. */
const STRESSED = { length: ms(420), slowest: 1.3, fastest: 1.8, rms: 0.1 };
const LIGHT = { length: ms(260), slowest: 1.3, fastest: 2.2, rms: 0.06 };
const CROSS_FADE = ms(15);
/** A clip this long is not a syllable but a take that was never cut. */
const MAX_CLIP = ms(1500);
/** A pack with less cannot say much; the folder is probably another. */
const MIN_CLIPS = 300;

/** Puts sentences together from a folder of recorded syllables, `<pinyin><tone>.wav`, ü written as v. */
export class SyllableVoice implements Voice {
  private constructor(
    private readonly dir: string,
    private readonly clips: ReadonlySet<string>,
    readonly id: string,
  ) {}

  /** The voice in that folder; undefined when there is none. */
  static async open(dir: string): Promise<SyllableVoice | undefined> {
    const files = await readdir(dir).catch(() => []);
    const clips = files.filter((file) => /^_?[a-z]+[1-4]\.wav$/.test(file)).sort();
    if (clips.length < MIN_CLIPS) return undefined;
    const { mtimeMs } = await stat(dir);
    const content = createHash('sha256')
      .update(`${mtimeMs}\n${clips.join('\n')}`)
      .digest('hex')
      .slice(0, 12);
    return new SyllableVoice(dir, new Set(clips), `syllables-1-${content}`);
  }

  async speak(text: string): Promise<Float32Array | undefined> {
    const units = toUnits(text);
    if (!units) return undefined;
    const parts: Float32Array[] = [];
    // One by one: all at once would keep the event loop from live calls for as long as it takes to shape them all.
    for (const unit of units) {
      const part = await this.#sound(unit);
      if (!part) return undefined;
      parts.push(part);
    }
    return inARow(units, parts);
  }

  async #sound(unit: Unit): Promise<Float32Array | undefined> {
    if (unit.kind === 'pause') return new Float32Array(ms(unit.ms));
    for (const file of this.#candidates(unit)) {
      const clip = trim(await toPhoneRate(readWav(await readFile(join(this.dir, file)))));
      if (clip.length > 0 && clip.length <= MAX_CLIP) return shape(clip, unit.light ? LIGHT : STRESSED);
    }
    return undefined;
  }

  /** The clip of that tone, or else of another: a wrong tone is understood, a missing syllable is not. */
  #candidates({ name, tone }: Syllable): string[] {
    return [tone, 1, 4, 2, 3]
      .flatMap((t) => [`${name}${t}.wav`, `_${name}${t}.wav`])
      .filter((file) => this.clips.has(file));
  }
}

function shape(clip: Float32Array, to: typeof STRESSED): Float32Array {
  const factor = Math.min(to.fastest, Math.max(to.slowest, clip.length / to.length));
  const short = compress(clip, factor);
  const gain = Math.min(to.rms / (speechRms(short) || 1), 0.9 / (peak(short) || 1));
  return short.map((s, i) => s * gain * Math.min(1, (i + 1) / CROSS_FADE, (short.length - i) / CROSS_FADE));
}

/** Cuts off what is 35 dB below the clip's peak at either end. */
function trim(clip: Float32Array): Float32Array {
  const floor = peak(clip) * 10 ** (-35 / 20);
  const first = clip.findIndex((s) => Math.abs(s) > floor);
  const last = clip.findLastIndex((s) => Math.abs(s) > floor);
  return first < 0 ? clip.subarray(0, 0) : clip.subarray(first, last + 1);
}

/** Lays the parts in a row; the ends of neighbouring syllables overlap, faded by `shape`. */
function inARow(units: readonly Unit[], parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  parts.forEach((part, i) => {
    const overlap = units[i]?.kind === 'syllable' && units[i - 1]?.kind === 'syllable' ? CROSS_FADE : 0;
    const start = Math.max(0, end - overlap);
    part.forEach((sample, n) => (out[start + n]! += sample));
    end = start + part.length;
  });
  return out.subarray(0, end);
}
