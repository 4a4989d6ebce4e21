import { randomBytes } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';

import type { GroupId, RecordingId, TenantId } from '@sibai/kernel';
import { v7 as uuid } from 'uuid';

import { sealAlone } from '../../call/recording/vault.testing.js';
import { ENV, type Env } from '../../platform/env.js';
import type { TestApi, TenantName } from '../../platform/testing.js';

const DAY = 86_400_000;

export interface ShelfCall {
  readonly days: number;
  readonly caller?: string;
  readonly groupId?: GroupId;
  readonly notes?: string;
  readonly tenant?: TenantName;
}

export interface Shelved {
  readonly id: RecordingId;
  readonly callId: string;
  readonly audio: Buffer;
}

/** Puts sealed recordings of calls so many days ago on the shelf, and looks at what is left of them. */
export class Shelf {
  readonly #groups = new Map<TenantId, GroupId>();

  constructor(private readonly api: TestApi) {}

  async verified(industry: string, tenant: TenantName = 'red'): Promise<void> {
    const { tenantId } = this.api.user('admin', tenant);
    await this.api.db.owner.query(`DELETE FROM verification WHERE tenant_id = $1`, [tenantId]);
    await this.api.db.owner.query(
      `INSERT INTO verification (id, tenant_id, kind, state, form, uscc, created_at, saved_at, decided_at)
       VALUES ($1, $2, 'first', 'approved', $3, '91310000MA1K35X17C', now(), now(), now())`,
      [uuid(), tenantId, JSON.stringify({ companyName: '上海测试有限公司', industry })],
    );
  }

  async group(tenant: TenantName = 'red'): Promise<GroupId> {
    const { tenantId } = this.api.user('admin', tenant);
    const id = uuid() as GroupId;
    await this.api.db.owner.query(`INSERT INTO skill_group (id, tenant_id, name) VALUES ($1, $2, $3)`, [
      id,
      tenantId,
      id,
    ]);
    return id;
  }

  async put({ days, caller = '13900139000', groupId, notes, tenant = 'red' }: ShelfCall): Promise<Shelved> {
    const { api } = this;
    const { tenantId, id: agent } = api.user('agent', tenant);
    const group = groupId ?? this.#groups.get(tenantId) ?? (await this.group(tenant));
    this.#groups.set(tenantId, groupId ? (this.#groups.get(tenantId) ?? group) : group);
    const [id, callId] = [uuid() as RecordingId, uuid()];
    const startedAt = new Date(api.clock.now().getTime() - days * DAY);
    const audio = randomBytes(3200);
    const sealed = await sealAlone(api, tenantId, id, audio);
    await api.db.owner.query(
      `INSERT INTO cdr (call_id, tenant_id, caller, dialled, started_at, recorded, notes, group_id)
       VALUES ($1, $2, $3, '4001234567', $4, true, $5, $6)`,
      [callId, tenantId, caller, startedAt, notes ?? null, group],
    );
    await api.db.owner.query(
      `INSERT INTO assignment (id, tenant_id, call_id, agent_id, group_id, state, offered_at, trace)
       VALUES ($1, $2, $3, $4, $5, 'ended', $6, '{}')`,
      [id, tenantId, callId, agent, group, startedAt],
    );
    await api.db.owner.query(
      `INSERT INTO recording (id, tenant_id, call_id, assignment_id, state, wrapped_key, sha256, seconds, started_at, sealed_at)
       VALUES ($1, $2, $3, $1, 'sealed', $4, $5, 0.1, $6, $6)`,
      [id, tenantId, callId, sealed.wrappedKey, sealed.sha256, startedAt],
    );
    return { id, callId, audio };
  }

  /** Whether its key and its file are still there; both or neither, but for a run that was broken off. */
  async left({ id }: Shelved, tenant: TenantName = 'red'): Promise<{ key: boolean; file: boolean }> {
    const { tenantId } = this.api.user('admin', tenant);
    const [row] = await this.api.db.owner.query<{ key: boolean }[]>(
      `SELECT wrapped_key IS NOT NULL AS key FROM recording WHERE id = $1`,
      [id],
    );
    const path = join(this.api.app.get<Env>(ENV).DATA_DIR, 'vault', tenantId, id.slice(0, 8), `${id}.sibairec`);
    const file = await access(path).then(
      () => true,
      () => false,
    );
    return { key: row?.key ?? false, file };
  }
}

export const THERE = { key: true, file: true };
export const GONE = { key: false, file: false };
