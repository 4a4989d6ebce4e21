import { setTimeout as sleep } from 'node:timers/promises';

import { Problem } from '../lib/problem.ts';
import type { Person } from './floor-people.ts';
import { openSocket } from './floor-socket.ts';
import type { FloorEvent } from './floor-walls.ts';

/** So many at a time sign in. */
const AT_ONCE = 50;
const TURNS = [{ presence: 'break' }, { presence: 'busy', reason: 'paperwork' }, { presence: 'ready' }] as const;

/** Agents at their desks, whose sockets stay open and who change their presence by the public API. */
export class FloorDesks {
  readonly #baseUrl: string;
  readonly #people: Person[] = [];
  readonly #sockets: WebSocket[] = [];
  readonly #turns = new Map<string, number>();
  #next = 0;
  #out = 0;
  /** Of requests that were refused or not answered. */
  failed = 0;
  /** Desks whose socket was closed from the other side. */
  gone = 0;

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl;
  }

  get count(): number {
    return this.#people.length;
  }

  async seat(people: readonly Person[]): Promise<void> {
    const queue = [...people];
    const work = async (): Promise<void> => {
      for (let each = queue.pop(); each; each = queue.pop()) {
        const socket = await openSocket(this.#baseUrl, each.cookie, { desk: true });
        socket.addEventListener('close', () => this.gone++);
        this.#sockets.push(socket);
        await this.#choose(each, { presence: 'ready' });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    this.#people.push(...people);
  }

  /** Changes an agent's presence so many times a second, an agent after the other, whether or not the api keeps up. */
  async change(perSecond: number, seconds: number, tell: (event: FloorEvent) => void): Promise<void> {
    const began = performance.now();
    for (let made = 0; made < perSecond * seconds; made++) {
      await sleep(Math.max(0, began + (made * 1000) / perSecond - performance.now()));
      const person = this.#people[this.#next++ % this.#people.length];
      if (person) this.#turn(person, tell);
    }
    for (const deadline = Date.now() + 30_000; this.#out > 0 && Date.now() < deadline;) await sleep(20);
  }

  close(): void {
    for (const socket of this.#sockets) socket.close();
  }

  #turn(person: Person, tell: (event: FloorEvent) => void): void {
    const turn = this.#turns.get(person.id) ?? 0;
    this.#turns.set(person.id, turn + 1);
    const choice = TURNS[turn % TURNS.length] ?? TURNS[0];
    tell({
      agent: person.id,
      group: person.group,
      presence: choice.presence,
      at: performance.timeOrigin + performance.now(),
    });
    this.#out++;
    this.#choose(person, choice)
      .catch(() => this.failed++)
      .finally(() => this.#out--);
  }

  async #choose({ cookie }: Person, choice: object): Promise<void> {
    const response = await fetch(`${this.#baseUrl}/api/agent/presence`, {
      method: 'PUT',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify(choice),
    });
    const text = await response.text();
    if (!response.ok) throw new Problem(`PUT /api/agent/presence answers ${response.status}: ${text}`);
  }
}
