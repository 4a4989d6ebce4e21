import type { Contract, Terms } from '@sibai/contracts';
import { PDFiumLibrary } from '@hyzyla/pdfium';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Db } from '../../platform/db.js';
import { TestApi } from '../../platform/testing.js';
import { History, type NewEvent } from '../history.js';
import { FIRST_TERMS } from './first-terms.js';
import { sha256Of } from './signed-pdf.js';
import { Applicant, MOBILES, type Refusal } from './testing.js';

const NUMBER = '4008001234';

let api: TestApi;
let red: Applicant;
let blue: Applicant;
beforeAll(async () => {
  api = await TestApi.start();
  red = new Applicant(api, 'red');
  blue = new Applicant(api, 'blue');
});
afterAll(() => api.stop());

async function textOf(pdf: Uint8Array): Promise<string> {
  const document = await (await PDFiumLibrary.init()).loadDocument(pdf);
  const text = [...document.pages()].map((page) => page.getText()).join('\n');
  document.destroy();
  return text.replace(/\s/g, '');
}

describe('before a contract', () => {
  it('each thing that is missing is named, one after the other', async () => {
    const refused = async () => {
      const { status, body } = await red.draw();
      expect({ status, code: body.code }).toEqual({ status: 409, code: 'contract.not_ready' });
      expect((await red.desk()).missing).toEqual(body.details['missing']);
      return body.details['missing'];
    };
    expect(await refused()).toEqual(['identity', 'number', 'plan']);
    await red.verified();
    expect(await refused()).toEqual(['number', 'plan']);
    await red.holds(NUMBER);
    expect(await refused()).toEqual(['plan']);
    await red.chooses();
    expect(await red.desk()).toMatchObject({ missing: [], toSign: true, contract: null });
  });

  it('a hold that has lapsed is no number, and a suspended identity is none', async () => {
    await api.db.owner.query(`UPDATE number SET held_until = $1`, [api.clock.now()]);
    expect((await red.desk()).missing).toEqual(['number']);
    await red.holds(NUMBER);
    await api.db.owner.query(`UPDATE verification SET suspended_at = now()`);
    expect((await red.desk()).missing).toEqual(['identity']);
    await api.db.owner.query(`UPDATE verification SET suspended_at = NULL`);
  });
});

