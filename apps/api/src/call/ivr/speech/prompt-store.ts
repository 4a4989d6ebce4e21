import { createHash } from 'node:crypto';
import { access, mkdir, readdir, rename, rm, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Logger, type Provider } from '@nestjs/common';
import { DomainError } from '@sibai/kernel';
import { v7 as uuid } from 'uuid';

import { ENV, type Env } from '../../../platform/env.js';
import { EspeakVoice } from './espeak-voice.js';
import { encodeALaw } from './g711.js';
import { readAloud } from './read-aloud.js';
import { level, PHONE_RATE, toPhoneRate } from './sound.js';
import { SyllableVoice } from './syllable-voice.js';
import type { Voice } from './voice.js';
import { readWav } from './wav.js';

export type PromptStoreOptions = Pick<Env, 'PROMPT_DIR' | 'TTS_VOICE_DIR' | 'ESPEAK'>;

export interface VoiceStatus {
  /** The voice that speaks; another may stand in where it lacks a syllable. */
  readonly voice: 'syllables' | 'espeak' | 'none';
  /** The settings that name no voice that works. */
  readonly missing: readonly ('TTS_VOICE_DIR' | 'ESPEAK')[];
}

export const MAX_UPLOAD_BYTES = 10 * 1024 * 1024;
export const MAX_UPLOAD_SECONDS = 300;

/** Part of every cache key: raise it when the same voice is made to sound different. */
const SOUND_VERSION = 1;
const MAX_TEXT = 1000;
/** Texts with a variable in them are endless; what has not been heard for longest goes first. */
const MAX_CACHED = 5000;
const SWEEP_EVERY = 200;
const AT_ONCE = 2;
/** A silence before the first word: media takes a moment to flow on a call just answered. */
const LEAD_IN = PHONE_RATE / 10;
const AUDIO_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Turns what a caller is to hear into files Asterisk plays: A-law at 8 kHz without a header, the very bytes that
 * go out on a PCMA call. Paths are absolute and have no extension, as Asterisk wants them.
 */
export class PromptStore {
  readonly #log = new Logger(PromptStore.name);
  readonly #underWay = new Map<string, Promise<string>>();
  readonly #texts: string;
  readonly #audio: string;
  readonly #waiting: (() => void)[] = [];
  #speaking = 0;
  #written = 0;

  private constructor(
    dir: string,
    private readonly voices: readonly Voice[],
  ) {
    this.#texts = join(dir, 'text');
    this.#audio = join(dir, 'audio');
  }

