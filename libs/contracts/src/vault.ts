import * as z from 'zod';

import { id, instant } from './ids.js';

/**
 * What a look over the vault may find. Of the chain: `link` (an entry out of place), `entry` (rewritten), `shortened`. Of a
 * recording: `removed` (its row), `replaced` (its row says otherwise), `unchained`, `undocumented` (without its key, and no
 * entry says who destroyed it), `missing`, `cut` or `changed` (its file), `key_missing` (the installation's), `key_damaged`.
 * Of where they are kept: `store_away` (the store cannot be asked), `store_wrong` (it gives back something else than it was
 * given), `disk_short` (little disk is left for what waits for it), `kms_away` (what wraps the key file cannot be asked).
 */
export const VAULT_FAULTS = [
  'link',
  'entry',
  'shortened',
  'removed',
  'replaced',
  'unchained',
  'undocumented',
  'missing',
  'cut',
  'changed',
  'key_missing',
  'key_damaged',
  'store_away',
  'store_wrong',
  'disk_short',
  'kms_away',
] as const;
export type VaultFaultKind = (typeof VAULT_FAULTS)[number];

export const VaultFault = z.object({
  kind: z.enum(VAULT_FAULTS),
  /** The place in the chain. */
  seq: z.int().nullable(),
  recordingId: id<'Recording'>().nullable(),
});
export type VaultFault = z.infer<typeof VaultFault>;

/** A look over all recordings of a tenant. */
export const VaultCheck = z.object({
  tenantId: id<'Tenant'>(),
  at: instant,
  tookMs: z.int(),
  entries: z.int(),
  head: z.string(),
  /** Of how many, and how large, the files were read and found to be what was sealed. */
  recordings: z.int(),
  bytes: z.int(),
  faultCount: z.int(),
  /** The first of them. */
  faults: z.array(VaultFault),
});
export type VaultCheck = z.infer<typeof VaultCheck>;

/** A fault until a look over the vault no longer finds it. */
export const VaultAlarm = z.object({
  tenantId: id<'Tenant'>(),
  kind: z.enum(VAULT_FAULTS),
  /** The recording or file; empty when it is of the whole chain. */
  subject: z.string(),
  firstSeenAt: instant,
  lastSeenAt: instant,
  times: z.int(),
});
export type VaultAlarm = z.infer<typeof VaultAlarm>;

/** The newest first; of all tenants for the operator. */
export const VaultState = z.object({ checks: z.array(VaultCheck), alarms: z.array(VaultAlarm) });
export type VaultState = z.infer<typeof VaultState>;

/** How the recordings of an enterprise are kept, in numbers: what the platform sees of them. */
export const VaultTenant = z.object({
  id: id<'Tenant'>(),
  name: z.string(),
  /** The last look over them. */
  check: z.object({ at: instant, entries: z.int(), recordings: z.int(), bytes: z.int(), faults: z.int() }).nullable(),
  /** Open ones. */
  alarms: z.int(),
  /** On the disk, for the store. */
  waiting: z.int(),
  waitingBytes: z.int(),
  oldest: instant.nullable(),
});
export type VaultTenant = z.infer<typeof VaultTenant>;

/** One going over to new keys, of the installation and of all tenants. */
export const KeyRotation = z.object({
  startedAt: instant,
  /** Absent while it runs, or when it was broken off. */
  finishedAt: instant.nullable(),
  tenants: z.int(),
  recordings: z.int(),
  files: z.int(),
  /** Keys that could not be unwrapped, and were left as they are. */
  unreadable: z.int(),
});
export type KeyRotation = z.infer<typeof KeyRotation>;
