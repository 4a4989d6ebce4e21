import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';

import { ROOT } from '../lib/paths.ts';
import { processorTimeWithEnded } from './processor.ts';
import { table } from './table.ts';
import { Ground, idOf, type Parts, parts } from './vault-ground.ts';

const exec = promisify(execFile);
/** An hour of stereo, as it is recorded. */
const HOUR = 3600 * 32_000;
const CHUNK = 64_000;
const BLOCK = 16 * CHUNK;
const RUNS = 3;
const RANGES = 400;
/** A second of audio, as a player asks for. */
const RANGE = 32_000;
const LEGS = 40;
const MINUTES = 3;
const TICK_MS = 10;

interface Cost {
  readonly wallMs: number;
  /** Of this process and those it has waited for. */
  readonly cpuMs: number;
}

/** What the vault costs, each beside the same work done by what everybody has. */
export async function run(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...argv], options: { recordings: { type: 'string', default: '100000' } } });
  const recordings = Number(values.recordings);
  const product = await parts();
  const ground = await Ground.lay(product);
  const memory = `/dev/shm/sibai-bench-${process.pid}`;
  await mkdir(memory);
  try {
    const throughput = await sealAndOpen(product, ground, memory);
    const ranges = await rangeLatency(product, ground, memory);
    const legs = await recordingLegs(product, ground, memory);
    const many = await overMany(ground, recordings);
    report({ throughput, ranges, legs, many, recordings });
  } finally {
    await rm(memory, { recursive: true, force: true });
    await ground.stop();
  }
}

interface Throughput {
  readonly what: string;
  readonly mbPerSecond: number;
  readonly mbPerCpuSecond: number;
}

async function sealAndOpen(product: Parts, ground: Ground, memory: string): Promise<Throughput[]> {
  const plain = join(memory, 'plain');
  const id = idOf(2 ** 20);
  const key = randomBytes(32);
  const block = randomBytes(BLOCK);
  const file = await open(plain, 'w');
  for (let at = 0; at < HOUR; at += BLOCK) await file.write(block, 0, Math.min(BLOCK, HOUR - at));
  await file.close();
  const sealed = ground.fileOf(id);
  await mkdir(join(sealed, '..'), { recursive: true });

  const seal = async (): Promise<void> => {
    await rm(sealed, { force: true });
    const writer = await product.SealedWriter.open(sealed, key, id);
    const source = await open(plain);
    const buffer = Buffer.allocUnsafe(BLOCK);
    let at = 0;
    for (; HOUR - at > BLOCK; at += BLOCK) {
      await source.read(buffer, 0, BLOCK, at);
      await writer.append(buffer);
    }
    const { bytesRead } = await source.read(buffer, 0, HOUR - at, at);
    await writer.finish(buffer.subarray(0, bytesRead));
    await source.close();
  };
  const reader = readerOf(product, ground, key);
  const opened = async (): Promise<void> => {
    let bytes = 0;
    for await (const part of reader.read(ground.tenant, id, key, 0, HOUR)) bytes += part.length;
    if (bytes !== HOUR) throw new Error(`${bytes} of ${HOUR} bytes were read`);
  };
  const copy = join(ground.dir, 'copy');
  const copied = async (): Promise<void> => {
    await copyFile(plain, copy);
    const target = await open(copy, 'r+');
    await target.sync();
    await target.close();
  };
  const openssl = (...args: string[]) => exec('openssl', args).then(() => undefined);
  const cipher = ['-K', key.toString('hex'), '-iv', '00'.repeat(16)];
  const encrypted = join(ground.dir, 'encrypted');
  const work: [string, () => Promise<void>][] = [
    ['seal: AES-256-GCM, SHA-256, on the disk', seal],
    ['open: decrypt and verify', opened],
    ['copy the plain file, on the disk', copied],
    ['openssl enc -aes-256-ctr', () => openssl('enc', '-aes-256-ctr', ...cipher, '-in', plain, '-out', encrypted)],
    ['openssl dgst -sha256', () => openssl('dgst', '-sha256', plain)],
  ];
  const rows: Throughput[] = [];
  for (const [what, once] of work) {
    const cost = await best(once);
    rows.push({ what, mbPerSecond: HOUR / 1e3 / cost.wallMs, mbPerCpuSecond: HOUR / 1e3 / cost.cpuMs });
  }
  return rows;
}

interface Latency {
  readonly what: string;
  readonly p50: number;
  readonly p95: number;
}

