import { Desk } from '@sibai/contracts';
import { SESSION_KEY, socket } from '@sibai/ui';
import type { QueryClient } from '@tanstack/react-query';

import { clock } from '../platform/clock';
import { Store } from '../platform/store';
import { deskQuery } from './desk';

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

/** Brings the desk's changes from the server, and by being there keeps the agent signed in. */
export class Link extends Store<LinkState> {
  readonly #queries: QueryClient;
  readonly #socket = socket();

  constructor(queries: QueryClient) {
    super({ at: 'closed' });
    this.#queries = queries;
    this.#socket.auth = { desk: true };
    this.#socket.on('connect', () => void this.#connected());
    this.#socket.on('disconnect', () => this.#lost());
    this.#socket.on('connect_error', () => this.#lost());
    this.#socket.on('desk', (news: unknown) => {
      const desk = Desk.safeParse(news);
      if (desk.success) this.#queries.setQueryData(deskQuery.queryKey, desk.data);
      else void this.#queries.invalidateQueries({ queryKey: deskQuery.queryKey });
    });
  }

  open(): void {
    this.become({ at: 'connecting' });
    this.#socket.connect();
  }

  close(): void {
    this.become({ at: 'closed' });
    this.#socket.disconnect();
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
    // Unreachable: socket.io tries again by itself.
    if (this.#socket.active) return;
    // Turned away by the server, which socket.io takes for final. Either the server stops, or the session has ended:
    // asking for that brings the sign-in page.
    void this.#queries.invalidateQueries({ queryKey: SESSION_KEY });
    window.setTimeout(() => this.state().at === 'lost' && this.#socket.connect(), AGAIN_MS);
  }
}
