import * as z from 'zod';

import { id } from './ids.js';

/** Digits as a person types them: spaces, hyphens and brackets are not part of a number. */
const to = z
  .string()
  .trim()
  .max(40)
  .transform((text) => text.replace(/[\s()（）-]/g, ''));

/** Whom an agent calls into the call. */
export const Callee = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('agent'), agentId: id<'Agent'>() }),
  z.strictObject({ kind: z.literal('number'), to }),
]);
export type Callee = z.infer<typeof Callee>;

const group = z.strictObject({ kind: z.literal('group'), groupId: id<'Group'>() });

/** To whom an agent passes a call on; `flow` is back into the line's flow, at its start or at one of its nodes. */
export const TransferTarget = z.discriminatedUnion('kind', [
  ...Callee.options,
  group,
  z.strictObject({ kind: z.literal('flow'), node: z.string().min(1).max(64).optional() }),
]);
export type TransferTarget = z.infer<typeof TransferTarget>;

/** `attended`: the agent talks with who comes next before passing the caller on; of a group that is who has been free longest. */
export const TransferCall = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('blind'), to: TransferTarget }),
  z.strictObject({ mode: z.literal('attended'), to: z.discriminatedUnion('kind', [...Callee.options, group]) }),
]);
export type TransferCall = z.infer<typeof TransferCall>;

export const SetHold = z.strictObject({ on: z.boolean() });
export type SetHold = z.infer<typeof SetHold>;

export const AddParty = z.strictObject({ to: Callee });
export type AddParty = z.infer<typeof AddParty>;
