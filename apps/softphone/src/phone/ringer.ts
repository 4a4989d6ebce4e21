import { Store } from '../platform/store';
import type { Devices } from './devices';

/** Two soft notes, then a pause: heard across a room, bearable for the hundredth time. */
const NOTES = [
  { hertz: 880, at: 0, seconds: 0.22 },
  { hertz: 1174.7, at: 0.24, seconds: 0.34 },
];
const PERIOD_S = 2.4;

/**
 * Rings. The state is whether the browser lets the page make a sound: until the page was touched it does not, and the
 * agent must be told, since a silent phone is a missed call.
 */
export class Ringer extends Store<boolean> {
  readonly #devices: Devices;
  #audio: AudioContext | null = null;
  #volume: GainNode | null = null;
  #timer: number | null = null;

  constructor(devices: Devices) {
    super(navigator.userActivation?.hasBeenActive ?? true);
    this.#devices = devices;
    const unlock = () => {
      this.become(true);
      void this.#audio?.resume();
    };
    // Not pointerdown: the notice about silence goes away, and what was pressed must not move from under the pointer.
    for (const gesture of ['click', 'keydown']) window.addEventListener(gesture, unlock, { once: true, capture: true });
  }

  start(): void {
    if (this.#timer !== null) return;
    const { ringVolume, ringer } = this.#devices.state().choice;
    const audio = (this.#audio ??= new AudioContext());
    this.#volume = audio.createGain();
    this.#volume.gain.value = ringVolume;
    this.#volume.connect(audio.destination);
    // Chromium alone can choose where a context sounds; elsewhere it rings where the browser plays.
    if ('setSinkId' in audio) {
      void (audio.setSinkId as (id: string) => Promise<void>).call(audio, ringer ?? '').catch(() => undefined);
    }
    void audio.resume();
    this.#ringOnce();
    this.#timer = window.setInterval(() => this.#ringOnce(), PERIOD_S * 1000);
  }

  stop(): void {
    if (this.#timer === null) return;
    window.clearInterval(this.#timer);
    this.#timer = null;
    this.#volume?.disconnect();
    this.#volume = null;
    // An open context keeps the sound card busy all day.
    void this.#audio?.suspend();
  }

  /** One ring, to try the volume. */
  async sample(): Promise<void> {
    if (this.#timer !== null) return;
    this.start();
    await new Promise((resolve) => setTimeout(resolve, 900));
    this.stop();
  }

  #ringOnce(): void {
    const audio = this.#audio;
    const volume = this.#volume;
    if (!audio || !volume) return;
    for (const { hertz, at, seconds } of NOTES) {
      const from = audio.currentTime + at;
      const tone = audio.createOscillator();
      const envelope = audio.createGain();
      tone.type = 'triangle';
      tone.frequency.value = hertz;
      envelope.gain.setValueAtTime(0, from);
      envelope.gain.linearRampToValueAtTime(0.5, from + 0.02);
      envelope.gain.exponentialRampToValueAtTime(0.001, from + seconds);
      tone.connect(envelope).connect(volume);
      tone.start(from);
      tone.stop(from + seconds);
    }
  }
}
