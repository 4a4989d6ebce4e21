import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Problem } from './problem.ts';
import { isAlive, processId } from './lock.ts';
import { type Service, startService } from './service.ts';

let dir: string;
beforeAll(async () => (dir = await mkdtemp(join(tmpdir(), 'sibai-service-'))));
afterAll(() => rm(dir, { recursive: true }));

const run = (code: string, ready: () => boolean, withinMs = 20_000): Promise<Service> =>
  startService({
    ...{ name: 'The part', command: process.execPath, args: ['-e', code], log: join(dir, 'part.log') },
    ...{ stopSignal: 'SIGTERM', ready: async () => ready(), withinMs },
  });

it('is there once it is ready, and gone once it is stopped', async () => {
  let looks = 0;
  const service = await run('setInterval(() => {}, 1000)', () => ++looks === 3);
  expect(looks).toBe(3);
  await service.stop();
  expect(await service.exited).toBe('signal SIGTERM');
});

it('that ends at once is told with the last it said', async () => {
  const failure = run('console.error("port 3000 is taken"); process.exit(3)', () => false);
  await expect(failure).rejects.toThrow(Problem);
  await expect(failure).rejects.toThrow(
    /^The part ended at once \(exit code 3\)\.\n\S+ ends with:\n {2}port 3000 is taken$/,
  );
});

it('that does not become ready is told with the last it said, and ended', async () => {
  const failure = run('console.log(process.pid); setInterval(() => {}, 1000)', () => false, 1500);
  const message = await failure.catch((error: Error) => error.message);
  expect(message).toMatch(/^The part was not ready after 1\.5 s\.\n/);
  const pid = Number(/(\d+)$/.exec(String(message))?.[1]);
  expect(pid).toBeGreaterThan(0);
  expect(isAlive(processId(pid))).toBe(false);
});
