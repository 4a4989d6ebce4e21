import type { Offer } from '@sibai/call';
import type { AgentId, CallId, GroupId, LineId, TenantId } from '@sibai/kernel';
import { v7 as uuid } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

import { Db } from '../platform/db.js';
import { TestApi } from '../platform/testing.js';
import { Floor } from './floor.js';
import { presenceToday } from './floor.presence.js';

describe('the floor of a tenant', () => {
  let api: TestApi;
  let tenant: TenantId;
  let agent: AgentId;
  let group: GroupId;
  let floor: Floor;
  let offers: { call: CallId; offer: Offer }[];
  let unstaffed: CallId[];
  let overflowed: { call: CallId; to: readonly unknown[]; why: unknown }[];

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
    await close();
    await api.db.owner.query('DELETE FROM assignment');
    await api.db.owner.query('DELETE FROM agent_presence');
    await open();
  });

  /** What the floor before has decided is written, and its clocks stop. */
  async function close(): Promise<void> {
    await floor?.settled(tenant);
    floor?.close();
  }

  /** A floor as a process that has just started has it. */
  async function open(): Promise<void> {
    await close();
    [offers, unstaffed, overflowed] = [[], [], []];
    floor = new Floor(api.app.get(Db, { strict: false }));
    floor.listen({
      offered: (call, offer) => offers.push({ call, offer }),
      offerCancelled: () => undefined,
      unstaffed: (call) => unstaffed.push(call),
      overflowed: (call, to, why) => overflowed.push({ call, to, why }),
    });
    await floor.load(tenant);
    floor.resume(tenant);
    // What it puts right at that is written, too.
    await floor.settled(tenant);
  }

  const second = uuid() as AgentId;
  async function addAgent(): Promise<void> {
    await api.db.owner.query(
      `INSERT INTO app_user (id, tenant_id, email, name, role, password_hash) VALUES ($1, $2, 'second@red', '二', 'agent', '') ON CONFLICT DO NOTHING`,
      [second, tenant],
    );
    await api.db.owner.query(
      `INSERT INTO agent_skill (agent_id, group_id, tenant_id, proficiency) VALUES ($1, $2, $3, 5) ON CONFLICT DO NOTHING`,
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

  it('is taken up once, however many ask for it at one time', async () => {
    const taken = new Floor(api.app.get(Db, { strict: false }));
    const loads = [taken.load(tenant), taken.reconfigure(tenant), taken.load(tenant)];
    await Promise.any(loads);
    taken.choose(tenant, agent, { at: 'busy', reason: 'training' });
    await Promise.all(loads);
    expect(taken.presence(tenant, agent)).toMatchObject({ at: 'busy', reason: 'training' });
    await taken.settled(tenant);
    taken.close();
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

  it('knows handle times, patience and service level of the latest calls after a restart', async () => {
    const other = uuid() as GroupId;
    await api.db.owner.query(`INSERT INTO skill_group (id, tenant_id, name) VALUES ($1, $2, '二组')`, [other, tenant]);
    await api.db.owner.query(`UPDATE skill_group SET settings = $2 WHERE id = $1`, [
      group,
      JSON.stringify({ lends: [{ to: other, safePercent: 50, keepReady: 0, proficiency: 5 }] }),
    ]);
    await api.db.owner.query('DELETE FROM presence_log');
    // One who waited 5 s and one who gave up after a minute at a time; each talk took 50 s and 10 s of wrap-up, but of the last
    // the wrap-up still goes on.
    await api.db.owner.query(
      `WITH call AS (SELECT n, now() - n * interval '100 s' AS at FROM generate_series(1, 8) n),
            record AS (INSERT INTO cdr (call_id, tenant_id, caller, dialled, started_at, queued_at, answered_at, ended_at, group_id, queue_ms)
                       SELECT gen_random_uuid(), $1, '13800138000', '4008001234', at, at, CASE WHEN answered THEN at END,
                              at + interval '50 s', $2, CASE WHEN answered THEN 5000 ELSE 60000 END
                         FROM call, (VALUES (true), (false)) v (answered)),
            talk AS (INSERT INTO assignment (id, tenant_id, call_id, agent_id, group_id, state, offered_at, answered_at, ended_at, trace)
                     SELECT gen_random_uuid(), $1, gen_random_uuid(), $3, $2, 'ended', at, at,
                            at + CASE n WHEN 1 THEN interval '99 s' ELSE interval '50 s' END, '{}' FROM call)
       INSERT INTO presence_log (tenant_id, agent_id, presence, since, until)
       SELECT $1, $3, 'wrap_up', at + interval '50 s', CASE WHEN n > 1 THEN at + interval '60 s' END FROM call`,
      [tenant, group, agent],
    );
    await open();
    expect(floor.counts(tenant, Date.now())?.groups).toContainEqual(
      expect.objectContaining({ group, handleMs: 60_000 }),
    );
    floor.choose(tenant, agent, { at: 'ready' });
    queue();
    const [second, third] = [queue(), queue()];
    expect(floor.estimate(tenant, second)?.ms).toBe(60_000);
    // By then the other has hung up more likely than not: one did for every 65 s that callers waited.
    expect(floor.estimate(tenant, third)?.ms).toBeLessThan(90_000);
    const lent = uuid() as CallId;
    floor.enqueue(tenant, lent, [other], Date.now(), false);
    expect(floor.explain(tenant, lent)?.lending).toMatchObject([{ lender: group, level: 0.5 }]);
    await floor.settled(tenant);
    await api.db.owner.query('DELETE FROM presence_log');
    await api.db.owner.query('DELETE FROM cdr');
    await api.db.owner.query(`UPDATE skill_group SET settings = '{}' WHERE id = $1`, [group]);
    await api.db.owner.query('DELETE FROM skill_group WHERE id = $1', [other]);
  });

  describe('presence log', () => {
    const log = () =>
      api.db.owner.query<
        { presence: string; reason: string | null; open: boolean; by: string | null; gap: number | null }[]
      >(
        `SELECT presence, reason, until IS NULL AS open, changed_by AS by,
                (extract(epoch FROM since - lag(until) OVER (ORDER BY id)) * 1000)::float8 AS gap
           FROM presence_log WHERE agent_id = $1 ORDER BY id`,
        [agent],
      );
    beforeEach(() => api.db.owner.query('DELETE FROM presence_log'));

    it('has what an agent does one after the other without a gap, and who chose it for the agent', async () => {
      const boss = api.user('supervisor').id;
      floor.choose(tenant, agent, { at: 'ready' });
      const call = queue();
      await floor.settled(tenant);
      const [first] = offers;
      if (!first) throw new Error('no offer');
      floor.accept(tenant, call, first.offer);
      floor.choose(tenant, agent, { at: 'break' });
      floor.force(tenant, agent, { at: 'busy', reason: 'training' }, boss);
      floor.endTalk(tenant, call, first.offer);
      await floor.settled(tenant);
      expect(
        (await log()).map(({ presence, reason, open, by, gap }) => [presence, reason, open, by, gap ?? 0]),
      ).toEqual([
        ['ready', null, false, null, 0],
        ['ringing', null, false, null, 0],
        ['talking', null, false, null, 0],
        ['busy', 'training', true, boss, 0],
      ]);
    });

    it('begins a new interval when the caller gives up, though the agent is idle since before', async () => {
      floor.choose(tenant, agent, { at: 'ready' });
      floor.leave(tenant, queue());
      await floor.settled(tenant);
      const rows = await log();
      expect(rows.map(({ presence }) => presence)).toEqual(['ready', 'ringing', 'ready']);
      expect(rows.every(({ gap }) => !gap)).toBe(true);
    });

    it('is put right by a restart that finds the agent otherwise, and by an agent who is one no more', async () => {
      floor.choose(tenant, agent, { at: 'ready' });
      queue();
      await floor.settled(tenant);
      await open();
      await floor.settled(tenant);
      expect((await log()).map(({ presence, open: is }) => [presence, is])).toEqual([
        ['ready', false],
        ['ringing', false],
        ['ready', true],
      ]);
      await api.db.owner.query(`UPDATE app_user SET disabled_at = now() WHERE id = $1`, [agent]);
      await floor.reconfigure(tenant);
      await floor.settled(tenant);
      await api.db.owner.query(`UPDATE app_user SET disabled_at = NULL WHERE id = $1`, [agent]);
      expect((await log()).filter(({ open: is }) => is)).toEqual([]);
    });

    it('counts a day from midnight in China', async () => {
      await api.db.owner.query(
        `INSERT INTO presence_log (tenant_id, agent_id, presence, reason, since, until)
         SELECT $1, $2, p, r, midnight + since::interval, midnight + until::interval
           FROM (SELECT date_trunc('day', now() AT TIME ZONE 'Asia/Shanghai') AT TIME ZONE 'Asia/Shanghai' AS midnight) d,
                (VALUES ('ready', NULL, '-3 h', '-1 h'), ('break', NULL, '-1 h', '1 s'), ('busy', 'meeting', '1 s', '3 s'),
                        ('break', NULL, '3 s', '4 s')) v (p, r, since, until)`,
        [tenant, agent],
      );
      expect(await presenceToday(api.app.get(Db, { strict: false }), tenant, agent)).toEqual([
        { presence: 'break', reason: null, ms: 2000 },
        { presence: 'busy', reason: 'meeting', ms: 2000 },
      ]);
    });
  });

  describe('as it is set', () => {
    const set = async (settings: object) => {
      await api.db.owner.query(`UPDATE skill_group SET settings = $2 WHERE id = $1`, [group, JSON.stringify(settings)]);
      await floor.reconfigure(tenant);
    };
    afterEach(async () => {
      await set({});
      await api.db.owner.query('DELETE FROM calendar_day');
      await api.db.owner.query('DELETE FROM vip_caller');
    });
    const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const always = [{ from: '00:00', to: '24:00' }];
    const week = { mon: always, tue: always, wed: always, thu: always, fri: always, sat: always, sun: always };

    it.each(['fewest_calls', 'least_occupied'])(
      'shares out by what agents did before a restart: %s',
      async (strategy) => {
        await addAgent();
        await api.db.owner.query('DELETE FROM presence_log');
        await set({ strategy });
        // Of the agent idle longest: two calls of today and most of the time; of the other: more of yesterday's.
        await api.db.owner.query(
          `WITH day AS (SELECT date_trunc('day', now() AT TIME ZONE 'Asia/Shanghai') AT TIME ZONE 'Asia/Shanghai' AS start),
              calls AS (INSERT INTO assignment (id, tenant_id, call_id, agent_id, group_id, state, offered_at, answered_at, ended_at, trace)
                        SELECT gen_random_uuid(), $1, gen_random_uuid(), agent::uuid, $2, 'ended', at - interval '5 s', at, at, '{}'
                          FROM (SELECT agent, start + after::interval AS at
                                  FROM day, (VALUES ($3, '1 s'), ($3, '2 s'), ($4, '1 s'), ($4, '-1 s'), ($4, '-2 s')) v (agent, after)) t)
         INSERT INTO presence_log (tenant_id, agent_id, presence, since, until)
         SELECT $1, agent::uuid, presence, start + since::interval, start + until::interval
           FROM day, (VALUES ($3, 'talking', '0 h', '8 h'), ($3, 'ready', '8 h', '10 h'), ($4, 'talking', '-9 h', '1 h'),
                             ($4, 'ready', '1 h', '10 h')) v (agent, presence, since, until)`,
          [tenant, group, agent, second],
        );
        floor.choose(tenant, agent, { at: 'ready' });
        floor.choose(tenant, second, { at: 'ready' });
        await floor.settled(tenant);
        await open();
        queue();
        await floor.settled(tenant);
        expect(offers.map(({ offer }) => offer.agentId)).toEqual([second]);
        await api.db.owner.query('DELETE FROM presence_log');
      },
    );

    it('a group that is closed lets nobody wait, and says where callers go instead', async () => {
      await set({ hours: {}, closedTo: { kind: 'voicemail' } });
      floor.choose(tenant, agent, { at: 'ready' });
      const call = queue();
      expect(overflowed).toEqual([{ call, to: [{ kind: 'voicemail' }], why: { group, reason: 'closed' } }]);
      expect(floor.place(tenant, call)).toBeUndefined();
      expect(floor.isOpen(tenant, group, Date.now())).toBe(false);
    });

    it('closed groups that lead to one another end with words, and one that is open takes the caller', async () => {
      const other = uuid() as GroupId;
      await api.db.owner.query(`INSERT INTO skill_group (id, tenant_id, name, settings) VALUES ($1, $2, '二组', $3)`, [
        other,
        tenant,
        JSON.stringify({ hours: {}, closedTo: { kind: 'group', groupId: group } }),
      ]);
      await set({ hours: {}, closedTo: { kind: 'group', groupId: other } });
      queue();
      expect(overflowed.map(({ to }) => to)).toMatchObject([
        [{ kind: 'hangup', words: expect.stringMatching('非营业时间') }],
      ]);
      await api.db.owner.query(`UPDATE skill_group SET settings = '{}' WHERE id = $1`, [other]);
      await floor.reconfigure(tenant);
      queue();
      expect(overflowed.at(-1)?.to).toEqual([{ kind: 'group', groupId: other }]);
      await api.db.owner.query(`DELETE FROM skill_group WHERE id = $1`, [other]);
    });

    it('a holiday of the tenant’s own closes a group that is open all week, with words of its own', async () => {
      await api.db.owner.query(`INSERT INTO calendar_day VALUES ($1, $2, 'holiday', '司庆')`, [tenant, today()]);
      await set({ hours: week, holidayTo: { kind: 'hangup', words: '今天放假。' } });
      const call = queue();
      const to = [{ kind: 'hangup', words: '今天放假。' }];
      expect(overflowed).toEqual([{ call, to, why: { group, reason: 'holiday', holiday: '司庆' } }]);
      await set({ hours: week, holidays: false });
      expect(floor.isOpen(tenant, group, Date.now())).toBe(true);
    });

    it('a caller is sent on when it is time, though the clock is set back meanwhile', async () => {
      await set({
        overflow: [
          { afterSeconds: 1, to: [{ kind: 'callback' }] },
          { afterSeconds: 2, to: [{ kind: 'voicemail' }] },
        ],
      });
      const call = queue();
      const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() - 3_600_000);
      onTestFinished(() => clock.mockRestore());
      const why = { group, reason: 'after' };
      await expect
        .poll(() => overflowed)
        .toEqual([
          { call, to: [{ kind: 'callback' }], why },
          { call, to: [{ kind: 'voicemail' }], why },
        ]);
    });

    it('a caller of the VIP list goes first until the last day of it, and the trace says why', async () => {
      await api.db.owner.query(
        `INSERT INTO vip_caller (id, tenant_id, number, priority, expires_on)
         VALUES (gen_random_uuid(), $1, '13900000001', 3, $2), (gen_random_uuid(), $1, '13900000002', 3, $2::date - 1)`,
        [tenant, today()],
      );
      await set({});
      floor.choose(tenant, agent, { at: 'break' });
      const lineId = uuid() as LineId;
      const ask = (caller: string) => {
        const call = uuid() as CallId;
        void floor.enqueue(tenant, call, [group], Date.now(), false, { caller, lineId, variables: {} });
        return call;
      };
      const [plain, late, vip] = [ask('13900000003'), ask('13900000002'), ask('13900000001')];
      expect([plain, late, vip].map((call) => floor.place(tenant, call)?.place)).toEqual([2, 3, 1]);
      floor.setPriority(tenant, late, 9);
      expect(floor.place(tenant, late)?.place).toBe(1);
      await floor.settled(tenant);
    });
  });
});
