import { mkdir, readdir, writeFile } from 'node:fs/promises';

import type { BadLines, NumberImport, NumberPage } from '@sibai/contracts';
import { v7 as uuid } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { ENV, type Env } from '../../platform/env.js';
import { type Client, TestApi } from '../../platform/testing.js';
import { ImportRunner, importsDir } from './import.runner.js';
import { NumberIndex } from './number-index.js';

let api: TestApi;
let operator: Client;
let runner: ImportRunner;
let dir: string;

beforeAll(async () => {
  api = await TestApi.start();
  operator = api.as('operator');
  runner = api.app.get(ImportRunner);
  dir = importsDir(api.app.get<Env>(ENV));
});
afterAll(() => api.stop());
afterEach(async () => {
  await runner.idle();
  await api.db.owner.query(`DELETE FROM number_import; DELETE FROM number_hold; DELETE FROM number`);
});

const upload = (content: string | Uint8Array<ArrayBuffer>, client = operator, name = '号码.csv') => {
  const form = new FormData();
  form.append('file', new Blob([content]), name);
  return client.post<NumberImport>('/inventory/imports', form);
};
/** An import from its beginning to its end. */
const imported = async (content: string | Uint8Array<ArrayBuffer>): Promise<NumberImport> => {
  const { status, body } = await upload(content);
  expect(status).toBe(201);
  await runner.idle();
  return (await operator.get<NumberImport>(`/inventory/imports/${body.id}`)).body;
};
const badLines = async ({ id }: { id: string }) =>
  (await operator.get<BadLines>(`/inventory/imports/${id}/lines`)).body.lines;
const stock = async (): Promise<Record<string, number | null>> => {
  const rows = await api.db.owner.query<{ number: string; own_price_fen: number | null }[]>(
    `SELECT number, own_price_fen FROM number ORDER BY number`,
  );
  return Object.fromEntries(rows.map(({ number, own_price_fen }) => [number, own_price_fen]));
};
const count = async () =>
  (await api.db.owner.query<{ n: number }[]>(`SELECT count(*)::int AS n FROM number`))[0]?.n ?? 0;
const lines = (n: number, from = 0) =>
  Array.from({ length: n }, (_, i) => `400${String(from + i).padStart(7, '0')}\n`).join('');

