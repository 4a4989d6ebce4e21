import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, expect, it } from 'vitest';

import { Sandbox, SandboxError } from './sandbox.js';

type Question = { do: string; ms?: number };
const limits = { jobMs: 25_000, memoryMb: 300, idleMs: 300, waiting: 3, confined: true };
const sandbox = new Sandbox<Question, unknown, string>('./sandbox.testing', import.meta.url, limits);
const impatient = new Sandbox<Question, unknown, string>('./sandbox.testing', import.meta.url, {
  ...limits,
  jobMs: 500,
});
afterEach(() => {
  sandbox.stop();
  impatient.stop();
});

const failure = (job: Promise<unknown>): Promise<string> =>
  job.then(
    () => 'none',
    (error: unknown) => (error instanceof SandboxError ? error.failure : String(error)),
  );

it('starts nothing before the first job, and ends what is idle', async () => {
  expect(sandbox.pid).toBeUndefined();
  expect(await sandbox.run({ do: 'echo' })).toBe('echo');
  expect(sandbox.pid).toBeGreaterThan(0);
  await sleep(limits.idleMs + 200);
  expect(sandbox.pid).toBeUndefined();
  expect(await sandbox.run({ do: 'again' })).toBe('again');
});

it('does one job at a time, and tells those who wait', async () => {
  const moves: number[][] = [[], [], []];
  const heard: string[] = [];
  const pids = await Promise.all(
    moves.map((list) =>
      sandbox.run({ do: 'wait', ms: 20 }, { moved: (at) => list.push(at), heard: (news) => heard.push(news) }),
    ),
  );
  expect(new Set(pids).size).toBe(1);
  expect(moves.map((list) => [...new Set(list)])).toEqual([[0], [1, 0], [2, 1, 0]]);
  expect(heard).toEqual(['waiting', 'waiting', 'waiting']);
});

it('takes no more than can wait', async () => {
  const jobs = Array.from({ length: 6 }, () => failure(sandbox.run({ do: 'wait', ms: 10 })));
  expect((await Promise.all(jobs)).filter((outcome) => outcome === 'too_busy')).toHaveLength(2);
});

it.each([
  ['hang', 'took_too_long', impatient],
  ['eat', 'too_much_memory', sandbox],
  ['abort', 'died', sandbox],
  ['throw', /as told/, sandbox],
])('outlives a job that would %s', async (act, expected, box) => {
  const [outcome, after] = await Promise.all([failure(box.run({ do: act })), box.run({ do: 'after' })]);
  expect(outcome).toMatch(expected);
  expect(after).toBe('after');
});

it('keeps the secrets of the environment to itself', async () => {
  process.env['SECRET_OF_THE_API'] = 'x';
  expect(await sandbox.run({ do: 'environment' })).not.toContain('SECRET_OF_THE_API');
});
