import {
  type ChangeTicket,
  OpenTicket,
  type Ticket,
  type TicketDetail,
  type TicketPage,
  type TicketQuery,
} from '@sibai/contracts';
import { type CallId, type ContactId, DomainError, type TicketId, type UserId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type * as z from 'zod';

import { audit } from '../../platform/audit.js';
import type { Me } from '../../platform/auth.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { violates } from '../../platform/pg-error.js';
import { contactByNumber, contactOf, MASKED } from './contact.service.js';

type Dates = 'dueAt' | 'createdAt' | 'updatedAt';
type Row = Omit<Ticket, Dates | 'contact' | 'assignee'> & { createdAt: Date; updatedAt: Date; dueAt: Date | null } & {
  contactId: ContactId | null;
  contactName: string | null;
  assigneeId: UserId | null;
  assigneeName: string | null;
  body: string;
};
/** What a change may touch, and how its history tells it. */
type Field = Exclude<keyof ChangeTicket, 'comment' | 'version'>;
const COLUMN: Record<Field, string> = {
  title: 'title',
  body: 'body',
  priority: 'priority',
  state: 'state',
  assigneeId: 'assignee_id',
  contactId: 'contact_id',
  dueAt: 'due_at',
};

const TICKETS = `
  SELECT t.id, t.no, t.title, t.body, t.state, t.priority, ${MASKED('t.number')} AS number, t.call_id AS "callId",
         t.contact_id AS "contactId", c.name AS "contactName", t.assignee_id AS "assigneeId", a.name AS "assigneeName",
         t.due_at AS "dueAt", t.created_at AS "createdAt", u.name AS "createdBy", t.updated_at AS "updatedAt", t.version
    FROM ticket t
    JOIN app_user u ON u.id = t.created_by
    LEFT JOIN app_user a ON a.id = t.assignee_id
    LEFT JOIN contact c ON c.id = t.contact_id`;

@Injectable()
export class TicketService {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  page(me: Me, { q, state, mine, contact, before, limit }: TicketQuery): Promise<TicketPage> {
    const params: unknown[] = [];
    const $ = (value: unknown): string => `$${params.push(value)}`;
    const like = q && $(`%${q.replace(/[\\%_]/g, '\\$&')}%`);
    const where = [
      like &&
        `(t.title ILIKE ${like} OR c.name ILIKE ${like} OR t.no::text = ${$(q.replace(/^#/, ''))} OR t.number = ${$(q)})`,
      state && (state === 'active' ? `t.state IN ('open', 'pending')` : `t.state = ${$(state)}`),
      mine && `t.assignee_id = ${$(me.userId)}`,
      contact && `t.contact_id = ${$(contact)}`,
      before && `t.no < ${$(before)}`,
    ].filter(Boolean);
    return this.db.run(async (em) => {
      const rows = await em.query<Row[]>(
        `${TICKETS} WHERE ${where.join(' AND ') || 'true'} ORDER BY t.no DESC LIMIT ${limit + 1}`,
        params,
      );
      const shown = rows.slice(0, limit);
      return { tickets: shown.map(toWire), next: rows.length > limit ? (shown.at(-1)?.no ?? null) : null };
    });
  }

  get(id: TicketId): Promise<TicketDetail> {
    return this.db.run((em) => detail(em, id));
  }

  open(me: Me, { callId, ...wish }: z.output<typeof OpenTicket>): Promise<TicketDetail> {
    return this.#write(async (em, tenantId) => {
      const number = callId ? await callerOf(em, me, callId) : null;
      const contact = wish.contactId
        ? await contactOf(em, wish.contactId)
        : number
          ? await contactByNumber(em, number)
          : null;
      const id = uuid() as TicketId;
      const now = this.clock.now();
      // Numbers without holes: the next one is taken by one at a time.
      await em.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 8))`, [tenantId]);
      const [{ no } = { no: 1 }] = await em.query<{ no: number }[]>(
        `SELECT coalesce(max(no), 0) + 1 AS no FROM ticket`,
      );
      await em.query(
        `INSERT INTO ticket (id, tenant_id, no, title, body, state, priority, number, contact_id, call_id, assignee_id, due_at,
                             created_at, created_by, updated_at)
           VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, $8, $9, $10, $11, $12, $13, $12)`,
        [
          ...[id, tenantId, no, wish.title, wish.body, wish.priority, number ?? contact?.numbers[0] ?? null],
          ...[contact?.id ?? null, callId ?? null, wish.assigneeId, wish.dueAt, now, me.userId],
        ],
      );
      await audit(em, me, 'ticket.opened', `#${no} ${wish.title}`, { id });
      return detail(em, id);
    });
  }

  change(me: Me, id: TicketId, { version, comment, ...wish }: ChangeTicket): Promise<TicketDetail> {
    return this.#write(async (em, tenantId) => {
      await em.query(`SELECT FROM ticket WHERE id = $1 FOR UPDATE`, [id]);
      const before = await detail(em, id);
      if (before.version !== version) throw new DomainError('ticket.changed', { id });
      const was = told(before);
      const given = (Object.keys(wish) as Field[]).filter((field) => wish[field] !== undefined);
      const sets = given.map((field, at) => `${COLUMN[field]} = $${at + 4}`);
      const now = this.clock.now();
      await em.query(
        `UPDATE ticket SET ${[...sets, 'version = version + 1', 'updated_at = $2'].join(', ')},
                closed_at = CASE WHEN $3 IN ('solved', 'closed') THEN coalesce(closed_at, $2) END
          WHERE id = $1`,
        [id, now, wish.state ?? before.state, ...given.map((field) => wish[field] ?? null)],
      );
      const after = await detail(em, id);
      const is = told(after);
      const changes = Object.fromEntries(
        given.flatMap((field) => (was[field] === is[field] ? [] : [[field, [was[field], is[field]]]])),
      );
      await em.query(
        `INSERT INTO ticket_entry (id, tenant_id, ticket_id, at, user_id, user_name, body, changes)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [uuid(), tenantId, id, now, me.userId, me.name, comment ?? null, JSON.stringify(changes)],
      );
      await audit(em, me, 'ticket.changed', `#${after.no} ${after.title}`, {
        id,
        fields: Object.keys(changes).join('、'),
      });
      return detail(em, id);
    });
  }

  #write<T>(work: Parameters<Db['run']>[0] & ((em: EntityManager, tenant: never) => Promise<T>)): Promise<T> {
    return this.db.run(work as never).catch((cause: unknown) => {
      if (violates(cause, 'ticket_assignee_fkey')) throw new DomainError('user.missing', {}, { cause });
      if (violates(cause, 'ticket_contact_fkey')) throw new DomainError('contact.missing', {}, { cause });
      throw cause;
    }) as Promise<T>;
  }
}

