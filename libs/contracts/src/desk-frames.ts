import * as z from 'zod';

import { instant } from './ids.js';
import { BusyReason, Presence } from './presence.js';

export const SUPERVISIONS = ['listen', 'whisper', 'barge', 'take_over'] as const;

/** Something that was done to an agent, or is said to one, by somebody else: socket event `desk.notice`. */
export const DeskNotice = z.intersection(
  z.object({
    id: z.string(),
    at: instant,
    /** The name of who did it; null where the policy does not tell. */
    by: z.string().nullable(),
  }),
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('presence'), presence: Presence, reason: BusyReason.nullable() }),
    z.object({ kind: z.literal('message'), text: z.string() }),
    z.object({ kind: z.literal('skills') }),
    z.object({ kind: z.literal('supervised'), mode: z.enum(SUPERVISIONS) }),
    z.object({ kind: z.literal('signed_out') }),
  ]),
);
export type DeskNotice = z.infer<typeof DeskNotice>;

/** What a desk says of itself when its socket connects. `observe`: it shows the desk and does not claim it. */
export const DeskHandshake = z.object({
  desk: z.literal(true),
  seat: z.string().max(64).optional(),
  device: z.string().max(80).optional(),
  observe: z.boolean().optional(),
});
export type DeskHandshake = z.infer<typeof DeskHandshake>;

/** Asks for a phone; `seat`: the device, as it named itself when it sat down. */
export const TakePhone = z.strictObject({ seat: z.string().max(64).optional() }).prefault({});
export type TakePhone = z.infer<typeof TakePhone>;

/**
 * Which device is the agent's desk, as socket event `desk.seat`. The first to come has it, and keeps it while it is connected;
 * another one that wants it sends `desk.seat.take`, and the first is told.
 */
export const DeskSeat = z.object({
  mine: z.boolean(),
  /** What has it; null while nothing has. */
  device: z.string().nullable(),
  since: instant.nullable(),
});
export type DeskSeat = z.infer<typeof DeskSeat>;
