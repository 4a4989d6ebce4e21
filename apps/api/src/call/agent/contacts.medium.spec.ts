import type {
  CallContext,
  Contact,
  ContactPage,
  ImportedContacts,
  LineScript,
  Script,
  TicketDetail,
} from '@sibai/contracts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { TestApi } from '../../platform/testing.js';

const CALLER = '13800138001';
let api: TestApi;
let line: string;
let group: string;
let call: string;

const save = (more: Partial<Record<string, unknown>> = {}) => ({
  name: '王芳',
  numbers: ['138 0013 8001'],
  tags: ['老客户'],
  ...more,
});

beforeAll(async () => {
  api = await TestApi.start();
  const admin = api.as('admin');
  group = (await admin.post<{ id: string }>('/groups', { name: '售后' })).body.id;
  const { owner } = api.db;
  const { id: agent, tenantId } = api.user('agent');
  line = randomUUID();
  const [trunk, flow] = [randomUUID(), randomUUID()];
  await owner.query(`INSERT INTO trunk (id, tenant_id, name, match, username) VALUES ($1, $2, 't', 'address', 'x')`, [
    trunk,
    tenantId,
  ]);
  await owner.query(`INSERT INTO flow (id, tenant_id, name) VALUES ($1, $2, 'f')`, [flow, tenantId]);
  await owner.query(
    `INSERT INTO line (id, tenant_id, number, name, trunk_id, flow_id, concurrency) VALUES ($1, $2, '4006661234', '客服热线', $3, $4, 5)`,
    [line, tenantId, trunk, flow],
  );
  call = await spoke(agent, tenantId, CALLER);
});
afterAll(() => api.stop());

/** A call that an agent answered. */
async function spoke(agent: string, tenant: string, caller: string): Promise<string> {
  const id = randomUUID();
  await api.db.owner.query(
    `INSERT INTO cdr (call_id, tenant_id, caller, dialled, line_id, group_id, agent_id, outcome, talk_ms, queue_ms, started_at)
       VALUES ($1, $2, $3, '4006661234', $4, $5, $6, 'answered', 1000, 2000, now())`,
    [id, tenant, caller, line, group, agent],
  );
  await api.db.owner.query(
    `INSERT INTO assignment (id, tenant_id, call_id, agent_id, group_id, state, offered_at, answered_at, ended_at, trace)
       VALUES ($1, $2, $3, $4, $5, 'ended', now(), now(), now(), '{}')`,
    [randomUUID(), tenant, id, agent, group],
  );
  return id;
}

