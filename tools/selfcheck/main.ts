import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Browser } from '@playwright/test';
import { tone, writeWav } from '../lib/audio.ts';
import { ensureChromium, phoneFlags } from '../lib/chromium.ts';
import { ensureProgram } from '../lib/debian.ts';
import { DEFAULT_DATA, PROGRAMS } from '../lib/paths.ts';
import { messageOf } from '../lib/problem.ts';
import { runningProduct } from '../lib/run-file.ts';
import { AGENT_HZ, check, type Findings } from './check.ts';

const HELP = `npm run selfcheck -- [--data DIR]

Places a real call to the demonstration number of the running product, which a headless browser answers, and prints what
was measured as one line of JSON. The exit code is 0 when all of it is as it should be.`;

/** News of a download are told this often. */
const TELL_MS = 5000;

async function main(data: string): Promise<Findings> {
  const run = await runningProduct(data);
  // Only the findings go to standard output.
  let told = -Infinity;
  const tell = (news: string) => {
    if (performance.now() - told < TELL_MS) return;
    told = performance.now();
    console.error(`… Chromium: ${news}`);
  };
  const command = await ensureChromium(PROGRAMS, tell);
  const sipp = await ensureProgram('sipp', PROGRAMS);
  const dir = await mkdtemp(join(tmpdir(), 'sibai-selfcheck-'));
  let browser: Browser | undefined;
  try {
    const microphone = join(dir, 'microphone.wav');
    await writeFile(microphone, writeWav(tone(AGENT_HZ, 10, 48_000), 48_000));
    browser = await chromium.launch({ executablePath: command, args: phoneFlags(microphone) });
    return await check({ run, sipp, browser });
  } finally {
    await browser?.close();
    await rm(dir, { recursive: true, force: true });
  }
}

const { values } = parseArgs({
  options: { data: { type: 'string', default: DEFAULT_DATA }, help: { type: 'boolean' } },
});
if (values.help) console.log(HELP);
else {
  process.channel?.unref();
  const failed = (error: unknown): Findings => ({ ok: false, reason: messageOf(error).split('\n')[0] ?? '' });
  const findings = await main(resolve(process.env['INIT_CWD'] ?? '.', values.data)).catch(failed);
  console.log(JSON.stringify(findings));
  process.exitCode = findings.ok ? 0 : 1;
}
