import { type Contact, type ContactPage, type ContactQuery, PersonNumber, SaveContact } from '@sibai/contracts';
import { type ContactId, DomainError, type TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type * as z from 'zod';

import { audit } from '../../platform/audit.js';
import type { Me } from '../../platform/auth.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';

type Saved = z.output<typeof SaveContact>;
export type ContactRow = Omit<Contact, 'updatedAt'> & { updatedAt: Date };

/** Callers write themselves with 86 or 0 before; a record has the number as people know it. */
export const plainNumber = (number: string): string => number.replace(/^0?(?:86)?(?=1\d{10}$)/, '');

/** 138****1234 and 021****6666, in SQL: as the pages mask. */
export const MASKED = (column: string): string => `regexp_replace(${column}, '^(\\d{3})\\d+(\\d{4})$', '\\1****\\2')`;

const contacts = (number: string): string => `
  SELECT c.id, c.name, c.company, c.remark, c.tags, c.version, c.updated_at AS "updatedAt",
         coalesce((SELECT array_agg(${number} ORDER BY n.number) FROM contact_number n WHERE n.contact_id = c.id), '{}') AS numbers
    FROM contact c`;

/** The enterprise's customers. A caller is recognised by number; a number is one customer's. */
@Injectable()
export class ContactService {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  page({ q, tag, before, limit }: ContactQuery): Promise<ContactPage> {
    const params: unknown[] = [];
    const $ = (value: unknown): string => `$${params.push(value)}`;
    const number = q && PersonNumber.safeParse(q);
    const like = q && $(`%${q.replace(/[\\%_]/g, '\\$&')}%`);
    const [at, id] = before?.split('_') ?? [];
    const where = [
      // A whole number finds its owner; a part of one would tell who has it.
      like &&
        (number && number.success
          ? `(EXISTS (SELECT FROM contact_number n WHERE n.contact_id = c.id AND n.number = ${$(plainNumber(number.data))}) OR c.name ILIKE ${like})`
          : `(c.name ILIKE ${like} OR c.company ILIKE ${like} OR array_to_string(c.tags, ' ') ILIKE ${like})`),
      tag && `c.tags @> ARRAY[${$(tag)}]`,
      before && `(c.updated_at, c.id) < (${$(at)}, ${$(id)})`,
    ].filter(Boolean);
    return this.db.run(async (em) => {
      const rows = await em.query<ContactRow[]>(
        `${contacts(MASKED('n.number'))} WHERE ${where.join(' AND ') || 'true'}
          ORDER BY date_trunc('milliseconds', c.updated_at) DESC, c.id DESC LIMIT ${limit + 1}`,
        params,
      );
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      return {
        contacts: shown.map(toWire),
        next: last && rows.length > limit ? `${last.updatedAt.toISOString()}_${last.id}` : null,
      };
    });
  }

  /** With whole numbers, and so on record. */
  get(me: Me, id: ContactId): Promise<Contact> {
    return this.db.run(async (em) => {
      const contact = await contactOf(em, id);
      await audit(em, me, 'contact.viewed', contact.name, { id });
      return contact;
    });
  }

  create(me: Me, wish: Saved): Promise<Contact> {
    return this.db.run((em, tenantId) => this.insert(em, tenantId, me, wish));
  }

  async insert(
    em: EntityManager,
    tenantId: TenantId,
    me: Me,
    { numbers, version: _, ...fields }: Saved,
  ): Promise<Contact> {
    const id = uuid() as ContactId;
    const now = this.clock.now();
    await em.query(
      `INSERT INTO contact (id, tenant_id, name, company, remark, tags, created_at, updated_at, updated_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)`,
      [id, tenantId, fields.name, fields.company, fields.remark, [...new Set(fields.tags)], now, me.userId],
    );
    for (const number of new Set(numbers.map(plainNumber))) await claim(em, tenantId, id, number);
    await audit(em, me, 'contact.created', fields.name, { id });
    return contactOf(em, id);
  }

  update(me: Me, id: ContactId, { numbers, version, ...fields }: Saved): Promise<Contact> {
    return this.db.run(async (em, tenantId) => {
      const before = await contactOf(em, id);
      const [, changed] = (await em.query(
        `UPDATE contact SET name = $2, company = $3, remark = $4, tags = $5, version = version + 1, updated_at = $6, updated_by = $7
          WHERE id = $1 AND version = $8`,
        [
          ...[id, fields.name, fields.company, fields.remark, [...new Set(fields.tags)]],
          ...[this.clock.now(), me.userId, version ?? before.version],
        ],
      )) as [unknown, number];
      if (changed === 0) throw new DomainError('contact.changed', { id });
      const wanted = new Set(numbers.map(plainNumber));
      await em.query(`DELETE FROM contact_number WHERE contact_id = $1 AND number <> ALL ($2)`, [id, [...wanted]]);
      for (const number of wanted) if (!before.numbers.includes(number)) await claim(em, tenantId, id, number);
      await audit(em, me, 'contact.changed', fields.name, { id });
      return contactOf(em, id);
    });
  }

  /** Adds the number to a record that is there. */
  async addNumber(em: EntityManager, tenantId: TenantId, me: Me, id: ContactId, number: string): Promise<void> {
    const contact = await contactOf(em, id);
    await claim(em, tenantId, id, plainNumber(number));
    await em.query(`UPDATE contact SET version = version + 1, updated_at = $2, updated_by = $3 WHERE id = $1`, [
      ...[id, this.clock.now(), me.userId],
    ]);
    await audit(em, me, 'contact.number_added', contact.name, { id });
  }

  merge(me: Me, id: ContactId, other: ContactId): Promise<Contact> {
    if (id === other) throw new DomainError('contact.same');
    return this.db.run(async (em) => {
      // In one order, whichever of the two is merged into which.
      for (const each of [id, other].sort()) await em.query(`SELECT FROM contact WHERE id = $1 FOR UPDATE`, [each]);
      const [one, gone] = [await contactOf(em, id), await contactOf(em, other)];
      await em.query(`UPDATE contact_number SET contact_id = $1 WHERE contact_id = $2`, [id, other]);
      await em.query(`UPDATE ticket SET contact_id = $1 WHERE contact_id = $2`, [id, other]);
      await em.query(
        `UPDATE contact SET company = coalesce(company, $2), remark = nullif(concat_ws(E'\\n', remark, $3::text), ''), tags = $4,
                version = version + 1, updated_at = $5, updated_by = $6 WHERE id = $1`,
        [
          ...[id, gone.company, gone.remark, [...new Set([...one.tags, ...gone.tags])].slice(0, 20)],
          ...[this.clock.now(), me.userId],
        ],
      );
      await em.query(`DELETE FROM contact WHERE id = $1`, [other]);
      await audit(em, me, 'contact.merged', one.name, { id, other, name: gone.name });
      return contactOf(em, id);
    });
  }

  remove(me: Me, id: ContactId): Promise<void> {
    return this.db.run(async (em) => {
      const { name } = await contactOf(em, id);
      await em.query(`DELETE FROM contact WHERE id = $1`, [id]);
      await audit(em, me, 'contact.removed', name, { id });
    });
  }
}

export async function contactOf(em: EntityManager, id: ContactId): Promise<Contact> {
  const [row] = await em.query<ContactRow[]>(`${contacts('n.number')} WHERE c.id = $1`, [id]);
  if (!row) throw new DomainError('contact.missing', { id });
  return toWire(row);
}

/** Whose number it is. */
export async function contactByNumber(em: EntityManager, number: string): Promise<Contact | null> {
  const [row] = await em.query<ContactRow[]>(
    `${contacts('n.number')} WHERE c.id = (SELECT contact_id FROM contact_number WHERE number = $1)`,
    [plainNumber(number)],
  );
  return row ? toWire(row) : null;
}

const toWire = (row: ContactRow): Contact => ({ ...row, updatedAt: row.updatedAt.toISOString() });

async function claim(em: EntityManager, tenantId: TenantId, id: ContactId, number: string): Promise<void> {
  const [made] = await em.query<unknown[]>(
    `INSERT INTO contact_number VALUES ($1, $2, $3) ON CONFLICT (tenant_id, number) DO NOTHING RETURNING number`,
    [tenantId, number, id],
  );
  if (made) return;
  const owner = await contactByNumber(em, number);
  if (owner?.id !== id) throw new DomainError('contact.number_taken', { number, name: owner?.name, id: owner?.id });
}
