import { asCli } from '@sibai/compliance';
import type {
  CallerNumber,
  DoNotCallPage,
  ImportedDoNotCall,
  OutboundSettings,
  OutboundTryPage,
} from '@sibai/contracts';
import { type CallId, DomainError, type GroupId, type TrunkId } from '@sibai/kernel';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { TestApi } from '../../platform/testing.js';
import { type DialWish, Permits } from './permits.js';

let api: TestApi;
const trunkId = uuid() as TrunkId;
const groupId = uuid() as GroupId;
beforeAll(async () => {
  api = await TestApi.start();
  const { tenantId } = api.user('admin');
  await api.db.owner.query(
    `INSERT INTO trunk (id, tenant_id, name, match, addresses, outbound_cli) VALUES ($1, $2, 'carrier', 'address', '{192.0.2.1}', '01088889999')`,
    [trunkId, tenantId],
  );
  await api.db.owner.query(`INSERT INTO skill_group (id, tenant_id, name) VALUES ($1, $2, 'sales')`, [
    groupId,
    tenantId,
  ]);
});
afterAll(() => api?.stop());

const number = (text: string, more: object = {}) => ({ trunkId, number: text, ...more });
const always: OutboundSettings = {
  cliRule: 'same_region',
  hours: [{ from: '00:00', to: '24:00' }],
  onHolidays: true,
  perMinute: 1,
  perHour: 5,
  perDay: 20,
  callbackTries: 3,
  callbackPauseMinutes: 5,
};

describe('the numbers that may be shown', () => {
  it.each(['4008001234', '8008101234', '04008001234', '86 4008001234', '1234', 'anonymous'])(
    'are never a 400 or 800 number, nor what is none: %s',
    async (text) => {
      expect(await api.as('admin').post('/outbound/numbers', number(text))).toMatchObject({
        status: 422,
        body: { code: 'request.invalid' },
      });
    },
  );

  it('a trunk itself shows none either', async () => {
    const wish = { name: 'x', match: 'address', addresses: ['192.0.2.9'], outboundCli: '00864008001234' };
    expect(await api.as('admin').post('/trunks', wish)).toMatchObject({ status: 422 });
  });

  it.each([
    [
      `INSERT INTO caller_number (id, tenant_id, trunk_id, number) VALUES (gen_random_uuid(), $1, $2, '4008001234')`,
      'caller_number_cli_check',
    ],
    [
      `INSERT INTO caller_number (id, tenant_id, trunk_id, number) VALUES (gen_random_uuid(), $1, $2, '00864008001234')`,
      'caller_number_cli_check',
    ],
    [`UPDATE trunk SET outbound_cli = '04008001234' WHERE tenant_id = $1 AND id = $2`, 'trunk_outbound_cli_check'],
    [
      `INSERT INTO outbound_try (id, tenant_id, at, callee, kind, cli, user_id) SELECT gen_random_uuid(), $1, now(), '1', 'click', '8008101234', NULL WHERE $2::uuid IS NOT NULL`,
      'outbound_try_cli_check',
    ],
  ])('the database refuses one as well, whoever writes it: %s', async (sql, constraint) => {
    await expect(api.db.owner.query(sql, [api.user('admin').tenantId, trunkId])).rejects.toMatchObject({
      driverError: { constraint },
    });
  });

  it('are added, bound to a group, changed and removed by an admin, and not by a supervisor', async () => {
    const admin = api.as('admin');
    expect((await api.as('supervisor').post('/outbound/numbers', number('02112345678'))).status).toBe(403);
    const { body } = await admin.post<CallerNumber>(
      '/outbound/numbers',
      number('021-1234 5678', { prefixes: ['139'] }),
    );
    expect(body).toMatchObject({
      number: '02112345678',
      trunkName: 'carrier',
      groupId: null,
      prefixes: ['139'],
      usedAt: null,
    });
    expect(await admin.post('/outbound/numbers', number('02112345678'))).toMatchObject({
      status: 409,
      body: { code: 'caller_number.taken' },
    });
    expect(
      await admin.put(`/outbound/numbers/${body.id}`, number('02112345678', { groupId, prefixes: [] })),
    ).toMatchObject({
      status: 200,
      body: { groupName: 'sales' },
    });
    expect((await api.as('supervisor').get<CallerNumber[]>('/outbound/numbers')).body).toHaveLength(1);
    expect((await api.as('admin', 'blue').get<CallerNumber[]>('/outbound/numbers')).body).toEqual([]);
    expect((await api.as('admin', 'blue').post('/outbound/numbers', number('02112345678'))).body).toMatchObject({
      code: 'trunk.missing',
    });
    expect((await admin.delete(`/outbound/numbers/${body.id}`)).status).toBe(204);
    expect((await admin.delete(`/outbound/numbers/${body.id}`)).body).toMatchObject({ code: 'caller_number.missing' });
  });
});

