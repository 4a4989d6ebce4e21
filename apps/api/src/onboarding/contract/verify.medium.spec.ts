import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { ChainState, Contract, ContractVerdict } from '@sibai/contracts';
import { PDFDocument } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { appendPdf, renderPdf } from '../../platform/pdf/pdf.js';
import { TestApi } from '../../platform/testing.js';
import { checkPdf, SIGNATURE_ROOM, signPdf } from './signed-pdf.js';
import { EC_P12, EC_P12_PASSWORD } from './testing.p12.js';
import { openP12 } from './p12.js';
import { Applicant, formOf, type Refusal } from './testing.js';

let api: TestApi;
let red: Applicant;
let contract: Contract;
let file: Buffer;
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sibai-contract-'));
  api = await TestApi.start({ DATA_DIR: dir });
  red = new Applicant(api, 'red');
  await red.verified();
  await red.holds('4008001234');
  await red.chooses();
  contract = await red.signs();
  file = await red.file(contract.id);
});
afterAll(async () => {
  await api.stop();
  await rm(dir, { recursive: true });
});

let asker = 0;
/** Each from an address of its own, since one address may not ask without end. */
const verify = async (bytes: Uint8Array): Promise<ContractVerdict & Refusal> => {
  const headers = { 'x-forwarded-for': `203.0.113.${++asker % 250}` };
  return (await api.nobody.post<ContractVerdict & Refusal>('/contracts/verify', formOf(bytes), { headers })).body;
};
const failed = ({ checks }: ContractVerdict) => checks.filter(({ passed }) => !passed).map(({ check }) => check);

describe('a contract as it was signed', () => {
  it('is valid, and tells what one needs to know it by and no more', async () => {
    expect(await verify(file)).toEqual({
      verdict: 'valid',
      checks: ['signature', 'whole', 'content', 'certificate', 'register'].map((check) => ({ check, passed: true })),
      sha256: contract.fileSha256,
      no: contract.no,
      contract: {
        kind: 'first',
        state: 'signed',
        signedAt: contract.signedAt,
        number: '400****234',
        customer: '北京********公司',
        provider: '四百通信服务有限公司',
        evidence: contract.evidence,
      },
    });
  });

  it('is accepted by pdfsig: a valid CAdES signature over the whole document', async () => {
    const pdfsig = process.env['PDFSIG'];
    if (!pdfsig) throw new Error('PDFSIG is not set: tools/test/medium.ts sets it');
    const path = join(dir, 'contract.pdf');
    await writeFile(path, file);
    const { stdout } = await promisify(execFile)(pdfsig, ['-nocert', path], { env: { ...process.env, HOME: dir } });
    expect(stdout).toContain('Signature Validation: Signature is Valid.');
    expect(stdout).toContain('Total document signed');
    expect(stdout).toContain('Signature Type: ETSI.CAdES.detached');
    expect(stdout).toContain('Signing Hash Algorithm: SHA-256');
    expect(stdout).toContain(`Signature Field Name: ${contract.no}`);
    const altered = Buffer.from(file);
    altered.write('%PDF-1.6', 0);
    await writeFile(path, altered);
    const answer = await promisify(execFile)(pdfsig, ['-nocert', path]).catch((error: { stdout: string }) => error);
    expect(answer.stdout).toContain('Digest Mismatch');
  });

  it('is signed with a key that only the product may read', async () => {
    expect((await stat(join(dir, 'contract-signing.pem'))).mode & 0o777).toBe(0o600);
    const pem = await api.nobody.get<string>('/contracts/certificate');
    expect(pem.body).toMatch(/^-----BEGIN CERTIFICATE-----/);
    expect(pem.body).not.toContain('PRIVATE');
  });
});

