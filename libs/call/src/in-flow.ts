import { advance, type Effect as FlowEffect, type Input, type Position } from '@sibai/ivr';
import { assertNever } from '@sibai/kernel';

import { adopted, append, type At, close, enqueue, log, type LoggedEvent, stay } from './step-parts.js';
import type { Context, Step, Stimulus } from './session.js';

/** The first announcement of place and wait comes after this, so that a caller answered at once hears none. */
const FIRST_ANNOUNCEMENT_MS = 4_000;

export function inIvr(call: At<'ivr'>, s: Stimulus, ctx: Context): Step {
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
        ? adopted(ctx, call, withNumber(call, { type: 'far_end_left', reason: 'gone_while_away' }, ctx))
        : adopted(ctx, call, s.leg === 'up' ? withNumber(call, { type: 'connected' }, ctx) : stay(call));
    default:
      return stay(call);
  }
}

/** Moves the caller in the flow and turns what the flow wants into what the call does. */
export function walk(call: At<'ivr'>, input: Input, ctx: Context): Step {
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
