import type { BadLines } from '@sibai/contracts';
import { DomainError } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import type { Me } from '../../platform/session.service.js';
import { NumberImportEntity } from './number-import.entity.js';

/** What became of the files. */
@Injectable()
export class ImportService {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  list(): Promise<NumberImportEntity[]> {
    return this.db.run((em) => em.find(NumberImportEntity, { order: { startedAt: 'DESC' }, take: 50 }));
  }

  async get(id: string): Promise<NumberImportEntity> {
    const row = await this.db.run((em) => em.findOneBy(NumberImportEntity, { id }));
    if (!row) throw new DomainError('number_import.missing', { id });
    return row;
  }

  /** What was taken so far stays in the stock. */
  async cancel(me: Me, id: string): Promise<NumberImportEntity> {
    const before = await this.get(id);
    return this.db.run(async (em) => {
      const [, cancelled]: [unknown, number] = await em.query(
        `UPDATE number_import SET state = 'cancelled', ended_at = $2 WHERE id = $1 AND state = 'running'`,
        [id, this.clock.now()],
      );
      if (cancelled === 0) throw new DomainError('number_import.ended', { id });
      await audit(em, me, 'number_import.cancel', before.fileName, { id });
      return em.findOneByOrFail(NumberImportEntity, { id });
    });
  }

  lines(id: string, after: number, limit: number): Promise<BadLines['lines']> {
    return this.db.run((em) =>
      em.query(
        `SELECT line, reason, content FROM number_import_line WHERE import_id = $1 AND line > $2 ORDER BY line LIMIT $3`,
        [id, after, limit],
      ),
    );
  }
}