  static async open(options: PromptStoreOptions): Promise<PromptStore> {
    const voices = await Promise.all([
      options.TTS_VOICE_DIR ? SyllableVoice.open(options.TTS_VOICE_DIR) : undefined,
      EspeakVoice.open(options.ESPEAK),
    ]);
    const store = new PromptStore(
      options.PROMPT_DIR,
      voices.filter((voice) => voice !== undefined),
    );
    await Promise.all([mkdir(store.#texts, { recursive: true }), mkdir(store.#audio, { recursive: true })]);
    await store.#sweep();
    return store;
  }

  status(): VoiceStatus {
    const has = (kind: typeof SyllableVoice | typeof EspeakVoice) => this.voices.some((voice) => voice instanceof kind);
    const [syllables, espeak] = [has(SyllableVoice), has(EspeakVoice)];
    return {
      voice: syllables ? 'syllables' : espeak ? 'espeak' : 'none',
      missing: [...(syllables ? [] : ['TTS_VOICE_DIR' as const]), ...(espeak ? [] : ['ESPEAK' as const])],
    };
  }

  /** The prompt that reads `text` aloud, made if it is not there yet. Refuses when no voice can say it. */
  async text(text: string): Promise<string> {
    const said = readAloud(text.slice(0, MAX_TEXT));
    const key = [SOUND_VERSION, ...this.voices.map((voice) => voice.id), said].join('\n');
    const path = join(this.#texts, createHash('sha256').update(key).digest('hex'));
    if (await touch(`${path}.alaw`)) return path;

    const making = this.#underWay.get(path) ?? this.#make(path, said).finally(() => this.#underWay.delete(path));
    this.#underWay.set(path, making);
    return making;
  }

  /** The tone after which a caller speaks. */
  async beep(): Promise<string> {
    const path = join(this.#texts, `beep-${BEEP_HZ}`);
    if (!(await touch(`${path}.alaw`)))
      await write(
        path,
        Float32Array.from({ length: BEEP_SAMPLES }, (_, n) => 0.3 * Math.sin((2 * Math.PI * BEEP_HZ * n) / PHONE_RATE)),
      );
    return path;
  }

  /** The prompt that was uploaded under that id. */
  async audio(id: string): Promise<string> {
    const path = join(this.#audio, id);
    const there = AUDIO_ID.test(id) && (await exists(`${path}.alaw`));
    if (!there) throw new DomainError('prompt.missing', { id });
    return path;
  }

  /** Keeps an uploaded WAV as a prompt, whatever it calls itself. */
  async store(upload: Buffer): Promise<{ id: string; seconds: number }> {
    if (upload.length > MAX_UPLOAD_BYTES) throw new DomainError('prompt.too_large', { maxBytes: MAX_UPLOAD_BYTES });
    const sound = readWav(upload);
    const seconds = sound.samples.length / sound.rate;
    if (seconds === 0) throw new DomainError('prompt.not_wav', { reason: 'empty' });
    if (seconds > MAX_UPLOAD_SECONDS) throw new DomainError('prompt.too_long', { maxSeconds: MAX_UPLOAD_SECONDS });

    const id = uuid();
    await write(join(this.#audio, id), level(await toPhoneRate(sound)));
    return { id, seconds: Math.round(seconds * 10) / 10 };
  }

  async remove(id: string): Promise<void> {
    await unlink(`${await this.audio(id)}.alaw`);
  }

  async #make(path: string, said: string): Promise<string> {
    const speech = level(await this.#inTurn(() => this.#speak(said)));
    const padded = new Float32Array(LEAD_IN + speech.length);
    padded.set(speech, LEAD_IN);
    await write(path, padded);
    if (++this.#written % SWEEP_EVERY === 0) await this.#sweep();
    return path;
  }

  async #speak(said: string): Promise<Float32Array> {
    let cause: unknown;
    for (const voice of this.voices) {
      try {
        const speech = await voice.speak(said);
        if (speech) return speech;
      } catch (error) {
        cause = error;
        this.#log.warn(`${voice.id} failed: ${String(error)}`);
      }
    }
    throw new DomainError('prompt.no_voice', { missing: this.status().missing }, { cause });
  }

  /** Speaking costs CPU that live calls need: two at once, the others wait. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#speaking >= AT_ONCE) await new Promise<void>((go) => this.#waiting.push(go));
    else this.#speaking++;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#speaking--;
    }
  }

  async #sweep(): Promise<void> {
    const files = await readdir(this.#texts);
    if (files.length <= MAX_CACHED) return;
    const aged = await Promise.all(
      files.map(async (file) => {
        const path = join(this.#texts, file);
        const heard = await stat(path).catch(() => undefined); // Another process may be sweeping too.
        return { path, heard: heard?.mtimeMs ?? 0 };
      }),
    );
    const old = aged.sort((a, b) => a.heard - b.heard).slice(0, files.length - MAX_CACHED * 0.8);
    await Promise.all(old.map(({ path }) => rm(path, { force: true })));
  }
}

const BEEP_HZ = 950;
const BEEP_SAMPLES = 0.4 * PHONE_RATE;

/** Nest's provider of the store: its voices are found before anybody can ask for a prompt. */
export const promptStoreProvider: Provider = {
  provide: PromptStore,
  inject: [ENV],
  useFactory: (env: Env) => PromptStore.open(env),
};

/** Written aside and renamed, so that Asterisk never plays half a prompt. */
async function write(path: string, samples: Float32Array): Promise<void> {
  const aside = `${path}.${uuid()}.tmp`;
  try {
    await writeFile(aside, encodeALaw(samples));
    await rename(aside, `${path}.alaw`);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

/** Marks a file as just used; false when there is none. */
async function touch(path: string): Promise<boolean> {
  const now = new Date();
  return utimes(path, now, now).then(
    () => true,
    () => false,
  );
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
