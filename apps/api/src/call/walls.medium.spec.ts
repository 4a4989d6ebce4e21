import { isDeepStrictEqual } from 'node:util';

import { applyChange, follow, type Group, Live, LiveStep, LiveWhole } from '@sibai/contracts';
import type { AgentId, GroupId } from '@sibai/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { SessionService } from '../platform/session.service.js';
import { TestApi } from '../platform/testing.js';
import { LiveService } from './analytics/live.service.js';
import { Floor } from './floor.js';
import { Walls } from './walls.js';

let api: TestApi;
let [own, other] = ['', ''] as [GroupId, GroupId];
let agent: AgentId;
beforeAll(async () => {
  api = await TestApi.start();
  const admin = api.as('admin');
  const add = async (body: object) => (await admin.post<Group>('/groups', body)).body.id;
  own = await add({ name: '销售', supervisors: [api.user('supervisor').id] });
  other = await add({ name: '售后' });
  agent = api.user('agent').id as string as AgentId;
  await admin.put(`/agents/${agent}/skills`, { skills: [skill(own), skill(other)] });
  await api.app.get(Floor).load(tenant());
});
const opened: WebSocket[] = [];
afterAll(() => {
  for (const socket of opened) socket.close();
  return api.stop();
});

const skill = (groupId: string) => ({ groupId, proficiency: 5, priority: 0, ringOrder: 0 });
const tenant = () => api.user('admin').tenantId;
const sessionOf = async (role: 'admin' | 'supervisor', of: 'red' | 'blue' = 'red') => {
  const { id, tenantId } = api.user(role, of);
  const { cookie, me } = await api.app.get(SessionService).open(id, tenantId);
  return { cookie: cookie.slice(0, cookie.indexOf(';')), me };
};

/** What of socket.io a page needs: frames as they come, and a board that follows them. */
class Wall {
  readonly frames: [string, unknown][] = [];
  shown: LiveWhole | undefined;
  closed = false;

  private constructor(readonly socket: WebSocket) {
    opened.push(socket);
  }