describe('a contract that was changed', () => {
  it('by one byte, anywhere, is altered', async () => {
    const many = 300;
    const range = /\/ByteRange \[(\d+) (\d+) (\d+) (\d+)/.exec(file.toString('latin1'))?.slice(1).map(Number) ?? [];
    const gap = [range[1] ?? 0, (range[1] ?? 0) + 1, (range[1] ?? 0) + 5000, (range[2] ?? 0) - 2, (range[2] ?? 0) - 1];
    const places = [
      0,
      1,
      file.length - 1,
      ...gap,
      ...Array.from({ length: many }, (_, i) => Math.floor((i / many) * file.length)),
    ];
    for (const at of places) {
      const altered = Buffer.from(file);
      altered[at] = (altered[at] ?? 0) ^ (1 << (at % 7));
      const signature = checkPdf(altered);
      const inside = at > (range[1] ?? 0) && at < (range[2] ?? 0) - 1;
      // What lies outside of the signature's own bytes is covered by it.
      if (!inside) expect(signature?.signed && signature.overContent && signature.whole, `byte ${at}`).not.toBe(true);
    }
    for (const at of places.filter((_, i) => i % 10 === 0).concat(gap)) {
      const altered = Buffer.from(file);
      altered[at] = (altered[at] ?? 0) ^ 1;
      const answer = await verify(altered);
      expect(answer.verdict ?? answer.code, `byte ${at}`).toBe(at < 8 && answer.code ? 'contract.not_pdf' : 'altered');
    }
  });

  it('by something added behind the signature is altered, though the signature still holds for what it covers', async () => {
    const added = await appendPdf(file, {
      title: 't',
      createdAt: new Date(),
      blocks: [{ kind: 'title', text: '另加一页' }],
    });
    expect((await PDFDocument.load(added)).getPageCount()).toBe(contract.pages + 1);
    const verdict = await verify(added);
    expect(verdict).toMatchObject({ verdict: 'altered', no: contract.no, contract: null });
    expect(failed(verdict)).toEqual(['whole', 'register']);
    expect(failed(await verify(Buffer.concat([file, Buffer.from('\n')])))).toEqual(['whole', 'register']);
  });

  it('by its end cut off, or its evidence taken away, is altered or nothing of ours', async () => {
    expect((await verify(file.subarray(0, file.length - 1))).verdict).toBe('altered');
    const [row] = await api.db.owner.query<{ n: number }[]>(`SELECT document_bytes AS n FROM signature_evidence`);
    expect((await verify(file.subarray(0, row?.n))).verdict).toBe('not_ours');
  });

  it('and signed again by somebody else is altered: the certificate is not ours', async () => {
    const other = openP12(EC_P12, EC_P12_PASSWORD);
    const [row] = await api.db.owner.query<{ n: number }[]>(`SELECT document_bytes AS n FROM signature_evidence`);
    const field = { field: contract.no, name: 'x', reason: 'x', location: 'x', at: new Date(), room: SIGNATURE_ROOM };
    const page = { title: 't', createdAt: new Date(), blocks: [{ kind: 'title', text: '签署证据页' } as const] };
    const forged = await signPdf(await appendPdf(file.subarray(0, row?.n), page, field), other);
    const verdict = await verify(forged);
    expect(verdict.verdict).toBe('altered');
    expect(failed(verdict)).toEqual(['certificate', 'register']);
  });
});

describe('any other file', () => {
  it('is not ours, or no PDF at all', async () => {
    const document = { title: 't', createdAt: new Date(), blocks: [{ kind: 'title', text: '别的文件' } as const] };
    const verdict = await verify(await renderPdf(document));
    expect(verdict).toMatchObject({ verdict: 'not_ours', no: null, contract: null });
    expect((await verify(Buffer.from('hello'))).code).toBe('contract.not_pdf');
    expect((await verify(Buffer.alloc(11 * 1024 * 1024, 1))).code).toBe('contract.too_large');
    expect((await api.nobody.post<Refusal>('/contracts/verify', new FormData())).body.code).toBe('request.invalid');
  });

  it('is looked at so often and no more', async () => {
    const ask = () =>
      api.nobody.post('/contracts/verify', formOf(Buffer.from('x')), {
        headers: { 'x-forwarded-for': '198.51.100.7' },
      });
    const answers = [];
    for (let i = 0; i < 61; i++) answers.push((await ask()).status);
    expect(answers.slice(0, 60)).toEqual(Array(60).fill(422));
    expect(answers.at(-1)).toBe(429);
  });
});

describe('the chain of signatures', () => {
  const check = async () => (await api.as('operator').post<ChainState>('/operator/contracts/chain')).body.last;
  const tampered = async (sql: string, undo: string) => {
    await api.db.owner.query(sql);
    const last = await check();
    await api.db.owner.query(undo);
    return last?.fault;
  };

  it('is whole, and looked over every night', async () => {
    for (let i = 0; i < 3; i++) {
      await red.planBegins();
      await api.db.owner.query(`UPDATE plan_choice SET state = 'ended' WHERE state = 'active'`);
      await red.owns('4008001234');
      await red.chooses('cloud_standard', { concurrency: 21 + i });
      await red.signs();
    }
    await api.sweep('contract.chain');
    const { body } = await api.as('operator').get<ChainState>('/operator/contracts/chain');
    expect(body).toMatchObject({ last: { entries: 4, fault: null }, certificate: { selfMade: true } });
    expect(body.last?.head).toBe((await red.list())[0]?.evidence?.hash);
    expect((await api.as('admin').post('/operator/contracts/chain')).status).toBe(403);
  });

  it('shows what was changed in an entry', async () => {
    const swap = (a: string, b: string) =>
      `UPDATE signature_evidence SET payload = replace(payload, '${a}', '${b}') WHERE seq = 2`;
    expect(await tampered(swap('王敏', '王明'), swap('王明', '王敏'))).toMatchObject({ kind: 'entry', seq: 2 });
  });

  it('shows an entry whose hash was made anew: the next does not follow it', async () => {
    const [{ entry_hash: hash } = { entry_hash: '' }] = await api.db.owner.query<{ entry_hash: string }[]>(
      `SELECT entry_hash FROM signature_evidence WHERE seq = 2`,
    );
    const forge = `UPDATE signature_evidence SET payload = replace(payload, '王敏', '王明'),
      entry_hash = encode(sha256(convert_to('2' || E'\\n' || previous_hash || E'\\n' || replace(payload, '王敏', '王明'), 'UTF8')), 'hex')
      WHERE seq = 2`;
    const undo = `UPDATE signature_evidence SET payload = replace(payload, '王明', '王敏'), entry_hash = '${hash}' WHERE seq = 2`;
    expect(await tampered(forge, undo)).toMatchObject({ kind: 'link', seq: 3 });
  });

  it('shows a contract whose file is another than the one that was signed', async () => {
    const { no, fileSha256 } = contract;
    expect(
      await tampered(
        `UPDATE contract SET file_sha256 = repeat('a', 64) WHERE no = '${no}'`,
        `UPDATE contract SET file_sha256 = '${fileSha256}' WHERE no = '${no}'`,
      ),
    ).toEqual({ kind: 'contract', seq: 1, no });
  });

  it('shows an entry that was taken out, from the middle or from the end', async () => {
    const away = (seq: number) => `CREATE TABLE kept AS SELECT * FROM signature_evidence WHERE seq = ${seq};
      DELETE FROM signature_evidence WHERE seq = ${seq}`;
    const back = `INSERT INTO signature_evidence SELECT * FROM kept; DROP TABLE kept`;
    expect(await tampered(away(2), back)).toMatchObject({ kind: 'link', seq: 3 });
    expect(await tampered(away(4), back)).toMatchObject({ kind: 'shortened', seq: 3 });
    expect((await check())?.fault).toBeNull();
  });

  it('shows a contract that has no entry', async () => {
    await api.db.owner.query(`DELETE FROM chain_check`);
    const away = `CREATE TABLE kept AS SELECT * FROM signature_evidence WHERE seq = 4; DELETE FROM signature_evidence WHERE seq = 4`;
    const back = `INSERT INTO signature_evidence SELECT * FROM kept; DROP TABLE kept`;
    expect(await tampered(away, back)).toMatchObject({ kind: 'missing' });
  });
});
