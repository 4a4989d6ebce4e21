import type { CallEvent, EndCause } from './event.js';
import type { Call, Context, Effect, HangupAs, Step } from './session.js';

export type At<S extends Call['at']> = Extract<Call, { at: S }>;
export type LoggedEvent = CallEvent extends infer E ? (E extends CallEvent ? Omit<E, 'at'> : never) : never;

/** Ends a call from wherever it is: every leg is dropped, every wait undone. */
export function close(call: Call, cause: EndCause, ctx: Context, as: HangupAs = 'normal'): Step {
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

export const stay = (call: Call): Step => ({ call, events: [], effects: [] });

export const log = (ctx: Context, ...events: readonly LoggedEvent[]): CallEvent[] =>
  events.map((event) => ({ ...event, at: ctx.now }) as CallEvent);

export const append = (so: Step, more: Partial<Step>): Step => ({
  call: more.call ?? so.call,
  events: [...so.events, ...(more.events ?? [])],
  effects: [...so.effects, ...(more.effects ?? [])],
});

export const adopted = (ctx: Context, before: Call, after: Step): Step => ({
  ...after,
  events: [...log(ctx, { type: 'cdr.adopted', data: { at: before.at } }), ...after.events],
});

export const enqueue = ({ groups, since, toldUnstaffed }: At<'acd'>): Effect => ({
  do: 'enqueue',
  groups,
  since,
  askStaff: !toldUnstaffed,
});

export const nextAnnouncement = (call: At<'acd'>): Effect => ({
  do: 'set_timer',
  name: 'announce',
  ms: call.announce.everySeconds * 1000,
  turn: call.announced,
});
