import * as z from 'zod';

import { id, instant } from './ids.js';

const loss = z.number().min(0).max(100);

/** What the agent's browser measured over a few seconds of a call. `agoMs`: how long before it was sent, by one clock. */
export const SendQuality = z.strictObject({
  samples: z
    .array(
      z.strictObject({
        agoMs: z.int().min(0).max(600_000),
        roundTripMs: z.number().min(0).max(60_000).nullable(),
        jitterMs: z.number().min(0).max(60_000).nullable(),
        lossPercent: loss,
      }),
    )
    .min(1)
    .max(120),
});
export type SendQuality = z.infer<typeof SendQuality>;

/** How a call sounded, by its agents' legs; in the order of time. */
export const CallQuality = z.object({
  legs: z.array(
    z.object({
      assignmentId: id<'Assignment'>(),
      agentName: z.string(),
      samples: z.array(
        z.object({
          at: instant,
          roundTripMs: z.int().nullable(),
          jitterMs: z.int().nullable(),
          lossPercent: loss,
          mos: z.number(),
        }),
      ),
    }),
  ),
});
export type CallQuality = z.infer<typeof CallQuality>;

/** The rating without any impairment, with all defaults of ITU-T G.107 (06/2015). */
const R_BEST = 93.2;
/** Robustness of G.711 with concealment to lost packets (ITU-T G.113, Appendix I); a browser conceals. */
const BPL = 25.1;
/** Sampling, one packet of 20 ms, and the smallest buffer against jitter. */
const FIXED_DELAY_MS = 40;

/**
 * Mean opinion score to be expected, 1 to 4.41: the E-model of ITU-T G.107, reduced to delay and loss for G.711. The effect
 * of delay is its approximation by Cole and Rosenbluth (2001); the buffer against jitter is taken as twice the jitter.
 */
export function mosOf(measured: {
  readonly roundTripMs: number | null;
  readonly jitterMs: number | null;
  readonly lossPercent: number;
}): number {
  const delay = (measured.roundTripMs ?? 0) / 2 + FIXED_DELAY_MS + 2 * (measured.jitterMs ?? 0);
  const ofDelay = 0.024 * delay + 0.11 * Math.max(0, delay - 177.3);
  const ofLoss = (95 * measured.lossPercent) / (measured.lossPercent + BPL);
  const r = Math.min(100, Math.max(0, R_BEST - ofDelay - ofLoss));
  return Math.max(1, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6);
}

/**
 * G.107, Annex B: from 4.03 (R = 80) on users are satisfied; below 3.6 (R = 70) some are not. The agent is warned in between,
 * which is before anybody complains.
 */
export type QualityGrade = 'good' | 'fair' | 'poor';
export const gradeOf = (mos: number): QualityGrade => (mos >= 4.03 ? 'good' : mos >= 3.6 ? 'fair' : 'poor');
