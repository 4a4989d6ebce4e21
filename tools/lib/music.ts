import { PHONE_RATE as RATE, writeWav } from './audio.ts';

/** Of full scale: music behind which a voice is still the louder. */
const LOUDEST = 12_000 / 32_768;
/** Four bars of four seconds each, two chords to a bar, in Hz: a slow turn in C that ends where it begins. */
const CHORDS = [
  [130.81, 261.63, 329.63, 392.0, 493.88],
  [110.0, 220.0, 261.63, 329.63, 392.0],
  [87.31, 174.61, 220.0, 261.63, 329.63],
  [98.0, 196.0, 246.94, 293.66, 392.0],
] as const;
const CHORD_SECONDS = 4;
const NOTE_SECONDS = 0.5;
const LOOP_SECONDS = 2 * CHORDS.length * CHORD_SECONDS;

/**
 * The hold music: a calm arpeggio of 32 seconds that loops without a seam, as a mono 16-bit 8 kHz WAV. Made here, so
 * that nobody's licence is on it.
 */
export function holdMusic(): Buffer {
  const mix = new Float64Array(LOOP_SECONDS * RATE);
  for (let bar = 0; bar < 2 * CHORDS.length; bar++) {
    const [bass, ...notes] = CHORDS[bar % CHORDS.length] ?? [];
    if (bass === undefined) continue;
    const up = [...notes, ...notes.slice(1, -1).toReversed()];
    const order = bar < CHORDS.length ? up : [...up.slice(2), ...up.slice(0, 2)];
    pluck(mix, bar * CHORD_SECONDS, bass, 0.3, 3.5);
    for (let i = 0; i < CHORD_SECONDS / NOTE_SECONDS; i++)
      pluck(
        mix,
        bar * CHORD_SECONDS + i * NOTE_SECONDS,
        order[i % order.length] ?? bass,
        i % 4 === 0 ? 0.2 : 0.14,
        1.6,
      );
  }
  const peak = mix.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1e-9);
  return writeWav(Float32Array.from(mix, (sample) => (sample / peak) * LOUDEST));
}

/** Adds one soft, bell-like note that dies away; what rings past the end is carried to the beginning. */
function pluck(mix: Float64Array, at: number, hertz: number, loudness: number, seconds: number): void {
  const from = Math.round(at * RATE);
  const attack = 0.015 * RATE;
  for (let i = 0; i < seconds * RATE; i++) {
    const t = i / RATE;
    const envelope = Math.min(1, i / attack) * Math.exp((-4 * t) / seconds);
    const tone = Math.sin(2 * Math.PI * hertz * t) + 0.25 * Math.sin(4 * Math.PI * hertz * t) * Math.exp(-3 * t);
    const slot = (from + i) % mix.length;
    mix[slot] = (mix[slot] ?? 0) + loudness * envelope * tone;
  }
}
