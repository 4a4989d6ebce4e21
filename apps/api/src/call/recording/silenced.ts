/** 16-bit samples, 8 kHz, two channels: left is the agent, right the caller (docker/asterisk/extensions.conf). */
export const BYTES_PER_SECOND = 32_000;

/** Bytes of audio from `from` to before `to`; to the end of it when that is null. */
export interface ByteWindow {
  readonly from: number;
  readonly to: number | null;
}

/** Makes silence of what of `audio` lies in the windows; `offset` is where it begins in the recording. */
export function silenced(audio: Buffer, offset: number, windows: readonly ByteWindow[]): Buffer {
  for (const { from, to } of windows) {
    const start = Math.max(0, from - offset);
    const end = Math.min(audio.length, (to ?? Infinity) - offset);
    if (end > start) audio.fill(0, start, end);
  }
  return audio;
}
