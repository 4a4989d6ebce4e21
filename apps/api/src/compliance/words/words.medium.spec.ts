import type {
  FlowDetail,
  Group,
  Line,
  PastWordRule,
  Verification,
  WordBook,
  WordFindings,
  WordHit,
  WordRule,
} from '@sibai/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { arrangeCustomer } from '../../onboarding/line/testing.js';
import { Applicant } from '../../onboarding/verification/verification.testing.js';
import { TestApi, type TenantName } from '../../platform/testing.js';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());
beforeEach(async () => {
  await api.db.owner.query('DELETE FROM word_rule');
});

const admin = (tenant?: TenantName) => api.as('admin', tenant);
const text = (said: string) => ({ kind: 'text', text: said });
const flow = (...said: string[]) => ({
  schemaVersion: 1,
  start: 'bye',
  nodes: { bye: { kind: 'hangup', title: '再见', prompts: said.map(text) } },
});
const publish = (body: object, tenant?: TenantName) =>
  admin(tenant).post<FlowDetail>('/flows', { name: '导航', ...body });
const word = (name: string, severity = 'block') => ({
  ...{ kind: 'word', word: name, severity, article: '企业规定', suggestion: '换个说法' },
});
const harmless = (name: string) => ({ kind: 'harmless', word: name, article: '我们的产品名' });
const add = async (rule: object, tenant?: TenantName) => (await admin(tenant).post<WordRule>('/words', rule)).body;
const hits = ({ body }: { body: unknown }) => (body as { details: { hits: WordHit[] } }).details.hits;
const findings = async () => (await api.as('supervisor').get<WordFindings>('/words/findings')).body;
const audited = async (act: string) =>
  (
    await api.db.owner.query<{ subject: string; user_name: string; detail: object }[]>(
      'SELECT subject, user_name, detail FROM audit WHERE act = $1 ORDER BY id DESC LIMIT 1',
      [act],
    )
  )[0];

describe('a flow', () => {
  it('with a banned word is not published: the refusal says where, by which law, and how to say it', async () => {
    const answer = await publish({ definition: flow('您好', '我们有最佳的服务') });
    expect(answer).toMatchObject({ status: 422, body: { code: 'words.blocked' } });
    expect(hits(answer)).toEqual([
      expect.objectContaining({
        ...{ word: '最佳', found: '最佳', start: 3, end: 5, severity: 'block', by: 'exact', suggestion: '优质' },
        ...{ article: '广告法 第九条第（三）项', node: 'bye', path: ['nodes', 'bye', 'prompts', 1] },
      }),
    ]);
    expect((await admin().get<unknown[]>('/flows')).body).toEqual([]);
    expect((await publish({ definition: flow('最佳'), confirmed: true })).status).toBe(422);
  });

  it('hides nothing by cutting a word in two or by putting it into a variable', async () => {
    expect(await publish({ definition: flow('服务最', '好的热线') })).toMatchObject({ status: 422 });
    const set = { kind: 'set', variable: 'v', value: '佳', next: 'bye' };
    const nodes = { ...flow('最${v}的服务').nodes, set };
    expect(await publish({ definition: { schemaVersion: 1, start: 'set', nodes } })).toMatchObject({
      ...{ status: 422, body: { code: 'words.blocked' } },
    });
  });

  it('with a word that needs evidence waits until somebody answers for it, which is on record', async () => {
    const definition = flow('独家配方');
    const asked = await publish({ definition });
    expect(asked).toMatchObject({ status: 409, body: { code: 'words.unconfirmed' } });
    const { status, body } = await publish({ definition, confirmed: true });
    expect(status).toBe(201);
    expect(await audited('words.confirmed')).toMatchObject({
      ...{ subject: '导航', user_name: 'red admin', detail: { words: '独家' } },
    });
    const again = await admin().post(`/flows/${body.id}/versions`, { definition: flow('独家配方，行业领先') });
    expect(again).toMatchObject({ status: 409, body: { code: 'words.unconfirmed' } });

    await api.runJobs();
    expect((await findings()).findings).toMatchObject([
      {
        ...{ surface: 'flow', subjectId: body.id, subject: '导航', node: 'bye', place: 'prompts.0', found: '独家' },
        ...{ severity: 'ask', confirmedBy: 'red admin' },
      },
    ]);
    await api.db.owner.query('DELETE FROM line; DELETE FROM flow_version; DELETE FROM flow');
  });

  it('with a word to be minded is published, and the word is listed', async () => {
    expect((await publish({ definition: flow('免费洗车') })).status).toBe(201);
    await api.runJobs();
    expect((await findings()).findings).toMatchObject([{ severity: 'inform', word: '免费' }]);
    await api.db.owner.query('DELETE FROM flow_version; DELETE FROM flow');
  });
});

