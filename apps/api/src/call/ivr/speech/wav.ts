import { DomainError } from '@sibai/kernel';

import { decodeALaw, decodeMuLaw } from './g711.js';
import type { Sound } from './sound.js';

const PCM = 1;
const A_LAW = 6;
const MU_LAW = 7;
/** The real format then stands in the first two bytes of the sub-format. */
const EXTENSIBLE = 0xfffe;

interface Format {
  readonly code: number;
  readonly channels: number;
  readonly rate: number;
  readonly bits: number;
}

/** Reads a WAV file by its content, as one channel. Refuses what is not one, or not one that is understood. */
export function readWav(file: Buffer): Sound {
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE')
    throw notWav('not RIFF/WAVE');

  let format: Format | undefined;
  for (let at = 12; at + 8 <= file.length;) {
    const id = file.toString('latin1', at, at + 4);
    const size = file.readUInt32LE(at + 4);
    // A WAV that was streamed (espeak's, a live recording) does not know its length: what is there counts.
    const body = file.subarray(at + 8, at + 8 + size);
    if (id === 'fmt ') format = readFormat(body);
    if (id === 'data') {
      if (!format) throw notWav('data before fmt');
      return { rate: format.rate, samples: mix(decode(format, body), format.channels) };
    }
    at += 8 + size + (size % 2);
  }
  throw notWav('no data');
}

function readFormat(body: Buffer): Format {
  if (body.length < 16) throw notWav('short fmt');
  const plain = body.readUInt16LE(0);
  const format = {
    code: plain === EXTENSIBLE && body.length >= 26 ? body.readUInt16LE(24) : plain,
    channels: body.readUInt16LE(2),
    rate: body.readUInt32LE(4),
    bits: body.readUInt16LE(14),
  };
  if (format.channels < 1 || format.channels > 2) throw notWav(`${format.channels} channels`);
  if (format.rate < 8000 || format.rate > 48_000) throw notWav(`${format.rate} Hz`);
  return format;
}

function decode({ code, bits }: Format, body: Buffer): Float32Array {
  if (code === A_LAW && bits === 8) return decodeALaw(body);
  if (code === MU_LAW && bits === 8) return decodeMuLaw(body);
  if (code !== PCM || ![8, 16, 24].includes(bits)) throw notWav(`format ${code} of ${bits} bits`);

  const bytes = bits / 8;
  const full = 2 ** (bits - 1);
  const samples = new Float32Array(Math.floor(body.length / bytes));
  // PCM of 8 bits, and only that, is unsigned.
  for (let i = 0; i < samples.length; i++)
    samples[i] = (bits === 8 ? body.readUInt8(i) - 128 : body.readIntLE(i * bytes, bytes)) / full;
  return samples;
}

function mix(samples: Float32Array, channels: number): Float32Array {
  if (channels === 1) return samples;
  const mono = new Float32Array(Math.floor(samples.length / 2));
  for (let i = 0; i < mono.length; i++) mono[i] = (samples[2 * i]! + samples[2 * i + 1]!) / 2;
  return mono;
}

const notWav = (reason: string): DomainError => new DomainError('prompt.not_wav', { reason });