/** The caller of a call that this user took part in; supervisors and admins may refer to any. */
async function callerOf(em: EntityManager, me: Me, callId: CallId): Promise<string> {
  const [row] = await em.query<{ caller: string }[]>(
    `SELECT caller FROM cdr WHERE call_id = $1 AND ($3 <> 'agent' OR EXISTS (
        SELECT FROM assignment a WHERE a.call_id = cdr.call_id AND a.agent_id = $2 AND a.answered_at IS NOT NULL))`,
    [callId, me.userId, me.role],
  );
  if (!row) throw new DomainError('call.missing', { id: callId });
  return row.caller;
}

async function detail(em: EntityManager, id: TicketId): Promise<TicketDetail> {
  const [row] = await em.query<Row[]>(`${TICKETS} WHERE t.id = $1`, [id]);
  if (!row) throw new DomainError('ticket.missing', { id });
  type Entry = Omit<TicketDetail['entries'][number], 'at'> & { at: Date };
  const entries = await em.query<Entry[]>(
    `SELECT id, at, user_name AS "userName", body, changes FROM ticket_entry WHERE ticket_id = $1 ORDER BY at, id`,
    [id],
  );
  return {
    ...toWire(row),
    body: row.body,
    entries: entries.map((entry) => ({ ...entry, at: entry.at.toISOString() })),
  };
}

const told = (ticket: TicketDetail): Record<Field, string | null> => ({
  title: ticket.title,
  body: ticket.body,
  priority: ticket.priority,
  state: ticket.state,
  assigneeId: ticket.assignee?.name ?? null,
  contactId: ticket.contact?.name ?? null,
  dueAt: ticket.dueAt,
});

export async function openTicketsOf(em: EntityManager, contact: ContactId | null, number: string): Promise<Ticket[]> {
  const rows = await em.query<Row[]>(
    `${TICKETS} WHERE t.state IN ('open', 'pending') AND (t.contact_id = $1 OR t.number = $2) ORDER BY t.no DESC LIMIT 10`,
    [contact, number],
  );
  return rows.map(toWire);
}

function toWire({ contactId, contactName, assigneeId, assigneeName, body: _, ...row }: Row): Ticket {
  return {
    ...row,
    contact: contactId && contactName !== null ? { id: contactId, name: contactName } : null,
    assignee: assigneeId && assigneeName !== null ? { id: assigneeId, name: assigneeName } : null,
    dueAt: row.dueAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
