import type { CallId, GroupId, Instant, TenantId } from '@sibai/kernel';
import { v7 as uuid } from 'uuid';

import type { Statement } from '../platform/tenant-query.js';

/** A wait as it is told or would be told to a caller. */
export interface Forecast {
  readonly group: GroupId;
  readonly place: number;
  readonly ms: number;
  readonly lowMs: number;
  readonly highMs: number;
}

export const foretold = (
  tenant: TenantId,
  call: CallId,
  cause: 'queued' | 'announced',
  { group, place, ms, lowMs, highMs }: Forecast,
  at: Instant,
): Statement => ({
  sql: `INSERT INTO wait_forecast (id, tenant_id, call_id, group_id, at, cause, place, predicted_ms, low_ms, high_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
  params: [
    uuid(),
    tenant,
    call,
    group,
    new Date(at).toISOString(),
    cause,
    place,
    ...[ms, lowMs, highMs].map(Math.round),
  ],
});

/** What became of a caller whose wait was foretold. */
export const fulfilled = (call: CallId, outcome: 'answered' | 'left', at: Instant): Statement => ({
  sql: `UPDATE wait_forecast
           SET outcome = $2, waited_ms = greatest(0, round(extract(epoch FROM $3::timestamptz - at) * 1000))::integer
         WHERE call_id = $1 AND outcome IS NULL`,
  params: [call, outcome, new Date(at).toISOString()],
});
