import { advance, type Effect as FlowEffect, type Input, newPosition, type Position } from '@sibai/ivr';
import { assertNever, type RecordingId } from '@sibai/kernel';

import type { CallEvent, EndCause, Offer, RefusalCause } from './event.js';
import type { Call, Context, Effect, Step, Stimulus } from './session.js';

/** The first announcement of place and wait comes after this, so that a caller answered at once hears none. */
const FIRST_ANNOUNCEMENT_MS = 4_000;

type At<S extends Call['at']> = Extract<Call, { at: S }>;
type LoggedEvent = CallEvent extends infer E ? (E extends CallEvent ? Omit<E, 'at'> : never) : never;

/**
 * Advances a call by one stimulus. Does nothing itself: what is to be recorded is returned as events, what must happen
 * as effects. A stimulus that has no meaning in the present state leaves the call as it was, since the media server
 * may deliver news late or twice.
 */
export function step(call: Call, stimulus: Stimulus, ctx: Context): Step {
  if (call.at === 'ended') return stay(call);
  if (stimulus.type === 'hangup') return close(call, stimulus.cause, ctx);
  switch (call.at) {
    case 'trunk':
      return inTrunk(call, stimulus, ctx);
    case 'ivr':
      return inIvr(call, stimulus, ctx);
    case 'acd':
      return inAcd(call, stimulus, ctx);
    case 'agent':
      return withAgent(call, stimulus, ctx);
    case 'number':
      return withNumber(call, stimulus, ctx);
    case 'leaving':
      return stimulus.type === 'played' || stimulus.type === 'adopted'
        ? close(call, call.cause, ctx, call.as)
        : stay(call);
    default:
      return assertNever(call);
  }
}

function inTrunk(call: At<'trunk'>, s: Stimulus, ctx: Context): Step {
  if (s.type !== 'arrived') return s.type === 'adopted' ? close(call, 'failed', ctx) : stay(call);
  if (s.refused || !ctx.flow) {
    const cause: RefusalCause = s.refused ?? 'no_flow';
    const announcement = { kind: cause === 'over_limit' ? 'line_busy' : 'out_of_order' } as const;
    return {
      // Said before the call is answered: it costs the caller nothing, and the carrier still sees `busy`.
      call: { at: 'leaving', cause, as: 'busy' },
      events: log(ctx, { type: 'trunk.refused', data: { cause } }),
      effects: [{ do: 'say', announcement, playback: 'leaving' }],
    };
  }
  const position = newPosition(ctx.flow, s.variables);
  const started = walk({ at: 'ivr', position, toldUnstaffed: false }, { type: 'start' }, ctx);
  return { ...started, effects: [{ do: 'answer' }, ...started.effects] };
}

function inIvr(call: At<'ivr'>, s: Stimulus, ctx: Context): Step {
  const { turn } = call.position;
  switch (s.type) {
    case 'played':
      return s.playback === `ivr-${turn}` ? walk(call, { type: 'played', turn }, ctx) : stay(call);
    case 'key': {
      const digit = DIGITS.find((d) => d === s.digit);
      return digit ? walk(call, { type: 'key', digit }, ctx) : stay(call);
    }
    case 'timer':
      return s.name === 'input' ? walk(call, { type: 'timeout', turn: s.turn }, ctx) : stay(call);
    case 'adopted':
      // When only the line to the media server was lost, what was playing still is.
      return adopted(
        ctx,
        call,
        append({ ...stay(call), effects: [{ do: 'stop_playing' }] }, walk(call, { type: 'resume' }, ctx)),
      );
    default:
      return stay(call);
  }
}

function inAcd(call: At<'acd'>, s: Stimulus, ctx: Context): Step {
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
      const next = step(
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

function withAgent(call: At<'agent'>, s: Stimulus, ctx: Context): Step {
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
            ],
          })
        : adopted(ctx, call, close(call, 'agent', ctx));
    default:
      return stay(call);
  }
}

function withNumber(call: At<'number'>, s: Stimulus, ctx: Context): Step {
  const { to } = call;
  switch (s.type) {
    case 'connected':
      if (call.connectedAt !== null) return stay(call);
      return {
        call: { ...call, connectedAt: ctx.now },
        events: log(ctx, { type: 'trunk.connected', data: { to } }),
        effects: [{ do: 'music', on: false }, { do: 'join_far_end' }],
      };
    case 'far_end_left': {
      if (call.connectedAt !== null) return close(call, 'far_end', ctx);
      const back = walk(
        { at: 'ivr', position: call.position, toldUnstaffed: call.toldUnstaffed },
        { type: 'returned', reason: s.reason },
        ctx,
      );
      return {
        call: back.call,
        events: [...log(ctx, { type: 'trunk.unconnected', data: { to, reason: s.reason } }), ...back.events],
        effects: [{ do: 'drop_far_end' }, { do: 'music', on: false }, ...back.effects],
      };
    }
    case 'adopted':
      return s.leg === 'none'
        ? adopted(ctx, call, step(call, { type: 'far_end_left', reason: 'gone_while_away' }, ctx))
        : adopted(ctx, call, s.leg === 'up' ? step(call, { type: 'connected' }, ctx) : stay(call));
    default:
      return stay(call);
  }
}

