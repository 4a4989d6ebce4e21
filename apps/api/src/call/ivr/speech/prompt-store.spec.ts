import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { announcements, waitInWords } from './announcements.js';
import { decodeALaw } from './g711.js';
import { MAX_UPLOAD_BYTES, PromptStore } from './prompt-store.js';
import { peak, speechRms } from './sound.js';

const REPOSITORY = fileURLToPath(new URL('../../../../../../', import.meta.url));
const VOICE = process.env['TTS_VOICE_DIR'] ?? join(REPOSITORY, '../shared/data/tts-syllables-cmn');
const ESPEAK = process.env['ESPEAK'] ?? 'espeak-ng';
const hasVoice = existsSync(VOICE);
const hasEspeak = runs(ESPEAK);

Logger.overrideLogger(false);

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sibai-prompts-'));
});
afterEach(() => rm(dir, { recursive: true }));

const open = (voice?: string, espeak = join(dir, 'none')) =>
  PromptStore.open({ PROMPT_DIR: join(dir, 'prompts'), TTS_VOICE_DIR: voice, ESPEAK: espeak });
const heard = async (path: string): Promise<Float32Array> => decodeALaw(await readFile(`${path}.alaw`));
const seconds = async (path: string): Promise<number> => (await stat(`${path}.alaw`)).size / 8000;

/** A stand-in for espeak-ng that answers a second of tone and keeps count of how often it was asked. */
async function fakeEspeak(body = 'cat'): Promise<string> {
  await writeFile(join(dir, 'tone.wav'), wav(tone(22_050), 22_050));
  const program = join(dir, 'espeak-ng');
  const script = `#!/bin/sh\n[ "$1" = --version ] && exit 0\nread -r line\necho "$line" >> "${dir}/asked"\n${body} "${dir}/tone.wav"\n`;
  await writeFile(program, script);
  await chmod(program, 0o755);
  return program;
}
const asked = async (): Promise<string[]> => (await readFile(join(dir, 'asked'), 'utf8')).trim().split('\n');

describe('a prompt of text', () => {
  it('is made once, however many ask for it at once, and however its numbers are written', async () => {
    const store = await open(undefined, await fakeEspeak());
    const paths = await Promise.all(['第2位', '第２位', '第二位'].map((text) => store.text(text)));
    expect(new Set(paths).size).toBe(1);
    expect(await (await open(undefined, join(dir, 'espeak-ng'))).text('第2位')).toBe(paths[0]);
    expect(await asked()).toEqual(['第二位']);
    expect(await seconds(paths[0]!)).toBeCloseTo(1.1, 1);
  });

  it('leaves nothing half written when the voice fails', async () => {
    const store = await open(undefined, await fakeEspeak('exit 1 ; :'));
    await expect(store.text('您好')).rejects.toThrow('prompt.no_voice');
    expect(await readdir(join(dir, 'prompts/text'))).toEqual([]);
  });

  it('is refused, and the missing settings named, when there is no voice', async () => {
    const store = await open(join(dir, 'nowhere'));
    expect(store.status()).toEqual({ voice: 'none', missing: ['TTS_VOICE_DIR', 'ESPEAK'] });
    await expect(store.text('您好')).rejects.toMatchObject({
      code: 'prompt.no_voice',
      details: { missing: ['TTS_VOICE_DIR', 'ESPEAK'] },
    });
  });

  it('does not shut out others while many are made', async () => {
    const store = await open(undefined, await fakeEspeak());
    const texts = Array.from({ length: 12 }, (_, i) => `第${i}位`);
    expect(new Set(await Promise.all(texts.map((text) => store.text(text)))).size).toBe(12);
  });

  it('is forgotten when it has not been heard for longest', async () => {
    const store = await open(undefined, await fakeEspeak());
    const [old, fresh] = [await store.text('旧'), await store.text('新')];
    await utimes(`${old}.alaw`, 1, 1);
    await Promise.all(Array.from({ length: 5000 }, (_, i) => writeFile(join(dir, `prompts/text/${i}.alaw`), '')));
    await store.text('新');
    await open(undefined, join(dir, 'espeak-ng'));
    expect([existsSync(`${old}.alaw`), existsSync(`${fresh}.alaw`)]).toEqual([false, true]);
  });

  it.runIf(hasVoice)('is put together from syllables, at the loudness and pace of speech', async () => {
    const store = await open(VOICE);
    const path = await store.text(announcements.position(0, 15, '专家'));
    const speech = await heard(path);
    expect(store.status().voice).toBe('syllables');
    expect(await seconds(path)).toBeGreaterThan(4);
    expect(await seconds(path)).toBeLessThan(10);
    expect(speechRms(speech)).toBeCloseTo(0.1, 1);
    expect(peak(speech)).toBeLessThan(0.85);
  });

  it.runIf(hasVoice)('is left to espeak when a part of it has no syllable', async () => {
    const store = await open(VOICE, await fakeEspeak());
    await store.text('您好');
    await store.text('ありがとう');
    expect(await asked()).toEqual(['ありがとう']);
  });

  it.runIf(hasEspeak)('is spoken by espeak-ng', async () => {
    const path = await (await open(undefined, ESPEAK)).text('欢迎致电四百，请按1。');
    expect(await seconds(path)).toBeGreaterThan(2);
    expect(speechRms(await heard(path))).toBeCloseTo(0.1, 1);
  });
});

