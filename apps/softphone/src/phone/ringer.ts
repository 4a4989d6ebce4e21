import { Store } from '../platform/store';
import type { Devices } from './devices';

/** Two soft notes, then a pause: heard across a room, bearable for the hundredth time. */
const NOTES = [
  { hertz: 880, at: 0, seconds: 0.3 },
  { hertz: 1174.7, at: 0.24, seconds: 0.45 },
];
const PERIOD_S = 2.4;
const NOTE_S = 0.35;

/**
 * Rings. The state is whether the browser lets the page make a sound: until the page was touched it does not, and the
 * agent must be told, since a silent phone is a missed call.
 */
export class Ringer extends Store<boolean> {
  readonly #devices: Devices;
  #audio: AudioContext | null = null;
  #ring: AudioBuffer | null = null;
  #ringing: AudioBufferSourceNode | null = null;

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

  /** Rings until `stop`. The ring is one looping buffer: a timer would stutter in a page that is in the background. */
  start(): void {
    if (this.#ringing) return;
    const { ringVolume, ringer } = this.#devices.state().choice;
    const audio = (this.#audio ??= new AudioContext());
    void this.#route(audio, ringer);
    const volume = audio.createGain();
    volume.gain.value = ringVolume;
    this.#ringing = audio.createBufferSource();
    this.#ringing.buffer = this.#ring ??= ringOf(audio);
    this.#ringing.loop = true;
    this.#ringing.connect(volume).connect(audio.destination);
    this.#ringing.start();
    void audio.resume();
  }

  /** Chromium alone can choose where a context sounds; elsewhere it sounds where the browser plays. */
  async #route(audio: AudioContext, sink: string | null): Promise<void> {
    if (!('setSinkId' in audio)) return;
    await (audio.setSinkId as (id: string) => Promise<void>).call(audio, sink ?? '').catch(() => undefined);
  }

  stop(): void {
    if (!this.#ringing) return;
    this.#ringing.stop();
    this.#ringing = null;
    // An open context keeps the sound card busy all day.
    void this.#audio?.suspend();
  }

  /** One short note in the ear, where voices are heard: a call is about to be answered by itself. */
  async notify(): Promise<void> {
    const audio = new AudioContext();
    await this.#route(audio, this.#devices.state().choice.speaker);
    const note = audio.createOscillator();
    const volume = audio.createGain();
    volume.gain.setValueAtTime(0.15, audio.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + NOTE_S);
    note.frequency.value = 660;
    note.connect(volume).connect(audio.destination);
    note.start();
    note.stop(audio.currentTime + NOTE_S);
    await new Promise((resolve) => setTimeout(resolve, NOTE_S * 1000));
    await audio.close();
  }

  /** One ring, to try the volume. */
  async sample(): Promise<void> {
    if (this.#ringing) return;
    this.start();
    await new Promise((resolve) => setTimeout(resolve, 900));
    this.stop();
  }
}

function ringOf(audio: AudioContext): AudioBuffer {
  const ring = audio.createBuffer(1, PERIOD_S * audio.sampleRate, audio.sampleRate);
  const samples = ring.getChannelData(0);
  for (const { hertz, at, seconds } of NOTES) {
    const from = Math.round(at * audio.sampleRate);
    const length = Math.round(seconds * audio.sampleRate);
    for (let n = 0; n < length; n += 1) {
      const time = n / audio.sampleRate;
      // Swells within 15 ms, so that it does not click, and dies away like a bell.
      const loudness = 0.4 * Math.min(1, time / 0.015) * Math.exp((-5 * n) / length);
      samples[from + n] = (samples[from + n] ?? 0) + loudness * Math.sin(2 * Math.PI * hertz * time);
    }
  }
  return ring;
}
