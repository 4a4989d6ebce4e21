/** G.711 (ITU-T): samples are floats in -1..1, codes are bytes. */

const A_LAW = Float32Array.from({ length: 256 }, (_, code) => aLawValue(code) / 32768);
const MU_LAW = Float32Array.from({ length: 256 }, (_, code) => muLawValue(code) / 32768);

export const decodeALaw = (codes: Uint8Array): Float32Array => decode(codes, A_LAW);
export const decodeMuLaw = (codes: Uint8Array): Float32Array => decode(codes, MU_LAW);

export function encodeALaw(samples: Float32Array): Uint8Array {
  const codes = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i++) codes[i] = aLawCode(samples[i]!);
  return codes;
}

export function encodeMuLaw(samples: Float32Array): Uint8Array {
  const codes = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i++) codes[i] = muLawCode(samples[i]!);
  return codes;
}

function decode(codes: Uint8Array, table: Float32Array): Float32Array {
  const samples = new Float32Array(codes.length);
  for (let i = 0; i < codes.length; i++) samples[i] = table[codes[i]!]!;
  return samples;
}

/** A-law sends a segment (the exponent) and four bits of it, every second bit inverted. */
function aLawCode(sample: number): number {
  const value = Math.round(Math.max(-1, Math.min(1, sample)) * 32767);
  const sign = value >= 0 ? 0x80 : 0;
  const magnitude = Math.min(value >= 0 ? value : -value - 1, 32767) >> 3;
  const segment = Math.max(0, 31 - Math.clz32(magnitude) - 4);
  const step = (segment < 2 ? magnitude >> 1 : magnitude >> segment) & 0x0f;
  return (sign | (segment << 4) | step) ^ 0x55;
}

/** µ-law adds 132 before it takes the segment, and inverts all bits. */
function muLawCode(sample: number): number {
  const value = Math.round(Math.max(-1, Math.min(1, sample)) * 32767);
  const magnitude = Math.min(Math.abs(value) + 132, 32767);
  const segment = 24 - Math.clz32(magnitude);
  return ~((value < 0 ? 0x80 : 0) | (segment << 4) | ((magnitude >> (segment + 3)) & 0x0f)) & 0xff;
}

function aLawValue(code: number): number {
  const plain = code ^ 0x55;
  const segment = (plain >> 4) & 0x07;
  const step = ((plain & 0x0f) << 4) + 8;
  const magnitude = segment === 0 ? step : (step + 0x100) << (segment - 1);
  return plain & 0x80 ? magnitude : -magnitude;
}

function muLawValue(code: number): number {
  const plain = ~code & 0xff;
  const magnitude = ((((plain & 0x0f) << 3) + 0x84) << ((plain >> 4) & 0x07)) - 0x84;
  return plain & 0x80 ? -magnitude : magnitude;
}