async function rangeLatency(product: Parts, ground: Ground, memory: string): Promise<Latency[]> {
  const id = idOf(2 ** 20 + 1);
  const key = randomBytes(32);
  const plain = join(memory, 'plain');
  const path = ground.fileOf(id);
  await mkdir(join(path, '..'), { recursive: true });
  const writer = await product.SealedWriter.open(path, key, id);
  const audio = await readFile(plain);
  for (let at = 0; at < HOUR - CHUNK; at += CHUNK) await writer.append(audio.subarray(at, at + CHUNK));
  await writer.finish(audio.subarray(Math.floor((HOUR - 1) / CHUNK) * CHUNK));
  const copy = join(ground.dir, 'copy');
  const reader = readerOf(product, ground, key);
  const decrypt = async (from: number): Promise<void> => {
    for await (const part of reader.read(ground.tenant, id, key, from, from + RANGE)) if (part.length === 0) return;
  };
  const read = async (from: number): Promise<void> => {
    const file = await open(copy);
    await file.read(Buffer.allocUnsafe(RANGE), 0, RANGE, from);
    await file.close();
  };
  return [
    { what: 'a second of audio from anywhere, decrypted', ...(await latency(decrypt)) },
    { what: 'the same of a plain file', ...(await latency(read)) },
  ];
}

async function latency(once: (from: number) => Promise<void>): Promise<{ p50: number; p95: number }> {
  const took: number[] = [];
  for (let n = 0; n < RANGES; n++) {
    const from = (n * 7_919 * RANGE) % (HOUR - RANGE);
    const begun = performance.now();
    await once(from);
    took.push(performance.now() - begun);
  }
  took.sort((a, b) => a - b);
  return { p50: took[RANGES / 2] ?? NaN, p95: took[Math.floor(RANGES * 0.95)] ?? NaN };
}

/** Legs that are all recorded at once for some minutes, and end: what sealing them costs, by the processor. */
async function recordingLegs(product: Parts, ground: Ground, memory: string) {
  const files = new product.FileStore(join(ground.dir, 'vault'));
  const sealer = new product.SpoolSealer({
    statement: (_: string, sql: string, params: readonly unknown[]) => ground.query(sql, params),
    wrap: async (_: string, key: Buffer, binding: Buffer) => ground.ring.wrap(key, binding),
    unwrap: async (_: string, wrapped: Buffer, binding: Buffer) => ground.ring.unwrap(wrapped, binding),
    windows: async () => [],
    remote: false,
    spool: memory,
    files,
    warn: (facts: object, message: string) => console.error(message, facts),
  });
  const ids = Array.from({ length: LEGS }, (_, n) => idOf(2 ** 21 + n));
  for (const id of ids)
    await ground.query(
      `INSERT INTO recording (id, tenant_id, call_id, assignment_id, state, started_at) VALUES ($1, $2, $1, $1, 'recording', now())`,
      [id, ground.tenant],
    );
  const second = randomBytes(32_000);
  const spoken = Buffer.concat(Array.from({ length: TICK_MS }, () => second));
  let most = 0;
  let cost = { wallMs: 0, cpuMs: 0 };
  const add = async (work: () => Promise<unknown>): Promise<void> => {
    const one = await measured(work);
    cost = { wallMs: cost.wallMs + one.wallMs, cpuMs: cost.cpuMs + one.cpuMs };
  };
  for (let at = 0; at < MINUTES * 60; at += TICK_MS) {
    for (const id of ids) await writeFile(sealer.path(id), spoken, { flag: 'a' });
    most = Math.max(most, (await stat(sealer.path(ids[0] ?? ''))).blocks * 512);
    await add(async () => {
      for (const id of ids) await sealer.piece(ground.tenant, id);
    });
  }
  await add(() => Promise.all(ids.map((id) => sealer.finish(ground.tenant, id))));
  const plain = join(memory, 'leg');
  await writeFile(plain, Buffer.alloc(MINUTES * 60 * 32_000, second));
  const copies = await measured(async () => {
    for (const id of ids) {
      await copyFile(plain, join(ground.dir, id));
      const file = await open(join(ground.dir, id), 'r+');
      await file.sync();
      await file.close();
    }
  });
  const share = ({ cpuMs }: Cost) => (cpuMs / (LEGS * MINUTES * 60_000)) * 100;
  return { legs: LEGS, minutes: MINUTES, percent: share(cost), copyPercent: share(copies), mostBytes: most };
}

