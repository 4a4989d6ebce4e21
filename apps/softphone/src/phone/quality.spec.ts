import { expect, it } from 'vitest';

import { readQuality, type Stat } from './quality';

const report = (inbound: Partial<Stat>, remote: Partial<Stat> = {}): Stat[] => [
  { type: 'inbound-rtp', kind: 'audio', packetsReceived: 1000, packetsLost: 0, jitter: 0.004, ...inbound },
  { type: 'remote-inbound-rtp', kind: 'audio', roundTripTime: 0.03, ...remote },
  { type: 'media-source', kind: 'audio', totalAudioEnergy: 2 },
];

it('reads round trip, jitter and energy', () => {
  const { quality } = readQuality(report({ totalAudioEnergy: 1.5 }), { received: 900, lost: 0 });
  expect(quality).toMatchObject({
    roundTripMs: 30,
    jitterMs: 4,
    lossPercent: 0,
    received: 100,
    heardEnergy: 1.5,
    saidEnergy: 2,
    grade: 'good',
  });
});

it('counts the loss of the interval, not of the whole call', () => {
  const { quality, counters } = readQuality(report({ packetsLost: 60 }), { received: 910, lost: 50 });
  expect(quality.lossPercent).toBeCloseTo(10);
  expect(quality.grade).toBe('poor');
  expect(counters).toEqual({ received: 1000, lost: 60 });
});

it('takes the worse of the two ways: what the caller does not hear counts', () => {
  const { quality } = readQuality(report({}, { fractionLost: 0.2, jitter: 0.05 }), { received: 900, lost: 0 });
  expect(quality).toMatchObject({ lossPercent: 20, jitterMs: 50, grade: 'poor' });
});

it('takes the round trip of the connection while no receiver report has come', () => {
  const stats: Stat[] = [{ type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.5 }];
  expect(readQuality(stats, { received: 0, lost: 0 }).quality).toMatchObject({ roundTripMs: 500, grade: 'fair' });
});