describe('a file of numbers', () => {
  it('is taken line by line, in every spelling, and each bad line is told with its reason', async () => {
    await api.db.owner.query(
      `INSERT INTO number (number, tier) VALUES ('4008000000', 'plain'), ('4008000001', 'plain')`,
    );
    const done = await imported(
      [
        '\uFEFF号码,备注,月租（元）',
        '400-800-1234,,',
        '4008-001-235,好号,"1,288.50"',
        '+86 400 800 1236,,35',
        '',
        '４００８００１２３７,,',
        '13800138000,,',
        '4008001234,,',
        '4008000000,,',
        '4008000001,,88',
        '4008001238,,便宜',
        '=cmd(),,',
      ].join('\r\n'),
    );
    expect(done).toMatchObject({ fileName: '号码.csv', state: 'done', added: 4, repriced: 1, bad: 5, failure: null });
    expect(await stock()).toEqual({
      '4008000000': null,
      '4008000001': 8800,
      '4008001234': null,
      '4008001235': 128_850,
      '4008001236': 3500,
      '4008001237': null,
    });
    expect((await badLines(done)).map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '7 not_a_number',
      '8 twice_in_file',
      '9 already_there',
      '11 bad_price',
      '12 not_a_number',
    ]);
    const { body } = await operator.get<string>(`/inventory/imports/${done.id}/lines.csv`);
    expect(body).toContain(`\r\n12,不是 400 号码（应为 400 加七位数字）,"'=cmd(),,"\r\n`);
    expect(await readdir(dir)).toEqual([]);
  });

  it('may be written by Excel in GBK, and needs no head', async () => {
    const gbk = Buffer.from([0xba, 0xc5, 0xc2, 0xeb, 0x0a]); // 号码
    expect(await imported(Buffer.concat([gbk, Buffer.from('4008001234\n')]))).toMatchObject({ added: 1, bad: 0 });
    expect(await imported('4008001235,50')).toMatchObject({ added: 1, bad: 0 });
    expect(await stock()).toEqual({ '4008001234': null, '4008001235': 5000 });
  });

  it('does not change the price of a number that somebody has', async () => {
    await imported('4008001234');
    await api.as('admin').post('/numbers/4008001234/hold');
    const done = await imported('4008001234,1');
    expect(done).toMatchObject({ added: 0, repriced: 0, bad: 1 });
    expect(await badLines(done)).toMatchObject([{ reason: 'already_sold' }]);
  });

  it('of a hundred thousand lines is in the stock, and is found', async () => {
    expect(await imported(lines(100_000, 8_000_000))).toMatchObject({ added: 100_000, bad: 0, lines: 100_000 });
    expect(await count()).toBe(100_000);
    await api.app.get(NumberIndex).whole();
    const { body } = await api.nobody.get<NumberPage>('/numbers/search?q=4008088888');
    expect(body.items[0]?.number).toBe('4008088888');
    expect((await api.app.get(NumberIndex).use()).count('free')).toBe(100_000);
  }, 60_000);

  it('is refused while another runs, and to everybody but the operator', async () => {
    const tenantId = api.user('operator').tenantId;
    const running = uuid();
    await api.db.owner.query(
      `INSERT INTO number_import (id, tenant_id, file_name, bytes, started_by, started_at) VALUES ($1, $2, 'f', 1, 'u', now())`,
      [running, tenantId],
    );
    expect(await upload('4008001234')).toMatchObject({ status: 409, body: { code: 'number_import.running' } });
    expect((await upload('4008001234', api.as('admin'))).status).toBe(403);
    expect((await operator.post(`/inventory/imports/${running}/cancel`)).body).toMatchObject({ state: 'cancelled' });
    expect((await operator.post(`/inventory/imports/${running}/cancel`)).body).toMatchObject({
      code: 'number_import.ended',
    });
    expect(await imported('4008001234')).toMatchObject({ state: 'done' });
    expect((await operator.post('/inventory/imports', new FormData())).status).toBe(422);
    expect((await operator.get<NumberImport[]>('/inventory/imports')).body).toHaveLength(2);
  });

  it('is cancelled in the middle, and what was taken stays', async () => {
    const { body } = await upload(lines(100_000));
    await expect.poll(count, { interval: 10 }).toBeGreaterThan(0);
    expect((await operator.post(`/inventory/imports/${body.id}/cancel`)).status).toBe(200);
    await runner.idle();
    const after = (await operator.get<NumberImport>(`/inventory/imports/${body.id}`)).body;
    expect(after.state).toBe('cancelled');
    expect(await count()).toBe(after.added);
    expect(after.added).toBeLessThan(100_000);
    expect(await readdir(dir)).toEqual([]);
  }, 30_000);

  it('goes on after a crash where it was, and no line is lost or counted twice', async () => {
    const { body } = await upload(lines(30_000) + 'bad\n');
    await expect.poll(count, { interval: 10 }).toBeGreaterThan(0);
    await runner.onApplicationShutdown();
    const halfway = (await operator.get<NumberImport>(`/inventory/imports/${body.id}`)).body;
    expect(halfway).toMatchObject({ state: 'running', added: await count() });
    expect(halfway.lines).toBeLessThan(30_001);

    await writeFile(`${dir}/an-upload-that-was-cut-off`, 'x');
    await runner.resume();
    await runner.idle();
    expect((await operator.get<NumberImport>(`/inventory/imports/${body.id}`)).body).toMatchObject({
      ...{ state: 'done', added: 30_000, bad: 1, lines: 30_001 },
    });
    expect(await count()).toBe(30_000);
    expect(await readdir(dir)).toEqual([]);
  }, 30_000);

  it('that is none at all ends with a reason', async () => {
    await mkdir(dir, { recursive: true });
    expect(await imported('x'.repeat(50_000))).toMatchObject({ state: 'failed', failure: expect.any(String) });
    expect(await imported('')).toMatchObject({ state: 'done', added: 0, lines: 0 });
  });
});
