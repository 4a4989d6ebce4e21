import * as z from 'zod';

const Part = z.object({ ok: z.boolean(), detail: z.string().optional() });

/**
 * Whether each part of the product works, with a sentence where one does not. Calls do not need the vault's store: `ok` is as
 * it would be without it.
 */
export const Ready = z.object({
  ok: z.boolean(),
  parts: z.object({ database: Part, asterisk: Part, ari: Part, disk: Part, speech: Part, vault: Part }),
});
export type Ready = z.infer<typeof Ready>;

/** Every refusal, on every route. */
export const Refusal = z.object({ code: z.string(), details: z.record(z.string(), z.unknown()) });
export type Refusal = z.infer<typeof Refusal>;
