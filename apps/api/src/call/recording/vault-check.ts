import type { VaultFault, VaultFaultKind, VaultState } from '@sibai/contracts';
import { DomainError, type RecordingId, type TenantId } from '@sibai/kernel';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { IsNull } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { ChainWalk } from '../../platform/chain.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { Jobs } from '../../platform/jobs.js';
import { registry } from '../../platform/metrics.js';
import { VaultAlarmEntity } from '../../platform/vault-alarm.entity.js';
import { VaultAlarms } from '../../platform/vault-alarms.js';
import { VaultCheckEntity } from './chain.entities.js';
import { faultOf, Vault } from './vault.js';

const PAGE = 200;
const NAMED = 500;
const SHOWN = 50;
const OF_CHAIN: readonly VaultFaultKind[] = ['link', 'entry', 'shortened'];
/** Found by nothing else. Those of keys may be of files, which a look over the recordings says nothing about. */
const CLEARED: readonly VaultFaultKind[] = [
  ...OF_CHAIN,
  ...(['removed', 'replaced', 'unchained', 'undocumented', 'missing', 'cut', 'changed'] as const),
];

const faultsFound = new Gauge({
  name: 'sibai_vault_faults',
  help: 'Faults that the last look over the recordings of all tenants found.',
  registers: [registry],
});

interface Link {
  readonly seq: string;
  readonly kind: 'sealed' | 'destroyed';
  readonly recording_id: RecordingId;
  readonly file_sha256: string;
  readonly file_bytes: string | null;
  readonly payload: string;
  readonly previous_hash: string;
  readonly entry_hash: string;
  readonly present: boolean;
  readonly same: boolean;
  readonly destroyed: boolean;
  readonly wrapped_key: Buffer | null;
}

/** The payload is put together from the columns, so that none of them can say what was not hashed. */
const LINKS = `
  SELECT c.seq, c.kind, c.recording_id, c.file_sha256, c.file_bytes, c.previous_hash, c.entry_hash,
         concat_ws(E'\\n', c.kind, c.recording_id, c.call_id, c.file_sha256, coalesce(c.file_bytes::text, ''),
                   floor(extract(epoch FROM c.started_at) * 1000)::bigint, floor(extract(epoch FROM c.at) * 1000)::bigint,
                   coalesce(c.reason, '')) AS payload,
         r.id IS NOT NULL AS present, r.wrapped_key,
         r.state = 'sealed' AND encode(r.sha256, 'hex') = c.file_sha256 AND r.call_id = c.call_id
           AND r.started_at = c.started_at AS same,
         EXISTS (SELECT FROM recording_chain d WHERE d.recording_id = c.recording_id AND d.kind = 'destroyed') AS destroyed
    FROM recording_chain c LEFT JOIN recording r ON r.id = c.recording_id AND r.tenant_id = c.tenant_id
   WHERE c.tenant_id = $1 AND c.seq > $2 ORDER BY c.seq LIMIT $3`;

/** Looks over the recordings of a tenant: the chain, and whether each row, file and key is what was sealed. */
@Injectable()
export class VaultChecks implements OnModuleInit {
  readonly #log = new Logger('Vault');

  constructor(
    private readonly db: Db,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    private readonly vault: Vault,
    private readonly alarms: VaultAlarms,
  ) {}

  onModuleInit(): void {
    this.jobs.every('vault.verify', '40 2 * * *', async () => void (await this.verifyAll()));
    this.jobs.work<{ tenant: TenantId }>('vault.verify.tenant', async ({ tenant }) => void (await this.verify(tenant)));
  }

  state(): Promise<VaultState> {
    return this.db.run(async (em) => {
      const checks = await em.find(VaultCheckEntity, { order: { at: 'DESC', id: 'DESC' }, take: SHOWN });
      const alarms = await em.find(VaultAlarmEntity, {
        where: { clearedAt: IsNull() },
        order: { lastSeenAt: 'DESC' },
        take: NAMED,
      });
      return { checks: checks.map((check) => check.toWire()), alarms: alarms.map((alarm) => alarm.toWire()) };
    });
  }

  /** Soon, since it may take long. */
  async ask(tenants: readonly TenantId[]): Promise<void> {
    for (const tenant of tenants) await this.jobs.send('vault.verify.tenant', { tenant }, { key: tenant });
  }

  tenants(): Promise<TenantId[]> {
    return this.db
      .query<{ id: TenantId }>('SELECT id FROM tenant_ids() AS id')
      .then((rows) => rows.map(({ id }) => id));
  }

  async verifyAll(): Promise<VaultCheckEntity[]> {
    const checks: VaultCheckEntity[] = [];
    for (const tenant of await this.tenants()) checks.push(await this.verify(tenant));
    faultsFound.set(checks.reduce((sum, { faultCount }) => sum + faultCount, 0));
    return checks;
  }

