import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ensureAsterisk } from '../lib/asterisk-fetch.ts';
import { ensureChromium, findChromium } from '../lib/chromium.ts';
import { ensureProgram } from '../lib/debian.ts';
import { findOnPath } from '../lib/find.ts';
import { PROGRAMS } from '../lib/paths.ts';
import { Problem, messageOf } from '../lib/problem.ts';
import { isRoot, tied } from '../lib/service.ts';
import { print, step } from '../lib/terminal.ts';

const exec = promisify(execFile);

/** Makes sure of all that tests run: Chromium and fonts, SIPp, espeak-ng, pdfsig and Asterisk. Returns variables for the tests. */
export async function ensureNeeds(): Promise<NodeJS.ProcessEnv> {
  await install(await missing());
  await step('SIPp', (report) => ensureProgram('sipp', PROGRAMS, report), String);
  await step('espeak-ng', (report) => ensureProgram('espeak-ng', PROGRAMS, report), String);
  await step('pdfsig', (report) => ensureProgram('pdfsig', PROGRAMS, report), String);
  await step(
    'Asterisk',
    (report) => ensureAsterisk(PROGRAMS, report),
    ({ version }) => version,
  );
  const chromium = await step('Chromium', (report) => ensureChromium(PROGRAMS, report), String);
  if (!(await hasChineseFont())) print('  ! no Chinese font: screenshots of failures will show boxes (fonts-noto-cjk)');
  return { CHROMIUM: chromium };
}

/** The distribution's packages for what this machine lacks. */
async function missing(): Promise<string[]> {
  const wanted = [
    [await findChromium(), 'chromium'],
    [await findOnPath('sipp'), 'sip-tester'],
    [await findOnPath('pdfsig'), 'poppler-utils'],
    [await hasChineseFont(), 'fonts-noto-cjk'],
  ] as const;
  return wanted.flatMap(([present, name]) => (present ? [] : [name]));
}

/** Only root may install, and only where there is apt; what is missing afterwards is unpacked instead. */
async function install(packages: readonly string[]): Promise<void> {
  if (packages.length === 0 || !isRoot() || !(await findOnPath('apt-get'))) return;
  const apt = async (...args: readonly string[]) => {
    const [command, ...rest] = await tied('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=120', ...args]);
    await exec(command, rest, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, maxBuffer: 2 ** 26 });
  };
  try {
    await step(`apt-get install ${packages.join(' ')}`, async (report) => {
      report('reading the list of packages');
      await apt('update');
      report('installing');
      await apt('install', '-y', '--no-install-recommends', ...packages);
    });
  } catch (error) {
    if (error instanceof Problem) throw error;
    print(`  ! ${messageOf(error).split('\n')[0]}: they are unpacked beside the project instead`);
  }
}

async function hasChineseFont(): Promise<boolean> {
  return exec('fc-list', [':lang=zh', 'family']).then(
    ({ stdout }) => stdout.trim() !== '',
    () => false,
  );
}
