import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DomainError } from '@sibai/kernel';
import { IsNull } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Clock } from './clock.js';
import { Db } from './db.js';
import { Jobs } from './jobs.js';
import { KeyRotationEntity } from './key-rotation.entity.js';
import { Keys } from './keys.js';
import { rotateKeys } from './rotate-keys.js';
import { VaultAlarms } from './vault-alarms.js';

/** Of Postgres: whoever rotates holds it, and loses it with the connection. */
const LOCK = 4010;
const SHOWN = 20;

/** Going over to new keys, one at a time in the whole installation. */
@Injectable()
export class KeyRotations implements OnModuleInit {
  readonly #log = new Logger('Vault');

  constructor(
    private readonly db: Db,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    private readonly keys: Keys,
    private readonly alarms: VaultAlarms,
  ) {}

  onModuleInit(): void {
    this.jobs.work('vault.rotate', async () => void (await this.rotate()));
  }

  ask(): Promise<void> {
    return this.jobs.send('vault.rotate', {}, { key: 'all' });
  }

  /** The newest first. */
  list(): Promise<KeyRotationEntity[]> {
    return this.db.free((em) => em.find(KeyRotationEntity, { order: { startedAt: 'DESC' }, take: SHOWN }));
  }

  async rotate(): Promise<KeyRotationEntity> {
    const lock = this.db.connection();
    const [{ taken } = { taken: false }]: { taken: boolean }[] = await lock
      .query('SELECT pg_try_advisory_lock($1) AS taken', [LOCK])
      .catch(async (error: unknown) => {
        await lock.release();
        throw error;
      });
    try {
      if (!taken) throw new DomainError('vault.rotating');
      return await this.#rotate();
    } finally {
      if (taken) await lock.query('SELECT pg_advisory_unlock($1)', [LOCK]);
      await lock.release();
    }
  }

  async #rotate(): Promise<KeyRotationEntity> {
    const { id: from } = await this.keys.file.newest();
    const rotation = await this.db.free(async (em) => {
      const open = await em.findOneBy(KeyRotationEntity, { finishedAt: IsNull() });
      if (open) return open;
      const fresh = em.create(KeyRotationEntity, { id: uuid(), fromMaster: from, startedAt: this.clock.now() });
      await em.insert(KeyRotationEntity, fresh);
      return em.findOneByOrFail(KeyRotationEntity, { id: fresh.id });
    });
    const { unreadable, ...counts } = await rotateKeys(
      {
        as: (tenant, work) => this.db.as(tenant, (em) => work((sql, values) => em.query(sql, values && [...values]))),
        query: (sql, values) => this.db.query(sql, values),
      },
      this.keys.file,
      { id: rotation.id, from: rotation.fromMaster },
    );
    for (const { tenant, subject } of unreadable)
      await this.alarms.raise(tenant, subject ? 'key_damaged' : 'key_missing', subject);
    this.keys.forget();
    const done = { finishedAt: this.clock.now(), ...counts, unreadable: unreadable.length };
    await this.db.free((em) => em.update(KeyRotationEntity, { id: rotation.id }, done));
    this.#log.log({ ...counts, unreadable: unreadable.length }, 'went over to new keys');
    return Object.assign(rotation, done);
  }
}