  async verify(tenant: TenantId): Promise<VaultCheckEntity> {
    const at = this.clock.now();
    const began = performance.now();
    const [before] = await this.db.statement<{ entries: string; head: string }>(
      tenant,
      `SELECT entries, head FROM vault_check WHERE tenant_id = $1 AND chain_sound ORDER BY entries DESC, at DESC LIMIT 1`,
      [tenant],
    );
    const walk = new ChainWalk(before && { entries: Number(before.entries), head: before.head });
    const faults: VaultFault[] = [];
    let recordings = 0;
    let bytes = 0;
    for (let last = 0; ;) {
      const links = await this.db.statement<Link>(tenant, LINKS, [tenant, last, PAGE]);
      for (const link of links) {
        const seq = Number(link.seq);
        last = seq;
        const fault = (kind: VaultFaultKind | null) =>
          kind && void faults.push({ kind, seq, recordingId: kind === 'shortened' ? null : link.recording_id });
        const step = { seq, payload: link.payload, previousHash: link.previous_hash, entryHash: link.entry_hash };
        fault(walk.next(step));
        walk.skip(step);
        if (link.kind === 'destroyed' || link.destroyed) continue;
        const found = await this.#examine(tenant, link);
        fault(found.fault);
        if (found.fault) continue;
        recordings++;
        bytes += found.bytes;
      }
      if (links.length < PAGE) break;
    }
    if (walk.isShort) faults.push({ kind: 'shortened', seq: walk.entries, recordingId: null });
    faults.push(...(await this.#unchained(tenant)));

    const check = Object.assign(new VaultCheckEntity(), {
      ...{ id: uuid(), tenantId: tenant, at, tookMs: Math.round(performance.now() - began) },
      ...{
        entries: String(walk.entries),
        head: walk.head,
        chainSound: !faults.some(({ kind }) => OF_CHAIN.includes(kind)),
      },
      ...{ recordings, bytes: String(bytes), faultCount: faults.length, faults: faults.slice(0, NAMED) },
    });
    await this.db.as(tenant, (em) => em.insert(VaultCheckEntity, check));
    for (const { kind, recordingId } of check.faults) await this.alarms.raise(tenant, kind, recordingId ?? '');
    await this.alarms.clear(tenant, CLEARED, at);
    this.#log.log({ tenant, entries: walk.entries, recordings, faults: faults.length }, 'looked over the recordings');
    return check;
  }

  /** Retention may destroy a recording while it is looked at: what looks wrong is looked up again. */
  async #examine(tenant: TenantId, link: Link): Promise<{ fault: VaultFaultKind | null; bytes: number }> {
    const found = await this.#look(tenant, link);
    if (!found.fault) return found;
    const [now] = await this.db.statement<Link>(tenant, LINKS, [tenant, Number(link.seq) - 1, 1]);
    if (now?.destroyed && now.recording_id === link.recording_id) return { fault: null, bytes: 0 };
    return found;
  }

  async #look(tenant: TenantId, link: Link): Promise<{ fault: VaultFaultKind | null; bytes: number }> {
    const fault = (kind: VaultFaultKind) => ({ fault: kind, bytes: 0 });
    if (!link.present) return fault('removed');
    if (!link.same) return fault('replaced');
    if (!link.wrapped_key) return fault('undocumented');
    const file = await this.#digest(tenant, link.recording_id);
    if (!file) return fault('missing');
    if (file.sha256 !== link.file_sha256)
      return fault(link.file_bytes !== null && file.bytes < Number(link.file_bytes) ? 'cut' : 'changed');
    try {
      await this.vault.unlock(tenant, link.recording_id, link.wrapped_key);
      return { fault: null, bytes: file.bytes };
    } catch (error) {
      // Without the key management system nothing is found out either.
      if (!(error instanceof DomainError) || error.code === 'vault.kms_away') throw error;
      return fault(error.code === 'vault.key_missing' ? 'key_missing' : 'key_damaged');
    }
  }

  /** With the store away nothing is found out: the look is given up, and no file is said to be missing. */
  async #digest(tenant: TenantId, id: RecordingId): ReturnType<Vault['digest']> {
    try {
      return await this.vault.digest(tenant, id);
    } catch (error) {
      if (faultOf(error) === 'store_away') await this.alarms.raise(tenant, 'store_away', '');
      throw error;
    }
  }

  async #unchained(tenant: TenantId): Promise<VaultFault[]> {
    const rows = await this.db.statement<{ id: RecordingId }>(
      tenant,
      `SELECT r.id FROM recording r WHERE r.tenant_id = $1 AND r.state = 'sealed'
          AND NOT EXISTS (SELECT FROM recording_chain c WHERE c.recording_id = r.id AND c.kind = 'sealed')
        ORDER BY r.id LIMIT $2`,
      [tenant, NAMED],
    );
    return rows.map(({ id }) => ({ kind: 'unchained', seq: null, recordingId: id }));
  }
}
