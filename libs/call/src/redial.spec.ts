import type { CallId, GroupId } from '@sibai/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { CallEvent, EndCause } from './event.js';
import { cutOff, oldPlace, REDIAL_MS } from './redial.js';

const call = 'c' as CallId;
const [sales, support] = ['sales', 'support'] as GroupId[] as [GroupId, GroupId];
const arrived = { at: 0, type: 'trunk.arrived', data: {} } as CallEvent;
const queued = (at: number, groups = [sales]): CallEvent => ({ at, type: 'acd.queued', data: { groups } });
const closed = (at: number, cause: EndCause): CallEvent => ({ at, type: 'cdr.closed', data: { cause } });
const offer = { assignmentId: 'a', agentId: 'b', groupId: sales } as never;

describe('who was cut off', () => {
  it.each(['caller_lost', 'media_restarted', 'gone_while_away', 'failed'])(
    'while waiting, by %s, has a place to come back to',
    (cause) => {
      expect(cutOff(call, [arrived, queued(10), closed(90, cause)])).toEqual({
        at: 90,
        call,
        since: 10,
        groups: [sales],
      });
    },
  );

  it('while talking has the place of the wait that led to it, and of the first when there were more', () => {
    const answered: CallEvent = { at: 20, type: 'agent.answered', data: offer };
    expect(cutOff(call, [arrived, queued(10), answered, closed(90, 'caller_lost')])).toMatchObject({ since: 10 });
    expect(cutOff(call, [arrived, queued(10), answered, queued(50, [support]), closed(90, 'failed')])).toMatchObject({
      since: 10,
      groups: [support],
    });
  });

  it.each(['caller', 'agent', 'normal', 'far_end', 'voicemail', 'callback', 'over_limit'])(
    'nobody was by %s',
    (cause) => {
      expect(cutOff(call, [arrived, queued(10), closed(90, cause)])).toBeNull();
    },
  );

  it('nothing was lost in a flow, in a wait that was over, or with a number outside', () => {
    expect(cutOff(call, [arrived, closed(90, 'caller_lost')])).toBeNull();
    expect(
      cutOff(call, [
        arrived,
        queued(10),
        { at: 20, type: 'acd.unstaffed', data: { groups: [sales] } },
        closed(90, 'caller_lost'),
      ]),
    ).toBeNull();
    expect(
      cutOff(call, [
        arrived,
        queued(10),
        { at: 20, type: 'trunk.connected', data: { to: '1' } },
        closed(90, 'caller_lost'),
      ]),
    ).toBeNull();
    expect(cutOff(call, [])).toBeNull();
  });
});

describe('the old place', () => {
  const cut = { at: 1000, call, since: 10, groups: [sales] };

  it('is for who calls again within three minutes, and for a group that was waited for', () => {
    expect(oldPlace(cut, [support, sales], 1000 + REDIAL_MS)).toBe(cut);
    expect(oldPlace(cut, [sales], 1001 + REDIAL_MS)).toBeNull();
    expect(oldPlace(cut, [support], 2000)).toBeNull();
    expect(oldPlace(undefined, [sales], 2000)).toBeNull();
  });

  it('is never later than the wait that is given up for it', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e6), fc.nat(4e5), (since, waited, away) => {
        const lost = cutOff(call, [arrived, queued(since), closed(since + waited, 'caller_lost')]);
        const now = since + waited + away;
        const place = oldPlace(lost ?? undefined, [sales], now);
        expect(place !== null).toBe(away <= REDIAL_MS);
        if (place) expect(place.since).toBeLessThanOrEqual(now);
      }),
    );
  });
});
