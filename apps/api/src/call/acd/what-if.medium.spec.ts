import type { Group, WhatIfAnswer } from '@sibai/contracts';
import type { AgentId } from '@sibai/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { TestApi } from '../../platform/testing.js';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());

const ask = (source: unknown, change: unknown = {}) =>
  api.as('admin').post<WhatIfAnswer>('/what-if', { source, change });

/** A call every 20 s for three hours, each talked to for 100 s by one of five; every fifth hung up after 30 s. */
const TABLE = [
  'arrived_at,wait_seconds,outcome,talk_seconds,group,agent',
  ...Array.from({ length: 540 }, (_, n) => {
    const at = new Date(Date.UTC(2026, 0, 1, 9, 0, 20 * n)).toISOString().slice(11, 19);
    return n % 5 === 0 ? `${at},30,abandoned,,sales,` : `${at},5,answered,100,sales,a${n % 5}`;
  }),
].join('\n');

describe('a day is played again', () => {
  it('from a table, as it was and changed', async () => {
    const { status, body } = await ask(
      { kind: 'table', text: TABLE },
      { volumePercent: 200, groups: [{ group: 'sales', agents: 8, targetSeconds: 30 }] },
    );
    expect(status).toBe(200);
    expect(body.groups).toMatchObject([{ id: 'sales', calls: 540, agents: 4, strategy: 'longest_idle' }]);
    expect(body.recorded.total).toMatchObject({ offered: 540, answered: 432, abandoned: 108, averageWaitMs: 5_000 });
    expect(body.replayed.total.offered).toBe(540);
    expect(body.changed.total.offered).toBe(1_080);
    expect(body.changed.total.serviceLevel).toBeGreaterThan(body.replayed.total.serviceLevel ?? 100);
    expect(body.replayed.intervals.map(({ from }) => from).slice(0, 2)).toEqual([
      '2000-01-01T01:00:00.000Z',
      '2000-01-01T01:15:00.000Z',
    ]);
    expect(body.timesRealTime).toBeGreaterThan(100);
  });

  it('from the tenant’s own records, with the staff that was signed in and today’s rules', async () => {
    const group = (await api.as('admin').post<Group>('/groups', { name: '推演组', serviceLevelSeconds: 10 })).body;
    const agent = api.user('agent').id as string as AgentId;
    await api.as('admin').put(`/agents/${agent}/skills`, {
      skills: [{ groupId: group.id, proficiency: 5, priority: 0, ringOrder: 0 }],
    });
    const tenant = api.user('agent').tenantId;
    await api.db.owner.query(
      `INSERT INTO cdr (call_id, tenant_id, caller, dialled, started_at, queued_at, answered_at, ended_at, outcome, group_id, agent_id, queue_ms, ring_ms, talk_ms)
       SELECT gen_random_uuid(), $1, '13800138000', '4008001234', at, at, at + interval '5 s', at + interval '65 s', 'answered', $2, $3, 5000, 3000, 60000
         FROM generate_series('2026-01-05 09:00+08'::timestamptz, '2026-01-05 10:59+08', interval '2 min') at`,
      [tenant, group.id, agent],
    );
    await api.db.owner.query(
      `INSERT INTO presence_log (tenant_id, agent_id, presence, since, until)
       VALUES ($1, $2, 'ready', '2026-01-05 09:00+08', '2026-01-05 10:00+08'),
              ($1, $2, 'talking', '2026-01-05 10:00+08', '2026-01-05 11:00+08'),
              ($1, $2, 'break', '2026-01-05 11:00+08', '2026-01-05 12:00+08')`,
      [tenant, agent],
    );
    const { body } = await ask({ kind: 'day', date: '2026-01-05' }, { groups: [{ group: group.id, agents: -1 }] });
    expect(body.groups).toContainEqual({
      id: group.id,
      name: '推演组',
      calls: 60,
      agents: 1,
      wrapUpSeconds: 30,
      targetSeconds: 10,
      strategy: 'longest_idle',
    });
    expect(body.replayed.total).toMatchObject({ offered: 60, answered: 60, serviceLevel: 100, averageWaitMs: 3_000 });
    expect(body.changed.total).toMatchObject({ answered: 0 });
    expect(await ask({ kind: 'day', date: '2026-01-06' })).toMatchObject({
      status: 422,
      body: { code: 'what_if.no_calls' },
    });
    const theirs = await api.as('admin', 'blue').post('/what-if', { source: { kind: 'day', date: '2026-01-05' } });
    expect(theirs).toMatchObject({ status: 422, body: { code: 'what_if.no_calls' } });
  });
});

describe('is refused', () => {
  it.each([
    ['arrived_at,outcome\nnoon,answered', { code: 'what_if.bad_cell', details: { line: 2, content: 'noon' } }],
    ['time,outcome\n9:00,answered', { code: 'what_if.no_column', details: { column: 'at' } }],
    ['hello', { code: 'what_if.no_calls' }],
    ['', { code: 'request.invalid' }],
  ])('a table %j', async (text, body) => {
    expect(await ask({ kind: 'table', text })).toMatchObject({ status: 422, body });
  });

  it.each([
    [{ volumePercent: 5 }],
    [{ talkPercent: 301 }],
    [{ groups: [{ group: 'sales', agents: 0.5 }] }],
    [{ groups: [{ group: 'sales', strategy: 'favourites' }] }],
    [{ groups: [{ group: 'sales', wrapUpSeconds: -1 }] }],
    [{ staff: 3 }],
  ])('%j', async (change) => {
    expect(await ask({ kind: 'table', text: TABLE }, change)).toMatchObject({ body: { code: 'request.invalid' } });
  });

  it('a day of no calendar', async () => {
    expect(await ask({ kind: 'day', date: '0000-01-01' })).toMatchObject({ body: { code: 'request.invalid' } });
    expect(await ask({ kind: 'day', date: '9999-12-31' })).toMatchObject({ body: { code: 'request.invalid' } });
  });

  it('who only answers calls', async () => {
    const question = { source: { kind: 'table', text: TABLE } };
    expect((await api.as('agent').post('/what-if', question)).status).toBe(403);
    expect((await api.as('supervisor').post('/what-if', question)).status).toBe(403);
  });
});
