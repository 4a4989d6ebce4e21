import { callerForms } from '@sibai/compliance';
import type { KeptEntry } from '@sibai/contracts';
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
  /** When calls of the number were not taken, or somebody wanted that. */
  readonly blocks: readonly {
    addedAt: Date;
    state: string;
    reason: string;
    until: Date | null;
    decidedAt: Date | null;
    endedAt: Date | null;
  }[];
  readonly preferred: { name: string; priority: number; expiresOn: string | null; addedAt: Date } | null;
  readonly doNotCall: { reason: string; addedAt: Date } | null;
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
  const blocks = await em.query<OwnFile['blocks'][number][]>(
    `SELECT added_at AS "addedAt", state, reason, until, decided_at AS "decidedAt", ended_at AS "endedAt"
       FROM blocked_caller WHERE tenant_id = $1 AND number = $2 ORDER BY id`,
    [tenant, mobile],
  );
  const [preferred] = await em.query<NonNullable<OwnFile['preferred']>[]>(
    `SELECT name, priority, expires_on::text AS "expiresOn", added_at AS "addedAt" FROM vip_caller
      WHERE tenant_id = $1 AND number = ANY ($2)`,
    [tenant, callerForms(mobile)],
  );
  const [doNotCall] = await em.query<NonNullable<OwnFile['doNotCall']>[]>(
    `SELECT reason, added_at AS "addedAt" FROM do_not_call WHERE tenant_id = $1 AND number = $2`,
    [tenant, mobile],
  );
  return {
    ...{ contact: contact ?? null, tickets, callbacks, calledBy, messages },
    ...{ blocks, preferred: preferred ?? null, doNotCall: doNotCall ?? null },
  };
}

/** How many things are on file about a person besides the calls. */
export const countOf = ({ contact, preferred, doNotCall, ...lists }: OwnFile): number =>
  [contact, preferred, doNotCall].filter((one) => one !== null).length +
  Object.values(lists).reduce((sum, list) => sum + list.length, 0);

const HELD = `EXISTS (SELECT FROM legal_hold h WHERE h.tenant_id = $1 AND h.lifted_at IS NULL AND h.caller = $2)`;
/** What a block was made for is not over while it is in force (PIPL 47 (1)); one that says no reason has none to stay. */
const STILL_NEEDED = `state = 'in_force' AND reason <> '' AND (until IS NULL OR until > $3)`;

/** What is on a list by its number and stays there though the person asked for deletion. */
export const staying = (em: EntityManager, tenant: TenantId, mobile: string, now: Date): Promise<KeptEntry[]> =>
  em
    .query<(Omit<KeptEntry, 'since' | 'until'> & { since: Date; until: Date | null })[]>(
      `SELECT CASE WHEN ${STILL_NEEDED} THEN 'block' ELSE 'hold' END AS kind, added_at AS since,
              CASE WHEN ${STILL_NEEDED} THEN until END AS until
         FROM blocked_caller WHERE tenant_id = $1 AND number = $2 AND (${STILL_NEEDED} OR ${HELD})
       UNION ALL
       SELECT 'do_not_call', added_at, NULL FROM do_not_call WHERE tenant_id = $1 AND number = $2
       UNION ALL
       SELECT 'hold', added_at, NULL FROM vip_caller WHERE tenant_id = $1 AND number = ANY ($4) AND ${HELD}
       ORDER BY since`,
      [tenant, mobile, now, callerForms(mobile)],
    )
    .then((rows) =>
      rows.map(({ kind, since, until }) => ({
        kind,
        since: since.toISOString(),
        until: until?.toISOString() ?? null,
      })),
    );

/**
 * Takes the person out of the file, and answers how many things were: the number goes, the record with its last number, what
 * says that calls are preferred or were not taken, tickets no longer say whose they are, and what was noted beside callbacks
 * and messages goes. Nothing of it while a hold names the number; and not what is `staying`.
 */
export async function removeFile(em: EntityManager, tenant: TenantId, mobile: string, now: Date): Promise<number> {
  const removed = await em.query<[{ contact_id: string }[], number]>(
    `DELETE FROM contact_number WHERE tenant_id = $1 AND number = $2 AND NOT ${HELD} RETURNING contact_id`,
    [tenant, mobile],
  );
  for (const { contact_id: contact } of removed[0])
    await em.query(
      `DELETE FROM contact WHERE tenant_id = $1 AND id = $2
          AND NOT EXISTS (SELECT FROM contact_number n WHERE n.contact_id = contact.id)`,
      [tenant, contact],
    );
  let count = removed[1];
  const change = async (sql: string, third: unknown): Promise<void> => {
    const [, rows] = await em.query<[unknown, number]>(`${sql} AND tenant_id = $1 AND NOT ${HELD}`, [
      ...[tenant, mobile, third],
    ]);
    count += rows;
  };
  const forms = callerForms(mobile);
  await change(`DELETE FROM blocked_caller WHERE number = $2 AND NOT (${STILL_NEEDED})`, now);
  await change(`DELETE FROM vip_caller WHERE number = ANY ($3)`, forms);
  await change(`UPDATE ticket SET number = NULL WHERE number = ANY ($3)`, forms);
  await change(`UPDATE callback SET note = '' WHERE note <> '' AND number = ANY ($3)`, forms);
  await change(`UPDATE voicemail SET note = '' WHERE note <> '' AND caller = ANY ($3)`, forms);
  return count;
}
