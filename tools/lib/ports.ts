import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { promisify } from 'node:util';
import { Problem } from './problem.ts';

const exec = promisify(execFile);

type Kind = 'tcp' | 'udp';

/** The first port after those that `npm start` takes by default. */
const FIRST = 11_000;
const RANGE = 400;

/** Ports that are one process's own until it gives them back, or ends. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
  release(): Promise<void>;
}

/**
 * Takes at least so many ports side by side that no other process is given here, nor the kernel gives to clients: what listens
 * on them later cannot find them taken. A range is held by an abstract socket of its name, which is gone with its process.
 */
export async function takePorts(count = RANGE): Promise<PortRange> {
  const ranges = Math.ceil(count / RANGE);
  const places = placesOutside(await clientPorts(), ranges);
  const begin = Math.floor(Math.random() * places.length);
  for (const from of [...places.slice(begin), ...places.slice(0, begin)]) {
    const held: Server[] = [];
    for (let n = 0; n < ranges; n++) {
      const server = await holdRange(from + n * RANGE);
      if (server) held.push(server);
    }
    const release = async () => void (await Promise.all(held.map(close)));
    if (held.length === ranges) return { from, to: from + ranges * RANGE - 1, release };
    await release();
  }
  throw new Problem(`No ${ranges * RANGE} ports side by side are left: end other tests or benchmarks of Sibai first.`);
}

let own: Promise<PortRange> | undefined;
let given = 0;

/** A port that nobody uses, and that no other process is given here. */
export async function freePort(kind: Kind = 'tcp', address = '0.0.0.0'): Promise<number> {
  const { from, to } = await (own ??= takePorts());
  for (let tries = from; tries <= to; tries++) {
    const port = from + (given++ % (to - from + 1));
    if (await isFree(kind, port, address)) return port;
  }
  throw new Problem(`All ports from ${from} to ${to} are taken.`);
}

/** Where such a range may begin: outside of the ports for clients, or anywhere when those leave no room. */
function placesOutside([low, high]: readonly [number, number], ranges: number): number[] {
  const size = ranges * RANGE;
  const all = Array.from({ length: Math.floor((65_536 - FIRST) / RANGE) - ranges + 1 }, (_, n) => FIRST + n * RANGE);
  const outside = all.filter((from) => from + size <= low || from > high);
  return outside.length > 0 ? outside : all;
}

async function clientPorts(): Promise<[number, number]> {
  const text = await readFile('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').catch(() => '');
  const [low = 32_768, high = 60_999] = text.trim().split(/\s+/).filter(Boolean).map(Number);
  return [low, high];
}

function holdRange(from: number): Promise<Server | undefined> {
  const server = createServer().unref();
  return new Promise((resolve) =>
    server.once('error', () => resolve(undefined)).listen(`\0sibai-ports-${from}`, () => resolve(server)),
  );
}

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

/** Refuses with a sentence that names the culprit and the option when a port is taken. */
export async function insistOnFree(kind: Kind, port: number, purpose: string, option: string): Promise<void> {
  if (await isFree(kind, port)) return;
  const culprit = await userOf(kind, port);
  throw new Problem(
    `Port ${port} (${kind}), wanted for ${purpose}, is taken${culprit ? ` by ${culprit}` : ''}: stop that, or choose another with ${option}.`,
  );
}

function isFree(kind: Kind, port: number, address = '0.0.0.0'): Promise<boolean> {
  return new Promise((resolve) => {
    if (kind === 'tcp') {
      const server = createServer();
      server
        .once('error', () => resolve(false))
        .listen({ port, host: address }, () => server.close(() => resolve(true)));
    } else {
      const socket = createSocket('udp4');
      socket.once('error', () => resolve(false)).bind(port, address, () => socket.close(() => resolve(true)));
    }
  });
}

/** The process on a port, as its command line and number, when `ss` is there and may tell. */
async function userOf(kind: Kind, port: number): Promise<string | undefined> {
  const { stdout } = await exec('ss', [`-Hlnp${kind === 'tcp' ? 't' : 'u'}`, `sport = :${port}`]).catch(() => ({
    stdout: '',
  }));
  const pid = /pid=(\d+)/.exec(stdout)?.[1];
  if (!pid) return undefined;
  const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ').trim();
  return `process ${pid} (${command.length > 70 ? `${command.slice(0, 69)}…` : command})`;
}
