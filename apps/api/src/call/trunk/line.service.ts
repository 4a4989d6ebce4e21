import type { SaveLine } from '@sibai/contracts';
import { DomainError, type LineId, type TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Changes } from '../../platform/changes.js';
import { Db } from '../../platform/db.js';
import { violates } from '../../platform/pg-error.js';
import { LineEntity } from './line.entity.js';

@Injectable()
export class LineService {
  constructor(
    private readonly db: Db,
    private readonly changes: Changes,
  ) {}

  list(): Promise<LineEntity[]> {
    return this.db.run((em) => em.find(LineEntity, { order: { number: 'ASC' } }));
  }

  create(spec: SaveLine): Promise<LineEntity> {
    const id = uuid() as LineId;
    return this.#change(spec, async (em, tenantId) => {
      await em.insert(LineEntity, { id, tenantId, ...spec });
      return get(em, id);
    });
  }

  update(id: LineId, spec: SaveLine): Promise<LineEntity> {
    return this.#change(spec, async (em) => {
      await em.update(LineEntity, { id }, spec);
      return get(em, id);
    });
  }

  async remove(id: LineId): Promise<void> {
    await this.#change({}, async (em) => {
      const line = await get(em, id);
      await em.delete(LineEntity, { id });
      return line;
    });
  }

  async #change(
    { number, trunkId, flowId }: Partial<SaveLine>,
    work: (em: EntityManager, tenantId: TenantId) => Promise<LineEntity>,
  ): Promise<LineEntity> {
    const line = await this.db.run(work).catch((cause: unknown) => {
      if (violates(cause, 'line_number_key')) throw new DomainError('line.number_taken', { number }, { cause });
      if (violates(cause, 'line_trunk_fkey')) throw new DomainError('trunk.missing', { id: trunkId }, { cause });
      if (violates(cause, 'line_flow_fkey')) throw new DomainError('flow.missing', { id: flowId }, { cause });
      throw cause;
    });
    this.changes.emit({ kind: 'lines', tenantId: line.tenantId });
    return line;
  }
}

async function get(em: EntityManager, id: LineId): Promise<LineEntity> {
  const line = await em.findOneBy(LineEntity, { id });
  if (!line) throw new DomainError('line.missing', { id });
  return line;
}
