import { readCallee } from '@sibai/compliance';
import type { AddDoNotCall, DoNotCall, DoNotCallPage, DoNotCallQuery, ImportedDoNotCall } from '@sibai/contracts';
import { DomainError, type Id } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';

import { audit } from '../../platform/audit.js';
import type { Me } from '../../platform/auth.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { violates } from '../../platform/pg-error.js';
import { DoNotCallEntity } from './outbound.entities.js';

/** So many refused lines are told; a table with more is another table. */
const MOST_TOLD = 50;

type Row = Omit<DoNotCall, 'addedAt'> & { addedAt: Date };

/** Numbers that an enterprise does not call, whoever wants to. Who put one on or took it off is on record. */
@Injectable()
export class DoNotCallService {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  page({ q, before, limit }: DoNotCallQuery): Promise<DoNotCallPage> {
    return this.db.run(async (em) => {
      const rows = await em.query<Row[]>(
        `SELECT id, number, reason, added_by_name AS "addedBy", added_at AS "addedAt" FROM do_not_call
          WHERE ($1::text IS NULL OR number LIKE '%' || $1 || '%') AND ($2::uuid IS NULL OR id < $2)
          ORDER BY id DESC LIMIT ${limit + 1}`,
        [q?.replace(/\D/g, '') || null, before ?? null],
      );
      const shown = rows.slice(0, limit);
      return {
        entries: shown.map((row) => ({ ...row, addedAt: row.addedAt.toISOString() })),
        total: await em.count(DoNotCallEntity),
        next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
      };
    });
  }

  /** That the list was taken is put on record. */
  exported(me: Me): Promise<void> {
    return this.db.run((em) => audit(em, me, 'do_not_call.exported', ''));
  }

  async add(me: Me, { number: text, reason }: AddDoNotCall): Promise<void> {
    const number = readCallee(text);
    if (number === undefined) throw new DomainError('outbound.not_a_number', { to: text });
    const row = { id: uuid() as Id<'DoNotCall'>, tenantId: me.tenantId, number, reason, ...this.#by(me) };
    await this.db
      .run(async (em) => {
        await em.insert(DoNotCallEntity, row);
        await audit(em, me, 'do_not_call.added', number, { reason });
      })
      .catch((cause: unknown) => {
        if (violates(cause, 'do_not_call_key')) throw new DomainError('do_not_call.taken', { number }, { cause });
        throw cause;
      });
  }

  async remove(me: Me, id: Id<'DoNotCall'>): Promise<void> {
    await this.db.run(async (em) => {
      const row = await em.findOneBy(DoNotCallEntity, { id });
      if (!row) throw new DomainError('do_not_call.missing', { id });
      await em.delete(DoNotCallEntity, { id });
      await audit(em, me, 'do_not_call.removed', row.number);
    });
  }

  /** One number a line; what follows the first comma is the reason. What is no number is told, and the rest taken. */
  async import(me: Me, text: string): Promise<ImportedDoNotCall> {
    const refused: { line: number; content: string }[] = [];
    const wanted = new Map<string, string>();
    text
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/)
      .forEach((content, index) => {
        if (content.trim() === '') return;
        const [first = '', ...rest] = content.split(/[,，;\t]/);
        const number = readCallee(first.replace(/^["']|["']$/g, ''));
        if (number !== undefined) wanted.set(number, rest.join(',').trim().slice(0, 200));
        // The first line is often a heading.
        else if (index > 0 || /\d{3}/.test(first)) refused.push({ line: index + 1, content: content.slice(0, 60) });
      });
    const rows = [...wanted].map(([number, reason]) => ({ id: uuid(), number, reason }));
    const { addedByName, addedAt } = this.#by(me);
    const added = await this.db.run(async (em) => {
      const [row] = await em.query<{ added: number }[]>(
        `WITH put AS (
           INSERT INTO do_not_call (id, tenant_id, number, reason, added_by, added_by_name, added_at)
             SELECT (r->>'id')::uuid, $2, r->>'number', r->>'reason', $3, $4, $5 FROM jsonb_array_elements($1) r
             ON CONFLICT (tenant_id, number) DO NOTHING RETURNING 1)
         SELECT count(*)::int AS added FROM put`,
        [JSON.stringify(rows), me.tenantId, me.userId, addedByName, addedAt],
      );
      await audit(em, me, 'do_not_call.imported', String(rows.length), { added: row?.added, refused: refused.length });
      return row?.added ?? 0;
    });
    return { added, known: rows.length - added, refused: refused.slice(0, MOST_TOLD) };
  }

  #by(me: Me) {
    return { addedBy: me.userId, addedByName: me.name, addedAt: this.clock.now() };
  }
}
