import type { CallQuality } from '@sibai/contracts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { TestApi } from '../../platform/testing.js';

let api: TestApi;
const group = randomUUID();
const call = randomUUID();
const offered = randomUUID();

beforeAll(async () => {
  api = await TestApi.start();
  const { tenantId, id: agent } = api.user('agent');
  await api.db.owner.query(`INSERT INTO skill_group (id, tenant_id, name) VALUES ($1, $2, '售前')`, [group, tenantId]);
  for (const [id, answered] of [
    [call, true],
    [offered, false],
  ] as const)
    await api.db.owner.query(
      `INSERT INTO assignment (id, tenant_id, call_id, agent_id, group_id, state, offered_at, answered_at, trace)
       VALUES ($1, $2, $3, $4, $5, $6, now(), CASE WHEN $7 THEN now() END, '{}')`,
      [randomUUID(), tenantId, id, agent, group, answered ? 'ended' : 'withdrawn', answered],
    );
});
afterAll(() => api.stop());

const sample = (agoMs: number, lossPercent: number) => ({ agoMs, roundTripMs: 61.4, jitterMs: null, lossPercent });

it('keeps what the agent measured, with the opinion it comes to, in the order of time', async () => {
  const samples = [sample(0, 12), sample(10_000, 0), sample(5_000, 0)];
  expect(await api.as('agent').post(`/agent/calls/${call}/quality`, { samples })).toMatchObject({ status: 204 });
  const { body } = await api.as('supervisor').get<CallQuality>(`/calls/${call}/quality`);
  expect(body.legs).toMatchObject([{ agentName: 'red agent', samples: [{ lossPercent: 0 }, { lossPercent: 0 }, {}] }]);
  expect(body.legs[0]?.samples[2]).toMatchObject({ roundTripMs: 61, jitterMs: null, lossPercent: 12 });
  const mos = body.legs[0]?.samples.map((each) => each.mos) ?? [];
  expect(mos[0]).toBeGreaterThan(4.3);
  expect(mos[2]).toBeLessThan(3.6);
});

it('takes it from nobody who did not talk, and shows it to nobody else', async () => {
  const samples = [sample(0, 0)];
  const refusal = { status: 404, body: { code: 'call.missing' } };
  expect(await api.as('agent').post(`/agent/calls/${offered}/quality`, { samples })).toMatchObject(refusal);
  expect(await api.as('supervisor').post(`/agent/calls/${call}/quality`, { samples })).toMatchObject(refusal);
  expect(await api.as('agent').get(`/calls/${call}/quality`)).toMatchObject({ status: 403 });
  const other = await api.as('admin', 'blue').get<CallQuality>(`/calls/${call}/quality`);
  expect(other.body).toEqual({ legs: [] });
});

it.each([
  { samples: [] },
  { samples: [{ ...sample(0, 0), lossPercent: 101 }] },
  { samples: [sample(-1, 0)] },
  { samples: Array(121).fill(sample(0, 0)) },
])('refuses what no call sounds like', async (body) => {
  expect(await api.as('agent').post(`/agent/calls/${call}/quality`, body)).toMatchObject({ status: 422 });
});
