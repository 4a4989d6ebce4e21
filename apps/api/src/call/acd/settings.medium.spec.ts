import type { CalendarYear, Forecasts, Group, LinePriority, Vip, VipImport, VipPage } from '@sibai/contracts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { TestApi } from '../../platform/testing.js';

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start();
});
afterAll(() => api.stop());

describe('the calendar', () => {
  const year = async (of: number) => (await api.as('agent').get<CalendarYear>(`/calendar?year=${of}`)).body;

  it('has what the State Council has announced, and says that nothing is of a year without a notice', async () => {
    const { notice, days } = await year(2026);
    expect(notice).toEqual({ no: '国办发明电〔2025〕7号', issued: '2025-11-04' });
    expect(days).toHaveLength(33 + 6);
    expect(days).toContainEqual({ date: '2026-02-14', kind: 'workday', name: '春节调休', source: 'public' });
    expect(await year(2027)).toEqual({ year: 2027, notice: null, days: [] });
  });

  it('is a tenant’s to depart from and to go back to, and another’s is not touched', async () => {
    const admin = api.as('admin');
    const day = { kind: 'ordinary', name: '照常服务' };
    const after = (await admin.put<CalendarYear>('/calendar/2026-10-01', day)).body;
    expect(after.days).toContainEqual({ date: '2026-10-01', ...day, source: 'own' });
    expect(
      (await admin.put<CalendarYear>('/calendar/2027-06-01', { kind: 'holiday', name: '司庆' })).body.days,
    ).toEqual([{ date: '2027-06-01', kind: 'holiday', name: '司庆', source: 'own' }]);
    const theirs = (await api.as('admin', 'blue').get<CalendarYear>('/calendar?year=2026')).body;
    expect(theirs.days).toContainEqual({ date: '2026-10-01', kind: 'holiday', name: '国庆节', source: 'public' });
    const back = (await admin.delete<CalendarYear>('/calendar/2026-10-01')).body;
    expect(back.days).toContainEqual({ date: '2026-10-01', kind: 'holiday', name: '国庆节', source: 'public' });
  });

  it.each([
    ['/calendar/2026-02-30', { kind: 'holiday', name: '节' }],
    ['/calendar/2100-01-01', { kind: 'holiday', name: '节' }],
    ['/calendar/2026-10-01', { kind: 'feast', name: '节' }],
    ['/calendar/2026-10-01', { kind: 'holiday', name: ' ' }],
  ])('refuses %s %j', async (path, body) => {
    expect(await api.as('admin').put(path, body)).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
  });
});

describe('the VIP list', () => {
  const vip = { number: '+86 138-0013-8000', name: '张总', priority: 9, expiresOn: null };

  it('takes numbers as people write them, each once, and finds them by digits and names', async () => {
    const admin = api.as('admin');
    const made = await admin.post<Vip>('/vips', vip);
    expect(made).toMatchObject({ status: 201, body: { ...vip, number: '13800138000', expired: false } });
    const taken = { status: 409, body: { code: 'vip.number_taken', details: { number: '138****8000' } } };
    expect(await admin.post('/vips', { ...vip, number: '13800138000' })).toMatchObject(taken);
    expect((await api.as('supervisor').get<VipPage>('/vips?q=8000')).body.total).toBe(1);
    expect((await admin.get<VipPage>('/vips?q=李')).body).toEqual({ vips: [], total: 0 });
    expect((await api.as('admin', 'blue').get<VipPage>('/vips')).body.total).toBe(0);
    const changed = { ...vip, priority: 2, expiresOn: '2020-01-01' };
    expect((await admin.put<Vip>(`/vips/${made.body.id}`, changed)).body).toMatchObject({ priority: 2, expired: true });
    expect((await admin.delete(`/vips/${made.body.id}`)).status).toBe(204);
    expect(await admin.delete(`/vips/${made.body.id}`)).toMatchObject({ status: 404, body: { code: 'vip.missing' } });
  });

  it('takes in a file, says of each line that it leaves out why, and gives the file back', async () => {
    const admin = api.as('admin');
    const csv = [
      '\uFEFF号码,备注,优先级,有效期至',
      '13900000001,"李,女士",5,2099/1/5',
      '010-88886666,,3,',
      '13900000001,又一次,5,',
      'abc,,5,',
      '13900000002,,12,',
      '13900000003,,5,2099-02-30',
      '13900000004',
      `13900000005,${'长'.repeat(41)},5,`,
    ].join('\r\n');
    const { body } = await admin.post<VipImport>('/vips/import', { csv });
    expect(body).toMatchObject({ added: 2, changed: 0, refusedCount: 6 });
    expect(body.refused.map(({ line, reason }) => [line, reason])).toEqual([
      [4, 'twice'],
      [5, 'number'],
      [6, 'priority'],
      [7, 'day'],
      [8, 'columns'],
      [9, 'name'],
    ]);
    const again = await admin.post<VipImport>('/vips/import', { csv: '13900000001,,7,' });
    expect(again.body).toMatchObject({ added: 0, changed: 1, refused: [] });
    const file = (await admin.get<string>('/vips.csv')).body;
    expect(file).toBe('号码,备注,优先级,有效期至\r\n13900000001,,7,\r\n01088886666,,3,\r\n');
    expect((await admin.post<VipImport>('/vips/import', { csv: file })).body).toMatchObject({
      changed: 2,
      refused: [],
    });
    expect((await api.as('supervisor').get('/vips.csv')).status).toBe(403);
    for (const none of ['"', '13900000001,"甲"乙",5'])
      expect(await admin.post('/vips/import', { csv: none })).toMatchObject({
        status: 422,
        body: {
          code: 'request.invalid',
          details: { issues: [{ message: 'line 1: no table from here', path: ['csv'] }] },
        },
      });
  });
});

