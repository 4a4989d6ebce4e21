import { open } from 'node:fs/promises';

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

const BLOCK = 65_536;

/**
 * Makes silence in a file that another goes on writing at its end, never beyond what it has now. Where there is silence
 * already nothing is written: what was given back to the system stays given back. Nothing happens without the file.
 */
export async function silenceFile(path: string, { from, to }: ByteWindow): Promise<void> {
  const file = await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!file) return;
  try {
    const end = Math.min(to ?? Infinity, (await file.stat()).size);
    const block = Buffer.allocUnsafe(BLOCK);
    for (let at = from; at < end;) {
      const { bytesRead } = await file.read(block, 0, Math.min(BLOCK, end - at), at);
      if (bytesRead === 0) return;
      if (block.subarray(0, bytesRead).some((byte) => byte !== 0))
        await file.write(Buffer.alloc(bytesRead), 0, bytesRead, at);
      at += bytesRead;
    }
  } finally {
    await file.close();
  }
}