describe('whom one may call', () => {
  const permits = () => api.app.get(Permits);
  const wish = (to: string, more: Partial<DialWish> = {}): DialWish => ({
    to,
    kind: 'click',
    line: { trunkId, outboundCli: '01088889999' },
    group: null,
    user: api.user('agent').id,
    askedAt: null,
    call: uuid() as CallId,
    ...more,
  });
  const ask = (to: string, more?: Partial<DialWish>) => permits().ask(api.user('admin').tenantId, wish(to, more));
  const refusal = async (to: string, more?: Partial<DialWish>) => {
    const error: unknown = await ask(to, more).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof DomainError)) throw new Error(`not refused: ${String(error)}`);
    return { code: error.code, again: error.details['again'] };
  };

  it('goes by the enterprise’s own hours, which an admin sets and nobody beyond the limits', async () => {
    const admin = api.as('admin');
    expect((await admin.get<OutboundSettings>('/outbound/settings')).body).toMatchObject({
      cliRule: 'line_default',
      hours: [
        { from: '09:00', to: '12:00' },
        { from: '14:00', to: '20:00' },
      ],
      perHour: 5,
    });
    expect((await admin.put('/outbound/settings', { ...always, perHour: 6 })).status).toBe(422);
    expect((await admin.put('/outbound/settings', { ...always, hours: [{ from: '12:00', to: '09:00' }] })).status).toBe(
      422,
    );
    expect((await api.as('agent').get('/outbound/settings')).status).toBe(403);
    expect((await admin.put('/outbound/settings', { ...always, hours: [] })).status).toBe(200);
    expect(await refusal('13900000001')).toEqual({ code: 'outbound.quiet_hours', again: null });
    expect((await admin.put<OutboundSettings>('/outbound/settings', always)).body).toEqual(always);
    expect(await ask('139 0000 0001')).toEqual({ to: '13900000001', cli: asCli('01088889999') });
  });

  it('counts every try, and says when the next is allowed', async () => {
    const { clock } = api;
    await ask('13900000002');
    const { code, again } = await refusal('13900000002');
    expect(code).toBe('outbound.too_often');
    expect(Date.parse(String(again)) - clock.now().getTime()).toBeGreaterThan(50_000);
    for (let n = 1; n < 5; n++) {
      clock.advance(60_000);
      await ask('13900000002');
    }
    clock.advance(120_000);
    expect(await refusal('13900000002')).toMatchObject({ code: 'outbound.too_often' });
    expect((await permits().preview(api.user('admin').tenantId, wish('13900000002'))).refused?.reason).toBe(
      'too_often',
    );
  });

  it('lets one of two through who call one number at the same time', async () => {
    const answers = await Promise.allSettled([ask('13900000003'), ask('13900000003'), ask('13900000003')]);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('not a number, nor without a number to show; and all of it is on record', async () => {
    expect(await refusal('0013055551234')).toEqual({ code: 'outbound.not_a_number', again: null });
    expect(await refusal('13900000004', { line: { trunkId: uuid() as TrunkId, outboundCli: null } })).toEqual({
      code: 'outbound.no_cli',
      again: null,
    });
    expect(
      await refusal('13900000004', { line: { trunkId: uuid() as TrunkId, outboundCli: '4008001234' } }),
    ).toMatchObject({ code: 'outbound.no_cli' });
    const supervisor = api.as('supervisor');
    const refused = (await supervisor.get<OutboundTryPage>('/outbound/tries?refused=true')).body.tries;
    expect(new Set(refused.map((t) => t.refused))).toEqual(
      new Set(['no_cli', 'not_a_number', 'too_often', 'quiet_hours']),
    );
    const { tries } = (await supervisor.get<OutboundTryPage>('/outbound/tries?q=13900000003&refused=false')).body;
    expect(tries).toMatchObject([
      { callee: '13900000003', cli: '01088889999', userName: 'red agent', kind: 'click', refused: null },
    ]);
    expect((await api.as('supervisor', 'blue').get<OutboundTryPage>('/outbound/tries')).body.tries).toEqual([]);
  });

  it('nobody on the list, which takes a table and says which lines it did not understand', async () => {
    const admin = api.as('admin');
    expect((await admin.post('/outbound/do-not-call', { number: '139 0000 0005', reason: '客户要求' })).status).toBe(
      204,
    );
    expect(await admin.post('/outbound/do-not-call', { number: '13900000005' })).toMatchObject({
      status: 409,
      body: { code: 'do_not_call.taken' },
    });
    expect(await admin.post('/outbound/do-not-call', { number: 'abcdef' })).toMatchObject({
      status: 422,
      body: { code: 'outbound.not_a_number' },
    });
    expect(await refusal('13900000005', { askedAt: api.clock.now().getTime() })).toEqual({
      code: 'outbound.do_not_call',
      again: null,
    });
    const text = '\uFEFF号码,原因\r\n13900000005,又来\r\n13900000006,投诉,二次\r\n\r\n1390000\r\n021-55556666\r\n';
    expect((await admin.post<ImportedDoNotCall>('/outbound/do-not-call/import', { text })).body).toEqual({
      added: 2,
      known: 1,
      refused: [{ line: 5, content: '1390000' }],
    });
    const page = (await admin.get<DoNotCallPage>('/outbound/do-not-call?q=0006')).body;
    expect(page).toMatchObject({
      total: 3,
      entries: [{ number: '13900000006', reason: '投诉,二次', addedBy: 'red admin' }],
    });
    expect((await admin.get<string>('/outbound/do-not-call.csv')).body).toContain('02155556666');
    expect((await api.as('admin', 'blue').get<DoNotCallPage>('/outbound/do-not-call')).body.total).toBe(0);
    expect((await admin.delete(`/outbound/do-not-call/${page.entries[0]?.id}`)).status).toBe(204);
    await ask('13900000006');
  });
});
