/** What can be said of a call's sound over the last interval. Times in milliseconds, loss in per cent. */
export interface Quality {
  readonly roundTripMs: number | null;
  readonly jitterMs: number | null;
  readonly lossPercent: number;
  /** Sum of the sound's energy since the call began: more than nothing means that something was heard, or said. */
  readonly heardEnergy: number;
  readonly saidEnergy: number;
  readonly grade: 'good' | 'fair' | 'poor';
}

/** The counters of a moment, of which two make a quality. */
export interface Counters {
  readonly received: number;
  readonly lost: number;
}

/** The fields that are read of a WebRTC statistics report. */
export interface Stat {
  readonly type: string;
  readonly kind?: string;
  readonly packetsReceived?: number;
  readonly packetsLost?: number;
  readonly jitter?: number;
  readonly roundTripTime?: number;
  readonly currentRoundTripTime?: number;
  readonly nominated?: boolean;
  readonly totalAudioEnergy?: number;
}

/** Reads one report. `before` are the counters of the report before it, so that an old burst of loss is forgotten. */
export function readQuality(report: readonly Stat[], before: Counters): { quality: Quality; counters: Counters } {
  const inbound = report.find((each) => each.type === 'inbound-rtp' && each.kind === 'audio');
  const remote = report.find((each) => each.type === 'remote-inbound-rtp' && each.kind === 'audio');
  const pair = report.find((each) => each.type === 'candidate-pair' && each.nominated === true);
  const source = report.find((each) => each.type === 'media-source' && each.kind === 'audio');

  const counters = { received: inbound?.packetsReceived ?? 0, lost: inbound?.packetsLost ?? 0 };
  const lost = Math.max(0, counters.lost - before.lost);
  const expected = lost + Math.max(0, counters.received - before.received);
  const lossPercent = expected === 0 ? 0 : (100 * lost) / expected;

  const roundTrip = remote?.roundTripTime ?? pair?.currentRoundTripTime;
  const roundTripMs = roundTrip === undefined ? null : roundTrip * 1000;
  const jitterMs = inbound?.jitter === undefined ? null : inbound.jitter * 1000;
  return {
    counters,
    quality: {
      roundTripMs,
      jitterMs,
      lossPercent,
      heardEnergy: inbound?.totalAudioEnergy ?? 0,
      saidEnergy: source?.totalAudioEnergy ?? 0,
      grade: grade(roundTripMs ?? 0, jitterMs ?? 0, lossPercent),
    },
  };
}

/** Where people begin to notice, and where they begin to ask to repeat (after ITU-T G.107 for G.711). */
function grade(roundTripMs: number, jitterMs: number, lossPercent: number): Quality['grade'] {
  if (lossPercent > 5 || roundTripMs > 600 || jitterMs > 60) return 'poor';
  if (lossPercent > 1 || roundTripMs > 300 || jitterMs > 30) return 'fair';
  return 'good';
}