describe('the document', () => {
  let contract: Contract;
  beforeAll(async () => {
    contract = (await red.draw()).body;
  });

  it('says who, which number, which plan, what it costs, and all of the terms', async () => {
    const file = await red.file(contract.id);
    expect(sha256Of(file)).toBe(contract.documentSha256);
    const text = await textOf(file);
    for (const said of [
      contract.no,
      '北京星河互动科技有限公司',
      '91110000600037341L',
      '王敏（经办人，已实名认证），手机138****8001',
      '四百通信服务有限公司',
      '400-800-1234',
      '云标准（第1版资费）',
      '20路',
      '首期应付4,100.00',
      '每月固定费用410.00元，首期付费覆盖12个月',
      '每月含3000分钟；超出后0～30000分钟0.11元/分钟；超过30000分钟的部分0.10元/分钟',
      '仅用于被叫（呼入），不得用于呼出；主被叫分摊付费，对来电人并非免费',
    ])
      expect(text).toContain(said);
    for (const line of FIRST_TERMS.body.split('\n'))
      expect(text.replace(/第\d+页\/共\d+页/g, '')).toContain(
        line
          .replace(/^[#!]+ /, '')
          .replace(/\s/g, '')
          .slice(0, 12),
      );
    expect(text).not.toContain(MOBILES.red);
  });

  it('is shown page by page as pictures', async () => {
    expect(contract.pages).toBeGreaterThan(3);
    const page = await api.as('admin').raw(`/contracts/${contract.id}/pages/${contract.pages}`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('image/webp');
    expect((await page.arrayBuffer()).byteLength).toBeGreaterThan(5000);
    expect((await api.as('admin').get(`/contracts/${contract.id}/pages/${contract.pages + 1}`)).status).toBe(404);
  });

  it('stays the same while nothing has changed, and keeps its number when it is drawn up anew', async () => {
    expect((await red.draw()).body).toEqual(contract);
    expect((await red.desk()).stale).toBe(false);
    await red.holds(NUMBER, 8800);
    expect((await red.desk()).stale).toBe(true);
    const { body: anew } = await red.draw();
    expect(anew).toMatchObject({ id: contract.id, no: contract.no, state: 'draft' });
    expect(anew.documentSha256).not.toBe(contract.documentSha256);
    expect(anew.facts.quote.lines.find(({ item }) => item === 'number')?.unitFen).toBe(8800);
    const [old] = await api.db.owner.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM sealed_file WHERE kind = 'contract' AND destroyed_at IS NULL`,
    );
    expect(old?.n).toBe(1);
    contract = anew;
  });

  it('is nobody else’s', async () => {
    for (const path of [`/contracts/${contract.id}/pdf`, `/contracts/${contract.id}/pages/1`])
      expect((await api.as('admin', 'blue').get(path)).status).toBe(404);
    const { documentSha256 } = contract;
    expect(await api.as('admin', 'blue').post(`/contracts/${contract.id}/code`, { documentSha256 })).toMatchObject({
      status: 404,
      body: { code: 'contract.missing' },
    });
    expect(await blue.list()).toEqual([]);
    for (const role of ['supervisor', 'agent'] as const)
      expect((await api.as(role).get('/contracts')).status).toBe(403);
  });
});

describe('signing', () => {
  let contract: Contract;
  const refused = async (answer: Promise<{ status: number; body: Contract & Refusal }>, code: string) =>
    expect((await answer).body.code).toBe(code);
  beforeAll(async () => {
    contract = (await red.draw()).body;
  });

  it('wants a code for this contract first', () => refused(red.sign(contract, '000000'), 'contract.no_code'));

  it('sends the code to the verified operator, and to nobody who signs in', async () => {
    const { status, body } = await red.askCode(contract);
    expect({ status, mobile: body.mobile }).toEqual({ status: 200, mobile: '138****8001' });
    expect(await red.code()).toMatch(/^\d{6}$/);
    expect((await red.desk()).contract?.state).toBe('signing');
    expect(await red.askCode(contract)).toMatchObject({ status: 429, body: { code: 'code.too_soon' } });
  });

  it('refuses a wrong code, and a consent that was not given or is of another text', async () => {
    const code = await red.code();
    await refused(red.sign(contract, code === '123456' ? '654321' : '123456'), 'code.wrong');
    for (const consent of [{ version: 1, agreed: false }, { version: 2, agreed: true }, { version: 1 }, undefined])
      await refused(red.sign(contract, code, consent ?? null), 'request.invalid');
  });

  it('refuses a document that no longer says what is chosen, and does not use up the code for it', async () => {
    const code = await red.code();
    await red.chooses('cloud_standard', { concurrency: 40 });
    await refused(red.sign(contract, code), 'contract.changed');
    await red.chooses();
    // The same plan chosen again is another choice: the document is drawn up for it.
    await refused(red.sign(contract, code), 'contract.changed');
    // Drawn up within the same second the same terms would be the same document, byte for byte.
    api.clock.advance(2000);
    const { body: anew } = await red.draw();
    await refused(red.sign(contract, code), 'contract.changed');
    await refused(red.sign(anew, code), 'contract.no_code');
    contract = anew;
  });

  it('of two at once makes one contract', async () => {
    api.clock.advance(61_000);
    await red.askCode(contract);
    const code = await red.code();
    const answers = await Promise.all([red.sign(contract, code), red.sign(contract, code), red.sign(contract, code)]);
    const signed = answers.filter(({ status }) => status === 200);
    expect(signed).toHaveLength(1);
    for (const { body } of answers.filter(({ status }) => status !== 200))
      expect(['code.used_up', 'contract.signed']).toContain(body.code);
    contract = signed[0]?.body as Contract;
    expect(contract).toMatchObject({ state: 'signed', signedBy: '王敏', evidence: { seq: 1 } });
    const [rows] = await api.db.owner.query<{ n: number }[]>(`SELECT count(*)::int AS n FROM signature_evidence`);
    expect(rows?.n).toBe(1);
  });

  it('is over then: the code is used up, the contract signed, and nothing is left to sign', async () => {
    await refused(red.sign(contract, await red.code()), 'contract.signed');
    await refused(red.draw(), 'contract.signed');
    expect(await red.desk()).toMatchObject({ toSign: false, missing: [], contract: { no: contract.no } });
    expect(await red.list()).toMatchObject([{ no: contract.no, state: 'signed', kind: 'first' }]);
  });

  it('leaves a file that begins with the very document, and tells its evidence on the last page', async () => {
    const file = await red.file(contract.id);
    expect(sha256Of(file)).toBe(contract.fileSha256);
    const [row] = await api.db.owner.query<{ document_bytes: number; payload: string }[]>(
      `SELECT document_bytes, payload FROM signature_evidence`,
    );
    expect(sha256Of(file.subarray(0, row?.document_bytes))).toBe(contract.documentSha256);
    const text = await textOf(file);
    const code = await red.code();
    for (const said of [
      '签署证据页',
      '王敏（经办人，已实名认证）',
      '138****8001',
      '127.0.0.1',
      contract.documentSha256,
      'Mozilla/5.0',
    ])
      expect(text).toContain(said);
    expect(text).toContain(`我已完整阅读并同意编号为${contract.no}的合同`);
    for (const kept of [text, row?.payload ?? '']) {
      expect(kept).not.toMatch(new RegExp(`(?<!\\d)${code}(?!\\d)`));
      expect(kept).not.toContain(MOBILES.red);
    }
  });

  it('is known to the other stages and in the history, with who did it', async () => {
    const rows = await api.db.owner.query<{ type: string; actor: string; data: object }[]>(
      `SELECT type, actor, data FROM onboarding_event WHERE type LIKE 'contract.%' ORDER BY at`,
    );
    expect(rows.map(({ type }) => type)).toEqual([
      ...['contract.drafted', 'contract.drafted', 'contract.drafted', 'contract.signed'],
    ]);
    expect(rows.at(-1)).toMatchObject({ actor: 'admin', data: { kind: 'first', number: NUMBER, no: contract.no } });
  });

  it('needs a certificate that is valid', async () => {
    await blue.verified('上海晨光贸易有限公司');
    await blue.holds('4008005678');
    await blue.chooses();
    const { body: draft } = await blue.draw();
    const now = api.clock.now();
    api.clock.advance(11 * 365 * 86_400_000);
    await api.db.owner.query(`UPDATE number SET held_until = $1 WHERE state = 'held'`, [
      new Date(api.clock.now().getTime() + 1e9),
    ]);
    await blue.askCode(draft);
    await refused(blue.sign(draft, await blue.code()), 'contract.cannot_sign');
    api.clock.set(now);
    await api.db.owner.query(`DELETE FROM one_time_code WHERE sent_at > $1`, [now]);
    await api.db.owner.query(`DELETE FROM message WHERE created_at > $1`, [now]);
    expect((await blue.list())[0]?.state).toBe('signing');
  });
});

describe('a change of the plan', () => {
  let first: Contract;
  beforeAll(async () => {
    first = (await red.list())[0] as Contract;
    await red.owns(NUMBER);
    await red.planBegins();
    api.clock.advance(61_000);
  });

  it('is a supplement to the contract, which says what was and what will be', async () => {
    await red.chooses('cloud_standard', { concurrency: 50, period: 'month' });
    const signed = await red.signs();
    expect(signed).toMatchObject({ kind: 'supplement', supplementTo: first.no, state: 'signed', evidence: { seq: 2 } });
    const text = await textOf(await red.file(signed.id));
    expect(text).toContain(`编号为${first.no}的合同（以下称原合同）`);
    expect(text).toContain('并发路数20路50路');
    expect(text).toContain('付费方式年付月付');
    expect((await red.list()).map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'supplement signed',
      'first signed',
    ]);
  });

  it('takes the place of the supplement before it, and starts from what that said', async () => {
    await api.db.owner.query(`UPDATE plan_choice SET state = 'ended' WHERE state = 'active'`);
    await red.planBegins();
    await red.chooses('cloud_standard', { concurrency: 60, period: 'month' });
    const signed = await red.signs();
    expect(signed.supplementTo).toBe(first.no);
    expect(await textOf(await red.file(signed.id))).toContain('并发路数50路60路');
    expect((await red.list()).map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      ...['supplement signed', 'supplement superseded', 'first signed'],
    ]);
  });
});

describe('the terms', () => {
  const publish = (changes: Record<string, unknown> = {}) =>
    api.as('operator').post<Terms[] & Refusal>('/terms', {
      title: '400 电话服务条款',
      body: `${FIRST_TERMS.body}\n# 附件六 其他\n1. 本版新增本条。`,
      note: '增加附件六',
      effectiveFrom: new Date(api.clock.now().getTime() + 3_600_000).toISOString(),
      ...changes,
    });

  it('are public', async () => {
    const { status, body } = await api.nobody.get('/terms');
    expect({ status, body }).toMatchObject({ status: 200, body: { version: 1, title: FIRST_TERMS.title } });
  });

  it('are published by the operator only, never the same, never for the past', async () => {
    expect((await api.as('admin').post('/terms', {})).status).toBe(403);
    expect((await publish({ body: FIRST_TERMS.body })).body.code).toBe('terms.same');
    expect((await publish({ effectiveFrom: '2020-01-01T00:00:00Z' })).body.code).toBe('terms.past');
    expect((await publish({ body: '没有标题的文字'.repeat(100) })).body.code).toBe('request.invalid');
  });

  it('change nothing before their day, and from then on what is not yet signed', async () => {
    const before = (await blue.draw()).body;
    const { status, body } = await publish();
    expect(status).toBe(201);
    expect(body.map(({ version, state, signed }) => [version, state, signed])).toEqual([
      [2, 'upcoming', 0],
      [1, 'in_force', 3],
    ]);
    expect((await blue.desk()).stale).toBe(false);
    api.clock.advance(3_700_000);
    expect(await blue.desk()).toMatchObject({ missing: [], stale: true });
    const after = (await blue.draw()).body;
    expect(after.facts.termsVersion).toBe(2);
    expect(after.no).toBe(before.no);
    expect(await textOf(await blue.file(after.id))).toContain('本版新增本条');
    expect((await api.as('operator').get<Terms[]>('/terms/versions')).body.map(({ state }) => state)).toEqual([
      ...['in_force', 'replaced'],
    ]);
  });

  it('that were published cannot be changed by the product', async () => {
    const [grants] = await api.db.owner.query<{ may: boolean }[]>(
      `SELECT has_table_privilege('sibai_app', 'terms', 'UPDATE') OR has_table_privilege('sibai_app', 'terms', 'DELETE')
           OR has_table_privilege('sibai_app', 'signature_evidence', 'INSERT, UPDATE, DELETE') AS may`,
    );
    expect(grants?.may).toBe(false);
  });
});

describe('a number taken over', () => {
  it('is a contract of its own kind', async () => {
    await api.db.owner.query(
      `UPDATE number SET tenant_id = NULL, state = 'free', price_fen = NULL, held_until = NULL WHERE number = '4008005678'`,
    );
    const [{ id: flow } = { id: '' }] = await api.db.owner.query<{ id: string }[]>(
      `INSERT INTO flow (id, tenant_id, name) VALUES (gen_random_uuid(), $1, 'f') RETURNING id`,
      [red.tenantId],
    );
    const [{ id: trunk } = { id: '' }] = await api.db.owner.query<{ id: string }[]>(
      `INSERT INTO trunk (id, tenant_id, name, match, username) VALUES (gen_random_uuid(), $1, 't', 'address', 'x') RETURNING id`,
      [red.tenantId],
    );
    const [{ id: line } = { id: '' }] = await api.db.owner.query<{ id: string }[]>(
      `INSERT INTO line (id, tenant_id, number, name, trunk_id, flow_id, concurrency)
       VALUES (gen_random_uuid(), $1, $2, 'l', $3, $4, 1) RETURNING id`,
      [red.tenantId, NUMBER, trunk, flow],
    );
    await api.db.owner.query(
      `INSERT INTO line_change (id, tenant_id, line_id, number, kind, state, reason, requested_at, to_tenant_id, accepted_at)
       VALUES (gen_random_uuid(), $1, $2, $3, 'transfer', 'accepted', 'r', now(), $4, now())`,
      [red.tenantId, line, NUMBER, blue.tenantId],
    );
    const signed = await blue.signs();
    expect(signed).toMatchObject({ kind: 'transfer', number: NUMBER, state: 'signed', supplementTo: null });
    const text = await textOf(await blue.file(signed.id));
    expect(text).toContain('由原使用人确认过户给甲方');
    expect(text).not.toContain('星河互动');
  });
});

describe('the operator', () => {
  it('sees all contracts, finds one, and every look at a file is audited with the customer', async () => {
    const page = (query = '') =>
      api.as('operator').get<{ contracts: { id: string; no: string }[]; total: number }>(`/operator/contracts${query}`);
    expect((await page()).body.total).toBe(4);
    expect((await page(`?q=${encodeURIComponent('晨光')}`)).body.total).toBe(1);
    expect((await page('?q=%25')).body.total).toBe(0);
    expect((await page('?state=superseded')).body.total).toBe(1);
    const { contracts } = (await page(`?q=${encodeURIComponent('晨光')}`)).body;
    expect((await api.as('operator').raw(`/operator/contracts/${contracts[0]?.id}/pdf`)).status).toBe(200);
    expect(await api.db.owner.query(`SELECT tenant_id, user_name FROM audit WHERE act = 'contract.viewed'`)).toEqual([
      { tenant_id: blue.tenantId, user_name: 'platform operator' },
    ]);
    expect((await api.as('admin').get('/operator/contracts')).status).toBe(403);
  });

  it('ends a contract for a reason, with its supplements', async () => {
    const first = (await red.list()).find(({ kind }) => kind === 'first') as Contract;
    const end = () =>
      api.as('operator').post<Refusal>(`/operator/contracts/${first.id}/end`, { reason: '客户申请终止' });
    expect((await end()).status).toBe(204);
    expect((await end()).body.code).toBe('contract.over');
    expect((await red.list()).map(({ kind, state, endReason }) => [kind, state, endReason])).toEqual([
      ['supplement', 'ended', '客户申请终止'],
      ['supplement', 'superseded', null],
      ['first', 'ended', '客户申请终止'],
    ]);
  });
});

describe('a contract in force', () => {
  // Here it is about contracts alone: no line is handed over.
  beforeAll(() => api.db.owner.query(`UPDATE line_change SET state = 'withdrawn'`));
  const happens = async (event: Pick<NewEvent, 'type' | 'subject' | 'data'>) => {
    const { tenantId } = blue;
    await api.app
      .get(Db)
      .as(tenantId, (em) => api.app.get(History).record(em, { tenantId, actor: 'system', ...event }));
    await api.runJobs();
    const [newest] = await blue.list();
    return newest?.state === 'ended' ? newest.endReason : newest?.state;
  };

  it('stays when its line is only taken out of service, or another number is given up', async () => {
    expect(await happens({ type: 'line.closed', subject: NUMBER, data: { final: false } })).toBe('signed');
    expect(await happens({ type: 'number.released', subject: '4008005678' })).toBe('signed');
  });

  it('ends with its line, and says so', async () => {
    expect(await happens({ type: 'line.closed', subject: NUMBER, data: { final: true, why: 'cancel' } })).toBe(
      'closed',
    );
    const [event] = await api.db.owner.query<{ subject: string; reason: string }[]>(
      `SELECT reason FROM onboarding_event WHERE type = 'contract.ended' AND tenant_id = $1`,
      [blue.tenantId],
    );
    expect(event).toEqual({ reason: 'closed' });
    expect(await happens({ type: 'payment.ended' })).toBe('closed');
  });
});
