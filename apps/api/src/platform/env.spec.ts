import { readFile } from 'node:fs/promises';

import { expect, it } from 'vitest';

import { ENV_NAMES, readEnv } from './env.js';

const DATABASE_URL = 'postgres://sibai_app:x@127.0.0.1:5433/sibai';

it('needs nothing but the database', () => {
  const env = readEnv({ DATABASE_URL });
  expect(env).toMatchObject({ PORT: 3000, METRICS_PORT: 9464, ARI_URLS: [], COOKIE_SECURE: false });
  expect(env.PROMPT_DIR).toBe(`${env.DATA_DIR}/prompts`);
});

it('reads lists, numbers and flags', () => {
  const env = readEnv({
    DATABASE_URL,
    PORT: '80',
    ARI_URLS: 'http://a:b@127.0.0.1:8088/ari, http://a:b@127.0.0.2:8088/ari',
    SIBAI_ROLES: 'engine',
    COOKIE_SECURE: 'true',
  });
  expect(env.ARI_URLS).toEqual(['http://a:b@127.0.0.1:8088/ari', 'http://a:b@127.0.0.2:8088/ari']);
  expect(env).toMatchObject({ PORT: 80, SIBAI_ROLES: ['engine'], COOKIE_SECURE: true });
});

it('takes an empty variable for an absent one', () => {
  expect(readEnv({ DATABASE_URL, PORT: '', ARI_URLS: '', PUBLIC_HOST: '' })).toMatchObject({
    PORT: 3000,
    ARI_URLS: [],
  });
});

it.each([
  ['DATABASE_URL', undefined],
  ['DATABASE_URL', 'mysql://127.0.0.1/x'],
  ['PORT', 'http'],
  ['PORT', '70000'],
  ['ARI_URLS', 'not an address'],
  ['SIBAI_ROLES', 'king'],
  ['VAULT_URL', 'https://store/bucket'],
  ['VAULT_URL', 's3:///prefix'],
  ['KMS_URL', 'https://kms:8200/v1/transit'],
  ['LOG_LEVEL', 'loud'],
])('names %s when it is %s', (name, value) => {
  expect(() => readEnv({ DATABASE_URL, [name]: value })).toThrow(name);
});

it('is explained in the documentation, variable by variable', async () => {
  const text = await readFile(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8');
  expect(ENV_NAMES.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});