it('the order of callers can be weighed, and a line put first', async () => {
  const admin = api.as('admin');
  expect((await admin.get('/priorities')).body).toEqual({ callbackSeconds: 300, redialSeconds: 300 });
  const weights = { callbackSeconds: 0, redialSeconds: 3600 };
  expect((await admin.put('/priorities', weights)).body).toEqual(weights);
  expect((await api.as('agent').get('/priorities')).body).toEqual(weights);
  expect(await admin.put('/priorities', { callbackSeconds: -1 })).toMatchObject({ status: 422 });
  expect((await admin.get<LinePriority[]>('/priorities/lines')).body).toEqual([]);
  const none = randomUUID();
  expect(await admin.put(`/priorities/lines/${none}`, { priority: 3 })).toMatchObject({
    status: 404,
    body: { code: 'line.missing' },
  });
});

it('shows how far waits that were foretold lay from the real ones, by group and hour', async () => {
  const { id } = (await api.as('admin').post<Group>('/groups', { name: '预测' })).body;
  const rows: [string, string, number, number | null, string | null][] = [
    // Ten in the morning in China.
    ['2026-11-20T02:10:00Z', 'queued', 30_000, 20_000, 'answered'],
    ['2026-11-20T02:20:00Z', 'queued', 30_000, 60_000, 'answered'],
    ['2026-11-20T02:21:00Z', 'announced', 30_000, 99_000, 'answered'],
    ['2026-11-20T03:00:00Z', 'queued', 30_000, 5_000, 'left'],
    ['2026-11-20T03:10:00Z', 'queued', 30_000, null, null],
  ];
  for (const [at, cause, ms, waited, outcome] of rows)
    await api.db.owner.query(
      `INSERT INTO wait_forecast VALUES (gen_random_uuid(), $1, gen_random_uuid(), $2, $3, $4, 1, $5::int, $5::int - 15000, $5::int + 15000, $6, $7)`,
      [api.user('admin').tenantId, id, at, cause, ms, outcome, waited],
    );
  const between = 'from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z';
  const shown = async () => (await api.as('supervisor').get<Forecasts>(`/forecasts?${between}`)).body;
  expect(await shown(), 'of groups of others').toMatchObject({
    total: { calls: 0 },
    groups: [],
    hours: [],
    points: [],
  });
  await api.as('admin').put(`/groups/${id}`, { name: '预测', supervisors: [api.user('supervisor').id] });
  const body = await shown();
  const sums = {
    calls: 2,
    left: 1,
    predictedMs: 30_000,
    waitedMs: 40_000,
    absoluteMs: 20_000,
    biasMs: -10_000,
    coverage: 0.5,
  };
  expect(body.total).toEqual(sums);
  expect(body.groups).toEqual([{ id, name: '预测', ...sums }]);
  expect(body.hours.map(({ hour, calls, left, coverage }) => [hour, calls, left, coverage])).toEqual([
    [10, 2, 0, 0.5],
    [11, 0, 1, null],
  ]);
  expect(body.points).toEqual([
    { predictedMs: 30_000, waitedMs: 60_000, inBand: false },
    { predictedMs: 30_000, waitedMs: 20_000, inBand: true },
  ]);
  const none = (await api.as('admin', 'blue').get<Forecasts>(`/forecasts?${between}`)).body;
  expect([none.total.calls, none.groups]).toEqual([0, []]);
  expect((await api.as('agent').get('/forecasts')).status).toBe(403);
});
