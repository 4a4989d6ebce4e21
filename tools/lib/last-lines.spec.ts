import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lastLines } from './last-lines.ts';
import { newSecrets } from './secrets.ts';

let dir: string;
beforeAll(async () => (dir = await mkdtemp(join(tmpdir(), 'sibai-lines-'))));
afterAll(() => rm(dir, { recursive: true }));

async function saying(text: string): Promise<string> {
  const file = join(dir, 'api.log');
  await writeFile(file, text);
  return lastLines(join(dir, 'absent.log'), file);
}

it('tells the last of what was printed, and nothing of files that are not there or empty', async () => {
  const said = await saying(Array.from({ length: 3000 }, (_, n) => `line ${n} 号码`).join('\n\n'));
  expect(said.split('\n').slice(0, 2)).toEqual([`${join(dir, 'api.log')} ends with:`, '  line 2985 号码']);
  expect(said.endsWith('  line 2999 号码')).toBe(true);
  expect(await saying('')).toBe('');
});

it('tells no passwords', async () => {
  const { ari, postgres } = newSecrets();
  const said = await saying(
    `refused: postgresql://sibai_app:${postgres.app}@127.0.0.1/sibai, http://sibai:short@h/ari, secret ${ari}`,
  );
  for (const secret of [ari, postgres.app, 'short']) expect(said).not.toContain(secret);
  expect(said).toContain('postgresql://sibai_app:…@127.0.0.1/sibai');
});
