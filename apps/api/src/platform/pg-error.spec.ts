import { QueryFailedError } from 'typeorm';
import { expect, it } from 'vitest';

import { isOutage, isUnstorable, throughOutage } from './pg-error.js';

const failed = (code: string, message = 'no') =>
  new QueryFailedError('SELECT', [], Object.assign(new Error(message), { code }) as Error & { code: string });

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

it('knows what can be stored nowhere from a mistake of ours', () => {
  for (const code of ['22021', '22P05', '22008']) expect(isUnstorable(failed(code)), code).toBe(true);
  expect(isUnstorable(failed('22P02', 'invalid input syntax for type json'))).toBe(true);
  expect(isUnstorable(failed('22P02', 'invalid input syntax for type uuid: "x"'))).toBe(false);
  expect(isUnstorable(failed('22012'))).toBe(false);
  expect(isUnstorable(Object.assign(new Error('no'), { code: '22021' }))).toBe(false);
});
