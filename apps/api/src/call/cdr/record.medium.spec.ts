import type { CallDetail, CallPage } from '@sibai/contracts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { TestApi, type TenantName } from '../../platform/testing.js';

let api: TestApi;
const group = randomUUID();
const calls = Array.from({ length: 7 }, () => randomUUID());

async function addCall(id: string, row: Record<string, unknown>, tenant: TenantName = 'red'): Promise<void> {
  const all: Record<string, unknown> = {
    call_id: id,
    tenant_id: api.user('admin', tenant).tenantId,
    caller: '13800138000',
    dialled: '4008001234',
    started_at: '2026-11-20T02:00:00Z',
    ...row,
  };
  const names = Object.keys(all);
  await api.db.owner.query(
    `INSERT INTO cdr (${names.join(', ')}) VALUES (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
    Object.values(all),
  );
}

beforeAll(async () => {
  api = await TestApi.start();
  const { tenantId, id: agent } = api.user('agent');
  await api.db.owner.query(`INSERT INTO skill_group (id, tenant_id, name) VALUES ($1, $2, '售前')`, [group, tenantId]);
  for (const [i, id] of calls.entries())
    await addCall(id, {
      // The last two began in the same millisecond.
      started_at: new Date(Date.UTC(2026, 10, 20, Math.min(i, 5))),
      outcome: i % 2 ? 'abandoned' : 'answered',
      caller: `1380013800${i}`,
      ...(i === 0 && {
        group_id: group,
        agent_id: agent,
        ended_at: '2026-11-20T00:01:00.5Z',
        ivr_path: ['欢迎词', '售前咨询'],
        ivr_ms: 4000,
        talk_ms: 51_500,
        recorded: true,
        notes: '要发票',
        disposition: 'resolved',
        cause: 'caller',
      }),
    });
  await addCall(randomUUID(), { caller: '=HYPERLINK("x")', outcome: 'failed' }, 'blue');
});
afterAll(() => api.stop());

const page = async (query = '') => (await api.as('supervisor').get<CallPage>(`/calls${query}`)).body;
const ids = ({ calls: shown }: CallPage) => shown.map(({ id }) => id as string);

describe('call records', () => {
  it('are listed newest first, with names for ids', async () => {
    const body = await page();
    expect(body.next).toBeNull();
    expect(ids(body).slice(2)).toEqual(calls.slice(0, 5).toReversed());
    expect(body.calls.at(-1)).toEqual({
      id: calls[0],
      direction: 'in',
      caller: '13800138000',
      region: null,
      dialled: '4008001234',
      lineName: null,
      startedAt: '2026-11-20T00:00:00.000Z',
      endedAt: '2026-11-20T00:01:00.500Z',
      outcome: 'answered',
      cause: 'caller',
      groupName: '售前',
      agentName: 'red agent',
      ivrPath: ['欢迎词', '售前咨询'],
      ivrMs: 4000,
      queueMs: 0,
      ringMs: 0,
      talkMs: 51_500,
      holdMs: 0,
      recorded: true,
      disposition: 'resolved',
    });
  });

  it('say where a landline is from by its area code, and a mobile by what was entered for the own numbers', async () => {
    const { tenantId } = api.user('admin');
    const [trunk, call] = [randomUUID(), randomUUID()];
    await api.db.owner.query(
      `INSERT INTO trunk (id, tenant_id, name, match, addresses) VALUES ($1, $2, 't', 'address', '{192.0.2.7}')`,
      [trunk, tenantId],
    );
    const number = { trunkId: trunk, number: '059288889999', prefixes: ['1380013'] };
    const { body: entered } = await api.as('admin').post<{ id: string }>('/outbound/numbers', number);
    await api.db.owner.query(
      `INSERT INTO cdr (call_id, tenant_id, caller, dialled, started_at) VALUES ($1, $2, '01066668888', '4008001234', '2026-11-01')`,
      [call, tenantId],
    );
    expect((await api.as('supervisor').get<CallDetail>(`/calls/${call}`)).body).toMatchObject({ region: '北京' });
    expect((await page('?q=13800138000')).calls[0]).toMatchObject({ region: '福建厦门' });
    await api.as('admin').delete(`/outbound/numbers/${entered.id}`);
    expect((await page('?q=13800138000')).calls[0]).toMatchObject({ region: null });
    await api.db.owner.query(`DELETE FROM cdr WHERE call_id = $1`, [call]);
  });

  it('are paged without gaps or repeats, even where two began at once', async () => {
    const seen: string[] = [];
    let next: string | null = '';
    for (let pages = 0; next !== null; pages++) {
      const body: CallPage = await page(`?limit=2${next && `&before=${encodeURIComponent(next)}`}`);
      expect(pages).toBeLessThan(4);
      seen.push(...ids(body));
      next = body.next;
    }
    expect(seen).toEqual(ids(await page()));
  });

  it.each([
    ['q=13800138003', [3]],
    ['q=red%20agent', [0]],
    ['q=%25', []],
    ['q=_', []],
    ['outcome=abandoned', [5, 3, 1]],
    ['from=2026-11-20T03:00:00Z&to=2026-11-20T05:00:00Z', [4, 3]],
    ['q=1380013&outcome=answered&to=2026-11-20T01:00:00Z', [0]],
  ])('are found by %s', async (query, found) => {
    expect(ids(await page(`?${query}`))).toEqual(found.map((i) => calls[i]));
  });

  it.each(['limit=0', 'limit=201', 'limit=x', 'outcome=won', 'from=yesterday', 'before=x', 'before=2026_1', 'page=2'])(
    'refuse %s',
    async (query) => {
      for (const path of ['/calls', '/calls.csv'])
        expect(await api.as('admin').get(`${path}?${query}`)).toMatchObject({
          status: 422,
          body: { code: 'request.invalid' },
        });
    },
  );

  it('of another tenant are not there', async () => {
    const blue = await api.as('admin', 'blue').get<CallPage>('/calls');
    expect(blue.body.calls).toHaveLength(1);
    for (const id of [blue.body.calls[0]?.id, randomUUID()])
      expect(await api.as('admin').get(`/calls/${id}`)).toMatchObject({ status: 404, body: { code: 'call.missing' } });
  });
});

describe('a call', () => {
  it('is shown with its events in order, its assignments with their traces, and its recordings', async () => {
    const { tenantId, id: agent } = api.user('agent');
    const [call] = calls;
    const assignment = randomUUID();
    await api.db.owner.query(
      `INSERT INTO call_event (tenant_id, call_id, at, type, data) VALUES
         ($1, $2, '2026-11-20T00:00:01Z', 'ivr.entered', '{"node":"welcome"}'),
         ($1, $2, '2026-11-20T00:00:00Z', 'trunk.arrived', '{}')`,
      [tenantId, call],
    );
    await api.db.owner.query(
      `INSERT INTO assignment (id, tenant_id, call_id, agent_id, group_id, state, offered_at, answered_at, trace)
       VALUES ($1, $2, $3, $4, $5, 'answered', '2026-11-20T00:00:05Z', '2026-11-20T00:00:08Z', '{"eligible":[]}')`,
      [assignment, tenantId, call, agent, group],
    );
    await api.db.owner.query(
      `INSERT INTO recording (id, tenant_id, call_id, assignment_id, state, sha256, seconds, started_at)
       VALUES ($1, $2, $3, $1, 'sealed', decode('00ff', 'hex'), 51.5, '2026-11-20T00:00:08Z')`,
      [assignment, tenantId, call],
    );
    const { body } = await api.as('admin').get<CallDetail>(`/calls/${call}`);
    expect(body).toMatchObject({ id: call, notes: '要发票', disposition: 'resolved' });
    expect(body.events).toEqual([
      { at: '2026-11-20T00:00:00.000Z', type: 'trunk.arrived', data: {} },
      { at: '2026-11-20T00:00:01.000Z', type: 'ivr.entered', data: { node: 'welcome' } },
    ]);
    expect(body.assignments).toEqual([
      {
        id: assignment,
        kind: 'queue',
        agentName: 'red agent',
        groupName: '售前',
        state: 'answered',
        reason: null,
        offeredAt: '2026-11-20T00:00:05.000Z',
        answeredAt: '2026-11-20T00:00:08.000Z',
        endedAt: null,
        trace: { eligible: [] },
      },
    ]);
    expect(body.recordings).toEqual([
      {
        id: assignment,
        state: 'sealed',
        startedAt: '2026-11-20T00:00:08.000Z',
        seconds: 51.5,
        channels: 2,
        sha256: '00ff',
        destroyed: null,
      },
    ]);
    const run = randomUUID();
    await api.db.owner.query(
      `INSERT INTO retention_run (id, tenant_id, kind, started_at) VALUES ($1, $2, 'manual', now())`,
      [run, tenantId],
    );
    await api.db.owner.query(
      `INSERT INTO destruction (recording_id, tenant_id, run_id, call_id, recorded_at, reason, at)
       VALUES ($1, $2, $3, $4, now(), 'expired', '2026-11-21T00:00:00Z')`,
      [assignment, tenantId, run, call],
    );
    expect((await api.as('admin').get<CallDetail>(`/calls/${call}`)).body.recordings).toMatchObject([
      { id: assignment, destroyed: { at: '2026-11-21T00:00:00.000Z', reason: 'expired', certificate: run } },
    ]);
  });
});

describe('the table for Excel', () => {
  it('has every record that matches, in words and local time', async () => {
    const { status, body, headers } = await api.as('admin').get<string>('/calls.csv?to=2026-11-20T01:00:00Z&limit=1');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toContain('calls.csv');
    expect(body.split('\r\n')).toEqual([
      expect.stringMatching(/^\uFEFF?开始时间,结束时间,方向,主叫号码,/),
      `2026-11-20 08:00:00,2026-11-20 08:01:00,呼入,13800138000,,4008001234,,已接听,caller,售前,red agent,欢迎词 > 售前咨询,4.0,0.0,0.0,51.5,0.0,有,resolved,${calls[0]}`,
      '',
    ]);
    const taken = await api.db.owner.query(
      `SELECT user_name, detail->>'to' AS until FROM audit WHERE act = 'call.exported'`,
    );
    expect(taken).toEqual([{ user_name: 'red admin', until: '2026-11-20T01:00:00Z' }]);
  });

  it('is longer than a page when there is more', async () => {
    const { tenantId } = api.user('admin', 'blue');
    await api.db.owner.query(
      `INSERT INTO cdr (call_id, tenant_id, caller, dialled, started_at)
       SELECT gen_random_uuid(), $1, n::text, '4008001234', '2026-11-01'::timestamptz + n * interval '1 ms'
         FROM generate_series(1, 450) AS n`,
      [tenantId],
    );
    const lines = (await api.as('admin', 'blue').get<string>('/calls.csv')).body.trim().split('\r\n').slice(1);
    expect(lines).toHaveLength(451);
    expect(new Set(lines.map((line) => line.slice(-36))).size).toBe(451);
  });

  it('never lets a caller write a formula', async () => {
    const { body } = await api.as('admin', 'blue').get<string>('/calls.csv?outcome=failed');
    expect(body).toContain(`,"'=HYPERLINK(""x"")",`);
  });
});
