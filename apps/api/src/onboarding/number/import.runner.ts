import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { TenantId } from '@sibai/kernel';
import { DomainError } from '@sibai/kernel';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { v7 as uuid } from 'uuid';

import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { ENV, type Env } from '../../platform/env.js';
import { violates } from '../../platform/pg-error.js';
import type { Me } from '../../platform/session.service.js';
import { type BatchResult, importBatch } from './import-batch.js';
import { type Columns, columnsOf, SeenNumbers } from './import-lines.js';
import { type Line, linesOf } from './import-reader.js';
import { NumberIndex } from './number-index.js';
import { NumberImportEntity } from './number-import.entity.js';

const BATCH = 10_000;
/** So many bad lines are a wrong file, not a file with mistakes. */
const MAX_BAD = 200_000;
const FILE = /^([0-9a-f-]{36})\.([0-9a-f-]{36})\.csv$/;

interface Job {
  readonly id: string;
  readonly tenantId: TenantId;
}

export const importsDir = (env: Env): string => join(env.DATA_DIR, 'imports');

/**
 * Brings files of numbers into the stock, batch by batch: the rows, the bad lines and how far it has come are one
 * transaction, so a process that dies loses nothing but its place, and takes it up again at its next start.
 */
@Injectable()
export class ImportRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #log = new Logger('Import');
  readonly #dir: string;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly index: NumberIndex,
    @Inject(ENV) private readonly env: Env,
  ) {
    this.#dir = importsDir(env);
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.env.SIBAI_ROLES.includes('api')) return;
    await mkdir(this.#dir, { recursive: true });
    await this.resume();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  /** Goes on with what a process that ended has left, and clears away uploads that were never finished. */
  async resume(): Promise<void> {
    this.#stopped = false;
    for (const name of await readdir(this.#dir)) {
      const [, tenantId, id] = FILE.exec(name) ?? [];
      if (tenantId && id) this.#start({ id, tenantId: tenantId as TenantId });
      else await rm(join(this.#dir, name), { force: true });
    }
  }

  /** Takes over an uploaded file and begins. Refused while another import runs, in whichever process. */
  async begin(me: Me, upload: { path: string; originalname: string; size: number }): Promise<NumberImportEntity> {
    const job = { id: uuid(), tenantId: me.tenantId };
    try {
      const started = await this.db.as(me.tenantId, async (em) => {
        await em.insert(NumberImportEntity, {
          ...job,
          fileName: fileNameOf(upload.originalname),
          bytes: String(upload.size),
          startedBy: me.name,
          startedAt: this.clock.now(),
        });
        return em.findOneByOrFail(NumberImportEntity, { id: job.id });
      });
      await rename(upload.path, this.#path(job));
      this.#start(job);
      return started;
    } catch (cause) {
      await rm(upload.path, { force: true });
      if (violates(cause, 'number_import_running_key')) throw new DomainError('number_import.running', {}, { cause });
      throw cause;
    }
  }

  /** As long as this process has something to import. */
  async idle(): Promise<void> {
    await this.#running;
  }

  #path({ id, tenantId }: Job): string {
    return join(this.#dir, `${tenantId}.${id}.csv`);
  }

  #start(job: Job): void {
    const before = this.#running ?? Promise.resolve();
    this.#running = before.then(() => this.#run(job));
  }

  async #run(job: Job): Promise<void> {
    if (this.#stopped) return;
    const lock = this.db.connection();
    try {
      // Another process with the same data folder may be at it.
      const [held]: { got: boolean }[] = await lock.query(
        `SELECT pg_try_advisory_lock(hashtextextended($1, 401)) AS got`,
        [job.id],
      );
      if (!held?.got) return;
      try {
        await this.#import(job);
      } finally {
        await lock.query(`SELECT pg_advisory_unlock(hashtextextended($1, 401))`, [job.id]);
      }
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#log.error(`${job.id}: ${error instanceof Error ? (error.stack ?? why) : why}`);
      await this.#end(job, 'failed', why).catch((again: unknown) => this.#log.error(again));
    } finally {
      await lock.release();
    }
  }

  async #import(job: Job): Promise<void> {
    const path = this.#path(job);
    const row = await this.db.as(job.tenantId, (em) => em.findOneBy(NumberImportEntity, { id: job.id }));
    if (row?.state !== 'running') return rm(path, { force: true });

    const seen = new SeenNumbers();
    let columns: Columns | undefined;
    let bad = row.bad;
    for await (const { lines, bytes } of linesOf(path, BATCH)) {
      if (this.#stopped) return;
      const fresh = lines.filter(({ line }) => line > row.lines);
      const [first] = lines;
      let work: readonly Line[] = fresh;
      if (!columns && first) {
        const read = columnsOf(first.cells);
        columns = read.columns;
        if (read.isHead) work = fresh.filter((line) => line !== first);
      }
      if (!columns || fresh.length === 0) continue;
      const done = await this.#batch(job, work, columns, seen, lines.at(-1)?.line ?? row.lines, bytes);
      if (!done) return rm(path, { force: true });
      bad += done.bad;
      if (bad > MAX_BAD) return this.#end(job, 'failed', 'too_many_bad_lines');
    }
    await this.#end(job, 'done', null);
  }

  /** Undefined: it was cancelled in the meantime, and nothing of the batch is kept. */
  async #batch(
    { id, tenantId }: Job,
    lines: readonly Line[],
    columns: Columns,
    seen: SeenNumbers,
    lastLine: number,
    bytes: number,
  ): Promise<BatchResult | undefined> {
    const tierOf = await this.index.tiers();
    return this.db.as(tenantId, async (em) => {
      const [[row]]: [unknown[], number] = await em.query(
        `UPDATE number_import SET lines = $2, bytes_done = $3 WHERE id = $1 AND state = 'running' RETURNING id`,
        [id, lastLine, bytes],
      );
      if (!row) return undefined;
      const result = await importBatch(em, { id, tenantId }, lines, columns, seen, tierOf);
      await em.query(
        `UPDATE number_import SET added = added + $2, repriced = repriced + $3, bad = bad + $4 WHERE id = $1`,
        [id, result.added, result.repriced, result.bad],
      );
      return result;
    });
  }

  async #end(job: Job, state: 'done' | 'failed', failure: string | null): Promise<void> {
    await this.db.as(job.tenantId, (em) =>
      em.query(
        `UPDATE number_import SET state = $2, failure = $3, ended_at = $4,
                bytes_done = CASE WHEN $2 = 'done' THEN bytes ELSE bytes_done END
          WHERE id = $1 AND state = 'running'`,
        [job.id, state, failure, this.clock.now()],
      ),
    );
    await rm(this.#path(job), { force: true });
  }
}

/** Browsers send the name of a file as UTF-8, and multer reads it as Latin-1. */
const fileNameOf = (name: string): string =>
  Buffer.from(name, 'latin1').toString('utf8').slice(0, 200) || 'numbers.csv';
