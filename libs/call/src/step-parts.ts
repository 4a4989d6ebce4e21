import type { RecordingId } from '@sibai/kernel';

import type { CallEvent, EndCause } from './event.js';
import { firstLeg, legsOf, offerOf, partiesOf, reseat, seating } from './legs.js';
import type { Effect, HangupAs } from './effect.js';
import type { Call, Context, Party, Step } from './session.js';

export type At<S extends Call['at']> = Extract<Call, { at: S }>;
export type LoggedEvent = CallEvent extends infer E ? (E extends CallEvent ? Omit<E, 'at'> : never) : never;

/** Ends a call from wherever it is: every leg is dropped, every wait undone. */
export function close(call: Call, cause: EndCause, ctx: Context, as: HangupAs = 'normal'): Step {
  const undo: Effect[] = [...new Set(seating(call).values())].flatMap((place) =>
    place === 'call' || place === 'consult' ? [{ do: 'drop_bridge', bridge: place } as const] : [],
  );
  const events: LoggedEvent[] = [];
  if (call.at === 'acd') {
    undo.push({ do: 'leave_queue' });
    if (call.offer) undo.push({ do: 'drop_leg', leg: firstLeg(call.offer) });
  }
  if (call.at === 'agent') {
    if (call.leg.up || call.leg.ringing) undo.push({ do: 'drop_leg', leg: call.leg.id });
    undo.push({ do: 'end_talk', offer: call.offer });
    // They first: nobody takes the call over from the one who handled it to the end.
    events.push(...call.parties.map(parted), { type: 'agent.left', data: { ...call.offer, lost: false } });
  }
  if (call.at === 'out') {
    undo.push(...legsOf(call).map(({ leg }) => ({ do: 'drop_leg', leg }) as const));
    if (call.leg && call.offer) undo.push({ do: 'end_talk', offer: call.offer });
    else if (call.queued) undo.push({ do: 'leave_queue' });
    else if (call.offer) undo.push({ do: 'uncall', offer: call.offer });
  }
  if (call.at === 'number') undo.push({ do: 'drop_leg', leg: call.leg });
  undo.push(...partiesOf(call).flatMap(release));
  return {
    call: { at: 'ended', cause },
    events: log(ctx, ...events, { type: 'cdr.closed', data: { cause } }),
    effects: [...undo, { do: 'hangup', as }],
  };
}

export const parted = ({ who, leg, state }: Party): LoggedEvent => ({
  type: 'agent.parted',
  data: { who, leg, reason: state === 'ringing' ? 'unanswered' : 'left' },
});

/** Lets a party go: who rings is not wanted any more, who talks has talked. */
export function release({ leg, who, state }: Party): Effect[] {
  const drop: Effect[] = state === 'away' ? [] : [{ do: 'drop_leg', leg }];
  if (who.kind !== 'agent') return drop;
  const offer = offerOf(who);
  return [...drop, state === 'ringing' ? { do: 'uncall', offer } : { do: 'end_talk', offer }];
}

/** Goes to another state, with everybody moved to where they belong in it: before the one, and after the other effects. */
export const become = (
  before: Call,
  call: Call,
  ctx: Context,
  events: readonly LoggedEvent[],
  after: readonly Effect[] = [],
  first: readonly Effect[] = [],
): Step => ({
  call,
  events: log(ctx, ...events),
  effects: [...first, ...reseat(seating(before), seating(call)), ...after],
});

export const stay = (call: Call): Step => ({ call, events: [], effects: [] });

/** Whether a leg is one that a call rings, or talks over. */
export const ownLeg = (call: Call, leg: string) => legsOf(call).find((own) => own.leg === leg);

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

/** A leg's recording has the leg's id. */
export const recording = (leg: string): LoggedEvent => ({
  type: 'recording.started',
  data: { recordingId: leg as RecordingId },
});

export const enqueue = ({ groups, since, priority, toldUnstaffed, passed, again }: At<'acd'>): Effect => ({
  do: 'enqueue',
  groups,
  since,
  priority,
  askStaff: passed !== null || !toldUnstaffed,
  ...(again && { again }),
});

export const nextAnnouncement = (call: At<'acd'>): Effect => ({
  do: 'set_timer',
  name: 'announce',
  ms: call.announce.everySeconds * 1000,
  turn: call.announced,
});
