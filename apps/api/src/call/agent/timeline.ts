import { callerForms } from '@sibai/compliance';
import type { Timeline, TimelineEntry } from '@sibai/contracts';
import type { ContactId } from '@sibai/kernel';
import type { EntityManager } from 'typeorm';

const PAGE = 20;
type Dated<E> = E extends TimelineEntry ? Omit<E, 'at'> & { at: Date } : never;
type Row = Dated<TimelineEntry>;

/** Callers come with a prefix that records are written without. */
const written = (numbers: readonly string[]): string[] =>
  numbers.flatMap((number) => (/^1\d{10}$/.test(number) ? callerForms(number) : [number]));

/**
 * What happened with who has these numbers, newest first. Row-level security says which recordings the one who asks
 * may hear: an agent none.
 */
export async function timelineOf(
  em: EntityManager,
  { numbers, contact, before }: { numbers: readonly string[]; contact: ContactId | null; before: string | undefined },
): Promise<Timeline> {
  const rows = await em.query<Row[]>(
    `SELECT * FROM (
       SELECT 'call' AS kind, c.started_at AS at, c.call_id AS "callId", c.direction, c.outcome, u.name AS "agentName",
              g.name AS "groupName", c.talk_ms AS "talkMs", c.queue_ms AS "waitMs", c.disposition, c.notes,
              (SELECT coalesce(array_agg(r.id ORDER BY r.started_at), '{}') FROM recording r
                WHERE r.call_id = c.call_id AND r.state = 'sealed' AND r.destroyed_at IS NULL) AS recordings,
              NULL::uuid AS "ticketId", NULL::int AS no, NULL AS title, NULL AS state
         FROM cdr c LEFT JOIN app_user u ON u.id = c.agent_id LEFT JOIN skill_group g ON g.id = c.group_id
        WHERE c.caller = ANY ($1)
       UNION ALL
       SELECT 'ticket', t.created_at, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, t.id, t.no, t.title, t.state
         FROM ticket t WHERE t.contact_id = $2 OR t.contact_id IS NULL AND t.number = ANY ($1)) AS entry
      WHERE $3::timestamptz IS NULL OR at < $3 ORDER BY at DESC LIMIT ${PAGE + 1}`,
    [written(numbers), contact, before ?? null],
  );
  const shown = rows.slice(0, PAGE).map((row) => {
    const at = row.at.toISOString();
    if (row.kind === 'ticket') {
      const { kind, ticketId, no, title, state } = row;
      return { kind, at, ticketId, no, title, state };
    }
    const { kind, callId, direction, outcome, agentName, groupName, talkMs, waitMs, disposition, notes, recordings } =
      row;
    return {
      kind,
      at,
      callId,
      direction,
      outcome,
      agentName,
      groupName,
      talkMs,
      waitMs,
      disposition,
      notes,
      recordings,
    };
  });
  return { entries: shown, next: rows.length > PAGE ? (shown.at(-1)?.at ?? null) : null };
}
