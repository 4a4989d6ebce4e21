import type { VaultTenant } from '@sibai/contracts';
import type { TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { Db } from '../../platform/db.js';

interface Row {
  readonly id: TenantId;
  readonly name: string;
  readonly at: Date | null;
  readonly entries: string | null;
  readonly recordings: number | null;
  readonly bytes: string | null;
  readonly faults: number | null;
  readonly alarms: number;
  readonly waiting: number;
  readonly waitingBytes: string;
  readonly oldest: Date | null;
}

const SUMMARY = `
  SELECT t.id, t.name, c.at, c.entries, c.recordings, c.bytes, c.fault_count AS faults, a.alarms,
         u.waiting, u.bytes AS "waitingBytes", u.oldest
    FROM tenant_list() t
    LEFT JOIN LATERAL (SELECT * FROM vault_check WHERE tenant_id = t.id ORDER BY at DESC LIMIT 1) c ON true
   CROSS JOIN LATERAL (SELECT count(*)::int AS alarms FROM vault_alarm
                        WHERE tenant_id = t.id AND cleared_at IS NULL) a
   CROSS JOIN LATERAL (SELECT count(*)::int AS waiting, coalesce(sum(bytes), 0) AS bytes, min(queued_at) AS oldest
                         FROM recording_upload WHERE tenant_id = t.id) u
   WHERE t.kind <> 'platform'
   ORDER BY a.alarms + coalesce(c.fault_count, 0) + u.waiting DESC, t.name, t.id`;

/** How the recordings of all enterprises are kept, in numbers: the platform sees none of them for that. */
@Injectable()
export class VaultSummary {
  constructor(private readonly db: Db) {}

  async tenants(): Promise<VaultTenant[]> {
    const rows = await this.db.run((em) => em.query<Row[]>(SUMMARY));
    return rows.map(({ id, name, at, entries, recordings, bytes, faults, alarms, waiting, waitingBytes, oldest }) => ({
      ...{ id, name, alarms, waiting, waitingBytes: Number(waitingBytes), oldest: oldest?.toISOString() ?? null },
      check: at && {
        at: at.toISOString(),
        entries: Number(entries),
        recordings: recordings ?? 0,
        bytes: Number(bytes),
        faults: faults ?? 0,
      },
    }));
  }
}
