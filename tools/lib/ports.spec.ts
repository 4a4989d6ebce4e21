import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { freePort, type PortRange, takePorts } from './ports.ts';

const [low, high] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').trim().split(/\s+/).map(Number);
const isForClients = (port: number) => port >= Number(low) && port <= Number(high);

it('gives no port twice, none that is taken, and none that the kernel gives to clients', async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, () => freePort()));
  expect(new Set(ports).size).toBe(50);
  expect(ports.filter(isForClients)).toEqual([]);

  const next = Math.max(...ports) + 1;
  const [server, socket] = [createServer().listen(next, '127.0.0.1'), createSocket('udp4').bind(next + 1, '127.0.0.2')];
  await Promise.all([once(server, 'listening'), once(socket, 'listening')]);
  expect(await freePort()).not.toBe(next);
  expect(await freePort('udp')).not.toBe(next + 1);
  server.close();
  socket.close();
});

it('takes ranges that nobody else is given until they are given back, in whichever process', async () => {
  const taken: PortRange[] = [];
  for (const count of [1, 400, 401, 1000]) taken.push(await takePorts(count));
  expect(taken.map(({ from, to }) => to - from + 1)).toEqual([400, 400, 800, 1200]);
  const code = `import { freePort } from ${JSON.stringify(join(import.meta.dirname, 'ports.ts'))}; console.log(await freePort())`;
  // One alone: it gives its range back when it ends, and another may have it then.
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code]);
  const all = [...taken, { from: Number(stdout), to: Number(stdout) }];
  for (const [n, one] of all.entries())
    for (const other of all.slice(n + 1)) expect(one.to < other.from || other.to < one.from).toBe(true);
  await Promise.all(taken.map((range) => range.release()));
});
