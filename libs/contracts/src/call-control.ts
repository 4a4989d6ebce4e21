import { KEY_KINDS, KEY_LIMITS } from '@sibai/ivr';
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

/** What the agent tells whoever comes next, who sees it while it rings. */
const note = z.string().trim().min(1).max(300).optional();

/** `attended`: the agent talks with who comes next before passing the caller on; of a group that is who has been free longest. */
export const TransferCall = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('blind'), to: TransferTarget, note }),
  z.strictObject({ mode: z.literal('attended'), to: z.discriminatedUnion('kind', [...Callee.options, group]), note }),
]);
export type TransferCall = z.infer<typeof TransferCall>;

/** The caller is asked for keys: of a secret kind the agent sees how many were pressed, and the last four at most. */
export const CollectKeys = z
  .strictObject({
    kind: z.enum(KEY_KINDS),
    min: z.int().optional(),
    /** The last possible key ends it, as `#` does before. */
    max: z.int().optional(),
  })
  .transform(({ kind, min, max }, ctx) => {
    const [least, most] = KEY_LIMITS[kind];
    const asked = { kind, min: min ?? least, max: max ?? most };
    if (asked.min < least || asked.max > most || asked.min > asked.max)
      ctx.addIssue({ code: 'custom', path: ['max'], message: `not within ${least} to ${most}` });
    return asked;
  });
export type CollectKeys = z.infer<typeof CollectKeys>;

export const SetHold = z.strictObject({ on: z.boolean() });
export type SetHold = z.infer<typeof SetHold>;

export const AddParty = z.strictObject({ to: Callee, note });
export type AddParty = z.infer<typeof AddParty>;