describe('names', () => {
  it('of skill groups are looked at when they are new', async () => {
    expect(await admin().post('/groups', { name: '第一品牌组' })).toMatchObject({
      ...{ status: 422, body: { code: 'words.blocked' } },
    });
    expect(await admin().post('/groups', { name: '金牌客服' })).toMatchObject({ status: 409 });
    const { status, body } = await admin().post<Group>('/groups', { name: '金牌客服', confirmed: true });
    expect({ status, name: body.name }).toEqual({ status: 201, name: '金牌客服' });
    const seconds = { ringSeconds: 30, wrapUpSeconds: 5, serviceLevelSeconds: 20 };
    expect((await admin().put(`/groups/${body.id}`, { name: '金牌客服', ...seconds })).status).toBe(200);
    expect(await admin().put(`/groups/${body.id}`, { name: '最佳客服', ...seconds })).toMatchObject({ status: 422 });
    await admin().delete(`/groups/${body.id}`);
  });

  it('of lines, and the greeting of a new line, are looked at', async () => {
    const number = '4008000001';
    const tenantId = api.user('admin').tenantId;
    await api.as('operator').post('/trunks', { name: '平台', match: 'address', addresses: ['203.0.113.9'] });
    await arrangeCustomer((sql, params) => api.db.owner.query(sql, [...params]), tenantId, number, { access: 'cloud' });
    const live = (body: object) => admin().post<Line>('/onboarding/line', { number, concurrency: 20, ...body });
    expect(await live({ greeting: '欢迎致电最佳旅行社' })).toMatchObject({
      ...{ status: 422, body: { code: 'words.blocked' } },
    });
    expect(await live({ name: '免费热线' })).toMatchObject({ status: 422, body: { code: 'words.blocked' } });
    expect((await admin().get<unknown[]>('/flows')).body).toEqual([]);
    expect(await live({ greeting: '欢迎致电首家旅行社' })).toMatchObject({ status: 409 });
    const { status, body } = await live({ greeting: '欢迎致电首家旅行社', name: '热线', confirmed: true });
    expect(status).toBe(201);
    const { trunkId: _, lineType, flowId, concurrency } = body;
    const save = { number, lineType, trunkId: null, flowId, concurrency };
    expect(await admin().put(`/lines/${body.id}`, { ...save, name: '顶级热线' })).toMatchObject({ status: 422 });
    expect((await admin().put(`/lines/${body.id}`, { ...save, name: '热线' })).status).toBe(200);
    await api.db.owner.query('DELETE FROM line; DELETE FROM flow_version; DELETE FROM flow');
  });

  it('of the hotline on the application know the own words', async () => {
    await add(word('瑞丰'), 'blue');
    const blue = await new Applicant(api, admin('blue')).open();
    const codes = ({ findings: found }: Verification) =>
      found.filter(({ field }) => field === 'displayName').map(({ code, severity }) => `${code} ${severity}`);
    await blue.save({ displayName: '瑞丰客服热线' });
    expect(codes(blue.application)).toContain('display_name.banned_word block');
    const red = await new Applicant(api, admin()).open();
    await red.save({ displayName: '瑞丰客服热线' });
    expect(codes(red.application)).not.toContain('display_name.banned_word block');
  });
});

