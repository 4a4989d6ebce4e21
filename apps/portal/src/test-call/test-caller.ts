import { PhoneAccount } from '@sibai/contracts';
import { ApiError, call, json } from '@sibai/ui';
import { useSyncExternalStore } from 'react';

import { meter, type MicrophoneTrouble, openMicrophone } from './microphone';
import type { EndReason, SipCall } from './sip-call';

/**
 * A caller in the browser.
 *
 * ```txt
 *  idle ──dial──▶ preparing ──▶ ringing ──▶ talking ──▶ idle (why)
 *                     └───────────┴── refused, failed, hung up ──▲
 * ```
 */
export type TestCallState =
  | { readonly at: 'idle'; readonly ended: EndReason | ApiError | null }
  | { readonly at: 'preparing'; readonly number: string }
  | { readonly at: 'ringing'; readonly number: string; readonly trouble: MicrophoneTrouble | null }
  | {
      readonly at: 'talking';
      readonly number: string;
      readonly trouble: MicrophoneTrouble | null;
      readonly since: number;
      readonly keys: string;
      readonly muted: boolean;
    };

export interface Levels {
  readonly heard: number;
  readonly said: number;
}

/** All that one call holds of the browser. */
interface Holding {
  readonly context: AudioContext;
  readonly speaker: HTMLAudioElement;
  voice: MediaStream | null;
  sip: SipCall | null;
  levels: { heard: () => number; said: () => number };
}

const silent = (): number => 0;

/** The telephone of the test page. Outside React: the call goes on while its caller looks at other pages. */
export class TestCaller {
  #state: TestCallState = { at: 'idle', ended: null };
  #holding: Holding | null = null;
  readonly #watchers = new Set<() => void>();

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };
  readonly state = (): TestCallState => this.#state;

  /** Calls `number`. Must be called from a click: browsers let only that start sound. */
  async dial(number: string): Promise<void> {
    if (this.#state.at !== 'idle') return;
    const holding: Holding = {
      context: new AudioContext(),
      speaker: new Audio(),
      voice: null,
      sip: null,
      levels: { heard: silent, said: silent },
    };
    this.#holding = holding;
    this.#become({ at: 'preparing', number });

    try {
      const [account, microphone, { SipCall }] = await Promise.all([
        call(PhoneAccount, '/calls/test/phone', json('POST')),
        openMicrophone(holding.context),
        import('./sip-call'),
      ]);
      holding.voice = microphone.stream;
      if (this.#holding !== holding) return release(holding);

      const { trouble } = microphone;
      holding.levels.said = meter(holding.context, microphone.stream);
      holding.sip = new SipCall(account, number, microphone.stream, {
        answered: (remote) => {
          if (this.#holding !== holding) return;
          holding.speaker.srcObject = remote;
          void holding.speaker.play();
          holding.levels.heard = meter(holding.context, remote);
          this.#become({ at: 'talking', number, trouble, since: Date.now(), keys: '', muted: false });
        },
        ended: (reason) => this.#finish(holding, reason),
      });
      this.#become({ at: 'ringing', number, trouble });
      await holding.sip.start();
    } catch (error) {
      this.#finish(holding, error instanceof ApiError ? error : 'failed');
    }
  }

  press(key: string): void {
    if (this.#state.at !== 'talking' || !this.#holding?.sip?.press(key)) return;
    this.#become({ ...this.#state, keys: (this.#state.keys + key).slice(-12) });
  }

  setMuted(muted: boolean): void {
    if (this.#state.at !== 'talking') return;
    for (const track of this.#holding?.voice?.getAudioTracks() ?? []) track.enabled = !muted;
    this.#become({ ...this.#state, muted });
  }

  hangUp(): void {
    if (!this.#holding) return;
    if (this.#holding.sip) this.#holding.sip.hangUp();
    else this.#finish(this.#holding, 'hung_up');
  }

  levels(): Levels {
    const { heard, said } = this.#holding?.levels ?? { heard: silent, said: silent };
    return { heard: heard(), said: said() };
  }

  #finish(holding: Holding, ended: EndReason | ApiError): void {
    if (this.#holding !== holding) return;
    this.#holding = null;
    release(holding);
    this.#become({ at: 'idle', ended });
  }

  #become(state: TestCallState): void {
    this.#state = state;
    for (const watcher of this.#watchers) watcher();
  }
}

function release({ context, speaker, voice }: Holding): void {
  for (const track of voice?.getTracks() ?? []) track.stop();
  speaker.srcObject = null;
  void context.close().catch(() => undefined);
}

export const testCaller = new TestCaller();
// A closed tab says goodbye, so that the line is free at once.
window.addEventListener('pagehide', () => testCaller.hangUp());

export const useTestCall = (): TestCallState => useSyncExternalStore(testCaller.watch, testCaller.state);
