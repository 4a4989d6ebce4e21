import type { RecordingId, TenantId } from '@sibai/kernel';
import type { EntityManager } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { Vault } from '../../call/recording/vault.js';
import { Db } from '../../platform/db.js';
import { Safe } from '../../platform/safe.js';
import { TestApi } from '../../platform/testing.js';
import { GONE, Shelf, type Shelved, THERE } from './retention.testing.js';
import { RetentionRunner } from './runner.js';

class Crash extends Error {}

let api: TestApi;
let shelf: Shelf;
let tenant: TenantId;
beforeAll(async () => {
  api = await TestApi.start();
  shelf = new Shelf(api);
  tenant = api.user('admin').tenantId;
  await shelf.verified('software');
});
afterAll(() => api?.stop());

/** A runner whose process dies at its `at`-th step: before a statement, before or after a commit, before or after a file goes. */
function dying(at: number): { runner: RetentionRunner; lived: () => boolean } {
  let steps = 0;
  const step = (): void => {
    if (++steps === at) throw new Crash();
  };
  const db = api.app.get(Db);
  const mortal = {
    as: async <T>(who: TenantId, work: (em: EntityManager) => Promise<T>): Promise<T> => {
      const result = await db.as(who, async (em) => {
        const query = async (sql: string, values?: unknown[]): Promise<unknown> => {
          step();
          return em.query(sql, values);
        };
        const answer = await work({ query } as unknown as EntityManager);
        step();
        return answer;
      });
      step();
      return result;
    },
  };
  const vault = api.app.get(Vault, { strict: false });
  const remove = async (who: TenantId, id: RecordingId): Promise<void> => {
    step();
    await vault.remove(who, id);
    step();
  };
  const runner = new RetentionRunner(
    mortal as unknown as Db,
    { remove } as unknown as Vault,
    api.app.get(Safe),
    api.clock,
  );
  return { runner, lived: () => steps < at };
}

const audible = (one: Shelved) => shelf.left(one);

it('leaves it right wherever it dies: no file without a line that says so, and the next run makes it whole', async () => {
  const runner = api.app.get(RetentionRunner, { strict: false });
  let at = 1;
  for (; ; at++) {
    const [due, kept] = [await shelf.put({ days: 200 }), await shelf.put({ days: 10 })];
    const run = await api.app.get(Db).as(tenant, (em) => runner.begin(em, tenant, { kind: 'manual' }));
    const { runner: mortal, lived } = dying(at);
    await mortal.finish(tenant, run).catch((error: unknown) => {
      if (!(error instanceof Crash)) throw error;
    });

    const broken = await audible(due);
    const lines = await api.db.owner.query<unknown[]>(`SELECT FROM destruction WHERE recording_id = $1`, [due.id]);
    expect([broken.key, lines.length]).toEqual(broken.key ? [true, 0] : [false, 1]);
    if (broken.key) expect(broken.file).toBe(true);

    await runner.finish(tenant, run);
    expect([await audible(due), await audible(kept)]).toEqual([GONE, THERE]);
    const [row] = await api.db.owner.query<object[]>(
      `SELECT r.finished_at IS NOT NULL AS finished, r.destroyed,
              (SELECT count(*)::int FROM destruction d WHERE d.run_id = r.id AND d.file_removed_at IS NOT NULL) AS removed,
              (SELECT count(*)::int FROM sealed_file f WHERE f.name LIKE '%' || right(r.id::text, 12) || '%') AS certificates,
              (SELECT count(*)::int FROM recording_chain c WHERE c.recording_id = $2 AND c.kind = 'destroyed') AS chained
         FROM retention_run r WHERE r.id = $1`,
      [run, due.id],
    );
    expect(row).toEqual({ finished: true, destroyed: 1, removed: 1, certificates: 1, chained: 1 });
    if (lived()) break;
  }
  // Fewer would mean that the steps were not met at all.
  expect(at).toBeGreaterThan(25);
});

it('does everything once when two do the same run at the same time', async () => {
  const runner = api.app.get(RetentionRunner, { strict: false });
  const due = await Promise.all([200, 201, 202, 203].map((days) => shelf.put({ days })));
  const run = await api.app.get(Db).as(tenant, (em) => runner.begin(em, tenant, { kind: 'manual' }));
  await Promise.all([runner.finish(tenant, run), runner.finish(tenant, run), runner.finish(tenant, run)]);
  expect(await Promise.all(due.map(audible))).toEqual([GONE, GONE, GONE, GONE]);
  const [row] = await api.db.owner.query<object[]>(`SELECT destroyed FROM retention_run WHERE id = $1`, [run]);
  expect(row).toEqual({ destroyed: 4 });
});
