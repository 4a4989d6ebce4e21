import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { Problem } from './problem.ts';

const exec = promisify(execFile);

/** A TCP port nobody uses at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A UDP port nobody uses at the moment. */
export async function freeUdpPort(address = '127.0.0.1'): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve, reject) => socket.once('error', reject).bind(0, address, resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

/** Refuses with a sentence that names the culprit and the option when a port is taken. */
export async function insistOnFree(kind: 'tcp' | 'udp', port: number, purpose: string, option: string): Promise<void> {
  if (await isFree(kind, port)) return;
  const culprit = await userOf(kind, port);
  throw new Problem(
    `Port ${port} (${kind}), wanted for ${purpose}, is taken${culprit ? ` by ${culprit}` : ''}: stop that, or choose another with ${option}.`,
  );
}

function isFree(kind: 'tcp' | 'udp', port: number): Promise<boolean> {
  return new Promise((resolve) => {
    if (kind === 'tcp') {
      const server = createServer();
      server
        .once('error', () => resolve(false))
        .listen({ port, host: '0.0.0.0' }, () => server.close(() => resolve(true)));
    } else {
      const socket = createSocket('udp4');
      socket.once('error', () => resolve(false)).bind(port, () => socket.close(() => resolve(true)));
    }
  });
}

/** The process on a port, as its command line and number, when `ss` is there and may tell. */
async function userOf(kind: 'tcp' | 'udp', port: number): Promise<string | undefined> {
  const { stdout } = await exec('ss', [`-Hlnp${kind === 'tcp' ? 't' : 'u'}`, `sport = :${port}`]).catch(() => ({
    stdout: '',
  }));
  const pid = /pid=(\d+)/.exec(stdout)?.[1];
  if (!pid) return undefined;
  const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ').trim();
  return `process ${pid} (${command.length > 70 ? `${command.slice(0, 69)}…` : command})`;
}
