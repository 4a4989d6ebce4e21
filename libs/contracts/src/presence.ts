import * as z from 'zod';

/** What an agent is doing. `ringing`, `talking` and `wrap_up` are the router's to set; the others the agent's. */
export const PRESENCES = ['offline', 'ready', 'busy', 'break', 'ringing', 'talking', 'wrap_up'] as const;
export const Presence = z.enum(PRESENCES);
export type Presence = z.infer<typeof Presence>;

/** Why an agent is busy. The first row is the agent's choice; the second is set when an offer fails. */
export const BUSY_REASONS = ['paperwork', 'meeting', 'training', 'other', 'missed', 'declined', 'lost'] as const;
export const BusyReason = z.enum(BUSY_REASONS);
export type BusyReason = z.infer<typeof BusyReason>;

/** Sent by the desk. `ready` also ends a wrap-up. */
export const SetPresence = z.discriminatedUnion('presence', [
  z.strictObject({ presence: z.literal('ready') }),
  z.strictObject({ presence: z.literal('busy'), reason: z.enum(['paperwork', 'meeting', 'training', 'other']) }),
  z.strictObject({ presence: z.literal('break') }),
  z.strictObject({ presence: z.literal('offline') }),
]);
export type SetPresence = z.infer<typeof SetPresence>;

/** More time after a call, where the group lets its agents have it. */
export const ExtendWrapUp = z.strictObject({ minutes: z.int().min(1).max(30) });
export type ExtendWrapUp = z.infer<typeof ExtendWrapUp>;
