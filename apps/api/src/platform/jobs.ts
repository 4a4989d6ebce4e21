import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type Job, PgBoss } from 'pg-boss';
import { Counter } from 'prom-client';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { ENV, type Env } from './env.js';
import { registry } from './metrics.js';

const SCHEMA = 'jobs';
const QUEUE = 'work';
/** What takes long has a queue of its own, or a few of it would keep codes and events waiting. */
const SLOW = 'slow';
const AT_ONCE = { [QUEUE]: 4, [SLOW]: 1 } as const;
const QUEUES = [QUEUE, SLOW] as const;
/** What was given up, for a month. */
const DEAD = 'dead';
/** With at most an hour between two tries: about two days. */
const PATIENT_TRIES = 60;

const givenUp = new Counter({
  name: 'sibai_jobs_given_up_total',
  help: 'Jobs that failed at every try and were given up, by name. Anything but 0 needs a person.',
  labelNames: ['job'],
  registers: [registry],
});

interface Task {
  readonly name: string;
  readonly data: object;
}
type Handler = (data: never) => Promise<void>;

export interface SendOptions {
  /** The transaction the job is part of: it is done if and only if that commits. */
  readonly em?: EntityManager;
  /** While a job of this name and key waits, another is not added. */
  readonly key?: string;
  /** Tried for two days, and not for an hour: for what no person would ask for again. */
  readonly patient?: boolean;
}

/**
 * Work that outlives a request, on pg-boss. All that is quick is one queue, so that an idle process asks Postgres one
 * question and not one per kind of work. A job is done at least once: its handler must bear being called again.
 */
@Injectable()
export class Jobs implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #log = new Logger('Jobs');
  readonly #handlers = new Map<string, Handler>();
  readonly #crons = new Map<string, string>();
  readonly #slow = new Set<string>();
  readonly #boss: PgBoss;

  constructor(@Inject(ENV) private readonly env: Env) {
    const jobs = env.SIBAI_ROLES.includes('jobs');
    this.#boss = new PgBoss({
      connectionString: env.DATABASE_URL,
      application_name: 'sibai-jobs',
      schema: SCHEMA,
      max: 2,
      migrate: false,
      createSchema: false,
      reindex: false,
      monitorVacuum: false,
      useListenNotify: jobs,
      supervise: jobs,
      schedule: jobs,
    });
    this.#boss.on('error', (error) => this.#log.error(error));
  }

  /** Registers what does the jobs of a name; of those that are slow one is done at a time. Before the application has started. */
  work<T extends object>(name: string, handler: (data: T) => Promise<void>, { slow = false } = {}): void {
    if (this.#handlers.has(name)) throw new Error(`two handlers for the job ${name}`);
    this.#handlers.set(name, handler);
    if (slow) this.#slow.add(name);
  }

  /** Registers what is done by the calendar: `cron` is in China's time. Before the application has started. */
  every(name: string, cron: string, handler: () => Promise<void>): void {
    this.work(name, handler);
    this.#crons.set(name, cron);
  }

  async send(name: string, data: object, { em, key, patient }: SendOptions = {}): Promise<void> {
    const db = em && {
      executeSql: async (sql: string, values?: unknown[]) => ({ rows: rowsOf(await em.query(sql, values)) }),
    };
    const task: Task = { name, data };
    const queue = this.#slow.has(name) ? SLOW : QUEUE;
    await this.#boss.send(queue, task, {
      ...(db && { db }),
      ...(patient && { retryLimit: PATIENT_TRIES }),
      singletonKey: key ? `${name} ${key}` : uuid(),
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#boss.start();
    if (!this.env.SIBAI_ROLES.includes('jobs')) return;
    for (const [name, cron] of this.#crons)
      await this.#boss.schedule(QUEUE, cron, { name, data: {} } satisfies Task, { key: name, tz: 'Asia/Shanghai' });
    for (const { key } of await this.#boss.getSchedules(QUEUE))
      if (key && !this.#crons.has(key)) await this.#boss.unschedule(QUEUE, key);
    for (const queue of QUEUES) for (let n = 0; n < AT_ONCE[queue]; n++) await this.#hire(queue);
    await this.#boss.work<Task>(DEAD, { pollingIntervalSeconds: 30 }, async ([job]) => {
      if (job) this.#bury(job);
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#boss.stop({ graceful: true, timeout: 5000 });
  }

  /** For tests: does all that waits, and what that brings; a job that fails ends it with its error. */
  async drain(): Promise<void> {
    for (let done = 1; done > 0;) {
      done = 0;
      for (const queue of [...QUEUES, DEAD]) done += await this.#drain(queue);
    }
  }

  async #drain(queue: string): Promise<number> {
    const jobs = await this.#boss.fetch<Task>(queue, { batchSize: 20, ignoreStartAfter: true });
    for (const job of jobs) {
      try {
        if (queue === DEAD) this.#bury(job);
        else await this.#do(job);
        await this.#boss.complete(queue, job.id);
      } catch (error) {
        await this.#boss.fail(queue, job.id);
        throw error;
      }
    }
    return jobs.length;
  }

  /** For tests and for the operator: does now what the calendar would do later. */
  async now(name: string): Promise<void> {
    if (!this.#crons.has(name)) throw new Error(`nothing is done by the calendar under the name ${name}`);
    await this.#handlers.get(name)?.({} as never);
  }

  /** Looks for the next job as soon as one is done: news of a job that came meanwhile counts once, however many came. */
  async #hire(queue: string): Promise<void> {
    let worker = '';
    worker = await this.#boss.work<Task>(queue, { pollingIntervalSeconds: 10 }, async ([job]) => {
      try {
        if (job) await this.#do(job);
      } finally {
        this.#boss.notifyWorker(worker);
      }
    });
  }

  async #do({ data: { name, data } }: Job<Task>): Promise<void> {
    const handler = this.#handlers.get(name);
    if (!handler) throw new Error(`no handler for the job ${name}`);
    try {
      await handler(data as never);
    } catch (error) {
      this.#log.error(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      throw error;
    }
  }

  #bury({ id, data: { name, data } }: Job<Task>): void {
    givenUp.inc({ job: name });
    this.#log.error(`${name}: given up after the last try: ${JSON.stringify(data)} (job ${id})`);
  }
}

