import { expect, it } from 'vitest';

import { adviceOf } from './advice';
import { type Quality, readQuality } from './quality';

const CALM = { muted: false, held: false };
let energy = 0;
const reading = (part: Partial<Quality> = {}): Quality => {
  const { quality } = readQuality([], { received: 0, lost: 0 });
  energy += 0.01;
  return { ...quality, received: 100, saidEnergy: energy, ...part };
};
const bad = (part: Partial<Quality>) => reading({ grade: 'fair', ...part });

it('says nothing of a good call, nor of one bad moment', () => {
  expect(adviceOf([reading(), reading(), reading()], CALM)).toBeNull();
  expect(adviceOf([reading(), bad({ lossPercent: 9 }), reading()], CALM)).toBeNull();
});

it('names the chief cause once two of three readings are bad', () => {
  expect(adviceOf([bad({ lossPercent: 6 }), reading(), bad({ lossPercent: 5, jitterMs: 20 })], CALM)).toBe('loss');
  expect(adviceOf([bad({ jitterMs: 70 }), bad({ jitterMs: 80, lossPercent: 1 })], CALM)).toBe('jitter');
  expect(adviceOf([bad({ roundTripMs: 600 }), bad({ roundTripMs: 700, jitterMs: 10 })], CALM)).toBe('delay');
});

it('tells a dead microphone from an agent who listens, and from one who muted', () => {
  const dead = Array.from({ length: 5 }, () => reading({ saidEnergy: 3 }));
  expect(adviceOf(dead, CALM)).toBe('silent_microphone');
  expect(adviceOf(dead, { muted: true, held: false })).toBeNull();
  expect(adviceOf(dead.slice(1), CALM)).toBeNull();
  expect(adviceOf([...dead.slice(1), reading({ saidEnergy: 3.001 })], CALM)).toBeNull();
});

it('says that nothing arrives, except on hold', () => {
  const deaf = [reading(), reading({ received: 0 }), reading({ received: 0 })];
  expect(adviceOf(deaf, CALM)).toBe('nothing_heard');
  expect(adviceOf(deaf, { muted: false, held: true })).toBeNull();
});