describe('the own list', () => {
  it('adds words, makes words stricter and excepts phrases, at once and for the own enterprise only', async () => {
    expect((await publish({ definition: flow('竞品甲不好') })).status).toBe(201);
    await add(word('竞品甲'));
    expect(await publish({ definition: flow('竞品甲不好') })).toMatchObject({ status: 422 });
    expect((await publish({ definition: flow('竞品甲不好') }, 'blue')).status).toBe(201);
    await add(word('免费'));
    expect(await publish({ definition: flow('免费洗车') })).toMatchObject({ status: 422 });
    await add(harmless('独家村奶茶'));
    expect((await publish({ definition: flow('独家村奶茶') })).status).toBe(201);
    await api.db.owner.query('DELETE FROM flow_version; DELETE FROM flow');
  });

  it('cannot go below the floor', async () => {
    await add(word('最佳', 'inform'));
    await add(harmless('最佳服务'));
    await add(word('第1', 'inform'));
    for (const said of ['最佳服务', '第1', '最 佳', 'zui佳'])
      expect(await publish({ definition: flow(said) }), said).toMatchObject({
        ...{ status: 422, body: { code: 'words.blocked' } },
      });
  });

  it('keeps who made and who ended each rule', async () => {
    api.clock.set(new Date('2026-11-22T04:00:00Z'));
    const { id } = await add(word('竞品甲', 'ask'));
    api.clock.advance(60_000);
    const { status, body } = await admin().put<WordRule>(`/words/${id}`, word('竞品甲', 'block'));
    expect({ status, body }).toMatchObject({
      ...{
        status: 200,
        body: {
          word: '竞品甲',
          severity: 'block',
          addedBy: 'red admin',
          addedAt: expect.stringContaining('2026-11-22T04:01:0'),
        },
      },
    });
    expect(await admin().put(`/words/${id}`, word('竞品乙'))).toMatchObject({ body: { code: 'words.missing' } });
    expect(await admin().post('/words', word('竞品甲'))).toMatchObject({ status: 409, body: { code: 'words.taken' } });
    expect((await admin().delete(`/words/${body.id}`)).status).toBe(204);
    expect((await api.as('supervisor').get<WordBook>('/words')).body).toMatchObject({
      ...{ floor: { version: 2, owner: '平台合规' }, rules: [] },
    });
    const { body: past } = await api.as('supervisor').get<PastWordRule[]>('/words/past');
    expect(past.map(({ severity, endedBy, endedAt }) => [severity, endedBy, endedAt.slice(0, 16)])).toEqual([
      ['block', 'red admin', '2026-11-22T04:01'],
      ['ask', 'red admin', '2026-11-22T04:01'],
    ]);
    expect(await audited('words.changed')).toMatchObject({
      ...{ subject: '竞品甲', detail: { before: { how: 'ask' }, after: { how: 'block' } } },
    });
    expect(await audited('words.removed')).toMatchObject({ subject: '竞品甲' });
    const [may] = await api.db.owner.query<{ delete: boolean; update: boolean }[]>(
      `SELECT has_table_privilege('sibai_app', 'word_rule', 'DELETE') AS delete,
              has_column_privilege('sibai_app', 'word_rule', 'word', 'UPDATE') AS update`,
    );
    expect(may).toEqual({ delete: false, update: false });
  });

  it('is for admins to change, refuses nonsense, and another enterprise knows nothing of it', async () => {
    const { id } = await add(word('竞品甲'));
    expect((await api.as('supervisor').post('/words', word('x词'))).status).toBe(403);
    expect((await api.as('agent').get('/words')).status).toBe(403);
    expect((await admin('blue').delete(`/words/${id}`)).status).toBe(404);
    expect((await admin('blue').get<WordBook>('/words')).body.rules).toEqual([]);
    for (const bad of [
      word('。。'),
      word('好'),
      { ...word('好的'), severity: 'never' },
      { ...harmless('x'), article: '' },
    ])
      expect((await admin().post('/words', bad)).status).toBe(422);
  });

  it('is downloaded with the floor for Excel', async () => {
    await add(word('=竞品'));
    const { body, headers } = await api.as('supervisor').get<string>('/words/list.csv');
    expect(headers.get('content-type')).toContain('text/csv');
    expect(body).toContain("'=竞品,block,企业规定,换个说法,red admin");
    expect(body).toContain('最佳,block,广告法 第九条第（三）项,优质,平台合规');
  });
});

describe('what is live', () => {
  it('is looked through when the list changes and every night; a finding keeps its first time', async () => {
    api.clock.set(new Date('2026-11-22T05:00:00Z'));
    const { body } = await publish({ definition: flow('欢迎致电，竞品甲的朋友') });
    await api.runJobs();
    expect(await findings()).toMatchObject({
      check: { at: expect.stringContaining('2026-11-22T05:00'), rules: 0 },
      findings: [],
    });

    const rule = await add(word('竞品甲'));
    await api.runJobs();
    const found = {
      surface: 'flow',
      subjectId: body.id,
      found: '竞品甲',
      severity: 'block',
      foundAt: expect.stringContaining('2026-11-22T05:00'),
    };
    expect((await findings()).findings).toMatchObject([found]);

    api.clock.advance(86_400_000);
    await api.sweep('words.nightly');
    expect(await findings()).toMatchObject({
      ...{ check: { at: expect.stringContaining('2026-11-23T05:00'), floorVersion: 2, rules: 1 }, findings: [found] },
    });
    await admin().delete(`/words/${rule.id}`);
    await api.runJobs();
    expect((await findings()).findings).toEqual([]);
  });

  it('is all of a tenant and nothing of another', async () => {
    const tenantId = api.user('admin', 'blue').tenantId;
    await api.db.owner.query(`INSERT INTO skill_group (id, tenant_id, name) VALUES (gen_random_uuid(), $1, '最佳组')`, [
      tenantId,
    ]);
    await api.sweep('words.nightly');
    expect((await findings()).findings).toEqual([]);
    expect((await admin('blue').get<WordFindings>('/words/findings')).body.findings).toMatchObject([
      { surface: 'group', subject: '最佳组', node: null, place: 'name' },
    ]);
  });
});