/** Moves the caller in the flow and turns what the flow wants into what the call does. */
function walk(call: At<'ivr'>, input: Input, ctx: Context): Step {
  if (!ctx.flow) return close(call, 'no_flow', ctx);
  const { position, effects } = advance(ctx.flow, call.position, input, { now: ctx.now });
  if (position === call.position && effects.length === 0) return stay(call);

  const start: Step = {
    call: { ...call, position },
    events: log(ctx, ...travelled(call.position, position)),
    effects: [],
  };
  return effects.reduce((so, effect) => append(so, obey(effect, position, call, ctx)), start);
}

function obey(effect: FlowEffect, position: Position, from: At<'ivr'>, ctx: Context): Partial<Step> {
  switch (effect.do) {
    case 'play':
      return { effects: [{ do: 'play', prompts: effect.prompts, playback: `ivr-${effect.turn}` }] };
    case 'stop_playing':
      return { effects: [{ do: 'stop_playing' }] };
    case 'start_timer':
      return { effects: [{ do: 'set_timer', name: 'input', ms: effect.ms, turn: effect.turn }] };
    case 'clear_timer':
      return { effects: [{ do: 'clear_timer', name: 'input' }] };
    case 'queue': {
      const { groups, announce } = effect;
      const { toldUnstaffed } = from;
      const call: At<'acd'> = {
        at: 'acd',
        position,
        groups,
        announce,
        since: ctx.now,
        offer: null,
        announced: 0,
        toldUnstaffed,
      };
      return {
        call,
        events: log(ctx, { type: 'acd.queued', data: { groups } }),
        // The queue first: an agent who is free is rung before any music starts.
        effects: [
          enqueue(call),
          { do: 'music', on: true },
          { do: 'set_timer', name: 'announce', ms: FIRST_ANNOUNCEMENT_MS, turn: 0 },
        ],
      };
    }
    case 'dial':
      return {
        call: { at: 'number', position, to: effect.to, connectedAt: null, toldUnstaffed: from.toldUnstaffed },
        events: log(ctx, { type: 'trunk.dialled', data: { to: effect.to } }),
        effects: [
          { do: 'music', on: true },
          { do: 'dial', to: effect.to, timeoutSeconds: effect.timeoutSeconds },
        ],
      };
    case 'hangup':
      if (effect.cause === 'nobody' || effect.cause === 'queue_failed')
        // The flow has no words for it, so the product's own are said before the call ends.
        return {
          call: { at: 'leaving', cause: effect.cause, as: 'normal' },
          effects: [{ do: 'say', announcement: { kind: 'unstaffed' }, playback: 'leaving' }],
        };
      return close(from, effect.cause, ctx, effect.cause === 'busy' ? 'busy' : 'normal');
    default:
      return assertNever(effect);
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

/** Ends a call from wherever it is: every leg is dropped, every wait undone. */
function close(call: Call, cause: EndCause, ctx: Context, as: 'normal' | 'busy' = 'normal'): Step {
  const undo: Effect[] = [];
  const events: LoggedEvent[] = [];
  if (call.at === 'acd') {
    undo.push({ do: 'leave_queue' });
    if (call.offer) undo.push({ do: 'cancel_ring', offer: call.offer });
  }
  if (call.at === 'agent') {
    undo.push({ do: 'unbridge', offer: call.offer }, { do: 'end_talk', offer: call.offer });
    events.push({ type: 'agent.left', data: { ...call.offer, lost: false } });
  }
  if (call.at === 'number') undo.push({ do: 'drop_far_end' });
  return {
    call: { at: 'ended', cause },
    events: log(ctx, ...events, { type: 'cdr.closed', data: { cause } }),
    effects: [...undo, { do: 'hangup', as }],
  };
}

const stay = (call: Call): Step => ({ call, events: [], effects: [] });

const log = (ctx: Context, ...events: readonly LoggedEvent[]): CallEvent[] =>
  events.map((event) => ({ ...event, at: ctx.now }) as CallEvent);

const append = (so: Step, more: Partial<Step>): Step => ({
  call: more.call ?? so.call,
  events: [...so.events, ...(more.events ?? [])],
  effects: [...so.effects, ...(more.effects ?? [])],
});

const adopted = (ctx: Context, before: Call, after: Step): Step => ({
  ...after,
  events: [...log(ctx, { type: 'cdr.adopted', data: { at: before.at } }), ...after.events],
});

const enqueue = ({ groups, since, toldUnstaffed }: At<'acd'>): Effect => ({
  do: 'enqueue',
  groups,
  since,
  askStaff: !toldUnstaffed,
});

const nextAnnouncement = (call: At<'acd'>): Effect => ({
  do: 'set_timer',
  name: 'announce',
  ms: call.announce.everySeconds * 1000,
  turn: call.announced,
});

const quiet: readonly Effect[] = [
  { do: 'clear_timer', name: 'announce' },
  { do: 'stop_playing' },
  { do: 'music', on: false },
];

/** An agent's leg has one recording, of the same id as the assignment. */
const recordingOf = (offer: Offer): RecordingId => offer.assignmentId as string as RecordingId;

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#'] as const;

/** The nodes entered and the keys pressed between two positions; path steps are shared, so identity tells the new. */
function travelled(before: Position, after: Position): LoggedEvent[] {
  const last = before.path.at(-1);
  return after.path
    .filter((passed) => !before.path.includes(passed))
    .flatMap(({ node, title, key }): LoggedEvent[] => [
      ...(last?.node === node && last.key === undefined && key !== undefined
        ? []
        : [{ type: 'ivr.entered', data: { node, title } } as const]),
      ...(key === undefined ? [] : [{ type: 'ivr.pressed', data: { node, key } } as const]),
    ]);
}
