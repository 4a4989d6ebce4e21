import { AcdSettings, type LinePriority } from '@sibai/contracts';
import { DomainError, type LineId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { audit } from '../../platform/audit.js';
import type { Me } from '../../platform/auth.js';
import { Changes } from '../../platform/changes.js';
import { Db } from '../../platform/db.js';
import { AcdSettingEntity } from './settings.entities.js';

/** What puts a caller before others: the line called, and having been called back or cut off. */
@Injectable()
export class PriorityService {
  constructor(
    private readonly db: Db,
    private readonly changes: Changes,
  ) {}

  async settings(): Promise<AcdSettings> {
    const row = await this.db.run((em, tenantId) => em.findOneBy(AcdSettingEntity, { tenantId }));
    return AcdSettings.parse(row?.settings ?? {});
  }

  async save(me: Me, settings: AcdSettings): Promise<AcdSettings> {
    await this.db.run(async (em, tenantId) => {
      await em.upsert(AcdSettingEntity, { tenantId, settings }, ['tenantId']);
      await audit(em, me, 'acd.weights_set', '', { ...settings });
    });
    this.changes.emit({ kind: 'groups', tenantId: me.tenantId });
    return settings;
  }

  lines(): Promise<LinePriority[]> {
    return this.db.run((em) =>
      em.query<LinePriority[]>(
        `SELECT id, number, name, priority FROM line WHERE state <> 'closed' ORDER BY priority DESC, number`,
      ),
    );
  }

  async setLine(me: Me, id: LineId, priority: number): Promise<LinePriority> {
    const line = await this.db.run(async (em) => {
      const [[row]] = await em.query<[LinePriority[], number]>(
        `UPDATE line SET priority = $2 WHERE id = $1 AND state <> 'closed' RETURNING id, number, name, priority`,
        [id, priority],
      );
      if (!row) throw new DomainError('line.missing', { id });
      await audit(em, me, 'acd.line_set', row.number, { priority });
      return row;
    });
    this.changes.emit({ kind: 'groups', tenantId: me.tenantId });
    return line;
  }
}
