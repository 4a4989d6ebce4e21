import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { silenced, silenceFile } from './silenced.js';

const audio = () => Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]);

describe('silenced', () => {
  it('makes zeros of a window, wherever the block begins in the recording', () => {
    expect([...silenced(audio(), 0, [{ from: 2, to: 4 }])]).toEqual([1, 2, 0, 0, 5, 6, 7, 8]);
    expect([...silenced(audio(), 100, [{ from: 98, to: 102 }])]).toEqual([0, 0, 3, 4, 5, 6, 7, 8]);
    expect([...silenced(audio(), 100, [{ from: 106, to: 900 }])]).toEqual([1, 2, 3, 4, 5, 6, 0, 0]);
  });

  it('lasts to the end when nobody has ended it, and leaves alone what is not its', () => {
    expect([...silenced(audio(), 4, [{ from: 6, to: null }])]).toEqual([1, 2, 0, 0, 0, 0, 0, 0]);
    expect([...silenced(audio(), 0, [{ from: 8, to: 12 }])]).toEqual([...audio()]);
    expect([...silenced(audio(), 50, [{ from: 8, to: 12 }])]).toEqual([...audio()]);
    expect([...silenced(audio(), 0, [])]).toEqual([...audio()]);
  });
});

describe('silenceFile', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'silence-'));
  });
  afterAll(() => rm(dir, { recursive: true }));

  it('makes zeros of a window in the file itself, never beyond its end, and what comes after is written after it', async () => {
    const path = join(dir, 'a.raw');
    const sound = Buffer.alloc(200_000, 7);
    await writeFile(path, sound);
    await silenceFile(path, { from: 1000, to: 150_001 });
    await silenceFile(path, { from: 199_996, to: 300_000 });
    await appendFile(path, Buffer.from([9]));
    sound.fill(0, 1000, 150_001).fill(0, 199_996);
    expect((await readFile(path)).equals(Buffer.concat([sound, Buffer.from([9])]))).toBe(true);
  });

  it('makes no file where there is none', async () => {
    await silenceFile(join(dir, 'none.raw'), { from: 0, to: null });
    await expect(stat(join(dir, 'none.raw'))).rejects.toThrow();
  });
});