describe('a customer', () => {
  it('is recognised by the number that calls, and created from the call where nobody is', async () => {
    const agent = api.as('agent');
    const before = await agent.get<CallContext>(`/agent/calls/${call}/context`);
    expect(before.body).toMatchObject({ number: CALLER, contact: null, script: null, dispositionRequired: false });
    expect(before.body.timeline.entries).toMatchObject([
      { kind: 'call', callId: call, outcome: 'answered', waitMs: 2000 },
    ]);

    const made = await agent.put<Contact>(`/agent/calls/${call}/contact`, { name: '王芳' });
    expect(made).toMatchObject({ status: 200, body: { name: '王芳', numbers: [CALLER] } });
    const after = await agent.get<CallContext>(`/agent/calls/${call}/context`);
    expect(after.body.contact).toMatchObject({ id: made.body.id, numbers: [CALLER] });
    await api.as('supervisor').delete(`/contacts/${made.body.id}`);
  });

  it('is known while we call: before the number is dialled there is no record of the call', async () => {
    const { id: agent, tenantId } = api.user('agent');
    const id = randomUUID();
    const state = { facts: { caller: CALLER }, call: { at: 'out' } };
    await api.db.owner.query(
      `INSERT INTO live_call (call_id, tenant_id, line_id, channel, state, started_at, updated_at)
         VALUES ($1, $2, $3, 'callee', $4, now(), now())`,
      [id, tenantId, line, state],
    );
    await api.db.owner.query(
      `INSERT INTO assignment (id, tenant_id, call_id, agent_id, group_id, kind, state, offered_at, trace)
         VALUES ($1, $2, $3, $4, $5, 'callback', 'offered', now(), '{}')`,
      [randomUUID(), tenantId, id, agent, group],
    );
    const context = () => api.as('agent').get<CallContext>(`/agent/calls/${id}/context`);
    expect((await context()).body).toMatchObject({ callId: id, number: CALLER });
    await api.db.owner.query(`DELETE FROM live_call WHERE call_id = $1`, [id]);
    expect((await context()).status).toBe(404);
    await api.db.owner.query(`DELETE FROM assignment WHERE call_id = $1`, [id]);
  });

  it('is shown with masked numbers in lists, whole ones on its own page and on record, and found by a whole number only', async () => {
    const admin = api.as('admin');
    const { body: made } = await admin.post<Contact>('/contacts', save());
    expect(made.numbers).toEqual([CALLER]);
    const list = (q: string) => admin.get<ContactPage>(`/contacts?q=${encodeURIComponent(q)}`);
    expect((await list('王')).body.contacts).toMatchObject([{ id: made.id, numbers: ['138****8001'] }]);
    expect((await list(CALLER)).body.contacts).toHaveLength(1);
    expect((await list('8001')).body.contacts).toEqual([]);
    expect((await admin.get<Contact>(`/contacts/${made.id}`)).body.numbers).toEqual([CALLER]);
    const [seen] = await api.db.owner.query(`SELECT act, subject FROM audit WHERE act = 'contact.viewed'`);
    expect(seen).toEqual({ act: 'contact.viewed', subject: '王芳' });
  });

  it('has a number alone, keeps the newest change, and is merged with all that belongs to it', async () => {
    const admin = api.as('admin');
    const [known] = (await admin.get<ContactPage>('/contacts')).body.contacts;
    if (!known) throw new Error('no contact');
    const taken = await admin.post('/contacts', save({ name: '王方' }));
    expect(taken).toMatchObject({
      status: 409,
      body: { code: 'contact.number_taken', details: { name: '王芳' } },
    });
    const other = await admin.post<Contact>(
      '/contacts',
      save({ name: '王方', numbers: ['02155556666'], tags: ['重复'] }),
    );

    const changed = await admin.put<Contact>(
      `/contacts/${known.id}`,
      save({ version: known.version, remark: '常买茶' }),
    );
    expect(changed.body).toMatchObject({ version: known.version + 1, remark: '常买茶' });
    const late = await admin.put(`/contacts/${known.id}`, save({ version: known.version, remark: '别的' }));
    expect(late).toMatchObject({ status: 409, body: { code: 'contact.changed' } });

    const merged = await admin.post<Contact>(`/contacts/${known.id}/merge`, { other: other.body.id });
    expect(merged.body).toMatchObject({ numbers: ['02155556666', CALLER], tags: ['老客户', '重复'] });
    expect((await admin.get(`/contacts/${other.body.id}`)).status).toBe(404);
  });

  it('comes from a file, and what cannot be read is told by line', async () => {
    const lines = [
      '姓名,公司,号码,标签,备注',
      '李雷,新华茶业,13900000001；010-62345678,大客户,',
      ',无名,13900000002,,',
      '韩梅,,12,,',
      '王芳,蓝海,13800138001,VIP,',
    ];
    const form = new FormData();
    form.set('file', new Blob([`\uFEFF${lines.join('\r\n')}`], { type: 'text/csv' }), 'contacts.csv');
    const told = async () => (await api.as('admin').get<ContactPage>('/contacts?q=13800138001')).body.contacts[0];
    const before = await told();
    api.clock.advance(60_000);
    const { body } = await api.as('supervisor').send<ImportedContacts>('POST', '/contacts/import', form);
    expect(Date.parse((await told())?.updatedAt ?? '')).toBeGreaterThan(Date.parse(before?.updatedAt ?? ''));
    expect(body).toEqual({
      created: 1,
      updated: 1,
      refused: [
        { line: 3, reason: 'no_name' },
        { line: 4, reason: 'bad_number' },
      ],
    });
    const found = await api.as('agent').get<ContactPage>('/contacts?tag=VIP');
    expect(found.body.contacts).toMatchObject([{ name: '王芳', company: '蓝海' }]);
  });

  it('of another enterprise, and a call of a colleague, do not exist', async () => {
    const [known] = (await api.as('admin').get<ContactPage>('/contacts')).body.contacts;
    expect((await api.as('admin', 'blue').get(`/contacts/${known?.id}`)).status).toBe(404);
    expect((await api.as('agent', 'blue').get(`/agent/calls/${call}/context`)).status).toBe(404);
  });
});

