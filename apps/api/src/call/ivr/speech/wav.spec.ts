import { DomainError } from '@sibai/kernel';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decodeALaw, decodeMuLaw, encodeALaw } from './g711.js';
import { readWav } from './wav.js';

const chunk = (id: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.write(id, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
};
const riff = (...chunks: Buffer[]): Buffer => Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE', 'latin1'), ...chunks]);
const fmt = (code: number, channels: number, rate: number, bits: number, more = Buffer.alloc(0)): Buffer => {
  const body = Buffer.alloc(16);
  body.writeUInt16LE(code, 0);
  body.writeUInt16LE(channels, 2);
  body.writeUInt32LE(rate, 4);
  body.writeUInt16LE(bits, 14);
  return chunk('fmt ', Buffer.concat([body, more]));
};
const data = (...bytes: number[]): Buffer => chunk('data', Buffer.from(bytes));
const samples = (file: Buffer): number[] => [...readWav(file).samples];

describe('readWav', () => {
  it('reads 8, 16 and 24 bits', () => {
    expect(samples(riff(fmt(1, 1, 8000, 8), data(128, 192, 0)))).toEqual([0, 0.5, -1]);
    expect(samples(riff(fmt(1, 1, 8000, 16), data(0, 0x40, 0, 0x80)))).toEqual([0.5, -1]);
    expect(samples(riff(fmt(1, 1, 8000, 24), data(0, 0, 0x40, 0, 0, 0x80)))).toEqual([0.5, -1]);
  });

  it('reads A-law and µ-law', () => {
    expect(samples(riff(fmt(6, 1, 8000, 8), data(0xd5)))[0]).toBeCloseTo(0, 3);
    expect(samples(riff(fmt(7, 1, 8000, 8), data(0xff, 0x80)))[1]).toBeCloseTo(0.98, 2);
  });

  it('mixes stereo to one channel', () => {
    expect(samples(riff(fmt(1, 2, 44_100, 16), data(0, 0x40, 0, 0)))).toEqual([0.25]);
  });

  it('reads an extensible header and skips chunks it does not know', () => {
    const subFormat = Buffer.from([22, 0, 16, 0, 4, 0, 0, 0, 1, 0, ...Array<number>(14).fill(0)]);
    const file = riff(chunk('LIST', Buffer.from('odd')), fmt(0xfffe, 1, 16_000, 16, subFormat), data(0, 0x40));
    expect(readWav(file)).toEqual({ rate: 16_000, samples: Float32Array.of(0.5) });
  });

  it('takes what is there when the header promises more, as that of a stream does', () => {
    const file = riff(fmt(1, 1, 22_050, 16), data(0, 0x40));
    file.writeUInt32LE(0x7ffff000, file.length - 6);
    expect(samples(file)).toEqual([0.5]);
  });

  it.each([
    ['an MP3', Buffer.from('ID3\u0004')],
    ['no data', riff(fmt(1, 1, 8000, 16))],
    ['data before its format', riff(data(1), fmt(1, 1, 8000, 16))],
    ['six channels', riff(fmt(1, 6, 8000, 16), data(0, 0))],
    ['96 kHz', riff(fmt(1, 1, 96_000, 16), data(0, 0))],
    ['floats', riff(fmt(3, 1, 8000, 32), data(0, 0, 0, 0))],
  ])('refuses %s', (_, file) => expect(() => readWav(file)).toThrow('prompt.not_wav'));

  it('refuses any other bytes with that code and nothing else', () => {
    const head = fc.constantFrom(Buffer.alloc(0), riff(), riff(fmt(1, 1, 8000, 16)), riff(fmt(6, 2, 8000, 8)));
    fc.assert(
      fc.property(head, fc.uint8Array({ maxLength: 80 }), (start, rest) => {
        try {
          readWav(Buffer.concat([start, rest]));
        } catch (error) {
          expect(error).toBeInstanceOf(DomainError);
        }
      }),
    );
  });
});

describe('G.711', () => {
  it('sends every A-law code back as it came', () => {
    const codes = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(encodeALaw(decodeALaw(codes))).toEqual(codes);
  });

  it('knows silence and full scale by their codes, and clips what is louder', () => {
    expect([...encodeALaw(Float32Array.of(0, 1, -1, 1.5))]).toEqual([0xd5, 0xaa, 0x2a, 0xaa]);
    expect([...decodeMuLaw(Uint8Array.of(0xff, 0x00))].map((s) => s * 32768)).toEqual([0, -32124]);
  });
});
