import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

import { toPhoneRate } from './sound.js';
import type { Voice } from './voice.js';
import { readWav } from './wav.js';

/** Some 200 syllables a minute, as announcers speak on the telephone: at 130 of its own measure notice and greeting took 24 s. */
const ARGS = ['-v', 'cmn', '-s', '200', '--stdin', '--stdout'];
/** It speaks about a hundred times faster than it is listened to; longer than this it hangs. */
const TIMEOUT_MS = 15_000;
const MAX_BYTES = 32 * 1024 * 1024;

/** Speaks by espeak-ng, a process of its own: it understands every text, and sounds like a machine. */
export class EspeakVoice implements Voice {
  readonly id = 'espeak-cmn-200';

  private constructor(private readonly program: string) {}

  /** The voice of that program; undefined when it cannot be run. */
  static async open(program = 'espeak-ng'): Promise<EspeakVoice | undefined> {
    return promisify(execFile)(program, ['--version'], { timeout: 5000 }).then(
      () => new EspeakVoice(program),
      () => undefined,
    );
  }

  async speak(text: string): Promise<Float32Array | undefined> {
    // Double brackets would be taken for phonemes.
    const wav = await this.#run(text.replace(/[[\]\p{Cc}]/gu, ' '));
    const sound = readWav(wav);
    return sound.samples.length === 0 ? undefined : toPhoneRate(sound);
  }

  /** The text goes in by stdin: on the command line every user of the machine could read it. */
  #run(text: string): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const child = spawn(this.program, ARGS, {
        stdio: ['pipe', 'pipe', 'ignore'],
        timeout: TIMEOUT_MS,
        killSignal: 'SIGKILL',
      });
      const chunks: Buffer[] = [];
      let bytes = 0;
      child.stdout.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_BYTES) child.kill('SIGKILL');
        else chunks.push(chunk);
      });
      child.once('error', reject);
      child.once('close', (code, signal) => {
        if (code === 0) resolve(Buffer.concat(chunks));
        else reject(new Error(`espeak-ng ended with ${signal ?? `code ${code}`}`));
      });
      child.stdin.on('error', () => undefined); // It died; `close` tells.
      child.stdin.end(text);
    });
  }
}
