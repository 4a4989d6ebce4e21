import { follow, type Live, type LiveStep, type LiveWhole } from '@sibai/contracts';
import { io, type Socket } from 'socket.io-client';
import { type ApiClient } from '@sibai/tools/api-client';
import { eventually } from './hearing.ts';

/** A socket as a signed-in person's browser opens it. It comes back by itself after a restart of the server. */
export function connect(person: ApiClient, auth: Record<string, unknown> = {}): Socket {
  const { name, value } = person.cookie;
  return io(person.url, {
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: 500,
    reconnectionDelayMax: 1000,
    auth,
    extraHeaders: { cookie: `${name}=${value}` },
  });
}

/** The live page over time. */
export class Board {
  readonly #pages: { at: number; page: Live }[] = [];

  static async open(socket: Socket): Promise<Board> {
    const board = new Board();
    let last: LiveWhole | undefined;
    const show = (whole: LiveWhole | undefined): void => {
      last = whole;
      if (whole) board.#pages.push({ at: Date.now(), page: whole.board });
    };
    socket.on('live', show);
    socket.on('live.change', (step: LiveStep) => show(last && follow(last, step)));
    await eventually('the live page', () => board.#pages.length > 0);
    return board;
  }

  get latest(): Live {
    const last = this.#pages.at(-1);
    if (!last) throw new Error('no page yet');
    return last.page;
  }

  /** When a page first showed what is looked for; epoch ms. */
  async shown(what: string, test: (page: Live) => boolean): Promise<number> {
    const found = await eventually(`the live page shows ${what}`, () => this.#pages.find(({ page }) => test(page)));
    return found.at;
  }
}
