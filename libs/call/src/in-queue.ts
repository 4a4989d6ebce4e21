import { ask, asked, CALLBACK_KEY, heard, noAnswer } from './asking.js';
import { firstLeg, reasonOf } from './legs.js';
import { overflow, quiet } from './overflow.js';
import { walk } from './in-flow.js';
import { returnCaller, TRANSFER_WAIT_MS } from './in-transfer.js';
import { adopted, append, type At, become, enqueue, log, nextAnnouncement, recording, stay } from './step-parts.js';
import type { Effect } from './effect.js';
import type { Context, Step } from './session.js';
import type { Stimulus } from './stimulus.js';

/** An agent who is being rung when the wait for a group ends is waited for, and looked at again after this. */
const RINGING_MS = 5_000;

export function inAcd(call: At<'acd'>, s: Stimulus, ctx: Context): Step {
  switch (s.type) {
    case 'unstaffed': {
      if (call.offer) return stay(call);
      if (call.passed) return returnCaller(call, call.passed, ctx);
      if (call.toldUnstaffed) return stay(call);
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
        effects: [{ do: 'ring', leg: firstLeg(s.offer), offer: s.offer, ringMs: s.ringMs, attach: false }],
      };
    case 'leg_up': {
      const { offer, announced: _, passed, asking, offersCallback: __, ...queued } = call;
      if (!offer || firstLeg(offer) !== s.leg) return stay(call);
      return become(
        call,
        {
          ...queued,
          at: 'agent',
          offer,
          answeredAt: ctx.now,
          held: false,
          leg: { id: s.leg, up: true, ringing: false, awaySince: null },
          parties: [],
          consult: null,
        },
        ctx,
        [{ type: 'agent.answered', data: offer }, recording(s.leg)],
        [
          { do: 'accept', offer },
          { do: 'record', leg: s.leg, assignmentId: offer.assignmentId },
        ],
        [
          { do: 'clear_timer', name: 'announce' },
          ...(asking ? ([{ do: 'clear_timer', name: 'input' }] as const) : []),
          ...(passed ? ([{ do: 'clear_timer', name: 'transfer' }] as const) : []),
        ],
      );
    }
    case 'leg_gone':
    case 'unanswered': {
      const { offer } = call;
      if (!offer || firstLeg(offer) !== s.leg) return stay(call);
      const reason = s.type === 'leg_gone' ? reasonOf(s.cause) : s.reason;
      return {
        call: { ...call, offer: null },
        events: log(ctx, { type: 'agent.unanswered', data: { ...offer, reason } }),
        effects: [
          { do: 'drop_leg', leg: s.leg },
          { do: 'refuse', offer, reason },
        ],
      };
    }
    case 'moved': {
      const moved = { ...call, groups: s.groups };
      return {
        call: moved,
        events: log(ctx, { type: 'acd.queued', data: { groups: s.groups } }),
        effects: call.offer ? [] : [enqueue(moved)],
      };
    }
    case 'prioritised': {
      const raised = { ...call, priority: s.priority };
      return { call: raised, events: [], effects: call.offer ? [] : [enqueue(raised)] };
    }
    case 'overflow':
      return call.asking ? stay(call) : overflow(call, s.to, s.reason, ctx);
    case 'key':
      if (call.offer) return stay(call);
      if (call.asking) return asked(call, call.asking, s.digit, ctx);
      return call.offersCallback && s.digit === CALLBACK_KEY ? ask(call, 'key') : stay(call);
    case 'timer':
      if (s.name === 'input') return call.asking ? noAnswer(call) : stay(call);
      if (s.name === 'transfer' && call.passed)
        return call.offer
          ? { ...stay(call), effects: [waitForGroup(RINGING_MS)] }
          : returnCaller(call, call.passed, ctx);
      if (call.asking || s.name !== 'announce' || !(call.announce.position || call.announce.estimatedWait))
        return stay(call);
      // The next one is set now: there is nothing to say while an agent's phone rings, and it may ring in vain.
      return { ...stay(call), effects: [{ do: 'announce_place' }, nextAnnouncement(call)] };
    case 'placed': {
      if (call.offer || call.asking) return stay(call);
      const announced = call.announced + 1;
      const { place, title, callback = false } = s;
      const estimateSeconds = call.announce.estimatedWait ? s.estimateSeconds : null;
      return {
        call: { ...call, announced, ...(callback && { offersCallback: true }) },
        events: log(ctx, { type: 'acd.announced', data: { place, estimateSeconds } }),
        effects: [
          { do: 'music', on: false },
          {
            do: 'say',
            announcement: { kind: 'place', place, estimateSeconds, ...(title && { title }), callback },
            playback: `acd-${announced}`,
          },
        ],
      };
    }
    case 'played':
      if (call.asking) return s.playback === `acd-${call.announced}` ? heard(call) : stay(call);
      return s.playback === `acd-${call.announced}`
        ? { ...stay(call), effects: [{ do: 'music', on: true }, nextAnnouncement(call)] }
        : stay(call);
    case 'adopted': {
      if (call.asking) return adopted(ctx, call, noAnswer(call));
      const { offer } = call;
      const timers = [nextAnnouncement(call), ...(call.passed ? [waitForGroup(TRANSFER_WAIT_MS)] : [])];
      const waiting: Effect[] = [{ do: 'music', on: true }, enqueue(call), ...timers];
      if (!offer) return adopted(ctx, call, { call, events: [], effects: waiting });
      const leg = firstLeg(offer);
      if (s.legs[leg] === 'ringing')
        return adopted(ctx, call, { call, events: [], effects: [enqueue(call), ...timers] });
      if (s.legs[leg] === 'up') return adopted(ctx, call, inAcd(call, { type: 'leg_up', leg }, ctx));
      const back = inAcd(call, { type: 'unanswered', leg, reason: 'failed' }, ctx);
      return adopted(ctx, call, append({ call, events: [], effects: waiting }, back));
    }
    default:
      return stay(call);
  }
}

export const waitForGroup = (ms: number): Effect => ({ do: 'set_timer', name: 'transfer', ms, turn: 0 });
