import { advance, type Effect as FlowEffect, type Input, type Position } from '@sibai/ivr';
import { assertNever } from '@sibai/kernel';

import { inNotice, notice } from './in-notice.js';
import { reseat, seating } from './legs.js';
import { oldPlace } from './redial.js';
import {
  adopted,
  append,
  type At,
  become,
  close,
  enqueue,
  log,
  type LoggedEvent,
  parted,
  recording,
  release,
  stay,
} from './step-parts.js';
import { step } from './step.js';
import type { Context, Step } from './session.js';
import type { Stimulus } from './stimulus.js';

/** The first announcement of place and wait comes after this, so that a caller answered at once hears none. */
const FIRST_ANNOUNCEMENT_MS = 4_000;

export function inIvr(call: At<'ivr'>, s: Stimulus, ctx: Context): Step {
  const { heldBack, ...free } = call;
  if (heldBack)
    return inNotice(call, s, ctx, (after) => append(stay(free), obey(heldBack, call.position, free, after)));
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

export function withNumber(call: At<'number'>, s: Stimulus, ctx: Context): Step {
  const { to, leg, parties } = call;
  switch (s.type) {
    case 'leg_up': {
      if (s.leg === leg && call.connectedAt === null)
        return become(
          call,
          { ...call, connectedAt: ctx.now },
          ctx,
          [{ type: 'trunk.connected', data: { to } }, recording(leg)],
          [{ do: 'record', leg, assignmentId: null }],
        );
      const party = parties.find((each) => each.leg === s.leg && each.state === 'ringing');
      if (!party) return stay(call);
      return become(
        call,
        { ...call, parties: parties.map((each) => (each === party ? { ...party, state: 'up' } : each)) },
        ctx,
        [{ type: 'agent.joined', data: { who: party.who, leg: party.leg } }, recording(s.leg)],
        [{ do: 'record', leg: party.leg, assignmentId: null }],
      );
    }
    case 'leg_gone':
    case 'unanswered': {
      const party = parties.find((each) => each.leg === s.leg);
      if (party)
        return become(
          call,
          { ...call, parties: parties.filter((each) => each !== party) },
          ctx,
          [parted(party)],
          release(party),
        );
      if (s.leg !== leg) return stay(call);
      return call.connectedAt === null
        ? unconnected(call, s.type === 'leg_gone' ? String(s.cause) : s.reason, ctx)
        : farEndLeft(call, ctx);
    }
    case 'adopted': {
      const news: Stimulus[] = [
        ...parties,
        { leg, state: call.connectedAt === null ? 'ringing' : 'up' } as const,
      ].flatMap((own): Stimulus[] => {
        if (s.legs[own.leg] === undefined) return [{ type: 'leg_gone', leg: own.leg, cause: 0 }];
        return own.state === 'ringing' && s.legs[own.leg] === 'up' ? [{ type: 'leg_up', leg: own.leg }] : [];
      });
      const after = news.reduce<Step>((so, each) => append(so, step(so.call, each, ctx)), stay(call));
      return adopted(ctx, call, append(after, { effects: reseat(new Map(), seating(after.call), true) }));
    }
    default:
      return stay(call);
  }
}

/** The number did not answer: the flow goes on. */
function unconnected(call: At<'number'>, reason: string, ctx: Context): Step {
  const { position, toldUnstaffed, to, leg } = call;
  if (call.overflowed)
    return {
      call: { at: 'leaving', cause: 'nobody', as: 'normal' },
      events: log(ctx, { type: 'trunk.unconnected', data: { to, reason } }),
      effects: [
        { do: 'drop_leg', leg },
        { do: 'music', on: false },
        { do: 'say', announcement: { kind: 'unstaffed' }, playback: 'leaving' },
      ],
    };
  const back = walk({ at: 'ivr', position, toldUnstaffed }, { type: 'returned', reason }, ctx);
  return {
    call: back.call,
    events: [...log(ctx, { type: 'trunk.unconnected', data: { to, reason } }), ...back.events],
    effects: [{ do: 'drop_leg', leg }, { do: 'music', on: false }, ...back.effects],
  };
}

/** Another number that talks with the caller takes its place; alone, the caller is done. */
function farEndLeft(call: At<'number'>, ctx: Context): Step {
  const heir = call.parties.find(({ state, who }) => state === 'up' && who.kind === 'number');
  if (heir?.who.kind !== 'number') return close(call, 'far_end', ctx);
  const { leg, to } = call;
  return become(
    call,
    { ...call, leg: heir.leg, to: heir.who.to, parties: call.parties.filter((each) => each !== heir) },
    ctx,
    [{ type: 'agent.parted', data: { who: { kind: 'number', to }, leg, reason: 'left' } }],
    [{ do: 'drop_leg', leg }],
  );
}

/** Moves the caller in the flow and turns what the flow wants into what the call does. */
export function walk(call: At<'ivr'>, input: Input, ctx: Context): Step {
  if (!ctx.flow) return close(call, 'no_flow', ctx);
  const { position, effects } = advance(ctx.flow, call.position, input, {
    now: ctx.now,
    ...(ctx.calendar && { calendar: ctx.calendar }),
  });
  if (position === call.position && effects.length === 0) return stay(call);

  const start: Step = {
    call: { ...call, position },
    events: log(ctx, ...travelled(call.position, position)),
    effects: [],
  };
  return effects.reduce((so, effect) => append(so, obey(effect, position, call, ctx)), start);
}

function obey(effect: FlowEffect, position: Position, from: At<'ivr'>, ctx: Context): Partial<Step> {
  const due = ctx.recording?.due;
  if (due && (effect.do === 'queue' || effect.do === 'dial'))
    return { call: { ...from, position, heldBack: effect }, effects: [notice(due.text)] };
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
      const { groups } = effect;
      const own = groups.find((group) => ctx.announce?.has(group));
      const announce = (own && ctx.announce?.get(own)) ?? effect.announce;
      const { toldUnstaffed } = from;
      const old = oldPlace(from.cut, groups, ctx.now);
      const call: At<'acd'> = {
        at: 'acd',
        position,
        groups,
        announce,
        since: old?.since ?? ctx.now,
        offer: null,
        announced: 0,
        priority: 0,
        passed: null,
        toldUnstaffed,
        ...(old && { again: 'redial' as const }),
      };
      return {
        call,
        events: log(
          ctx,
          { type: 'acd.queued', data: { groups } },
          ...(old ? [{ type: 'acd.redialled', data: { call: old.call, since: old.since } } as const] : []),
        ),
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
        call: {
          at: 'number',
          position,
          leg: ctx.leg,
          to: effect.to,
          connectedAt: null,
          toldUnstaffed: from.toldUnstaffed,
          parties: [],
        },
        events: log(ctx, { type: 'trunk.dialled', data: { to: effect.to } }),
        effects: [
          { do: 'music', on: true },
          { do: 'dial', leg: ctx.leg, to: effect.to, timeoutSeconds: effect.timeoutSeconds },
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