/** For sweeps: one of many that fails does not keep the others from their turn; that it did is thrown at the end. */
export async function each<T>(items: Iterable<T>, work: (item: T) => Promise<unknown>): Promise<void> {
  const failures: unknown[] = [];
  for (const item of items)
    try {
      await work(item);
    } catch (error) {
      failures.push(error);
    }
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1)
    throw new AggregateError(failures, `${failures.length} failed, the first: ${String(failures[0])}`);
}

/** TypeORM answers rows, or rows and their count for what changes some. */
const rowsOf = (answer: unknown): unknown[] => {
  const rows = answer as unknown[];
  return Array.isArray(rows[0]) && typeof rows[1] === 'number' ? rows[0] : rows;
};

/** Makes or upgrades the tables of pg-boss, as the owner of the schema. */
export async function migrateJobs(ownerUrl: string): Promise<void> {
  const boss = new PgBoss({ connectionString: ownerUrl, schema: SCHEMA, max: 1, supervise: false, schedule: false });
  await boss.start();
  try {
    const tries = {
      retryLimit: 10,
      retryDelay: 2,
      retryBackoff: true,
      retryDelayMax: 3600,
      deleteAfterSeconds: 86_400,
    };
    if (!(await boss.getQueue(DEAD))) await boss.createQueue(DEAD, { deleteAfterSeconds: 30 * 86_400 });
    for (const queue of QUEUES)
      if (await boss.getQueue(queue)) await boss.updateQueue(queue, { ...tries, deadLetter: DEAD });
      else await boss.createQueue(queue, { ...tries, deadLetter: DEAD, notify: true, policy: 'short' }); // One waiting job a key.
    await boss.getDb().executeSql(`
      GRANT USAGE ON SCHEMA ${SCHEMA} TO sibai_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${SCHEMA} TO sibai_app;
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${SCHEMA} TO sibai_app;
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${SCHEMA} TO sibai_app`);
  } finally {
    await boss.stop({ graceful: false });
  }
}