describe('an uploaded prompt', () => {
  it('is kept as the telephone hears it', async () => {
    const store = await open();
    const { id, seconds: length } = await store.store(wav(tone(44_100), 44_100));
    expect(length).toBe(1);
    expect(await seconds(await store.audio(id))).toBe(1);
    await store.remove(id);
    await expect(store.audio(id)).rejects.toThrow('prompt.missing');
  });

  it.each([
    ['prompt.not_wav', () => Buffer.from('GIF89a')],
    ['prompt.not_wav', () => wav(new Float32Array(0), 8000)],
    ['prompt.too_long', () => wav(new Float32Array(8000 * 301), 8000)],
    ['prompt.too_large', () => Buffer.alloc(MAX_UPLOAD_BYTES + 1)],
  ] as const)('is refused: %s', async (code, upload) => {
    await expect((await open()).store(upload())).rejects.toThrow(code);
  });

  it('is not found outside its folder', async () => {
    await expect((await open()).audio('../text/x')).rejects.toThrow('prompt.missing');
  });
});

describe('announcements', () => {
  it.each([
    [3, '十五秒'],
    [31, '四十五秒'],
    [46, '一分钟'],
    [61, '两分钟'],
    [720, '十二分钟'],
    [3600, '三十分钟以上'],
  ])('tell a wait of %d s as %s', (wait, words) => expect(waitInWords(wait)).toBe(words));

  it('tell a caller how many are before him', () => {
    expect(announcements.position(2, 15)).toBe('您前面还有两位客户，正在为您转接客服，预计等待时间十五秒。');
    expect(announcements.position(0)).toBe('您是下一位，客服即将为您服务。');
    expect(announcements.position(0, 15, '专家')).toBe('正在为您转接专家，预计等待时间十五秒。');
    expect(announcements.agentNumber('1024')).toBe('工号幺零二四为您服务。');
  });
});

function tone(rate: number): Float32Array {
  return Float32Array.from({ length: rate }, (_, i) => 0.3 * Math.sin((2 * Math.PI * 440 * i) / rate));
}

function wav(samples: Float32Array, rate: number): Buffer {
  const file = Buffer.alloc(44 + samples.length * 2);
  file.write('RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0', 'latin1');
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((s, i) => file.writeInt16LE(Math.round(s * 32767), 44 + i * 2));
  return file;
}

function runs(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
