export const WAV_HEADER_BYTES = 44;

const RATE = 8000;
const CHANNELS = 2;
const BITS = 16;

/** The header of a WAV of so many bytes of stereo 16-bit PCM at 8 kHz (RIFF, WAVE_FORMAT_PCM). */
export function wavHeader(bytes: number): Buffer {
  const header = Buffer.alloc(WAV_HEADER_BYTES);
  const frame = (CHANNELS * BITS) / 8;
  header.write('RIFF', 0);
  header.writeUInt32LE(WAV_HEADER_BYTES - 8 + bytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(CHANNELS, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE * frame, 28);
  header.writeUInt16LE(frame, 32);
  header.writeUInt16LE(BITS, 34);
  header.write('data', 36);
  header.writeUInt32LE(bytes, 40);
  return header;
}
