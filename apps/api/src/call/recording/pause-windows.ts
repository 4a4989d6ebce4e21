import type { RecordingPause } from '@sibai/contracts';
import type { RecordingId } from '@sibai/kernel';
import type { EntityManager } from 'typeorm';

import { BYTES_PER_SECOND } from './silenced.js';

/** Where a recording is silence because it was paused: exactly what was made silent, in order. */
export const pausesOf = (em: EntityManager, recording: RecordingId): Promise<RecordingPause[]> =>
  em.query<RecordingPause[]>(
    `SELECT p.reason, p.by_name AS "by",
            least(p.from_byte / ${BYTES_PER_SECOND}::float8, r.seconds::float8) AS "from",
            least(coalesce(p.to_byte / ${BYTES_PER_SECOND}::float8, r.seconds::float8), r.seconds::float8) AS "to"
       FROM recording_pause p JOIN recording r ON r.id = p.recording_id
      WHERE p.recording_id = $1 ORDER BY p.no`,
    [recording],
  );
