import { execFile, spawn } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { chooseArchive, parseDeb822, parseList, type Archive } from './apt-sources.ts';
import { exists, findOnPath } from './find.ts';
import { exclusively } from './lock.ts';
import { Problem, hasCode, messageOf } from './problem.ts';
import { quietly, type Report } from './progress.ts';
import { tied } from './service.ts';

const exec = promisify(execFile);
/** Says that a folder was unpacked completely; written last. */
const STAMP = '.unpacked.json';
const MEGABYTE = 1024 * 1024;

export interface UnpackOptions {
  /** The folder that will hold the unpacked file tree. */
  readonly into: string;
  /** Free disk space to insist on before anything is fetched. */
  readonly megabytes?: number;
  /** Looks at the tree before it is put in place; throws a Problem to refuse it. */
  readonly probe?: (root: string) => Promise<void>;
  readonly report?: Report;
}

/**
 * Unpacks Debian packages with all they depend on, down to the C library, into a folder of their own. Nothing is
 * installed and no root is needed. A complete folder is used as it is; a half-finished one is continued: what was
 * downloaded is kept, and the tree appears under its final name only when it is whole.
 */
export async function unpackDebian(packages: readonly string[], options: UnpackOptions): Promise<string> {
  const { into, report = quietly } = options;
  if (await isUnpacked(into)) return into;
  await mkdir(dirname(into), { recursive: true });
  await exclusively(
    `${into}.lock`,
    () => report('waiting for another process that is unpacking it'),
    async () => {
      if (!(await isUnpacked(into))) await fetchAndUnpack(packages, options, report);
    },
  );
  return into;
}

async function fetchAndUnpack(packages: readonly string[], options: UnpackOptions, report: Report): Promise<void> {
  const { into, megabytes = 200 } = options;
  const work = `${into}.partial`;
  const root = join(work, 'root');
  try {
    await rm(root, { recursive: true, force: true });
    await mkdir(root, { recursive: true });
    await insistOnSpace(work, megabytes);
    const debs = await download(packages, work, report);
    for (const [i, deb] of debs.entries()) {
      report(`unpacking ${i + 1} of ${debs.length}`);
      await exec('dpkg-deb', ['-x', deb, root]);
    }
    await options.probe?.(root);
    await writeFile(join(root, STAMP), JSON.stringify({ packages, at: new Date().toISOString() }));
    await rm(into, { recursive: true, force: true });
    await rename(root, into);
    await rm(work, { recursive: true, force: true });
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    if (error instanceof Problem) throw error;
    if (hasCode(error, 'ENOSPC') || /No space left/i.test(messageOf(error)))
      throw new Problem(`The disk is full: make room for ${megabytes} MB under ${dirname(into)}, then start again.`);
    throw new Problem(`Unpacking ${packages.join(', ')} failed: ${detailOf(error)}`, { cause: error });
  }
}

/** Lets apt download the packages into a private state directory and returns the files. */
async function download(packages: readonly string[], work: string, report: Report): Promise<string[]> {
  for (const tool of ['apt-get', 'dpkg-deb'])
    if (!(await findOnPath(tool)))
      throw new Problem(`This system has no ${tool}, so packages cannot be unpacked from Debian.`);
  const archive = await findArchive();
  const archives = join(work, 'cache', 'archives');
  for (const dir of [join(work, 'lists', 'partial'), join(archives, 'partial'), join(work, 'state')])
    await mkdir(dir, { recursive: true });
  const status = join(work, 'state', 'status');
  const list = join(work, 'sources.list');
  const keyring = archive.trusted ? 'trusted=yes' : `signed-by=${await firstThatExists(archive.keyrings)}`;
  await writeFile(status, '');
  await writeFile(list, `deb [${keyring}] ${archive.uri} ${archive.suite} ${archive.components.join(' ')}\n`);

  const settings = {
    'Dir::State': join(work, 'state'),
    'Dir::State::Lists': join(work, 'lists'),
    'Dir::State::status': status,
    'Dir::Cache': join(work, 'cache'),
    'Dir::Cache::archives': archives,
    'Dir::Etc::sourcelist': list,
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'Debug::NoLocking': '1',
    'APT::Install-Recommends': '0',
    'APT::Sandbox::User': 'root',
    'APT::Status-Fd': '3',
    'APT::Update::Error-Mode': 'any',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '2',
    'Acquire::http::Timeout': '20',
    'Acquire::https::Timeout': '20',
  };
  const options = Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  await apt([...options, 'update'], (percent) => report(`reading the list of packages ${percent} %`));
  await apt([...options, '-y', '--download-only', 'install', ...packages], (percent) =>
    report(`downloading ${percent} %`),
  );
  return (await readdir(archives)).filter((file) => file.endsWith('.deb')).map((file) => join(archives, file));
}

