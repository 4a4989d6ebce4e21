/** The loudest sample of each of `buckets` equal stretches, 0 to 1. */
export function peaks(samples: Float32Array, buckets: number): number[] {
  const loudest = new Array<number>(buckets).fill(0);
  const per = samples.length / buckets;
  for (let at = 0; at < samples.length; at++) {
    const bucket = Math.min(buckets - 1, Math.floor(at / per));
    const level = Math.abs(samples[at] ?? 0);
    if (level > (loudest[bucket] ?? 0)) loudest[bucket] = level;
  }
  return loudest;
}

/** An SVG path of thin bars about the line `middle`, each reaching at most `reach` to either side. */
export function wavePath(levels: readonly number[], middle: number, reach: number): string {
  const top = Math.max(0.05, ...levels);
  return levels
    .map((level, at) => {
      const half = Math.max(0.4, (level / top) * reach);
      return `M${at} ${(middle - half).toFixed(2)}V${(middle + half).toFixed(2)}`;
    })
    .join('');
}

/** How loud each channel of a recording is over its length. Decoded at 8 kHz, the rate of a telephone, to keep it small. */
export async function readLevels(address: string, buckets: number, signal: AbortSignal): Promise<number[][]> {
  const response = await fetch(address, { signal });
  if (!response.ok) throw new Error(`recording: ${response.status}`);
  const context = new OfflineAudioContext({ numberOfChannels: 2, length: 1, sampleRate: 8000 });
  const audio = await context.decodeAudioData(await response.arrayBuffer());
  return Array.from({ length: audio.numberOfChannels }, (_, channel) => peaks(audio.getChannelData(channel), buckets));
}
