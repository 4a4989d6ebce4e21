import { OwnSupervision, type Supervise, type Supervision } from '@sibai/contracts';
import type { CallId } from '@sibai/kernel';
import { ApiError, call, json, send } from '@sibai/ui';
import { useSyncExternalStore } from 'react';

import type { MicrophoneTrouble } from '../test-call/microphone';
import { OneAtATime } from './one-at-a-time';
import type { SupervisorPhone } from './supervisor-phone';

export interface SteeringState {
  readonly phone: 'off' | 'opening' | 'ready';
  readonly trouble: MicrophoneTrouble | null;
  /** Whom one is with now, as the server says. */
  readonly supervision: Supervision | null;
  readonly error: Error | null;
}

/** The supervisor's own telephone and what it is used for. Outside React: it goes on while other pages are looked at. */
class Steering {
  #state: SteeringState = { phone: 'off', trouble: null, supervision: null, error: null };
  #phone: SupervisorPhone | null = null;
  readonly #acts = new OneAtATime();
  readonly #watchers = new Set<() => void>();

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };
  readonly state = (): SteeringState => this.#state;

  /** Begins to be with a call. Must be called from a click or a key. */
  supervise(callId: CallId, mode: Supervise['mode']): Promise<void> {
    return this.#do(() => this.#goTo(callId, mode));
  }

  /** Goes on in another mode with the call one listens to by then, if any. */
  change(mode: Supervise['mode']): Promise<void> {
    return this.#do(async () => {
      const { supervision } = this.#state;
      if (supervision && supervision.mode !== 'take_over') await this.#goTo(supervision.callId, mode);
    });
  }

  takeOver(callId: CallId): Promise<void> {
    return this.#do(async () => {
      this.told(await call(OwnSupervision, `/floor/calls/${callId}/take-over`, json('POST')));
    });
  }

  /** Whatever else is on its way: who wants to leave is not made to wait. */
  async leave(): Promise<void> {
    this.#acts.forget();
    try {
      await send('/floor/supervision', json('DELETE'));
      this.told({ supervision: null });
    } catch (error) {
      this.#become({ error: error instanceof Error ? error : new Error(String(error)) });
    }
  }

  /** What the server says of it, over the socket or in an answer. */
  told({ supervision }: OwnSupervision): void {
    this.#phone?.speak(supervision !== null && supervision.mode !== 'listen');
    this.#become({ supervision });
  }

  /** Whether it goes on: what was said while nobody could be reached was missed. */
  async ask(): Promise<void> {
    if (this.#state.supervision) this.told(await call(OwnSupervision, '/floor/supervision').catch(() => this.#state));
  }

  heard(): number {
    return this.#phone?.heard() ?? 0;
  }

  get sound(): MediaStream | null {
    return this.#phone?.sound ?? null;
  }

  forgive(): void {
    this.#become({ error: null });
  }

  /** A tab that is closed leaves at once, rather than when its silence is noticed. */
  abandon(): void {
    if (this.#state.supervision) void fetch('/api/floor/supervision', { method: 'DELETE', keepalive: true });
    this.#phone?.close();
    this.#phone = null;
    this.#become({ phone: 'off', supervision: null });
  }

  async #goTo(callId: CallId, mode: Supervise['mode']): Promise<void> {
    await this.#ready();
    // Before the server lets it through: nothing of what is said before the mode is shown is heard.
    if (mode === 'listen') this.#phone?.speak(false);
    this.told(await call(OwnSupervision, `/floor/calls/${callId}/supervision`, json('PUT', { mode })));
  }

  async #ready(): Promise<void> {
    if (this.#phone) return;
    this.#become({ phone: 'opening' });
    try {
      const { SupervisorPhone } = await import('./supervisor-phone');
      this.#phone = await SupervisorPhone.open({ lost: () => this.#lost() });
      this.#become({ phone: 'ready', trouble: this.#phone.trouble });
    } catch (error) {
      this.#become({ phone: 'off' });
      throw error;
    }
  }

  #lost(): void {
    this.#phone?.close();
    this.#phone = null;
    this.#become({ phone: 'off' });
  }

  #do(work: () => Promise<void>): Promise<void> {
    return this.#acts.ask(async () => {
      this.#become({ error: null });
      try {
        await work();
      } catch (error) {
        // The engine has forgotten this browser, as after a restart: the next try begins with a new account.
        if (error instanceof ApiError && error.code === 'floor.no_phone') this.#lost();
        this.#become({ error: error instanceof Error ? error : new Error(String(error)) });
      }
    });
  }

  #become(change: Partial<SteeringState>): void {
    this.#state = { ...this.#state, ...change };
    for (const watcher of this.#watchers) watcher();
  }
}

export const steering = new Steering();
window.addEventListener('pagehide', () => steering.abandon());

export const useSteering = (): SteeringState => useSyncExternalStore(steering.watch, steering.state);
