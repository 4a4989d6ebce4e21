/** The next state of a floor's dice, and what they show: 0 up to, but not including, 1. By mulberry32. */
export function rolled(dice: number): { readonly dice: number; readonly shown: number } {
  const next = (dice + 0x6d2b79f5) | 0;
  let mixed = Math.imul(next ^ (next >>> 15), 1 | next);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return { dice: next, shown: ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296 };
}
