import type { LegId } from '@sibai/kernel';
import { describe, expect, it } from 'vitest';

import { type Held, wayTo } from './supervision.js';

const MODES = ['listen', 'whisper', 'barge'] as const;
type Where = Pick<Held, 'at' | 'snoop'>;
const FRESH: Where = { at: null, snoop: null };
const SNOOP = { channel: 'snoop', of: 'leg' as LegId };

/** Who hears the supervisor after each move, who speaks all the while. */
function heardBy(mode: (typeof MODES)[number], from: Where & { muted: boolean }): string[] {
  let { at, snoop, muted } = from;
  return wayTo(mode, from).map((move) => {
    if (move.do === 'mute') muted = move.on;
    if (move.do === 'snoop') snoop = SNOOP;
    if (move.do === 'aside') at = 'aside';
    if (move.do === 'join') at = 'call';
    if (move.do === 'part') at = null;
    if (muted || at === null) return 'nobody';
    return at === 'call' ? 'both' : snoop ? 'agent' : 'nobody';
  });
}
const END = { listen: 'nobody', whisper: 'agent', barge: 'both' } as const;

describe('the way of a supervisor from one mode to another', () => {
  const places = [
    { ...FRESH, muted: false, before: 'nobody' },
    { at: 'aside' as const, snoop: SNOOP, muted: true, before: 'nobody' },
    { at: 'aside' as const, snoop: SNOOP, muted: false, before: 'agent' },
    { at: 'call' as const, snoop: SNOOP, muted: false, before: 'both' },
    { at: 'call' as const, snoop: null, muted: false, before: 'both' },
  ];

  it('ends where the mode is heard, and on the way nobody hears what neither mode lets them hear', () => {
    for (const { before, ...from } of places)
      for (const mode of MODES) {
        const heard = heardBy(mode, from);
        expect(heard.at(-1)).toBe(END[mode]);
        for (const who of heard) expect(['nobody', before, END[mode]]).toContain(who);
      }
  });

  it('between listening and whispering is a mute, and nothing else', () => {
    const aside: Where = { at: 'aside', snoop: SNOOP };
    expect(wayTo('listen', aside)).toEqual([{ do: 'mute', on: true }]);
    expect(wayTo('whisper', aside)).toEqual([
      { do: 'mute', on: true },
      { do: 'mute', on: false },
    ]);
  });

  it('snoops anew when the agent has another leg', () => {
    expect(wayTo('listen', { at: 'aside', snoop: null })).toEqual([
      { do: 'mute', on: true },
      { do: 'snoop' },
      { do: 'aside' },
    ]);
  });

  it('in taking over is heard as soon as it is in the place', () => {
    const over = [{ do: 'mute', on: false }, { do: 'take_over' }];
    expect(wayTo('take_over', { at: 'aside', snoop: SNOOP })).toEqual(over);
    expect(wayTo('take_over', { at: 'call', snoop: SNOOP })).toEqual([{ do: 'part' }, ...over]);
  });
});
