import { parentPort } from 'node:worker_threads';

import type { LiveStep, LiveWhole } from '@sibai/contracts';

import { openSocket } from './floor-socket.ts';
import type { Collected, FloorEvent, Order, Wall } from './floor-walls.ts';

/** As many packets of one moment there may be, all different. */
const KEPT = 40;
const LOST_MS = 15_000;

/** What a packet says of agents and callers. */
interface News {
  readonly text: string;
  readonly whole: boolean;
  readonly presences: readonly (readonly [string, string])[];
  readonly gone: readonly string[];
  readonly callers: readonly string[];
}

interface Awaited extends FloorEvent {
  readonly walls: Set<number>;
}

/** The wallboards of all supervisors: notes when each of them has shown what happened. */
class Walls {
  #walls: readonly Wall[] = [];
  #packets: News[] = [];
  /** The state of each agent as each wall shows it. */
  readonly #presences: Map<string, string>[] = [];
  readonly #awaited = new Map<string, Awaited>();
  readonly #callers = new Map<string, Map<number, number>>();
  #collected = nothing();
  #expecting: string | undefined;

  async open(url: string, walls: readonly Wall[]): Promise<void> {
    this.#walls = walls;
    await Promise.all(
      walls.map(({ cookie }, wall) => openSocket(url, cookie, {}, (packet) => this.#shown(wall, packet))),
    );
  }

  expect(agent: string): void {
    this.#expecting = agent;
  }

  await(event: FloorEvent): void {
    const walls = this.#walls.flatMap(({ groups }, at) =>
      groups === 'all' || groups.includes(event.group) ? [at] : [],
    );
    this.#lose(event.agent);
    this.#awaited.set(event.agent, { ...event, walls: new Set(walls) });
  }

  collect(): Collected {
    for (const { agent, at } of this.#awaited.values()) if (now() - at > LOST_MS) this.#lose(agent);
    const everywhere = this.#walls.filter(({ groups }) => groups === 'all').length;
    const calls = [...this.#callers].flatMap(([caller, walls]): [string, number][] =>
      walls.size === everywhere ? [[caller, Math.max(...walls.values())]] : [],
    );
    const collected = { ...this.#collected, calls };
    this.#collected = nothing();
    return collected;
  }

  #lose(agent: string): void {
    const lost = this.#awaited.get(agent);
    if (!lost) return;
    this.#awaited.delete(agent);
    this.#collected.lost.push(lost.at);
  }

  #shown(wall: number, packet: string): void {
    const at = now();
    this.#collected.frames += 1;
    this.#collected.bytes += packet.length;
    const news = this.#read(packet);
    if (!news) return;
    const presences = (!news.whole && this.#presences[wall]) || new Map<string, string>();
    this.#presences[wall] = presences;
    for (const [agent, presence] of news.presences) presences.set(agent, presence);
    for (const agent of news.gone) presences.delete(agent);
    for (const event of this.#awaited.values()) {
      if (!event.walls.has(wall) || presences.get(event.agent) !== event.presence) continue;
      event.walls.delete(wall);
      this.#collected.each.push(at - event.at);
      if (event.walls.size > 0) continue;
      this.#awaited.delete(event.agent);
      this.#collected.shown.push([event.at, at - event.at]);
    }
    if (this.#walls[wall]?.groups !== 'all') return;
    for (const caller of news.callers) {
      const seen = this.#callers.get(caller) ?? new Map<number, number>();
      this.#callers.set(caller, seen);
      if (!seen.has(wall)) seen.set(wall, at);
    }
    if (this.#expecting !== undefined && presences.has(this.#expecting)) {
      this.#expecting = undefined;
      parentPort?.postMessage('expected');
    }
  }

  /** Walls that see the same get the same text, which is read once. */
  #read(packet: string): News | undefined {
    const known = this.#packets.find(({ text }) => text === packet);
    if (known) return known;
    const [name, frame] = JSON.parse(packet.slice(2)) as [string, LiveWhole & LiveStep];
    if (name !== 'live' && name !== 'live.change') return undefined;
    const whole = name === 'live';
    const agents = whole ? { set: frame.board.agents, gone: [] } : (frame.change.agents ?? { set: [], gone: [] });
    const news = {
      text: packet,
      whole,
      presences: agents.set.map(({ id, presence }) => [id, presence] as const),
      gone: agents.gone,
      callers: (whole ? frame.board.calls : (frame.change.calls?.set ?? [])).map(({ caller }) => caller),
    };
    this.#packets = [news, ...this.#packets.slice(0, KEPT - 1)];
    return news;
  }
}

const now = (): number => performance.timeOrigin + performance.now();

const nothing = () => ({
  shown: [] as [number, number][],
  each: [] as number[],
  lost: [] as number[],
  frames: 0,
  bytes: 0,
});

const walls = new Walls();
parentPort?.on('message', (order: Order) => {
  switch (order.do) {
    case 'open':
      void walls.open(order.url, order.walls).then(() => parentPort?.postMessage('opened'));
      return;
    case 'expect':
      return walls.expect(order.agent);
    case 'await':
      return walls.await(order.event);
    case 'collect':
      return parentPort?.postMessage(walls.collect());
  }
});
