import { gradeOf, mosOf, type QualityGrade } from '@sibai/contracts';

/** What can be said of a call's sound over the last interval. Times in milliseconds, loss in per cent. */
export interface Quality {
  readonly roundTripMs: number | null;
  readonly jitterMs: number | null;
  readonly lossPercent: number;
  /** The opinion to be expected of who listens, 1 to 4.4. */
  readonly mos: number;
  readonly grade: QualityGrade;
  /** Packets that came in the interval. */
  readonly received: number;
  /** Sum of the sound's energy since the call began: more than nothing means that something was heard, or said. */
  readonly heardEnergy: number;
  readonly saidEnergy: number;
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
  readonly fractionLost?: number;
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
  const received = Math.max(0, counters.received - before.received);
  // Whichever way is worse: what the caller does not hear is complained of first, and the agent does not notice it.
  const lossPercent = Math.max(
    lost + received === 0 ? 0 : (100 * lost) / (lost + received),
    100 * (remote?.fractionLost ?? 0),
  );
  const roundTrip = remote?.roundTripTime ?? pair?.currentRoundTripTime;
  const roundTripMs = roundTrip === undefined ? null : roundTrip * 1000;
  const jitter = Math.max(inbound?.jitter ?? -1, remote?.jitter ?? -1);
  const jitterMs = jitter < 0 ? null : jitter * 1000;
  const mos = mosOf({ roundTripMs, jitterMs, lossPercent });
  return {
    counters,
    quality: {
      roundTripMs,
      jitterMs,
      lossPercent,
      mos,
      grade: gradeOf(mos),
      received,
      heardEnergy: inbound?.totalAudioEnergy ?? 0,
      saidEnergy: source?.totalAudioEnergy ?? 0,
    },
  };
}
