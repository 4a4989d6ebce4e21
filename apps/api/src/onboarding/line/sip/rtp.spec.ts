import fc from 'fast-check';
import { expect, it } from 'vitest';

import { share } from './rtp.js';

const PACKET = 160;
const tone = (hertz: number, packets: number): Float32Array =>
  Float32Array.from({ length: PACKET * packets }, (_, i) => 0.3 * Math.sin((2 * Math.PI * hertz * i) / 8000));
const without = (samples: Float32Array, lost: readonly number[]): Float32Array =>
  Float32Array.from(samples.filter((_, i) => !lost.includes(Math.floor(i / PACKET))));

it('a tone is what is heard, whichever packets of it are lost on the way', () => {
  fc.assert(
    fc.property(fc.constantFrom(620, 850, 1004), fc.uniqueArray(fc.nat(29), { maxLength: 12 }), (hertz, lost) => {
      const heard = without(tone(hertz, 30), lost);
      expect(share(heard, hertz)).toBeGreaterThan(0.9);
      for (const other of [450, 620, 850, 1004].filter((pitch) => pitch !== hertz))
        expect(share(heard, other)).toBeLessThan(0.1);
    }),
  );
});

it('silence is no tone, and noise is none', () => {
  expect(share(new Float32Array(1600), 620)).toBe(0);
  let seed = 1;
  const noise = Float32Array.from({ length: 16_000 }, () => (seed = (seed * 16_807) % 2_147_483_647) / 2 ** 31 - 0.5);
  expect(share(noise, 620)).toBeLessThan(0.05);
});
