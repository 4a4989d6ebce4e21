import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { exists, findOnPath } from './find.ts';
import { Problem } from './problem.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The Chromium of this machine: CHROMIUM, else the PATH. */
export async function findChromium(): Promise<string | undefined> {
  const named = process.env['CHROMIUM'];
  if (named && !(await exists(named))) throw new Problem(`CHROMIUM names ${named}, which does not exist.`);
  if (named) return named;
  for (const name of NAMES) {
    const found = await findOnPath(name);
    if (found && (await runs(found))) return found;
  }
  return undefined;
}

/** Some distributions put a stand-in on the PATH that only tells how to install the real one. */
async function runs(command: string): Promise<boolean> {
  return promisify(execFile)(command, ['--version', '--no-sandbox']).then(
    ({ stdout }) => /\d+\.\d+/.test(stdout),
    () => false,
  );
}

/** How a browser is started that answers calls by itself: its microphone is a file, and nobody is asked. */
export const phoneFlags = (microphone: string): string[] => [
  '--no-sandbox',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  `--use-file-for-fake-audio-capture=${microphone}`,
  '--autoplay-policy=no-user-gesture-required',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
  '--disable-background-networking',
  '--disable-component-update',
  // Audio processing would take a steady tone for noise.
  '--disable-audio-input-processing',
];
