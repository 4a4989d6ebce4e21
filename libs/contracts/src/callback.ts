import * as z from 'zod';

import { id, instant } from './ids.js';

/**
 * `waiting` for its time; `queued` among the callers, at the place it has kept; `calling` since an agent has taken it;
 * then `done`, `failed` after the last try, or `cancelled`.
 */
export const CALLBACK_STATES = ['waiting', 'queued', 'calling', 'done', 'failed', 'cancelled'] as const;
export type CallbackState = (typeof CALLBACK_STATES)[number];

/** How the last try went. */
export const CALLBACK_RESULTS = [
  'connected',
  'busy',
  'no_answer',
  'refused',
  'hung_up',
  'unreachable',
  'no_such_number',
  'not_allowed',
  'agent_lost',
] as const;
export type CallbackResult = (typeof CALLBACK_RESULTS)[number];

/** `key`: asked for while waiting; `overflow`: offered when nobody could answer; `desk`: an agent promised it. */
export const CALLBACK_SOURCES = ['key', 'overflow', 'desk'] as const;

export const Callback = z.object({
  id: id<'Callback'>(),
  number: z.string(),
  groups: z.array(z.object({ id: id<'Group'>(), name: z.string() })),
  lineName: z.string().nullable(),
  source: z.enum(CALLBACK_SOURCES),
  /** When the person began to wait: what decides the place. */
  since: instant,
  askedAt: instant,
  dueAt: instant,
  state: z.enum(CALLBACK_STATES),
  tries: z.int(),
  maxTries: z.int(),
  lastResult: z.enum(CALLBACK_RESULTS).nullable(),
  lastAt: instant.nullable(),
  /** The agent it is meant for alone; null: whoever of the groups is free. */
  agent: z.object({ id: id<'Agent'>(), name: z.string() }).nullable(),
  /** The call in which it was asked for. */
  callId: id<'Call'>().nullable(),
  /** The last call that tried. */
  lastCallId: id<'Call'>().nullable(),
  endedAt: instant.nullable(),
  note: z.string(),
});
export type Callback = z.infer<typeof Callback>;

export const CallbackQuery = z.strictObject({
  q: z.string().trim().max(20).optional(),
  open: z.stringbool().optional(),
  state: z.enum(CALLBACK_STATES).optional(),
  groupId: id<'Group'>().optional(),
  before: id<'Callback'>().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type CallbackQuery = z.infer<typeof CallbackQuery>;

/** Newest first. */
export const CallbackPage = z.object({
  callbacks: z.array(Callback),
  open: z.int(),
  next: id<'Callback'>().nullable(),
});
export type CallbackPage = z.infer<typeof CallbackPage>;

/** To other groups, to one agent, or to another time. What is left out stays. */
export const ChangeCallback = z
  .strictObject({
    groupId: id<'Group'>().optional(),
    agentId: id<'Agent'>().nullable().optional(),
    dueAt: instant.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, { error: 'nothing to change' });
export type ChangeCallback = z.infer<typeof ChangeCallback>;

/** A callback an agent promises. */
export const AddCallback = z.strictObject({
  number: z.string().trim().min(3).max(32),
  groupId: id<'Group'>(),
  dueAt: instant,
  /** The agent who promises it calls back; otherwise whoever of the group is free. */
  mine: z.boolean().default(true),
  note: z.string().trim().max(500).default(''),
  lineId: id<'Line'>().optional(),
});
export type AddCallback = z.infer<typeof AddCallback>;
