import { expect, it } from 'vitest';

import { Told } from './told';

it('an answer is overtaken by what was told while it was on its way, and by nothing else', async () => {
  const told = new Told<string>();
  expect(await told.ask(async () => 'ready')).toBe('ready');
  told.hear('ringing');
  expect(await told.ask(async () => 'talking')).toBe('talking');

  const { promise, resolve } = Promise.withResolvers<string>();
  const asked = told.ask(() => promise);
  told.hear('wrap-up');
  resolve('talking');
  expect(await asked).toBe('wrap-up');
  expect(await told.ask(async () => 'ready')).toBe('ready');
});

it('a question that fails fails, whatever was told meanwhile', async () => {
  const told = new Told<string>();
  const asked = told.ask(() => Promise.reject(new Error('no network')));
  told.hear('ready');
  await expect(asked).rejects.toThrow('no network');
});