/** The chain with every file, and going over to new keys, by the program an operator calls. */
async function overMany(ground: Ground, recordings: number) {
  await ground.fill(recordings);
  const program = async (act: string) => {
    let said = '';
    const cost = await measured(async () => {
      const args = [join(ROOT, 'apps/api/dist/vault.js'), act];
      said = (await exec(process.execPath, args, { env: ground.env, maxBuffer: 2 ** 26 })).stdout;
    });
    return { cost, said: JSON.parse(said.trim().split('\n').at(-1) ?? '{}') as Said };
  };
  const verify = await program('verify');
  const faults = verify.said.checks?.reduce((sum, { faultCount }) => sum + faultCount, 0);
  if (faults !== 0) throw new Error(`${faults} faults in what was just made`);
  const hashed = await measured(() =>
    exec('sh', ['-c', `find ${join(ground.dir, 'vault')} -name '*.sibairec' -print0 | xargs -0 sha256sum | tail -1`]),
  );
  const rotate = await program('rotate');
  const wrapped = rotate.said.rotation?.recordings ?? 0;
  if (wrapped < recordings) throw new Error(`only ${wrapped} keys were wrapped anew`);
  const updated = await measured(() =>
    ground.query(`UPDATE recording SET wrapped_key = set_byte(wrapped_key, 40, 1) WHERE wrapped_key IS NOT NULL`),
  );
  return { verify: verify.cost, sha256sum: hashed, rotate: rotate.cost, update: updated };
}

interface Said {
  readonly checks?: readonly { readonly faultCount: number }[];
  readonly rotation?: { readonly recordings: number };
}

const readerOf = ({ Vault, FileStore }: Parts, ground: Ground, key: Buffer) =>
  new Vault(
    {},
    { unwrap: async () => key },
    { raise: async () => undefined },
    { files: new FileStore(join(ground.dir, 'vault')), remote: undefined },
  );

async function best(work: () => Promise<void>): Promise<Cost> {
  let found: Cost = { wallMs: Infinity, cpuMs: Infinity };
  for (let n = 0; n < RUNS; n++) {
    const { wallMs, cpuMs } = await measured(work);
    found = { wallMs: Math.min(found.wallMs, wallMs), cpuMs: Math.min(found.cpuMs, cpuMs) };
  }
  return found;
}

async function measured(work: () => Promise<unknown>): Promise<Cost> {
  const [begun, before] = [performance.now(), await processorTimeWithEnded(process.pid)];
  await work();
  const cpu = (await processorTimeWithEnded(process.pid)) - before;
  return { wallMs: performance.now() - begun, cpuMs: cpu * 1000 };
}

interface Figures {
  readonly throughput: readonly Throughput[];
  readonly ranges: readonly Latency[];
  readonly legs: Awaited<ReturnType<typeof recordingLegs>>;
  readonly many: Awaited<ReturnType<typeof overMany>>;
  readonly recordings: number;
}

function report({ throughput, ranges, legs, many, recordings }: Figures): void {
  const load = loadavg()[0]?.toFixed(1);
  console.log(
    `An hour of stereo (${HOUR / 1e6} MB), from memory to the disk; the best of ${RUNS}. CPU counts children, not Postgres.`,
  );
  console.log(
    `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'} × ${availableParallelism()}, load average ${load}\n`,
  );
  console.log(
    table(
      ['what', 'MB/s', 'MB per CPU second'],
      throughput.map((row) => [row.what, row.mbPerSecond.toFixed(0), row.mbPerCpuSecond.toFixed(0)]),
    ),
  );
  console.log(`\n${RANGES} ranges of the hour:\n`);
  console.log(
    table(
      ['what', 'p50 ms', 'p95 ms'],
      ranges.map(({ what, p50, p95 }) => [what, p50.toFixed(2), p95.toFixed(2)]),
    ),
  );
  console.log(`\n${legs.legs} legs recorded at once for ${legs.minutes} minutes, in pieces, and ended:\n`);
  console.log(
    table(
      ['what', '% of a core per leg', 'most in memory per leg, MB'],
      [
        ['sealed while they live', legs.percent.toFixed(3), (legs.mostBytes / 1e6).toFixed(2)],
        [
          'copied as they are, at the end',
          legs.copyPercent.toFixed(3),
          ((legs.minutes * 60 * 32_000) / 1e6).toFixed(2),
        ],
      ],
    ),
  );
  console.log(`\n${recordings} recordings, files of 32 kB:\n`);
  const per = ({ wallMs, cpuMs }: Cost): string[] =>
    [wallMs, cpuMs].map((ms) => (((ms / 1000) * 100_000) / recordings).toFixed(1));
  console.log(
    table(
      ['what', 's per 100,000', 'CPU s per 100,000'],
      [
        ['verify: chain, rows, files, keys', ...per(many.verify)],
        ['sha256sum of the files alone', ...per(many.sha256sum)],
        ['rotate: every data key wrapped anew', ...per(many.rotate)],
        ['UPDATE of the same column, no keys', ...per(many.update)],
      ],
    ),
  );
  console.log(JSON.stringify({ bench: 'vault', load, throughput, ranges, legs, many, recordings }));
}
