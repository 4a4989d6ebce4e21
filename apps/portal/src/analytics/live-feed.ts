import { follow, type Live, LiveStep, LiveWhole, OwnSupervision } from '@sibai/contracts';
import { queryClient, SESSION_KEY, socket } from '@sibai/ui';
import { useSyncExternalStore } from 'react';

import { steering } from '../steering/steering';

export interface LiveState {
  readonly connected: boolean;
  /** The last board; kept while disconnected, when its age says how little it is worth. */
  readonly live: Live | null;
  /** How far this browser's clock is ahead of the server's, in ms, so that ages and timers are true on any desk. */
  readonly skew: number;
}

/** How old a board may be before the page warns. The server sends one at least every second or two. */
export const STALE_MS = 5000;

const AGAIN_MS = 1500;

/**
 * The tenant's live page as the server pushes it. Outside React, since one socket serves the page however often it
 * renders. It is connected while somebody watches.
 */
class LiveFeed {
  #state: LiveState = { connected: false, live: null, skew: 0 };
  /** The board the next change is of; null while the whole one is awaited. */
  #last: LiveWhole | null = null;
  readonly #watchers = new Set<() => void>();
  readonly #socket = socket()
    .on('connect', () => {
      this.#become({ connected: true });
      void steering.ask();
    })
    .on('disconnect', () => this.#lost())
    .on('connect_error', () => this.#lost())
    .on('live', (frame: unknown) => this.#take(LiveWhole.parse(frame)))
    .on('live.change', (frame: unknown) => this.#step(LiveStep.parse(frame)))
    .on('supervision', (frame: unknown) => steering.told(OwnSupervision.parse(frame)));

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    if (this.#watchers.size === 1) this.#socket.connect();
    return () => {
      this.#watchers.delete(watcher);
      if (this.#watchers.size > 0) return;
      this.#socket.disconnect();
      // Another person may sign in at this browser before the next watcher comes.
      this.#state = { connected: false, live: null, skew: 0 };
      this.#last = null;
    };
  };

  readonly state = (): LiveState => this.#state;

  #lost(): void {
    this.#become({ connected: false });
    // Unreachable: socket.io tries again by itself.
    if (this.#socket.active) return;
    // Turned away, which socket.io takes for final: the server is stopping, or the session has ended. Asking for the
    // session tells which, and brings the sign-in page if need be.
    void queryClient.invalidateQueries({ queryKey: SESSION_KEY });
    setTimeout(() => this.#watchers.size > 0 && this.#socket.connect(), AGAIN_MS);
  }

  #step(step: LiveStep): void {
    // One was missed: what comes until the whole board is here cannot be made sense of.
    const next = this.#last && follow(this.#last, step);
    if (next) this.#take(next);
    else if (this.#last) {
      this.#last = null;
      this.#socket.emit('live.whole');
    }
  }

  #take(whole: LiveWhole): void {
    this.#last = whole;
    const live = whole.board;
    const ahead = Date.now() - Date.parse(live.at);
    // The smallest difference seen is the one with the least delay in it.
    const skew = this.#state.live === null ? ahead : Math.min(this.#state.skew, ahead);
    this.#become({ live, skew });
  }

  #become(change: Partial<LiveState>): void {
    this.#state = { ...this.#state, ...change };
    for (const watcher of this.#watchers) watcher();
  }
}

const feed = new LiveFeed();

export const useLive = (): LiveState => useSyncExternalStore(feed.watch, feed.state);
