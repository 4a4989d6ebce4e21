// The one script that runs under whatever Node the machine has: it installs what is missing and hands over to the
// pinned Node, which runs tools/<command>/main.ts as it stands. Plain Node 20, no dependencies.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const COMMANDS = ['start', 'test', 'call', 'selfcheck', 'bench', 'vault'];
const OLDEST_NODE = 20;

/** Ends with one sentence that says what to do. */
function refuse(sentence) {
  console.error(`\n${sentence}`);
  process.exit(1);
}

/** Whether node_modules holds what package-lock.json asks for; npm writes its own record only when it has finished. */
function isInstalled() {
  const read = (file) => JSON.parse(readFileSync(join(ROOT, file), 'utf8')).packages;
  try {
    const wanted = read('package-lock.json');
    const present = read('node_modules/.package-lock.json');
    return Object.entries(wanted).every(([path, entry]) => {
      if (!path.startsWith('node_modules/')) return true;
      if (entry.link) return existsSync(join(ROOT, path, 'package.json'));
      if (present[path]) return present[path].version === entry.version;
      return Boolean(entry.optional ?? entry.os ?? entry.cpu); // Made for another platform.
    });
  } catch {
    return false;
  }
}

/** From nothing by `npm ci`; what is there already is only brought up to date, since something may be running from it. */
function install() {
  const fresh = !existsSync(join(ROOT, 'node_modules/.package-lock.json'));
  const args = fresh ? ['ci'] : ['install', '--no-save'];
  console.log(`Installing the packages of package-lock.json (npm ${args.join(' ')}) …`);
  const { status, error } = spawnSync('npm', [...args, '--no-audit', '--no-fund'], {
    cwd: ROOT,
    stdio: 'inherit',
    // Its install script fetches libraries for graphics cards; without them it works on the processor.
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
  });
  if (error) refuse('npm is missing: install it beside Node, then start again.');
  if (status !== 0)
    refuse(
      `npm ${args[0]} failed (see above). Check the network, the registry (npm config get registry) and the free disk space, then start again.`,
    );
}

function pinnedNode() {
  const pinned = ['node_modules/node/bin/node', 'node_modules/.bin/node'].map((path) => join(ROOT, path));
  return (
    pinned.find(existsSync) ??
    refuse('The pinned Node is not in node_modules: run npm ci with install scripts allowed, then start again.')
  );
}

const [command, ...args] = process.argv.slice(2);
if (Number.parseInt(process.versions.node) < OLDEST_NODE)
  refuse(`Node ${process.versions.node} is too old: install Node ${OLDEST_NODE} or later, then start again.`);
if (!COMMANDS.includes(command)) refuse(`Usage: node tools/bootstrap.mjs ${COMMANDS.join(' | ')} [options]`);
if (!isInstalled()) install();

// The channel tells the child when this process is gone, even by SIGKILL.
const child = spawn(pinnedNode(), [join(ROOT, 'tools', command, 'main.ts'), ...args], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  env: { ...process.env, PATH: [join(ROOT, 'node_modules/.bin'), process.env.PATH].join(delimiter) },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => refuse(`The pinned Node cannot be run: ${error.message}`));
child.on('exit', (code, signal) => {
  if (!signal) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
