import { join } from 'node:path';
import type { FlowInput } from '@sibai/ivr';
import { ROOT } from '@sibai/tools/paths';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contains, eventually, hears, hearsMusic } from './hearing.ts';
import { type Agent } from './agent.ts';
import { Hotline, type Scene } from './hotline.ts';
import { AGENT_HZ } from './phone.ts';

let line: Hotline;
beforeAll(async () => {
  line = await Hotline.open();
});
afterAll(() => line?.close());

const agentsOf = (scene: Scene) => scene.agents as [Agent, Agent];
const groupOf = (scene: Scene): string => scene.groups[0] ?? '';
/** Today in China. */
const today = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
const ALWAYS = [{ from: '00:00', to: '24:00' }];
const WEEK = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, ALWAYS]));

/** Sets a group as an administrator does. */
const set = (scene: Scene, settings: object, more: object = {}) =>
  line.admin.send('PUT', `/groups/${groupOf(scene)}`, {
    name: groupOf(scene),
    ringSeconds: 5,
    wrapUpSeconds: 0,
    ...more,
    settings,
  });

const skill = (agent: Agent, scene: Scene, proficiency: number) =>
  line.admin.send('PUT', `/agents/${agent.id}/skills`, { skills: [{ groupId: groupOf(scene), proficiency }] });

/** A line that is open at all hours, but for holidays. */
const hours = ([group = '']: readonly string[]): FlowInput => ({
  schemaVersion: 1,
  start: 'hours',
  nodes: {
    hours: { kind: 'hours', weekly: WEEK, open: 'queue', closed: 'queue', holiday: 'feast' },
    queue: { kind: 'queue', groups: [group] as never[] },
    feast: {
      kind: 'hangup',
      title: '节假日',
      prompts: [{ kind: 'text', text: '今天是${holiday}，暂停服务。' }],
      cause: 'closed',
    },
  },
});

