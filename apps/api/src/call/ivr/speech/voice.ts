/** Something that speaks. */
export interface Voice {
  /** Changes whenever the same text would sound different, so that old prompts are not taken from the cache. */
  readonly id: string;
  /** The text, its numbers already hanzi, as 8 kHz samples; undefined when this voice cannot say all of it. */
  speak(text: string): Promise<Float32Array | undefined>;
}
