import { peakHz, PHONE_RATE, rms, SILENCE_RMS, toneShare } from '@sibai/tools/audio';
import type { DeskPage } from '@sibai/tools/desk-page';
import type { RtpPeer } from '@sibai/tools/rtp-peer';
import { expect } from './fixtures.ts';

/** How much of the latest audio is listened to. */
const EAR_MS = 500;
const TOLERANCE_HZ = 5;

/** A telephone in a call: one that has called, or was called. */
interface Telephone {
  readonly media: RtpPeer;
}

const lately = (call: Telephone): Float32Array => call.media.heard(performance.now() - EAR_MS);

/** The caller hears a pitch, at the latest in a while. */
export const callerHears = (call: Telephone, hertz: number): Promise<void> =>
  expect
    .poll(() => off(peakHz(lately(call)), hertz), { message: `the caller hears ${hertz} Hz` })
    .toBeLessThan(TOLERANCE_HZ);

/** The agent hears a pitch, at the latest in a while. */
export const agentHears = (desk: DeskPage, hertz: number): Promise<void> =>
  expect
    .poll(async () => off(await desk.hearsHz(), hertz), { message: `the agent hears ${hertz} Hz` })
    .toBeLessThan(TOLERANCE_HZ);

/** The caller hears something: a prompt, or music. */
export const callerHearsSound = (call: Telephone): Promise<void> =>
  expect.poll(() => rms(lately(call)), { message: 'the caller hears something' }).toBeGreaterThan(SILENCE_RMS);

/** How much of what the caller hears is of a pitch. */
export const shareOf = (call: Telephone, hertz: number): number => toneShare(lately(call), hertz);

/** The caller hears several pitches at once: each is a good part of the sound. */
export const callerHearsAll = (call: Telephone, ...hertz: number[]): Promise<void> =>
  expect
    .poll(() => Math.min(...hertz.map((each) => shareOf(call, each))), {
      message: `the caller hears ${hertz.join(' and ')} Hz`,
    })
    .toBeGreaterThan(0.15);

/** Lets a conversation go on until the caller has had so much more of it to hear, however long that takes. */
export async function talkOn(call: Telephone, seconds: number): Promise<void> {
  const from = performance.now();
  await expect
    .poll(() => call.media.heard(from).length, { message: `${seconds} s of sound`, timeout: 10_000 + 1000 * seconds })
    .toBeGreaterThan(PHONE_RATE * seconds);
}

/** Whether the caller hears that pitch and no other, right now. */
export const isHeard = (call: Telephone, hertz: number): boolean => off(peakHz(lately(call)), hertz) < TOLERANCE_HZ;

const off = (heard: number | null, hertz: number): number => (heard === null ? Infinity : Math.abs(heard - hertz));
