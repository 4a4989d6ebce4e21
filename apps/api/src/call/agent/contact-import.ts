import { type ImportedContacts, SaveContact } from '@sibai/contracts';
import { DomainError } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import { parse } from 'csv-parse/sync';

import { audit } from '../../platform/audit.js';
import type { Me } from '../../platform/auth.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { contactByNumber, ContactService } from './contact.service.js';

const MAX_LINES = 5000;
const BETWEEN = /[;；,，、|\s]+/;
type Line = Partial<Record<'姓名' | '公司' | '号码' | '标签' | '备注', string>>;

/** Customers from a file, as other systems export them. All or nothing; a line that cannot be read is told, not guessed. */
@Injectable()
export class ContactImport {
  constructor(
    private readonly db: Db,
    private readonly contacts: ContactService,
    private readonly clock: Clock,
  ) {}

  async take(me: Me, file: Buffer | undefined): Promise<ImportedContacts> {
    const lines = linesOf(file);
    return this.db.run(async (em, tenantId) => {
      const outcome = { created: 0, updated: 0, refused: [] as ImportedContacts['refused'] };
      for (const [at, line] of lines.entries()) {
        const wish = SaveContact.safeParse({
          name: line.姓名,
          company: line.公司 || null,
          remark: line.备注 || null,
          tags: split(line.标签),
          numbers: split(line.号码),
        });
        if (!wish.success) {
          const [field] = wish.error.issues[0]?.path ?? [];
          // The header is the first line of the file.
          outcome.refused.push({ line: at + 2, reason: REASONS[String(field)] ?? 'too_long' });
          continue;
        }
        const known = await firstOf(wish.data.numbers, (number) => contactByNumber(em, number));
        if (known) {
          for (const number of wish.data.numbers)
            if (!(await contactByNumber(em, number))) await this.contacts.addNumber(em, tenantId, me, known.id, number);
          const { name, company, remark, tags } = wish.data;
          await em.query(
            `UPDATE contact SET name = $2, company = coalesce($3, company), remark = coalesce($4, remark), tags = $5,
                    version = version + 1, updated_at = $6, updated_by = $7 WHERE id = $1`,
            [
              ...[known.id, name, company, remark, [...new Set([...known.tags, ...tags])].slice(0, 20)],
              ...[this.clock.now(), me.userId],
            ],
          );
          outcome.updated++;
        } else {
          await this.contacts.insert(em, tenantId, me, wish.data);
          outcome.created++;
        }
      }
      await audit(em, me, 'contact.imported', '', { created: outcome.created, updated: outcome.updated });
      return outcome;
    });
  }
}

const REASONS: Readonly<Record<string, ImportedContacts['refused'][number]['reason']>> = {
  name: 'no_name',
  numbers: 'bad_number',
};

const split = (cell: string | undefined): string[] => (cell ?? '').split(BETWEEN).filter(Boolean);

function linesOf(file: Buffer | undefined): Line[] {
  if (!file) throw new DomainError('contact.import_unreadable');
  const utf8 = file.toString('utf8');
  // Excel on a Chinese Windows saves GBK.
  const text = utf8.includes('\uFFFD') ? new TextDecoder('gbk').decode(file) : utf8;
  try {
    const lines = parse(text, {
      bom: true,
      columns: true,
      skip_empty_lines: true,
      trim: true,
      relax_column_count: true,
    });
    const [first] = lines as Line[];
    if (!first || !('姓名' in first) || lines.length > MAX_LINES) throw new Error('not what is expected');
    return lines as Line[];
  } catch (cause) {
    throw new DomainError('contact.import_unreadable', {}, { cause });
  }
}

async function firstOf<T, R>(items: readonly T[], find: (item: T) => Promise<R | null>): Promise<R | null> {
  for (const item of items) {
    const found = await find(item);
    if (found) return found;
  }
  return null;
}