/** Runs apt-get; the third descriptor tells how far a download is. */
async function apt(args: readonly string[], percent: (percent: number) => void): Promise<void> {
  const [command, ...rest] = await tied('apt-get', args);
  const child = spawn(command, rest, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' },
  });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const status = child.stdio[3];
  if (status && 'read' in status)
    createInterface({ input: status }).on('line', (line) => {
      const done = /^dlstatus:\d+:([\d.]+):/.exec(line)?.[1];
      if (done) percent(Math.round(Number(done)));
    });
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code === 0) return;
  if (/No space left/i.test(errors)) throw Object.assign(new Error(errors), { code: 'ENOSPC' });
  if (/NO_PUBKEY|not signed|keyring|verif/i.test(errors))
    throw new Problem(
      'The signature of the Debian archive cannot be checked: install the package debian-archive-keyring, then start again.',
    );
  if (/resolve|connect|timed? ?out|Failed to fetch|unreachable/i.test(errors))
    throw new Problem(
      'The package archive cannot be reached: check the network or the mirror in /etc/apt, then start again.',
    );
  throw new Error(/^E: .*$/m.exec(errors)?.[0] ?? `apt-get ended with ${code}`);
}

/** The archive to use, from the system's own apt configuration, so that a local mirror is honoured. */
async function findArchive(): Promise<Archive> {
  const parts = '/etc/apt/sources.list.d';
  const names = await readdir(parts).catch(() => []);
  const read = (file: string) => readFile(file, 'utf8').catch(() => '');
  const sources = [
    ...parseList(await read('/etc/apt/sources.list')),
    ...(await Promise.all(names.filter((n) => n.endsWith('.list')).map((n) => read(join(parts, n))))).flatMap(
      parseList,
    ),
    ...(await Promise.all(names.filter((n) => n.endsWith('.sources')).map((n) => read(join(parts, n))))).flatMap(
      parseDeb822,
    ),
  ];
  const archive = chooseArchive(sources);
  if (archive) return archive;
  throw new Problem(
    'The apt configuration of this system names no Debian archive (nor Ubuntu 24.04 or later) to unpack from.',
  );
}

async function firstThatExists(files: readonly string[]): Promise<string> {
  for (const file of files) if (await exists(file)) return file;
  throw new Problem(`None of these keyrings exists: ${files.join(', ')}. Install the package debian-archive-keyring.`);
}

async function insistOnSpace(dir: string, megabytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dir);
  const free = Math.floor((bavail * bsize) / MEGABYTE);
  if (free < megabytes)
    throw new Problem(
      `${megabytes} MB are needed under ${dirname(dir)} and ${free} MB are free: make room, then start again.`,
    );
}

/** Writes an executable that runs `program` of an unpacked tree with the tree's own loader and libraries. */
export async function writeWrapper(root: string, program: string, env: Record<string, string> = {}): Promise<string> {
  const lib = await libraryDir(root);
  const loader = (await readdir(join(root, lib))).find((file) => /^ld-linux.*\.so/.test(file));
  if (!loader) throw new Problem(`The unpacked tree ${root} has no dynamic loader: delete it, then start again.`);
  const wrapper = join(root, `run-${program.split('/').at(-1)}`);
  const script = [
    '#!/bin/sh',
    'root=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)',
    ...Object.entries(env).map(([name, path]) => `export ${name}="$root/${path}"`),
    `exec "$root/${lib}/${loader}" --library-path "$root/${lib}:$root/${lib}/pulseaudio" "$root/${program}" "$@"`,
    '',
  ].join('\n');
  await writeFile(wrapper, script);
  await chmod(wrapper, 0o755);
  return wrapper;
}

/** Where the libraries of an unpacked tree are, such as `usr/lib/x86_64-linux-gnu`. */
export async function libraryDir(root: string): Promise<string> {
  const triplet = (await readdir(join(root, 'usr/lib'))).find((name) => name.endsWith('-linux-gnu'));
  if (!triplet) throw new Problem(`The unpacked tree ${root} has no libraries: delete it, then start again.`);
  return `usr/lib/${triplet}`;
}

/** Programs that can be had by unpacking, when the system lacks them. */
const PROGRAMS = {
  'espeak-ng': { packages: ['espeak-ng'], path: 'usr/bin/espeak-ng' },
  pdfsig: { packages: ['poppler-utils'], path: 'usr/bin/pdfsig' },
  sipp: { packages: ['sip-tester'], path: 'usr/bin/sipp' },
} as const;
export type ProgramName = keyof typeof PROGRAMS;

/** The path of an executable: the system's own, else one unpacked into `programs`. */
export async function ensureProgram(name: ProgramName, programs: string, report?: Report): Promise<string> {
  const own = await findOnPath(name);
  if (own) return own;
  const { packages, path } = PROGRAMS[name];
  const wrapper = join(programs, name, `run-${name}`);
  await unpackDebian(packages, {
    into: join(programs, name),
    probe: async (root) => {
      const data = name === 'espeak-ng' ? { ESPEAK_DATA_PATH: await libraryDir(root) } : {};
      await writeWrapper(root, path, data);
    },
    ...(report ? { report } : {}),
  });
  return wrapper;
}

const isUnpacked = (dir: string): Promise<boolean> => exists(join(dir, STAMP));

const detailOf = (error: unknown): string =>
  error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' && error.stderr.trim()
    ? (error.stderr.trim().split('\n').at(-1) ?? '')
    : messageOf(error);
