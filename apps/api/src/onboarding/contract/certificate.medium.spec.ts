import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ChainState, ContractVerdict } from '@sibai/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Env } from '../../platform/env.js';
import { TestApi } from '../../platform/testing.js';
import { loadCertificate } from './certificate.js';
import { openP12 } from './p12.js';
import { checkPdf } from './signed-pdf.js';
import { Applicant, formOf } from './testing.js';
import { EC_P12, EC_P12_PASSWORD } from './testing.p12.js';

let dir: string;
let path: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sibai-p12-'));
  path = join(dir, 'platform.p12');
  await writeFile(path, EC_P12);
});
afterAll(() => rm(dir, { recursive: true }));

describe('a certificate of one’s own', () => {
  it('signs, when it is configured', async () => {
    const api = await TestApi.start({ CONTRACT_P12_FILE: path, CONTRACT_P12_PASSWORD: EC_P12_PASSWORD });
    try {
      const red = new Applicant(api, 'red');
      await red.verified();
      await red.holds('4008001234');
      await red.chooses();
      const contract = await red.signs();
      const file = await red.file(contract.id);
      const { certificate } = (await api.as('operator').get<ChainState>('/operator/contracts/chain')).body;
      expect(certificate).toMatchObject({ selfMade: false, subject: 'CN=EC 签章, O=Test' });
      expect(checkPdf(file)).toMatchObject({ signed: true, overContent: true, whole: true });
      expect(checkPdf(file)?.certificate.publicKey.asymmetricKeyType).toBe('ec');
      const { body } = await api.nobody.post<ContractVerdict>('/contracts/verify', formOf(file));
      expect(body.verdict).toBe('valid');
    } finally {
      await api.stop();
    }
  });

  it('is refused at start when the password or the file is wrong, in words that name the variable and the reason', async () => {
    const load = (file: string, password?: string) =>
      loadCertificate({ CONTRACT_P12_FILE: file, CONTRACT_P12_PASSWORD: password } as Env, new Date());
    await expect(load(path, 'wrong')).rejects.toThrow(
      `CONTRACT_P12_FILE: ${path} cannot be used: the password does not open it (CONTRACT_P12_PASSWORD)`,
    );
    await expect(load(path)).rejects.toThrow('the password does not open it');
    await expect(load(join(dir, 'absent.p12'), 'x')).rejects.toThrow('ENOENT');
    const broken = join(dir, 'broken.p12');
    await writeFile(broken, 'nothing');
    await expect(load(broken, 'x')).rejects.toThrow('it is no PKCS #12 file');
    await expect(TestApi.start({ CONTRACT_P12_FILE: path, CONTRACT_P12_PASSWORD: 'wrong' })).rejects.toThrow(
      'the password does not open it',
    );
  });

  it('must fit its key', () => {
    expect(openP12(EC_P12, EC_P12_PASSWORD).certificate.subject).toBe('CN=EC 签章\nO=Test');
  });
});

describe('a certificate made here', () => {
  it('is made once, also by two that start together, and is the same after a restart', async () => {
    const env = { DATA_DIR: join(dir, 'fresh'), PROVIDER_NAME: '四百通信服务有限公司' } as Env;
    const both = await Promise.all([loadCertificate(env, new Date()), loadCertificate(env, new Date())]);
    const again = await loadCertificate(env, new Date());
    const prints = [...both, again].map(({ certificate }) => certificate.fingerprint256);
    expect(new Set(prints).size).toBe(1);
    expect(again.certificate.checkPrivateKey(again.key)).toBe(true);
    expect(again.certificate.subject).toContain('四百通信服务有限公司');
    expect(again.certificate.ca).toBe(false);
  });
});
