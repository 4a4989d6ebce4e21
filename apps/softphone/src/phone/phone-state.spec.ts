import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { backoff, type PhoneEvent, type PhoneState, step } from './phone-state';

const replay = (events: readonly PhoneEvent[], from: PhoneState = { at: 'offline' }) => events.reduce(step, from);

const ringing: PhoneEvent[] = [
  { type: 'opened' },
  { type: 'registered' },
  { type: 'rang', from: '13800000000', callId: 'c1', returns: false },
];
const talking: PhoneEvent[] = [...ringing, { type: 'answering' }, { type: 'answered', now: 7, muted: false }];

describe('the phone', () => {
  it('connects, rings, talks and is ready again', () => {
    expect(replay(ringing)).toEqual({ at: 'ringing', from: '13800000000', callId: 'c1', returns: false });
    expect(replay(talking)).toEqual({
      at: 'talking',
      from: '13800000000',
      callId: 'c1',
      returns: false,
      since: 7,
      muted: false,
      signal: true,
      media: true,
    });
    expect(replay([...talking, { type: 'ended', registered: true }])).toEqual({ at: 'ready' });
  });

  it('keeps the call when the server is lost, and connects once it has ended', () => {
    const cut = replay([...talking, { type: 'lost', problem: 'lost' }]);
    expect(cut).toMatchObject({ at: 'talking', signal: false, media: true });
    expect(step(cut, { type: 'registered' })).toMatchObject({ at: 'talking', signal: true });
    expect(step(cut, { type: 'ended', registered: false })).toEqual({ at: 'connecting', attempt: 0, problem: null });
  });

  it('answers a call that returns by itself, as silent as it was, and takes a new leg in mid-call', () => {
    const back = replay([
      { type: 'opened' },
      { type: 'registered' },
      { type: 'rang', from: '13800000000', callId: 'c1', returns: true },
    ]);
    expect(back.at).toBe('answering');
    const again = step(back, { type: 'answered', now: 9, muted: true });
    expect(again).toMatchObject({ at: 'talking', muted: true });
    const broken = replay(
      [
        { type: 'media', flows: false },
        { type: 'lost', problem: 'lost' },
      ],
      again,
    );
    expect(step(broken, { type: 'returned' })).toMatchObject({ at: 'talking', muted: true, media: true, signal: true });
  });

  it('forgets a ring when the server is lost', () => {
    expect(replay([...ringing, { type: 'lost', problem: 'lost' }])).toMatchObject({ at: 'connecting', attempt: 1 });
  });

  it('counts the failed attempts', () => {
    const failed: PhoneEvent = { type: 'lost', problem: 'unreachable' };
    expect(replay([{ type: 'opened' }, failed, failed])).toEqual({
      at: 'connecting',
      attempt: 2,
      problem: 'unreachable',
    });
  });

  it('never talks without having rung, whatever comes in whatever order', () => {
    const event = fc.constantFrom<PhoneEvent>(
      { type: 'opened' },
      { type: 'registered' },
      { type: 'lost', problem: 'lost' },
      { type: 'rang', from: '1', callId: null, returns: false },
      { type: 'rang', from: '1', callId: null, returns: true },
      { type: 'returned' },
      { type: 'answering' },
      { type: 'answered', now: 1, muted: false },
      { type: 'ended', registered: true },
      { type: 'closed' },
    );
    fc.assert(
      fc.property(fc.array(event), (events) => {
        let state: PhoneState = { at: 'offline' };
        for (const each of events) {
          const next = step(state, each);
          if (next.at === 'talking' && state.at !== 'talking') expect(state.at).toBe('answering');
          if (next.at === 'ringing' && state.at !== 'ringing') expect(state.at).toBe('ready');
          state = next;
        }
      }),
    );
  });
});

describe('the wait before another try', () => {
  it('grows to eight seconds and is never nothing', () => {
    expect(backoff(0, 0)).toBe(250);
    expect(backoff(3, 0.99)).toBeGreaterThan(3_900);
    expect(backoff(50, 0.999)).toBeLessThanOrEqual(8_000);
  });
});
