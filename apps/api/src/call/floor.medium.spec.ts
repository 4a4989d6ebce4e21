import type { Offer } from '@sibai/call';
import type { AgentId, CallId, GroupId, TenantId } from '@sibai/kernel';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { Db } from '../platform/db.js';
import { TestApi } from '../platform/testing.js';
import { Floor } from './floor.js';

describe('the floor of a tenant', () => {
  let api: TestApi;
  let tenant: TenantId;
  let agent: AgentId;
  let group: GroupId;
  let floor: Floor;
  let offers: { call: CallId; offer: Offer }[];
  let unstaffed: CallId[];

  beforeAll(async () => {
    api = await TestApi.start();
    const user = api.user('agent');
    [tenant, agent, group] = [user.tenantId, user.id as string as AgentId, uuid() as GroupId];
    await api.db.owner.query(
      `INSERT INTO skill_group (id, tenant_id, name, ring_seconds, wrap_up_seconds) VALUES ($1, $2, '售前', 20, 0)`,
      [group, tenant],
    );
    await api.db.owner.query(
      `INSERT INTO agent_skill (agent_id, group_id, tenant_id, proficiency) VALUES ($1, $2, $3, 5)`,
      [agent, group, tenant],
    );
  });
  afterAll(() => api?.stop());
  beforeEach(async () => {
    await api.db.owner.query('DELETE FROM assignment');
    await api.db.owner.query('DELETE FROM agent_presence');
    await open();
  });

  /** A floor as a process that has just started has it. */
  async function open(): Promise<void> {
    [offers, unstaffed] = [[], []];
    floor = new Floor(api.app.get(Db, { strict: false }));
    floor.listen({
      offered: (call, offer) => offers.push({ call, offer }),
      offerCancelled: () => undefined,
      unstaffed: (call) => unstaffed.push(call),
    });
    await floor.load(tenant);
    floor.resume(tenant);
  }

  const second = uuid() as AgentId;
  async function addAgent(): Promise<void> {
    await api.db.owner.query(
      `INSERT INTO app_user (id, tenant_id, email, name, role, password_hash) VALUES ($1, $2, 'second@red', '二', 'agent', '')`,
      [second, tenant],
    );
    await api.db.owner.query(
      `INSERT INTO agent_skill (agent_id, group_id, tenant_id, proficiency) VALUES ($1, $2, $3, 5)`,
      [second, group, tenant],
    );
    await floor.reconfigure(tenant);
  }

  const rows = () =>
    api.db.owner.query<{ call_id: string; agent_id: string; state: string; reason: string | null; traced: boolean }[]>(
      `SELECT call_id, agent_id, state, reason, trace->'outcome'->>'kind' = 'offer' AS traced FROM assignment ORDER BY offered_at`,
    );
  const queue = (call: CallId = uuid() as CallId, since = Date.now()) => {
    floor.enqueue(tenant, call, [group], since, false);
    return call;
  };

  it('writes an offer with its trace before anybody is rung', async () => {
    floor.choose(tenant, agent, { at: 'ready' });
    const call = queue();
    await floor.settled(tenant);
    expect(offers.map((o) => [o.call, o.offer.agentId])).toEqual([[call, agent]]);
    expect(await rows()).toEqual([{ call_id: call, agent_id: agent, state: 'offered', reason: null, traced: true }]);
  });

  it('rings nobody for an offer the database refuses, as when another engine has made one', async () => {
    await api.db.owner.query(
      `INSERT INTO assignment (id, tenant_id, call_id, agent_id, group_id, state, offered_at, trace)
         VALUES ($1, $2, $3, $4, $5, 'offered', now(), '{}')`,
      [uuid(), tenant, uuid(), agent, group],
    );
    floor.choose(tenant, agent, { at: 'ready' });
    queue();
    await floor.settled(tenant);
    expect(offers).toEqual([]);
    expect(floor.presence(tenant, agent)).toMatchObject({ at: 'busy' });
  });

  it('gives the next call to the same agent once the first was missed and the agent is ready again', async () => {
    floor.choose(tenant, agent, { at: 'ready' });
    const call = queue();
    await floor.settled(tenant);
    const [first] = offers;
    if (!first) throw new Error('no offer');
    floor.refuse(tenant, call, first.offer, 'no_answer');
    expect(floor.presence(tenant, agent)).toMatchObject({ at: 'busy', reason: 'missed' });
    floor.choose(tenant, agent, { at: 'ready' });
    await floor.settled(tenant);
    expect((await rows()).map((r) => [r.state, r.reason])).toEqual([
      ['refused', 'no_answer'],
      ['offered', null],
    ]);
  });

  it('offers a call to the next agent when the desk of the one it rings at is gone', async () => {
    await addAgent();
    floor.choose(tenant, agent, { at: 'ready' });
    const call = queue();
    floor.choose(tenant, second, { at: 'ready' });
    floor.choose(tenant, agent, { at: 'offline' });
    await floor.settled(tenant);
    expect((await rows()).map((r) => [r.agent_id, r.state, r.reason])).toEqual([
      [agent, 'refused', 'lost'],
      [second, 'offered', null],
    ]);
    expect(offers.map((o) => [o.call, o.offer.agentId])).toEqual([
      [call, agent],
      [call, second],
    ]);
  });

  it('offers the next caller to the agent whose caller has just given up', async () => {
    floor.choose(tenant, agent, { at: 'ready' });
    const [gone, next] = [queue(), queue()];
    floor.leave(tenant, gone);
    await floor.settled(tenant);
    expect((await rows()).map((r) => [r.call_id, r.state])).toEqual([
      [gone, 'withdrawn'],
      [next, 'offered'],
    ]);
  });

  it('says so when nobody is signed in, and to those who wait when the last one leaves', async () => {
    const early = uuid() as CallId;
    floor.enqueue(tenant, early, [group], Date.now(), true);
    expect(unstaffed).toEqual([early]);
    floor.choose(tenant, agent, { at: 'break' });
    const waiting = queue();
    floor.choose(tenant, agent, { at: 'offline' });
    expect(unstaffed).toEqual([early, waiting]);
    await floor.settled(tenant);
  });

  it('finds agents as they were after a restart, and closes offers of calls that are gone', async () => {
    floor.choose(tenant, agent, { at: 'ready' });
    queue();
    await floor.settled(tenant);
    await open();
    expect(floor.presence(tenant, agent)).toMatchObject({ at: 'ready' });
    expect((await rows()).map((r) => r.state)).toEqual(['withdrawn']);
    floor.choose(tenant, agent, { at: 'busy', reason: 'meeting' });
    await floor.settled(tenant);
    await open();
    expect(floor.presence(tenant, agent)).toMatchObject({ at: 'busy', reason: 'meeting' });
  });

  it('tells place and no wait it cannot know', async () => {
    floor.choose(tenant, agent, { at: 'break' });
    const now = Date.now();
    const [one, two] = [queue(undefined, now - 2000), queue(undefined, now - 1000)];
    expect([floor.place(tenant, one)?.place, floor.place(tenant, two)?.place]).toEqual([1, 2]);
    expect(floor.place(tenant, two)?.estimateSeconds).toBeNull();
    expect(floor.place(tenant, uuid() as CallId)).toBeUndefined();
    await floor.settled(tenant);
  });
});
