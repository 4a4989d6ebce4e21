import { createHash } from 'node:crypto';

import type { SaveTrunk } from '@sibai/contracts';
import { DomainError, type TenantId, type TrunkId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { audit } from '../../platform/audit.js';
import type { Me } from '../../platform/auth.js';
import { Changes } from '../../platform/changes.js';
import { Db } from '../../platform/db.js';
import { violates } from '../../platform/pg-error.js';
import { TrunkEntity } from './trunk.entity.js';

/** The realm that Asterisk challenges a registering trunk with. */
const REALM = 'sibai';

@Injectable()
export class TrunkService {
  constructor(
    private readonly db: Db,
    private readonly changes: Changes,
  ) {}

  list(): Promise<TrunkEntity[]> {
    return this.db.run((em) => em.find(TrunkEntity, { order: { createdAt: 'ASC', id: 'ASC' } }));
  }

  create(me: Me, { password, ...spec }: SaveTrunk): Promise<TrunkEntity> {
    const id = uuid() as TrunkId;
    return this.#change(spec, async (em, tenantId) => {
      await insistOnIdentity(em, tenantId);
      await insistOnAddresses(em, spec);
      await em.insert(TrunkEntity, { id, tenantId, ...spec, digest: digest(spec, password, null) });
      await audit(em, me, 'trunk.created', spec.name, spec);
      return get(em, id);
    });
  }

  update(me: Me, id: TrunkId, { password, ...spec }: SaveTrunk): Promise<TrunkEntity> {
    return this.#change(spec, async (em) => {
      const before = await get(em, id);
      await insistOnAddresses(em, spec);
      await em.update(TrunkEntity, { id }, { ...spec, digest: digest(spec, password, before) });
      await audit(em, me, 'trunk.changed', spec.name, { ...spec, password: password !== undefined });
      return get(em, id);
    });
  }

  async remove(me: Me, id: TrunkId): Promise<void> {
    await this.#change({}, async (em) => {
      const trunk = await get(em, id);
      // A line that is closed is kept for its calls, and holds no trunk.
      await em.query(`UPDATE line SET trunk_id = NULL WHERE trunk_id = $1 AND state = 'closed'`, [id]);
      await em.delete(TrunkEntity, { id });
      await audit(em, me, 'trunk.removed', trunk.name);
      return trunk;
    });
  }

  async #change(
    { name, username }: Partial<SaveTrunk>,
    work: (em: EntityManager, tenantId: TenantId) => Promise<TrunkEntity>,
  ): Promise<TrunkEntity> {
    const trunk = await this.db.run(work).catch((cause: unknown) => {
      if (violates(cause, 'trunk_tenant_name_key')) throw new DomainError('trunk.name_taken', { name }, { cause });
      if (violates(cause, 'trunk_username_key')) throw new DomainError('trunk.username_taken', { username }, { cause });
      if (violates(cause, 'line_trunk_fkey')) throw new DomainError('trunk.in_use', {}, { cause });
      throw cause;
    });
    this.changes.emit({ kind: 'trunks', tenantId: trunk.tenantId });
    return trunk;
  }
}

async function get(em: EntityManager, id: TrunkId): Promise<TrunkEntity> {
  const trunk = await em.findOneBy(TrunkEntity, { id });
  if (!trunk) throw new DomainError('trunk.missing', { id });
  return trunk;
}

/** Calls come and go by a trunk: only who is known has one. The platform's own are the operator's. */
async function insistOnIdentity(em: EntityManager, tenantId: TenantId): Promise<void> {
  const [row] = await em.query<{ known: boolean }[]>(
    `SELECT is_platform() OR EXISTS (SELECT FROM verified_identity($1) WHERE in_force) AS known`,
    [tenantId],
  );
  if (!row?.known) throw new DomainError('trunk.unverified');
}

/** Two that ask for an address at once take turns. */
async function insistOnAddresses(em: EntityManager, { match, addresses }: Omit<SaveTrunk, 'password'>): Promise<void> {
  if (match !== 'address') return;
  await em.query(`SELECT pg_advisory_xact_lock(hashtext('trunk addresses'))`);
  const [row] = await em.query<{ taken: string | null }[]>(`SELECT trunk_address_taken($1) AS taken`, [addresses]);
  if (row?.taken) throw new DomainError('trunk.address_taken', { address: row.taken });
}

/** HA1 of RFC 2617. It is made of the name too, so a new name needs the password again. */
function digest(
  { match, username }: Omit<SaveTrunk, 'password'>,
  password: string | undefined,
  before: TrunkEntity | null,
): string | null {
  if (username !== null && password !== undefined)
    return createHash('md5').update(`${username}:${REALM}:${password}`).digest('hex');
  if (username !== null && before?.digest && before.username === username) return before.digest;
  if (match === 'registration')
    throw new DomainError('request.invalid', { issues: [{ message: 'trunk.needs_password', path: ['password'] }] });
  return null;
}
