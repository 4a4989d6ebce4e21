import { newPosition } from '@sibai/ivr';
import { assertNever } from '@sibai/kernel';
import type { OverflowTarget } from '@sibai/routing';

import { ask } from './asking.js';
import { isShut } from './cdr.js';
import { walk } from './in-flow.js';
import { toVoicemail } from './in-voicemail.js';
import { append, type At, enqueue, log, nextAnnouncement, stay } from './step-parts.js';
import type { Effect } from './effect.js';
import type { Context, Step } from './session.js';

/** How long it rings where a caller is passed on to because nobody of the group can answer. */
const RING_SECONDS = 30;

export const quiet: readonly Effect[] = [
  { do: 'clear_timer', name: 'announce' },
  { do: 'stop_playing' },
  { do: 'music', on: false },
];

/**
 * Sends a waiting caller to the first of the targets that there is. A caller who is being rung for is about to be answered,
 * and one an agent has passed on goes back to that agent: they wait.
 */
export function overflow(call: At<'acd'>, to: readonly OverflowTarget[], reason: string, ctx: Context): Step {
  const target = to.find((each) => possible(each, ctx));
  if (call.offer || call.passed || !target) return stay(call);
  const told: Step = { ...stay(call), events: log(ctx, { type: 'acd.overflowed', data: { to: target, reason } }) };
  const left: Step = { ...told, effects: [{ do: 'leave_queue' }, ...quiet] };
  const { position, toldUnstaffed } = call;
  switch (target.kind) {
    case 'group': {
      const moved = { ...call, groups: [target.groupId] };
      return append(told, {
        call: moved,
        effects: [enqueue(moved), { do: 'music', on: true }, nextAnnouncement(moved)],
      });
    }
    case 'number':
      return append(left, {
        call: {
          ...{ at: 'number', position, leg: ctx.leg, to: target.to, connectedAt: null, toldUnstaffed, parties: [] },
          overflowed: true,
        },
        events: log(ctx, { type: 'trunk.dialled', data: { to: target.to } }),
        effects: [
          { do: 'music', on: true },
          { do: 'dial', leg: ctx.leg, to: target.to, timeoutSeconds: RING_SECONDS },
        ],
      });
    case 'voicemail':
      return append(left, toVoicemail(call, target.groupId, ctx));
    case 'callback':
      // The place is kept while the caller decides, and afterwards when the answer is no.
      return append(told, ask(call, 'overflow'));
    case 'node': {
      if (!ctx.flow) return stay(call);
      const flow = { ...ctx.flow, start: target.node };
      const { variables, path, turn } = position;
      const there = { ...newPosition(flow, variables), path, turn: turn + 1 };
      return append(left, walk({ at: 'ivr', position: there, toldUnstaffed }, { type: 'start' }, { ...ctx, flow }));
    }
    case 'hangup': {
      const { words } = target;
      return append(left, {
        call: { at: 'leaving', cause: isShut(reason) ? 'closed' : 'overflowed', as: 'normal' },
        effects: [
          {
            do: 'say',
            announcement: words ? { kind: 'words', text: words } : { kind: 'unstaffed' },
            playback: 'leaving',
          },
        ],
      });
    }
    default:
      return assertNever(target);
  }
}

const possible = (target: OverflowTarget, { flow }: Context): boolean =>
  target.kind !== 'node' || (flow !== undefined && target.node in flow.nodes);
