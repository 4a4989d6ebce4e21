import * as z from 'zod';

import { Store } from '../platform/store';
import { type Device, effective } from './device';

/**
 * Whether the page may hear the agent. `prompt`: the browser will ask; `insecure`: the page is neither https nor
 * localhost, where browsers have no microphone at all; `busy`: another program holds it.
 */
export type Access = 'unknown' | 'prompt' | 'granted' | 'denied' | 'missing' | 'busy' | 'insecure';

const Choice = z.object({
  microphone: z.string().nullable().default(null),
  speaker: z.string().nullable().default(null),
  /** Where it rings; a loudspeaker, say, while the voices come in the headset. */
  ringer: z.string().nullable().default(null),
  ringVolume: z.number().min(0).max(1).default(0.6),
  noiseSuppression: z.boolean().default(true),
});
export type Choice = z.infer<typeof Choice>;

export interface DevicesState {
  readonly access: Access;
  readonly microphones: readonly Device[];
  readonly speakers: readonly Device[];
  readonly choice: Choice;
}

const KEY = 'sibai.headset';
const SINKS = 'setSinkId' in HTMLMediaElement.prototype;

/** The agent's microphones and loudspeakers: what there is, what may be used, and what was chosen on this machine. */
export class Devices extends Store<DevicesState> {
  constructor() {
    super({ access: 'unknown', microphones: [], speakers: [], choice: remembered() });
    if (!navigator.mediaDevices) {
      this.#become({ access: 'insecure' });
      return;
    }
    navigator.mediaDevices.addEventListener('devicechange', () => void this.#list());
    void this.#watchPermission();
  }

  /** Whether loudspeakers can be chosen in this browser. */
  get canRoute(): boolean {
    return SINKS;
  }

  choose(choice: Partial<Choice>): void {
    const next = { ...this.state().choice, ...choice };
    localStorage.setItem(KEY, JSON.stringify(next));
    this.#become({ choice: next });
  }

  /**
   * Which microphone the choice comes to now: it changes when another is chosen, or how it is to sound, when the chosen one is
   * unplugged or comes back, and, where the system decides, when the system's own default becomes another apparatus.
   */
  get microphoneNow(): string {
    const { choice, microphones } = this.state();
    return `${effective(choice.microphone, microphones)} ${choice.noiseSuppression}`;
  }

  /** Opens the chosen microphone, or another where that one is not plugged in. The caller stops its tracks. */
  async open(): Promise<MediaStream> {
    const { microphone, noiseSuppression } = this.state().choice;
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: {
          ...(microphone !== null && { deviceId: { ideal: microphone } }),
          echoCancellation: true,
          autoGainControl: true,
          noiseSuppression,
        },
      });
      this.#become({ access: 'granted' });
      // Names are only told once access was given.
      await this.#list();
      return stream;
    } catch (error) {
      this.#become({ access: accessAfter(error) });
      throw error;
    }
  }

  /** Asks the browser for the microphone, so that it need not be asked when the first call comes. */
  async ask(): Promise<void> {
    const stream = await this.open().catch(() => null);
    stream?.getTracks().forEach((track) => track.stop());
  }

  /** Sends an audio element's sound to the chosen loudspeaker. */
  async route(element: HTMLAudioElement, role: 'speaker' | 'ringer'): Promise<void> {
    const sink = this.state().choice[role] ?? '';
    if (!SINKS || element.sinkId === sink) return;
    // A loudspeaker that was unplugged: the browser's own choice is better than silence.
    await element.setSinkId(sink).catch(() => element.setSinkId('').catch(() => undefined));
  }

  async #watchPermission(): Promise<void> {
    // Firefox does not know the name; there the first call of `open` finds out.
    const status = await navigator.permissions.query({ name: 'microphone' }).catch(() => null);
    if (!status) return this.#become({ access: 'prompt' });
    const read = () => {
      this.#become({ access: status.state });
      void this.#list();
    };
    status.addEventListener('change', read);
    read();
  }

  async #list(): Promise<void> {
    const all = await navigator.mediaDevices.enumerateDevices();
    const of = (kind: MediaDeviceKind) =>
      all
        .filter((each) => each.kind === kind && each.deviceId !== '')
        .map(({ deviceId, label, groupId }) => ({ id: deviceId, label, group: groupId }));
    const microphones = of('audioinput');
    const nowhere = !all.some((each) => each.kind === 'audioinput');
    const { access } = this.state();
    this.#become({
      microphones,
      speakers: of('audiooutput'),
      ...(nowhere && access === 'granted' && { access: 'missing' as const }),
      ...(!nowhere && access === 'missing' && { access: 'granted' as const }),
    });
  }

  #become(part: Partial<DevicesState>): void {
    this.become({ ...this.state(), ...part });
  }
}

function accessAfter(error: unknown): Access {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return 'denied';
  }
}

function remembered(): Choice {
  try {
    return Choice.parse(JSON.parse(localStorage.getItem(KEY) ?? '{}'));
  } catch {
    return Choice.parse({});
  }
}
