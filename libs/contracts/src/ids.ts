import type { Id } from '@sibai/kernel';
import * as z from 'zod';

/** A UUID on the wire, branded so that it fits the kernel's ids at both ends. */
export const id = <B extends string>() => z.uuid() as unknown as z.ZodType<Id<B>, string>;

/** An instant on the wire: ISO 8601 in UTC. */
export const instant = z.iso.datetime();
