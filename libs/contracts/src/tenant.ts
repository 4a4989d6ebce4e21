import * as z from 'zod';

import { id, instant } from './ids.js';

/** An enterprise on the platform, as the platform's operator sees it; or the platform itself. */
export const Tenant = z.object({
  id: id<'Tenant'>(),
  name: z.string(),
  kind: z.enum(['platform', 'enterprise']),
  createdAt: instant,
  users: z.int(),
  lines: z.int(),
});
export type Tenant = z.infer<typeof Tenant>;