describe('a ticket', () => {
  it('made from a call has its caller and customer, a number of its own, and a history', async () => {
    const agent = api.as('agent');
    const { body: first } = await agent.post<TicketDetail>('/tickets', { title: '换货', callId: call });
    expect(first).toMatchObject({
      no: 1,
      state: 'open',
      number: '138****8001',
      contact: { name: '王芳' },
      callId: call,
    });
    const { id: assigneeId } = api.user('supervisor');
    const changed = await agent.send<TicketDetail>('PATCH', `/tickets/${first.id}`, {
      ...{ version: 1, state: 'solved', assigneeId, comment: '已寄出' },
    });
    expect(changed.body.entries).toMatchObject([
      { body: '已寄出', changes: { state: ['open', 'solved'], assigneeId: [null, expect.any(String)] } },
    ]);
    const late = await agent.send('PATCH', `/tickets/${first.id}`, { version: 1, state: 'open' });
    expect(late).toMatchObject({ status: 409, body: { code: 'ticket.changed' } });
    const mine = await api.as('supervisor').get<{ tickets: unknown[] }>('/tickets?mine=true&state=solved');
    expect(mine.body.tickets).toHaveLength(1);
    const context = await agent.get<CallContext>(`/agent/calls/${call}/context`);
    expect(context.body.tickets).toEqual([]);
    expect(context.body.timeline.entries.map(({ kind }) => kind)).toEqual(['ticket', 'call']);
  });

  it('counts without holes, however many are made at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 8 }, (_, at) => api.as('admin').post<TicketDetail>('/tickets', { title: `第${at}张` })),
    );
    expect(made.map(({ body }) => body.no).sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

describe('a script', () => {
  it('is published by version, free of banned words, and its mandatory sentences are ticked off', async () => {
    const admin = api.as('admin');
    const banned = await admin.post(`/scripts/${line}`, {
      sections: [{ title: '开场', text: '我们是国家级最佳品牌' }],
    });
    expect(banned).toMatchObject({ status: 422, body: { code: 'words.blocked' } });
    const sections = [
      { title: '开场', text: '您好，请问有什么可以帮您？', mandatory: true },
      { title: '结束', text: '感谢来电，再见。' },
    ];
    const { body: script } = await admin.post<Script>(`/scripts/${line}`, { sections });
    expect(script.version).toBe(1);
    const agent = api.as('agent');
    expect((await agent.put(`/agent/calls/${call}/script`, { scriptId: script.id, said: [0, 0] })).status).toBe(204);
    const context = await agent.get<CallContext>(`/agent/calls/${call}/context`);
    expect(context.body).toMatchObject({ script: { version: 1 }, said: [0] });
    expect((await admin.post<Script>(`/scripts/${line}`, { sections })).body.version).toBe(2);
    expect((await agent.get<LineScript[]>('/scripts')).body[0]?.script?.version).toBe(2);
    expect((await agent.post(`/scripts/${line}`, { sections })).status).toBe(403);
  });
});

describe('the result of a call', () => {
  it('is one of those offered, own ones included', async () => {
    const [admin, agent] = [api.as('admin'), api.as('agent')];
    const note = (disposition: string | null) => agent.put(`/agent/calls/${call}/notes`, { notes: '好', disposition });
    expect((await note('resolved')).status).toBe(204);
    const set = await admin.put('/dispositions', {
      dispositions: [
        { code: 'resolved', name: null, offered: true },
        { code: 'price_asked', name: '询价', offered: true },
      ],
    });
    expect(set.body).toMatchObject([
      { code: 'resolved', name: null },
      { code: 'price_asked', name: '询价' },
    ]);
    expect((await note('price_asked')).status).toBe(204);
    expect(await note('complaint')).toMatchObject({ status: 422, body: { code: 'disposition.unknown' } });
  });
});
