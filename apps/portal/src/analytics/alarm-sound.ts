import type { WallSound } from '@sibai/contracts';

/** Notes of each sound: hertz, and when it begins and how long it lasts, in seconds. */
const NOTES: Readonly<Record<WallSound, readonly (readonly [hertz: number, at: number, lasts: number])[]>> = {
  none: [],
  chime: [
    [880, 0, 0.5],
    [660, 0.25, 0.7],
  ],
  bell: [
    [1320, 0, 0.35],
    [1320, 0.4, 0.35],
    [1320, 0.8, 0.6],
  ],
  siren: [
    [700, 0, 0.4],
    [1000, 0.4, 0.4],
    [700, 0.8, 0.4],
    [1000, 1.2, 0.6],
  ],
};

/** Plays the sounds of alarms. A browser lets a page sound after its first click only: `start` is called from one. */
class AlarmSound {
  #context: AudioContext | null = null;

  get on(): boolean {
    return this.#context !== null;
  }

  start(): void {
    this.#context ??= new AudioContext();
  }

  stop(): void {
    void this.#context?.close();
    this.#context = null;
  }

  play(sound: WallSound): void {
    const context = this.#context;
    if (!context) return;
    for (const [hertz, at, lasts] of NOTES[sound]) {
      const begin = context.currentTime + at;
      const gain = new GainNode(context, { gain: 0 });
      gain.gain.linearRampToValueAtTime(0.25, begin + 0.02);
      gain.gain.setValueAtTime(0.25, begin + lasts * 0.5);
      gain.gain.linearRampToValueAtTime(0, begin + lasts);
      const note = new OscillatorNode(context, { frequency: hertz });
      note.connect(gain).connect(context.destination);
      note.start(begin);
      note.stop(begin + lasts);
    }
  }
}

export const alarmSound = new AlarmSound();