describe.concurrent('as an administrator has set it', () => {
  it('a holiday closes the line and the group, each with its words, and the next day they are open', async () => {
    const words = '今天盘点，请明天来电。';
    const [byLine, byGroup] = await Promise.all([line.scene({ flow: hours }), line.scene()]);
    await set(byGroup, { hours: WEEK, holidayTo: { kind: 'hangup', words } });
    const day = today();
    await line.admin.send('PUT', `/calendar/${day}`, { kind: 'holiday', name: '司庆' });
    const board = await line.board();
    const isOpen = () => board.latest.groups.find(({ id }) => (id as string) === groupOf(byGroup))?.open;
    await eventually('the floor knows of the holiday', () => isOpen() === false);
    const [first, second] = await Promise.all([line.call(byLine.number), line.call(byGroup.number)]);
    await Promise.all([first.ended, second.ended]);
    expect(contains(first.media.heard(), await line.speech('今天是司庆，暂停服务。'))).toBe(true);
    expect(contains(second.media.heard(), await line.speech(words))).toBe(true);
    expect((await line.closed(first)).cdr).toMatchObject({ outcome: 'ivr', cause: 'closed', ivr_path: ['节假日'] });
    const { cdr, events } = await line.closed(second);
    expect(cdr).toMatchObject({ outcome: 'ivr', cause: 'closed', queued_at: null });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'acd.overflowed', data: expect.objectContaining({ reason: 'holiday' }) }),
    );

    await line.admin.send('DELETE', `/calendar/${day}`);
    await eventually('the floor knows of the day after', () => isOpen() === true);
    const [agent] = agentsOf(byGroup);
    await agent.ready('answer');
    const third = await line.call(byGroup.number);
    await hears(third.media, AGENT_HZ);
    await third.hangUp();
  });

  it('the agent of last time is waited for, another gets the call when that one does not answer, at the old place', async () => {
    const scene = await line.scene({ agents: 2 });
    const [known, other] = agentsOf(scene);
    await set(scene, { sticky: { withinDays: 7, extraWaitSeconds: 30 } });
    await known.ready('answer');
    const before = await line.call(scene.number);
    await hears(before.media, AGENT_HZ);
    await before.hangUp();
    await line.closed(before);

    // Idle longest is the other one now; the caller's own agent is rung all the same.
    await other.ready('answer');
    await known.choose({ presence: 'busy', reason: 'meeting' });
    await known.choose({ presence: 'ready' });
    known.phone.manner = 'ring';
    const again = await line.call(scene.number, { from: before.from });
    await known.phone.rung(2);
    await hears(again.media, AGENT_HZ);
    await known.becomes('busy', 'missed');
    await again.hangUp();
    const { assignments, events } = await line.closed(again);
    expect(assignments).toMatchObject([
      { agent_id: known.id, reason: 'no_answer', trace: { outcome: { because: { agent: 'sticky' } } } },
      { agent_id: other.id, state: 'ended' },
    ]);
    expect(events.filter(({ type }) => type === 'acd.queued')).toHaveLength(1);
  });

  it('the less skilled agent is asked once the caller has waited, and the caller is told so in words', async () => {
    const scene = await line.scene({ agents: 2 });
    const [learner, expert] = agentsOf(scene);
    await skill(learner, scene, 2);
    await skill(expert, scene, 9);
    await set(scene, {
      minProficiency: 8,
      relaxation: [{ afterSeconds: 14, proficiency: 1 }],
      announce: { everySeconds: 60, position: true, estimatedWait: true },
    });
    const { announcements } = (await import(
      /* @vite-ignore */ join(ROOT, 'apps/api/dist/call/ivr/speech/announcements.js')
    )) as { announcements: { position(ahead: number, seconds: number, title: string): string } };
    // Made ahead, so that a busy machine says it at once: an agent is taken to talk for three minutes.
    await line.speech(announcements.position(0, 180, '专家'));
    await learner.ready('answer');
    await expert.ready('answer');
    const occupant = await line.call(scene.number);
    await hears(occupant.media, AGENT_HZ);
    expect(learner.phone.calls).toEqual([]);

    const caller = await line.call(scene.number);
    await hearsMusic(caller.media);
    const { id } = await line.happened(caller, 'acd.announced');
    const waiting = (await line.admin.get(`/calls/${id}/waiting`)) as {
      waiting: { place: number; estimate: { ms: number; lowMs: number; highMs: number }; trace: { outcome: object } };
    };
    expect(waiting.waiting).toMatchObject({ place: 1, trace: { outcome: { kind: 'wait', reason: 'nobody_skilled' } } });
    await eventually('the wait is heard in words', async () => {
      const told = (await line.story(caller))?.events.find(({ type }) => type === 'acd.announced');
      const seconds = told?.data['estimateSeconds'];
      if (typeof seconds !== 'number') return false;
      const words = announcements.position(0, seconds, '专家');
      expect(words).toMatch(/^正在为您转接专家，预计等待时间.+(秒|分钟)。$/);
      return contains(caller.media.heard(), await line.speech(words));
    });
    await hears(caller.media, AGENT_HZ);
    const { events, assignments } = await line.happened(caller, 'agent.answered');
    const at = (type: string): number => events.find((event) => event.type === type)?.at.getTime() ?? 0;
    expect(at('acd.offered') - at('acd.queued')).toBeGreaterThan(13_500);
    expect(assignments.at(-1)).toMatchObject({
      agent_id: learner.id,
      trace: { groups: [{ proficiency: 1, why: 'relaxed' }] },
    });
    const [forecast] = await eventually('the forecast is held against the wait', async () => {
      const rows = await line.query<{ outcome: string; waited_ms: number; predicted_ms: number }>(
        `SELECT outcome, waited_ms, predicted_ms FROM wait_forecast WHERE call_id = $1 AND cause = 'queued' AND outcome IS NOT NULL`,
        [id],
      );
      return rows.length > 0 ? rows : undefined;
    });
    expect(forecast).toMatchObject({ outcome: 'answered' });
    // Foretold once the call's record is written, which a busy machine does later; it has waited for 14 s.
    expect(Math.abs((forecast?.waited_ms ?? 0) - (at('agent.answered') - at('acd.queued')))).toBeLessThan(5_000);
    await Promise.all([caller.hangUp(), occupant.hangUp()]);
  });

  it('a full queue and a wait that is too long send callers where they are to go; a wrap-up is extended', async () => {
    const scene = await line.scene();
    const [agent] = agentsOf(scene);
    await set(
      scene,
      {
        maxLength: { callers: 1, to: { kind: 'hangup', words: '现在人太多了，请稍后再拨。' } },
        announce: { everySeconds: 60, position: false, estimatedWait: false },
        maxWait: { seconds: 8, to: { kind: 'hangup', words: '让您久等了，请稍后再拨。' } },
      },
      { wrapUpSeconds: 30, wrapUpMode: 'extendable' },
    );
    await agent.ready('answer');
    const talking = await line.call(scene.number);
    await hears(talking.media, AGENT_HZ);
    const waiting = await line.call(scene.number);
    await line.happened(waiting, 'acd.queued');
    const tooMany = await line.call(scene.number);
    await tooMany.ended;
    expect(contains(tooMany.media.heard(), await line.speech('现在人太多了，请稍后再拨。'))).toBe(true);
    await waiting.ended;
    expect(contains(waiting.media.heard(), await line.speech('让您久等了，请稍后再拨。'))).toBe(true);
    const { events } = await line.closed(waiting);
    expect(events.find(({ type }) => type === 'acd.overflowed')?.data).toMatchObject({ reason: 'max_wait' });

    await talking.hangUp();
    await agent.becomes('wrap_up');
    const before = (await agent.desk()).wrapUp;
    expect(before).toMatchObject({ mode: 'extendable' });
    const after = await agent.ask<{ wrapUp: { until: string } }>('POST', '/agent/wrap-up', { minutes: 2 });
    expect(Date.parse(after.wrapUp.until) - Date.parse(before?.until ?? '')).toBe(120_000);
    const log = await eventually('the wrap-up is written', async () => {
      const rows = await line.query<{ presence: string; open: boolean }>(
        `SELECT presence, until IS NULL AS open FROM presence_log WHERE agent_id = $1 ORDER BY id`,
        [agent.id],
      );
      return rows.at(-1)?.presence === 'wrap_up' && rows;
    });
    expect(log.map(({ presence }) => presence)).toEqual(['ready', 'ringing', 'talking', 'wrap_up']);
    expect(log.at(-1)?.open).toBe(true);
  });
});
