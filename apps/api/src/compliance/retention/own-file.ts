import { callerForms } from '@sibai/compliance';
import type { TenantId } from '@sibai/kernel';
import type { EntityManager } from 'typeorm';

/** What an enterprise has on file about a person besides the calls. */
export interface OwnFile {
  readonly contact: { name: string; company: string | null; remark: string | null; tags: string[] } | null;
  readonly tickets: readonly { no: number; title: string; body: string; state: string; createdAt: Date }[];
  readonly callbacks: readonly { askedAt: Date; state: string; tries: number; note: string }[];
  /** When the enterprise has called, or wanted to and was not let: a call that came about is among the calls as well. */
  readonly calledBy: readonly { at: Date; kind: string; shown: string | null; refused: string | null }[];
  readonly messages: readonly { leftAt: Date; handledAt: Date | null; note: string }[];
}

export async function ownFile(em: EntityManager, tenant: TenantId, mobile: string): Promise<OwnFile> {
  const [contact] = await em.query<NonNullable<OwnFile['contact']>[]>(
    `SELECT c.name, c.company, c.remark, c.tags FROM contact c JOIN contact_number n ON n.contact_id = c.id
      WHERE c.tenant_id = $1 AND n.number = $2`,
    [tenant, mobile],
  );
  const tickets = await em.query<OwnFile['tickets'][number][]>(
    `SELECT no, title, body, state, created_at AS "createdAt" FROM ticket
      WHERE tenant_id = $1 AND number = ANY ($2) ORDER BY no`,
    [tenant, callerForms(mobile)],
  );
  const callbacks = await em.query<OwnFile['callbacks'][number][]>(
    `SELECT asked_at AS "askedAt", state, tries, note FROM callback WHERE tenant_id = $1 AND number = ANY ($2) ORDER BY asked_at`,
    [tenant, callerForms(mobile)],
  );
  const calledBy = await em.query<OwnFile['calledBy'][number][]>(
    `SELECT at, kind, cli AS shown, refused FROM outbound_try WHERE tenant_id = $1 AND callee = ANY ($2) ORDER BY at, id`,
    [tenant, callerForms(mobile)],
  );
  const messages = await em.query<OwnFile['messages'][number][]>(
    `SELECT left_at AS "leftAt", handled_at AS "handledAt", note FROM voicemail
      WHERE tenant_id = $1 AND caller = ANY ($2) ORDER BY left_at`,
    [tenant, callerForms(mobile)],
  );
  return { contact: contact ?? null, tickets, callbacks, calledBy, messages };
}

/**
 * Takes the person out of the file: the number goes, the record with its last number, and tickets no longer say whose they
 * are, and what was noted beside callbacks and messages goes. Nothing of it while a hold names the number.
 */
export async function removeFile(em: EntityManager, tenant: TenantId, mobile: string): Promise<void> {
  const free = `NOT EXISTS (SELECT FROM legal_hold h WHERE h.tenant_id = $1 AND h.lifted_at IS NULL AND h.caller = $2)`;
  const removed = await em.query<[{ contact_id: string }[], number]>(
    `DELETE FROM contact_number WHERE tenant_id = $1 AND number = $2 AND ${free} RETURNING contact_id`,
    [tenant, mobile],
  );
  for (const { contact_id: contact } of removed[0])
    await em.query(
      `DELETE FROM contact WHERE tenant_id = $1 AND id = $2
          AND NOT EXISTS (SELECT FROM contact_number n WHERE n.contact_id = contact.id)`,
      [tenant, contact],
    );
  for (const change of [
    `ticket SET number = NULL WHERE number`,
    `callback SET note = '' WHERE number`,
    `voicemail SET note = '' WHERE caller`,
  ])
    await em.query(`UPDATE ${change} = ANY ($3) AND tenant_id = $1 AND ${free}`, [
      ...[tenant, mobile, callerForms(mobile)],
    ]);
}
