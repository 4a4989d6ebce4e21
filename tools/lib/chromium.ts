import { execFile } from 'node:child_process';
import { chmod, copyFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { libraryDir, unpackDebian } from './debian.ts';
import { exists, findOnPath } from './find.ts';
import { Problem } from './problem.ts';
import { quietly, type Report } from './progress.ts';

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

/**
 * The Chromium of this machine, else one unpacked from Debian into `programs`. A browser starts itself again for every
 * page and looks for its files beside the program that runs, which is the loader: so the loader is put beside it, and it
 * is told what to start.
 */
export async function ensureChromium(programs: string, report: Report = quietly): Promise<string> {
  const own = await findChromium();
  if (own) return own;
  const into = join(programs, 'chromium');
  await unpackDebian(['chromium', 'fonts-noto-cjk'], { into, megabytes: 1500, report, probe: wrap });
  return join(into, WRAPPER);
}

const WRAPPER = 'run-chromium';
const HOME = 'usr/lib/chromium';

async function wrap(root: string): Promise<void> {
  const libraries = await libraryDir(root);
  const loader = (await readdir(join(root, libraries))).find((file) => /^ld-linux.*\.so/.test(file));
  if (!loader) throw new Problem('The unpacked Chromium has no dynamic loader.');
  await copyFile(join(root, libraries, loader), join(root, HOME, 'loader'));
  await chmod(join(root, HOME, 'loader'), 0o755);
  const script = `#!/bin/sh
root=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
export FONTCONFIG_SYSROOT="$root"
libraries="$root/${libraries}"
exec "$root/${HOME}/loader" --library-path "$libraries:$libraries/pulseaudio" "$root/${HOME}/chromium" \\
  --browser-subprocess-path="$root/${WRAPPER}" --no-zygote --no-sandbox "$@"
`;
  await writeFile(join(root, WRAPPER), script, { mode: 0o755 });
  if (!(await runs(join(root, WRAPPER)))) throw new Problem('The unpacked Chromium does not run on this machine.');
}