  static open(cookie: string): Promise<Wall> {
    const url = `${api.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
    const wall = new Wall(new WebSocket(url, { headers: { cookie } } as never));
    wall.socket.addEventListener('close', () => (wall.closed = true));
    return new Promise((resolve, reject) =>
      wall.socket.addEventListener('message', ({ data }) => {
        const packet = String(data);
        if (packet === '2') wall.socket.send('3');
        else if (packet.startsWith('0')) wall.socket.send('40{}');
        else if (packet.startsWith('42')) wall.#take(JSON.parse(packet.slice(2)) as [string, unknown]);
        else if (packet.startsWith('40')) resolve(wall);
        else if (packet.startsWith('44')) reject(new Error(packet));
        else if (packet.startsWith('41')) wall.closed = true;
      }),
    );
  }

  ask(): void {
    this.socket.send('42["live.whole"]');
  }

  #take(frame: [string, unknown]): void {
    this.frames.push(frame);
    const [name, data] = frame;
    if (name === 'live') this.shown = LiveWhole.parse(data);
    if (name === 'live.change' && this.shown) this.shown = follow(this.shown, LiveStep.parse(data));
  }
}

const state = (wall: Wall) => wall.shown?.board.agents.find(({ id }) => id === agent)?.presence;
const names = (wall: Wall) => wall.shown?.board.groups.map(({ name }) => name);
const count = (wall: Wall, event: string) => wall.frames.filter(([name]) => name === event).length;
const choose = (at: 'ready' | 'break' | 'offline') => api.app.get(Floor).choose(tenant(), agent, { at });

describe('a wall', () => {
  it('is shown the whole board once, and then the rows that change, which come to the same', async () => {
    const wall = await Wall.open((await sessionOf('admin')).cookie);
    await expect.poll(() => names(wall)).toEqual(['销售', '售后']);
    for (const presence of ['ready', 'break'] as const) {
      choose(presence);
      await expect.poll(() => state(wall)).toBe(presence);
    }
    expect(count(wall, 'live')).toBe(1);
    const steps = wall.frames.flatMap(([name, data]) => (name === 'live.change' ? [LiveStep.parse(data)] : []));
    const moved = steps.filter(({ change }) => change.agents);
    expect(moved.map(({ change }) => change.agents?.set.map(({ id }) => id))).toEqual([[agent], [agent]]);
    // Whoever joins now is shown at once the board that the others have come to step by step.
    const late = await Wall.open((await sessionOf('admin')).cookie);
    await expect
      .poll(() => late.shown?.seq === wall.shown?.seq && isDeepStrictEqual(late.shown, wall.shown))
      .toBe(true);
    const made = await api.app.get(LiveService).board(tenant(), 'all');
    expect({ ...wall.shown?.board, at: '' }).toEqual({ ...Live.parse(JSON.parse(JSON.stringify(made))), at: '' });
  });

  it('that has missed a change asks for the whole board and goes on from there', async () => {
    const wall = await Wall.open((await sessionOf('admin')).cookie);
    await expect.poll(() => wall.shown).toBeDefined();
    const shown = wall.shown as LiveWhole;
    expect(follow(shown, { seq: shown.seq + 2, change: { at: shown.board.at } })).toBeUndefined();
    wall.shown = undefined;
    wall.ask();
    await expect.poll(() => wall.shown?.seq).toBeGreaterThanOrEqual(shown.seq);
    choose('ready');
    await expect.poll(() => state(wall)).toBe('ready');
    expect(count(wall, 'live')).toBe(2);
    expect(applyChange(shown.board, { at: shown.board.at })).toEqual(shown.board);
  });

  it('of a supervisor is of own groups, and whole again when they are others', async () => {
    const wall = await Wall.open((await sessionOf('supervisor')).cookie);
    const stranger = await Wall.open((await sessionOf('supervisor', 'blue')).cookie);
    await expect.poll(() => names(wall)).toEqual(['销售']);
    const supervise = async (group: GroupId, name: string, supervisors: readonly string[]) =>
      expect((await api.as('admin').put(`/groups/${group}`, { name, supervisors })).status).toBe(200);
    await supervise(other, '售后', [api.user('supervisor').id]);
    await expect.poll(() => names(wall)).toEqual(['销售', '售后']);
    expect(count(wall, 'live')).toBe(2);
    await supervise(own, '销售', []);
    await supervise(other, '售后', []);
    await expect.poll(() => names(wall)).toEqual([]);
    expect(wall.shown?.board).toMatchObject({ agents: [], calls: [], alarms: [] });
    expect(stranger.frames.filter(([, data]) => JSON.stringify(data).includes('销售'))).toEqual([]);
  });

  it('is closed when its session ends, the role changes or it runs out; nobody else’s is', async () => {
    const sessions = api.app.get(SessionService);
    const [first, second, third] = [
      await sessionOf('supervisor'),
      await sessionOf('supervisor'),
      await sessionOf('admin'),
    ];
    const [out, stays, expired] = await Promise.all([first, second, third].map(({ cookie }) => Wall.open(cookie)));
    await sessions.close(first.me);
    await expect.poll(() => out?.closed).toBe(true);
    expect([stays?.closed, expired?.closed]).toEqual([false, false]);
    await api.db.owner.query(`UPDATE session SET expires_at = now() - interval '1 s' WHERE id = $1`, [
      third.me.sessionId,
    ]);
    await api.app.get(Walls).check();
    await expect.poll(() => expired?.closed).toBe(true);
    expect(stays?.closed).toBe(false);
    const demoted = { name: 'red supervisor', role: 'agent', email: api.user('supervisor').email, mobile: null };
    expect((await api.as('admin').put(`/users/${api.user('supervisor').id}`, demoted)).status).toBe(200);
    await expect.poll(() => stays?.closed).toBe(true);
    await expect(Wall.open(second.cookie)).rejects.toThrow('session.required');
  });
});
