import { randomUUID } from 'node:crypto';
import type { FlowInput } from '@sibai/ivr';
import type { Line, LineCheck } from '@sibai/contracts';
import { ApiClient } from '@sibai/tools/api-client';
import { sellNumber } from '@sibai/tools/customer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contains, eventually } from './hearing.ts';
import { Hotline } from './hotline.ts';

let line: Hotline;
let operator: ApiClient;
beforeAll(async () => {
  line = await Hotline.open();
  const person = line.stack.demo.signIns.find(({ role }) => role === 'operator');
  if (!person) throw new Error('the demonstration has no operator');
  operator = await ApiClient.signIn(line.stack.baseUrl, person);
});
afterAll(() => line?.close());

/** Speaks for longer than any of these tests takes. */
const SPEECH: FlowInput = {
  schemaVersion: 1,
  start: 'said',
  nodes: {
    said: {
      kind: 'play',
      prompts: Array.from({ length: 10 }, () => ({
        kind: 'text' as const,
        text: '您好，请稍候，我们正在为您接通，请不要挂机，请稍候。',
      })),
      next: 'end',
    },
    end: { kind: 'hangup' },
  },
};
const rowOf = async (number: string) => {
  const [row] = await line.query<{ id: string; tenant_id: string }>(
    `SELECT id, tenant_id FROM line WHERE number = $1 AND state <> 'closed'`,
    [number],
  );
  if (!row) throw new Error(`no line ${number}`);
  return row;
};
const operate = async (number: string, act: 'suspend' | 'restore') => {
  const { id, tenant_id } = await rowOf(number);
  await operator.send('POST', `/operator/lines/${tenant_id}/${id}/${act}`, { reason: '投诉核查' });
};

describe.concurrent('a line', () => {
  it('that is suspended says so, tells the network 480, and answers again when it is restored', async () => {
    const number = await line.line(SPEECH);
    const first = await line.call(number);
    expect(await first.answered()).toBeDefined();
    await operate(number, 'suspend');
    const before = await line.metric('sibai_trunk_refused_total', { cause: 'line_suspended' });
    const second = await line.call(number);
    expect(await second.ended).toMatchObject({ by: 'refused', status: 480 });
    expect(await second.answered()).toBeUndefined();
    expect(contains(second.media.heard(), await line.speech('您好，您拨打的四百号码暂停使用，请稍后再拨。'))).toBe(
      true,
    );
    // The check of a suspended line, which goes on beside this, is refused too.
    expect(await line.metric('sibai_trunk_refused_total', { cause: 'line_suspended' })).toBeGreaterThan(before);
    expect((await line.closed(second)).cdr).toMatchObject({ outcome: 'refused', cause: 'line_suspended' });
    await first.hangUp();
    expect((await line.closed(first)).cdr, 'the call in progress was left alone').toMatchObject({ cause: 'caller' });

    await operate(number, 'restore');
    const third = await line.call(number);
    expect(await third.answered()).toBeDefined();
    await third.hangUp();
  });

  it('in arrears, or with expired papers, has an announcement of its own for each', async () => {
    const number = await line.line(SPEECH);
    const { id } = await rowOf(number);
    const cases = [
      ['payment', 'line_unpaid', '您好，您拨打的四百号码已暂停服务，请稍后再拨，或通过其他方式联系该企业。'],
      ['verification', 'line_unverified', '您好，您拨打的四百号码正在办理资料更新，暂时无法接听，请稍后再拨。'],
    ] as const;
    for (const [cause, recorded, words] of cases) {
      await line.query(`UPDATE line SET state = 'suspended', suspensions = ARRAY[$2::text] WHERE id = $1`, [id, cause]);
      // What the engine read it believes for half a minute, unless the api tells of a change.
      await line.admin.send('POST', '/groups', { name: `${cause} ${number}`, ringSeconds: 5, wrapUpSeconds: 0 });
      const caller = await line.call(number);
      expect(await caller.ended).toMatchObject({ by: 'refused', status: 480 });
      expect(contains(caller.media.heard(), await line.speech(words)), recorded).toBe(true);
      expect((await line.closed(caller)).cdr).toMatchObject({ outcome: 'refused', cause: recorded });
    }
  });

  it('that is closed is no number here any more, and a call in progress goes on', async () => {
    const number = await line.line(SPEECH);
    const { id } = await rowOf(number);
    const first = await line.call(number);
    expect(await first.answered()).toBeDefined();
    await line.admin.send('DELETE', `/lines/${id}`);
    expect(await (await line.call(number)).ended).toMatchObject({ by: 'refused', status: 404 });
    await first.hangUp();
    expect((await line.closed(first)).cdr).toMatchObject({ dialled: number, cause: 'caller' });
  });

  it('gives Asterisk its codecs and its keys, and nothing that Asterisk cannot speak', async () => {
    const trunk = (await line.admin.send('POST', '/trunks', {
      ...{ name: `media ${randomUUID().slice(0, 8)}`, match: 'address', addresses: ['127.0.0.71'] },
    })) as { id: string };
    const media = { codecs: ['ulaw', 'g729'], dtmf: 'info' };
    const number = await line.line(SPEECH, 5, trunk.id, media);
    const endpoint = () => line.ari.configured('res_pjsip', 'endpoint', `trunk-${trunk.id}`);
    await eventually('the trunk speaks what its line does', async () => (await endpoint())?.['allow'] === '(ulaw)');
    expect((await endpoint())?.['dtmf_mode']).toBe('info');
    // A caller who offers A-law only is refused by what was set.
    const caller = await line.call(number, { source: '127.0.0.71' });
    expect(await caller.ended).toMatchObject({ by: 'refused', status: 488 });

    const { id } = await rowOf(number);
    const [{ id: flowId } = { id: '' }] = await line.admin.get<{ id: string }[]>('/flows');
    await line.admin.send('PUT', `/lines/${id}`, {
      ...{ number, name: number, lineType: 'sip_trunk', trunkId: trunk.id, flowId, concurrency: 5 },
      ...{ codecs: ['alaw', 'ulaw'], dtmf: 'inband' },
    });
    await eventually('the trunk changes with it', async () => (await endpoint())?.['allow'] === '(alaw|ulaw)');
    expect((await endpoint())?.['dtmf_mode']).toBe('inband');
    const next = await line.call(number, { source: '127.0.0.71' });
    expect(await next.answered(), next.messages.map(({ text }) => text.split('\r\n')[0]).join(', ')).toBeDefined();
    await next.hangUp();
  });

  it('of another tenant arrives on the same trunk of the platform, and each call is its own tenant’s', async () => {
    const mine = await line.line(SPEECH);
    const tenant = randomUUID();
    const theirs = `400${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`;
    await line.query(`INSERT INTO tenant (id, name, kind) VALUES ($1, '另一家', 'enterprise')`, [tenant]);
    const flow = randomUUID();
    const group = randomUUID();
    const queue = { schemaVersion: 1, start: 'q', nodes: { q: { kind: 'queue', groups: [group] } } };
    await line.query(`INSERT INTO skill_group (id, tenant_id, name) VALUES ($1, $2, '客服')`, [group, tenant]);
    await line.query(`INSERT INTO flow (id, tenant_id, name) VALUES ($1, $2, 'f')`, [flow, tenant]);
    await line.query(
      `INSERT INTO flow_version (id, tenant_id, flow_id, version, definition) VALUES (gen_random_uuid(), $1, $2, 1, $3)`,
      [tenant, flow, JSON.stringify(queue)],
    );
    await line.query(
      `INSERT INTO line (id, tenant_id, number, name, trunk_id, flow_id, concurrency, line_type)
       VALUES (gen_random_uuid(), $1, $2, 'l', $3, $4, 5, 'cloud')`,
      [tenant, theirs, line.trunkId, flow],
    );
    const [a, b] = await Promise.all([line.call(mine), line.call(theirs)]);
    expect([await a.answered(), await b.answered()].every(Boolean)).toBe(true);
    await Promise.all([a.hangUp(), b.hangUp()]);
    const [one, two] = await Promise.all([line.closed(a), line.closed(b)]);
    expect(two.cdr).toMatchObject({ tenant_id: tenant, dialled: theirs });
    expect(one.cdr['tenant_id']).not.toBe(tenant);
  });
});

