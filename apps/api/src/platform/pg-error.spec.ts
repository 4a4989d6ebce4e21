import { QueryFailedError } from 'typeorm';
import { expect, it } from 'vitest';

import { isOutage, throughOutage } from './pg-error.js';

const failed = (code: string) =>
  new QueryFailedError('SELECT', [], Object.assign(new Error('no'), { code }) as Error & { code: string });

it('knows an outage from a refusal', () => {
  expect(isOutage(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))).toBe(true);
  expect(isOutage(new Error('Connection terminated unexpectedly'))).toBe(true);
  for (const code of ['57P01', '57P03', '08006', '53300']) expect(isOutage(failed(code)), code).toBe(true);
  for (const code of ['23505', '42601', '22P02', '40001']) expect(isOutage(failed(code)), code).toBe(false);
  expect(isOutage(new TypeError('x is not a function'))).toBe(false);
  expect(isOutage(undefined)).toBe(false);
});

it('waits an outage out, and lets a refusal through at once', async () => {
  let tries = 0;
  const flaky = async () => {
    if (++tries < 2) throw failed('57P03');
    return 'written';
  };
  expect(await throughOutage(flaky)).toBe('written');
  await expect(throughOutage(() => Promise.reject(failed('23505')))).rejects.toThrow();
});
