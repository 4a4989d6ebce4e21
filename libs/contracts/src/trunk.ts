import { asCli } from '@sibai/compliance';
import * as z from 'zod';

import { id } from './ids.js';

/** A carrier is a machine or a few: a wider network would take in the calls and telephones of others. */
const WIDEST = 24;
const network = z.cidrv4().refine((text) => Number(text.split('/')[1]) >= WIDEST, { error: 'trunk.network_too_wide' });

/** An IPv4 address or an IPv4 network in CIDR form. */
const address = z.union([z.ipv4(), network]);

export const SaveTrunk = z
  .strictObject({
    name: z.string().trim().min(1).max(40),
    match: z.enum(['address', 'registration']),
    addresses: z.array(address).max(16).default([]),
    username: z
      .string()
      .regex(/^(?!trunk-|agent-|web-|check-|sup-|out-)[\w.-]{3,64}$/)
      .nullable()
      .default(null),
    /** Only ever sent, never returned. Absent on an update: unchanged. */
    password: z.string().min(12).max(128).optional(),
    /** The number shown on outbound legs. A 400 number can never be one: it only receives calls. */
    outboundCli: z
      .string()
      .refine((text) => asCli(text) === text, { error: 'outbound.hotline_cli' })
      .nullable()
      .default(null),
  })
  .check(
    z.refine((t) => t.match !== 'address' || t.addresses.length > 0, {
      path: ['addresses'],
      error: 'trunk.needs_address',
    }),
    z.refine((t) => t.match !== 'registration' || t.username !== null, {
      path: ['username'],
      error: 'trunk.needs_username',
    }),
  );
export type SaveTrunk = z.infer<typeof SaveTrunk>;

export const Trunk = z.object({
  id: id<'Trunk'>(),
  name: z.string(),
  match: z.enum(['address', 'registration']),
  addresses: z.array(z.string()),
  username: z.string().nullable(),
  outboundCli: z.string().nullable(),
});
export type Trunk = z.infer<typeof Trunk>;
