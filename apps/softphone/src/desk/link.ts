import { Desk, DeskNotice, DeskSeat } from '@sibai/contracts';
import { SESSION_KEY, socket } from '@sibai/ui';
import type { QueryClient } from '@tanstack/react-query';

import { clock } from '../platform/clock';
import { deviceId } from '../platform/device-id';
import { deviceName } from '../platform/device-name';
import { Store } from '../platform/store';
import { after } from '../platform/timers';
import { deskQuery, told } from './desk';

/**
 * The connection to the server. `signedOff`: while it was lost for long the server signed the agent off, which the
 * agent must be told, since callers are waiting for somebody who believes to be ready.
 */
export type LinkState =
  | { readonly at: 'closed' }
  | { readonly at: 'connecting' }
  | { readonly at: 'online'; readonly signedOff: boolean }
  | { readonly at: 'lost'; readonly since: number };

const AGAIN_MS = 1500;
/** The tries of a page nobody looks at would be a minute apart, and the agent signed out. */
const UNSEEN_AGAIN_MS = 3000;
/** What has been said is read some time, and then no more. */
const NOTICES = 5;

class Seat extends Store<DeskSeat | null> {
  constructor() {
    super(null);
  }

  set(seat: DeskSeat | null): void {
    this.become(seat);
  }
}

class Notices extends Store<readonly DeskNotice[]> {
  constructor() {
    super([]);
  }

  add(notice: DeskNotice): void {
    const others = this.state().filter(({ id }) => id !== notice.id);
    this.become([notice, ...others].slice(0, NOTICES));
  }

  dismiss(id: string): void {
    this.become(this.state().filter((each) => each.id !== id));
  }
}

/** Brings the desk's changes from the server, and by being there keeps the agent signed in, unless it only looks on. */
export class Link extends Store<LinkState> {
  /** Which device has the calls; null until the server has said so. */
  readonly seat = new Seat();
  /** What supervisors have done or said, the latest first. */
  readonly notices = new Notices();
  readonly #queries: QueryClient;
  readonly #socket = socket();
  #observes = false;
  #callOff: () => void = () => undefined;

  constructor(queries: QueryClient) {
    super({ at: 'closed' });
    this.#queries = queries;
    this.#socket.auth = (answer) =>
      answer({
        desk: true,
        seat: deviceId(),
        device: deviceName(navigator.userAgent),
        // A device that was told that another one is the desk looks on from then on: it takes nothing over by itself.
        observe: this.#observes || this.seat.state()?.mine === false,
      });
    // The network is back: not after the wait that was doubled while it was away.
    window.addEventListener('online', () => this.state().at === 'lost' && this.#socket.disconnect().connect());
    this.#socket.on('connect', () => void this.#connected());
    this.#socket.on('disconnect', () => this.#lost());
    this.#socket.on('connect_error', () => this.#lost());
    this.#socket.on('desk', (news: unknown) => {
      const desk = Desk.safeParse(news);
      if (desk.success) this.#queries.setQueryData(deskQuery.queryKey, told.hear(desk.data));
      else void this.#queries.invalidateQueries({ queryKey: deskQuery.queryKey });
    });
    this.#socket.on('desk.seat', (news: unknown) => {
      const seat = DeskSeat.safeParse(news);
      if (seat.success) this.seat.set(seat.data);
    });
    this.#socket.on('desk.notice', (news: unknown) => {
      const notice = DeskNotice.safeParse(news);
      if (notice.success) this.notices.add(notice.data);
    });
  }

  /** `observes`: another window of this browser is the desk. */
  open(observes: boolean): void {
    this.#observes = observes;
    this.seat.set(null);
    this.become({ at: 'connecting' });
    this.#socket.connect();
  }

  close(): void {
    this.become({ at: 'closed' });
    this.#socket.disconnect();
  }

  /** Makes this device the desk; the other one is told. */
  take(): void {
    this.#socket.emit('desk.seat.take');
  }

  /** The agent has read that they were signed off. */
  acknowledge(): void {
    if (this.state().at === 'online') this.become({ at: 'online', signedOff: false });
  }

  async #connected(): Promise<void> {
    void clock.sync();
    const lost = this.state().at === 'lost';
    const before = this.#queries.getQueryData(deskQuery.queryKey);
    this.become({ at: 'online', signedOff: false });
    // Whatever was pushed meanwhile was missed.
    await this.#queries.invalidateQueries({ queryKey: deskQuery.queryKey });
    const after = this.#queries.getQueryData(deskQuery.queryKey);
    const signedOff = lost && before?.presence !== 'offline' && after?.presence === 'offline';
    if (signedOff && this.state().at === 'online') this.become({ at: 'online', signedOff });
  }

  #lost(): void {
    const { at } = this.state();
    if (at === 'online' || at === 'connecting') this.become({ at: 'lost', since: Date.now() });
    this.#callOff();
    // Unreachable: socket.io tries again by itself.
    if (this.#socket.active) {
      this.#callOff = after(UNSEEN_AGAIN_MS, () => {
        if (this.state().at === 'lost' && document.hidden) this.#socket.disconnect().connect();
      });
      return;
    }
    // Turned away by the server, which socket.io takes for final. Either the server stops, or the session has ended:
    // asking for that brings the sign-in page.
    void this.#queries.invalidateQueries({ queryKey: SESSION_KEY });
    this.#callOff = after(AGAIN_MS, () => this.state().at === 'lost' && this.#socket.connect());
  }
}
