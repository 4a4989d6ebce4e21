import { isCalendarDate, readBlock } from '@sibai/compliance';
import { BLOCK_LINES, type ImportedBlocks } from '@sibai/contracts';
import { DomainError } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';

import { audit } from '../../platform/audit.js';
import type { Me } from '../../platform/auth.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { cellsOf } from '../../platform/table.js';
import { BlockService, ownAmong, roomFor, shownAs } from './block.service.js';

type Refused = ImportedBlocks['refused'][number];
interface Line {
  readonly line: number;
  readonly content: string;
  readonly number: string;
  readonly whole: boolean;
  readonly reason: string;
  readonly until: string | null;
}

/** So many refused lines are told; a table with more is another table. */
const MOST_TOLD = 100;

/** Takes a table of numbers in: what may not be blocked is told, and the rest taken. */
@Injectable()
export class BlockImport {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly list: BlockService,
  ) {}

  async take(me: Me, text: string): Promise<ImportedBlocks> {
    const now = this.clock.now();
    const { lines, refused } = readBlocks(text, now);
    const wanted = [...new Map(lines.map((line) => [shownAs(line), line])).values()];
    if (wanted.length > BLOCK_LINES) throw new DomainError('block.too_many', { most: BLOCK_LINES });
    return this.db.run(async (em) => {
      await this.list.clear(em);
      const own = await ownAmong(em, wanted);
      const rows = wanted.filter((line) => !own.has(shownAs(line)));
      refused.push(
        ...wanted
          .filter((line) => own.has(shownAs(line)))
          .map(({ line, content }): Refused => ({ line, reason: 'own', content })),
      );
      await roomFor(em, rows.length);
      const [sum] = await em.query<{ added: number }[]>(
        `WITH put AS (
           INSERT INTO blocked_caller (id, tenant_id, number, whole, reason, until, state, added_by, added_by_name, added_at)
             SELECT r.id, $2, r.number, r.whole, r.reason, r.until, 'in_force', $3, $4, $5
               FROM jsonb_to_recordset($1) AS r (id uuid, number text, whole boolean, reason text, until timestamptz)
             ON CONFLICT (tenant_id, number, whole) WHERE state IN ('proposed', 'in_force') DO NOTHING RETURNING 1)
         SELECT count(*)::int AS added FROM put`,
        [JSON.stringify(rows.map((row) => ({ ...row, id: uuid() }))), me.tenantId, me.userId, me.name, now],
      );
      const added = sum?.added ?? 0;
      await audit(em, me, 'block.imported', String(added), { refused: refused.length });
      const told = refused.toSorted((a, b) => a.line - b.line).slice(0, MOST_TOLD);
      return { added, known: rows.length - added, refused: told, refusedCount: refused.length };
    });
  }
}

function readBlocks(text: string, now: Date): { lines: Line[]; refused: Refused[] } {
  const rows = cellsOf(text, 'text', [',', '，', '\t', ';']);
  const lines: Line[] = [];
  const refused: Refused[] = [];
  rows.forEach((record, at) => {
    // What Excel was kept from running as a formula has a quote before it.
    const [first = '', reason = '', day = ''] = record.map((cell) => cell.replace(/^'/, ''));
    const told = { line: at + 1, content: record.join(',').slice(0, 60) };
    const read = readBlock(first);
    if ('fault' in read) {
      // The first line is often a heading.
      if (at > 0 || /\d{2}/.test(first)) refused.push({ ...told, reason: read.fault });
      return;
    }
    const until = untilOf(day, now);
    if (until === undefined) refused.push({ ...told, reason: 'day' });
    else lines.push({ ...told, ...read, reason: reason.slice(0, 200), until });
  });
  return { lines, refused };
}

/** The end of that day in China; undefined for what is no day, or is over. */
function untilOf(day: string, now: Date): string | null | undefined {
  if (day === '') return null;
  const date = day.slice(0, 10).replaceAll('/', '-');
  if (!isCalendarDate(date)) return undefined;
  const end = new Date(Date.parse(`${date}T24:00:00+08:00`));
  return end > now ? end.toISOString() : undefined;
}
