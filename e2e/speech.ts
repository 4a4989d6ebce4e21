import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeALaw } from '@sibai/tools/audio';
import { ensureProgram } from '@sibai/tools/debian';
import { PROGRAMS, ROOT } from '@sibai/tools/paths';

/** The audio of a text as the product says it, which keeps its prompts below `dir`. */
export async function speechOf(dir: string, text: string): Promise<Float32Array> {
  const { PromptStore } = (await import(
    /* @vite-ignore */ join(ROOT, 'apps/api/dist/call/ivr/speech/prompt-store.js')
  )) as { PromptStore: { open(o: object): Promise<{ text(text: string): Promise<string> }> } };
  const voice = {
    PROMPT_DIR: join(dir, 'prompts'),
    ESPEAK: await ensureProgram('espeak-ng', PROGRAMS),
    TTS_VOICE_DIR: process.env['TTS_VOICE_DIR'],
  };
  return decodeALaw(await readFile(`${await (await PromptStore.open(voice)).text(text)}.alaw`));
}