describe.concurrent('a line check', () => {
  const checked = async (id: string): Promise<LineCheck> => {
    const begun = (await line.admin.send('POST', `/lines/${id}/check`, {})) as LineCheck;
    return eventually(
      'the check is over',
      async () => {
        const now = await line.admin.get<LineCheck>(`/lines/${id}/checks/${begun.id}`);
        return now.state === 'running' ? undefined : now;
      },
      45_000,
    );
  };

  it.each([
    ['rfc4733', 2, 'pass limit_holds'],
    ['inband', 5, 'pass together'],
    ['info', 5, 'pass together'],
  ] as const)('hears tones both ways and all twelve keys by %s', async (dtmf, concurrency, together) => {
    const number = `400${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`;
    await sellNumber(line.stack.run.databaseOwnerUrl, number);
    const { id } = (await line.admin.send('POST', '/onboarding/line', {
      ...{ number, concurrency, dtmf, codecs: ['alaw', 'g729'] },
    })) as Line;
    const found = await checked(id);
    const verdicts = Object.fromEntries(found.items.map(({ key, verdict, finding }) => [key, `${verdict} ${finding}`]));
    expect(verdicts).toEqual({
      options: 'pass carrier_silent',
      call: 'pass answered',
      audio: 'pass both_ways',
      dtmf: 'pass all',
      codec: 'warn g729',
      nat: 'pass clear',
      concurrency: together,
    });
    expect(found).toMatchObject({ state: 'done', verdict: 'warn' });
    const titles = found.ladder.filter(({ item }) => item === 'audio').map(({ title }) => title.split(' ')[0]);
    expect(titles).toEqual(expect.arrayContaining(['INVITE', '401', '200', 'ACK', 'BYE']));
    expect(JSON.stringify(found.ladder)).not.toContain('response=');
    // Nothing is left of it, and no agent was rung.
    const [left] = await line.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM assignment a JOIN cdr USING (call_id) WHERE caller = 'check'`,
    );
    expect(left?.n).toBe(0);
  });

  it('of a suspended line says that it is suspended', async () => {
    const number = await line.line(SPEECH);
    await operate(number, 'suspend');
    const { items, verdict } = await checked((await rowOf(number)).id);
    expect(verdict).toBe('fail');
    expect(items.find(({ key }) => key === 'call')).toMatchObject({ verdict: 'fail', finding: 'suspended' });
    expect(items.find(({ key }) => key === 'audio')).toMatchObject({ verdict: 'pass' });
  });
});
