import type { RecordingId } from '@sibai/kernel';

import type { Offer } from './event.js';
import { walk } from './in-flow.js';
import { adopted, type At, close, enqueue, log, nextAnnouncement, stay } from './step-parts.js';
import type { Context, Effect, Step, Stimulus } from './session.js';

export function inAcd(call: At<'acd'>, s: Stimulus, ctx: Context): Step {
  switch (s.type) {
    case 'unstaffed': {
      if (call.toldUnstaffed || call.offer) return stay(call);
      const told = walk({ at: 'ivr', position: call.position, toldUnstaffed: true }, { type: 'nobody' }, ctx);
      return {
        call: told.call,
        events: [...log(ctx, { type: 'acd.unstaffed', data: { groups: call.groups } }), ...told.events],
        effects: [{ do: 'leave_queue' }, ...quiet, ...told.effects],
      };
    }
    case 'offered':
      // An offer that crosses another, or a caller who has just left, is given back rather than rung.
      if (call.offer) return { ...stay(call), effects: [{ do: 'refuse', offer: s.offer, reason: 'failed' }] };
      return {
        call: { ...call, offer: s.offer },
        events: log(ctx, { type: 'acd.offered', data: s.offer }),
        effects: [{ do: 'ring', offer: s.offer, ringMs: s.ringMs }],
      };
    case 'answered': {
      if (call.offer?.assignmentId !== s.offer.assignmentId)
        return { ...stay(call), effects: [{ do: 'cancel_ring', offer: s.offer }] };
      const { offer: _, announced: __, ...queued } = call;
      return {
        call: { ...queued, at: 'agent', offer: s.offer, answeredAt: ctx.now, held: false },
        events: log(
          ctx,
          { type: 'agent.answered', data: s.offer },
          { type: 'recording.started', data: { recordingId: recordingOf(s.offer) } },
        ),
        effects: [
          { do: 'clear_timer', name: 'announce' },
          { do: 'bridge', offer: s.offer },
          { do: 'accept', offer: s.offer },
          { do: 'record', offer: s.offer },
        ],
      };
    }
    case 'unanswered':
      if (call.offer?.assignmentId !== s.offer.assignmentId) return stay(call);
      return {
        call: { ...call, offer: null },
        events: log(ctx, { type: 'agent.unanswered', data: { ...s.offer, reason: s.reason } }),
        effects: [
          { do: 'cancel_ring', offer: s.offer },
          { do: 'refuse', offer: s.offer, reason: s.reason },
        ],
      };
    case 'timer':
      if (s.name !== 'announce' || !(call.announce.position || call.announce.estimatedWait)) return stay(call);
      // The next one is set now: there is nothing to say while an agent's phone rings, and it may ring in vain.
      return { ...stay(call), effects: [{ do: 'announce_place' }, nextAnnouncement(call)] };
    case 'placed': {
      if (call.offer) return stay(call);
      const announced = call.announced + 1;
      const { place } = s;
      const estimateSeconds = call.announce.estimatedWait ? s.estimateSeconds : null;
      return {
        call: { ...call, announced },
        events: log(ctx, { type: 'acd.announced', data: { place, estimateSeconds } }),
        effects: [
          { do: 'music', on: false },
          { do: 'say', announcement: { kind: 'place', place, estimateSeconds }, playback: `acd-${announced}` },
        ],
      };
    }
    case 'played':
      return s.playback === `acd-${call.announced}`
        ? { ...stay(call), effects: [{ do: 'music', on: true }, nextAnnouncement(call)] }
        : stay(call);
    case 'adopted': {
      const waiting: Effect[] = [{ do: 'music', on: true }, enqueue(call), nextAnnouncement(call)];
      if (!call.offer) return adopted(ctx, call, { call, events: [], effects: waiting });
      if (s.leg === 'ringing')
        return adopted(ctx, call, { call, events: [], effects: [enqueue(call), nextAnnouncement(call)] });
      const next = inAcd(
        call,
        s.leg === 'up'
          ? { type: 'answered', offer: call.offer }
          : { type: 'unanswered', offer: call.offer, reason: 'failed' },
        ctx,
      );
      return adopted(ctx, call, { ...next, effects: s.leg === 'up' ? next.effects : [...waiting, ...next.effects] });
    }
    default:
      return stay(call);
  }
}

export function withAgent(call: At<'agent'>, s: Stimulus, ctx: Context): Step {
  switch (s.type) {
    case 'offered':
      return { ...stay(call), effects: [{ do: 'refuse', offer: s.offer, reason: 'failed' }] };
    case 'agent_left':
      if (call.offer.assignmentId !== s.offer.assignmentId) return stay(call);
      if (!s.lost) return close(call, 'agent', ctx);
      // The agent's desk or network died: the caller hears why, and waits again at the old place.
      return requeue(call, ctx);
    case 'held':
      if (call.held === s.on) return stay(call);
      return {
        call: { ...call, held: s.on },
        events: log(ctx, { type: s.on ? 'agent.held' : 'agent.resumed', data: call.offer }),
        effects: [],
      };
    case 'adopted':
      return s.leg === 'up'
        ? adopted(ctx, call, {
            call,
            events: [],
            effects: [
              { do: 'bridge', offer: call.offer },
              { do: 'accept', offer: call.offer },
              { do: 'record', offer: call.offer },
            ],
          })
        : adopted(ctx, call, close(call, 'agent', ctx));
    default:
      return stay(call);
  }
}

function requeue(call: At<'agent'>, ctx: Context): Step {
  const { answeredAt: _, held: __, offer, ...queued } = call;
  const back: At<'acd'> = { ...queued, at: 'acd', offer: null, announced: 0 };
  return {
    call: back,
    events: log(
      ctx,
      { type: 'agent.left', data: { ...offer, lost: true } },
      { type: 'acd.queued', data: { groups: call.groups } },
    ),
    effects: [
      { do: 'unbridge', offer },
      { do: 'end_talk', offer },
      { do: 'say', announcement: { kind: 'agent_lost' }, playback: 'acd-0' },
      enqueue(back),
    ],
  };
}

const quiet: readonly Effect[] = [
  { do: 'clear_timer', name: 'announce' },
  { do: 'stop_playing' },
  { do: 'music', on: false },
];

/** An agent's leg has one recording, of the same id as the assignment. */
const recordingOf = (offer: Offer): RecordingId => offer.assignmentId as string as RecordingId;
