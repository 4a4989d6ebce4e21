import { Flow as FlowDefinition } from '@sibai/ivr';
import * as z from 'zod';

import { id, instant } from './ids.js';

/** Whether who publishes answers for the words that need evidence. */
const confirmed = z.boolean().default(false);

export const CreateFlow = z.strictObject({
  name: z.string().trim().min(1).max(40),
  definition: FlowDefinition,
  confirmed,
});
export type CreateFlow = z.infer<typeof CreateFlow>;

/** Publishing makes a new version; calls in progress stay on theirs. */
export const PublishFlow = z.strictObject({ definition: FlowDefinition, confirmed });
export type PublishFlow = z.infer<typeof PublishFlow>;

export const FlowSummary = z.object({ id: id<'Flow'>(), name: z.string(), version: z.int(), publishedAt: instant });
export type FlowSummary = z.infer<typeof FlowSummary>;

export const FlowDetail = FlowSummary.extend({
  definition: FlowDefinition,
  versions: z.array(z.object({ id: id<'FlowVersion'>(), version: z.int(), createdAt: instant })),
});
export type FlowDetail = z.infer<typeof FlowDetail>;

export const Prompt = z.object({ id: z.uuid(), name: z.string(), seconds: z.number() });
export type Prompt = z.infer<typeof Prompt>;
