import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { GATHERING_MS, hurry, patienceMs } from './gathering.js';

it.each([
  ['host', false, 300],
  ['srflx', false, 20],
  ['srflx', true, 20],
  ['relay', true, 20],
  // Perhaps only the relay passes: waited for until the end.
  ['host', true, null],
] as const)('after a candidate %s (relay given: %s) waits %s ms', (type, relayed, ms) => {
  expect(patienceMs(type, relayed)).toBe(ms);
  expect(ms ?? 0).toBeLessThan(GATHERING_MS);
});

describe('what was gathered goes out', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('soon after the last address of this machine', () => {
    const { gathering, candidate, complete } = connection();
    gathering();
    vi.advanceTimersByTime(50);
    candidate('host');
    vi.advanceTimersByTime(299);
    expect(complete).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(complete).toHaveBeenCalledOnce();
  });

  it('never with nothing: a machine that takes its time is waited for', () => {
    const { gathering, candidate, complete } = connection();
    gathering();
    vi.advanceTimersByTime(3 * GATHERING_MS);
    expect(complete).not.toHaveBeenCalled();
    candidate('host');
    vi.advanceTimersByTime(20);
    expect(complete).toHaveBeenCalledOnce();
  });

  it('in time though the relay has not answered', () => {
    const { gathering, candidate, complete } = connection('turn:turn.example');
    gathering();
    candidate('host');
    vi.advanceTimersByTime(GATHERING_MS - 1);
    expect(complete).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(complete).toHaveBeenCalledOnce();
  });

  it('each time anew', () => {
    const { gathering, candidate, complete } = connection();
    gathering();
    candidate('host');
    gathering();
    vi.advanceTimersByTime(2 * GATHERING_MS);
    expect(complete).not.toHaveBeenCalled();
    candidate('host');
    vi.advanceTimersByTime(20);
    expect(complete).toHaveBeenCalledOnce();
  });
});

function connection(server?: string) {
  const iceServers = server === undefined ? [] : [{ urls: server }];
  const target = Object.assign(new EventTarget(), {
    iceGatheringState: 'gathering',
    getConfiguration: () => ({ iceServers }),
  });
  const complete = vi.fn<() => void>();
  hurry({ peerConnection: target as unknown as RTCPeerConnection, iceGatheringComplete: complete });
  return {
    complete,
    gathering: () => target.dispatchEvent(new Event('icegatheringstatechange')),
    candidate: (type: RTCIceCandidateType) =>
      target.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate: { type } })),
  };
}
