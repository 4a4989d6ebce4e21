import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { heldSpans, type Mark, silences, skipped } from './marks';

const mark = (at: number, type: string): Mark => ({ at, type, what: type });

describe('holds', () => {
  it('last until the call is resumed, the agent leaves, or the recording ends', () => {
    const marks = [
      mark(0, 'agent.answered'),
      mark(5, 'agent.held'),
      mark(9, 'agent.resumed'),
      mark(12, 'agent.held'),
      mark(14, 'agent.left'),
    ];
    expect(heldSpans(marks, 20)).toEqual([
      { from: 5, to: 9 },
      { from: 12, to: 14 },
    ]);
    expect(heldSpans([mark(5, 'agent.held')], 20)).toEqual([{ from: 5, to: 20 }]);
  });

  it('of before and after the recording are not in it', () => {
    expect(heldSpans([mark(-3, 'agent.held'), mark(-1, 'agent.resumed'), mark(25, 'agent.held')], 20)).toEqual([]);
  });
});

describe('silence', () => {
  const bars = (text: string) => [...text].map((bar) => (bar === '#' ? 100 : 0));

  it('is where neither speaks for two seconds, less a margin', () => {
    const wave = { agent: bars('#...######'), caller: bars('......####') };
    expect(silences(wave, 10)).toEqual([{ from: 1.3, to: 3.7 }]);
    expect(skipped(silences(wave, 10), 2)).toBe(3.7);
    expect(skipped(silences(wave, 10), 5)).toBe(5);
  });

  it('reaches to the end', () => {
    expect(silences({ agent: bars('#....'), caller: bars('#....') }, 5)).toEqual([{ from: 1.3, to: 4.7 }]);
  });

  it('never leads back, nor past the end, and leaves nothing that is spoken out', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 80 }),
        fc.double({ min: 1, max: 600, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (spoken, length, share) => {
          const wave = { agent: spoken.map((one) => (one ? 50 : 0)), caller: spoken.map(() => 0) };
          const at = share * length;
          const next = skipped(silences(wave, length), at);
          expect(next).toBeGreaterThanOrEqual(at);
          expect(next).toBeLessThanOrEqual(length);
          const each = length / spoken.length;
          const left = spoken.some((one, bar) => one && bar * each >= at && (bar + 1) * each <= next);
          expect(left).toBe(false);
        },
      ),
    );
  });
});
