import {
  asCli,
  type CallerNumber,
  chooseCli,
  type Cli,
  mayDial,
  type OutboundRefusal,
  readCallee,
} from '@sibai/compliance';
import type { OUTBOUND_KINDS, OUTBOUND_REFUSALS, OutboundSettings } from '@sibai/contracts';
import { calendarWith, type DayKind } from '@sibai/ivr';
import {
  type CallId,
  DomainError,
  type GroupId,
  type Id,
  type Instant,
  type TenantId,
  type UserId,
} from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import type { LineEntry } from './line-book.js';
import { OutboundTryEntity } from './outbound.entities.js';
import { settingsOf } from './outbound.service.js';

const DAY_MS = 86_400_000;

/** A wish to call somebody. */
export interface DialWish {
  readonly to: string;
  readonly kind: (typeof OUTBOUND_KINDS)[number];
  readonly line: Pick<LineEntry, 'trunkId' | 'outboundCli'>;
  readonly group: GroupId | null;
  readonly user: UserId | null;
  /** When the one called asked for it. */
  readonly askedAt: Instant | null;
  readonly call: CallId | null;
}

export interface Permit {
  readonly to: string;
  readonly cli: Cli;
}

type Refused = { readonly reason: (typeof OUTBOUND_REFUSALS)[number]; readonly again: Instant | null };
type Verdict = { readonly to: string; readonly cli: Cli | null; readonly refused: Refused | null };

/**
 * Says whether somebody may be called now, and with which number; one for every call to a person outside. Each answer is
 * written down: what was let through counts against the limits from that moment on, answered or not.
 */
@Injectable()
export class Permits {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /** Refuses with the reason, and the time from which on the same call is allowed. */
  async ask(tenant: TenantId, wish: DialWish): Promise<Permit> {
    const verdict = await this.db.as(tenant, async (em) => {
      // Two who call one number at once take turns, or both would be the first.
      await em.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 4009))', [`${tenant} ${wish.to}`]);
      const found = await this.#weigh(em, wish);
      await em.insert(OutboundTryEntity, {
        id: uuid() as Id<'OutboundTry'>,
        tenantId: tenant,
        at: this.clock.now(),
        callee: found.to.slice(0, 32),
        kind: wish.kind,
        userId: wish.user,
        cli: found.refused ? null : found.cli,
        callId: found.refused ? null : wish.call,
        refused: found.refused?.reason ?? null,
        againAt: found.refused?.again ? new Date(found.refused.again) : null,
      });
      return found;
    });
    if (verdict.refused || verdict.cli === null) throw refusal(verdict);
    return { to: verdict.to, cli: verdict.cli };
  }

  /** The same answer, for who only wants to know. */
  preview(tenant: TenantId, wish: DialWish): Promise<Verdict> {
    return this.db.as(tenant, (em) => this.#weigh(em, wish));
  }

  /** The number to be shown to `to`, without asking whether it may be called: where a flow or a transfer leads to. */
  async cli(tenant: TenantId, line: DialWish['line'], to: string, group: GroupId | null): Promise<Cli | undefined> {
    return this.db.as(tenant, async (em) => {
      const { cliRule } = await settingsOf(em);
      return chooseCli(await numbersOf(em, line), { to, group }, cliRule)?.cli;
    });
  }

  async #weigh(em: EntityManager, wish: DialWish): Promise<Verdict> {
    const to = readCallee(wish.to);
    if (to === undefined) return { to: wish.to, cli: null, refused: { reason: 'not_a_number', again: null } };
    const settings = await settingsOf(em);
    const cli = chooseCli(await numbersOf(em, wish.line), { to, group: wish.group }, settings.cliRule)?.cli ?? null;
    const refused = await this.#refused(em, to, wish, settings);
    return { to, cli, refused: refused ?? (cli === null ? { reason: 'no_cli', again: null } : null) };
  }

  async #refused(
    em: EntityManager,
    to: string,
    { askedAt }: DialWish,
    rules: OutboundSettings,
  ): Promise<OutboundRefusal | null> {
    const now = this.clock.now().getTime();
    const [row] = await em.query<{ tries: string[]; listed: boolean }[]>(
      `SELECT array(SELECT extract(epoch FROM at) * 1000 FROM outbound_try
                     WHERE callee = $1 AND refused IS NULL AND at > $2) AS tries,
              EXISTS (SELECT FROM do_not_call WHERE number = $1) AS listed`,
      [to, new Date(now - DAY_MS)],
    );
    const own = await em.query<{ date: string; kind: DayKind; name: string }[]>(
      `SELECT date::text, kind, name FROM calendar_day`,
    );
    const days = [...calendarWith(own)].filter(([, { kind }]) => kind === 'holiday');
    return mayDial(rules, {
      to,
      now,
      tries: (row?.tries ?? []).map(Number),
      onList: row?.listed ?? false,
      askedAt,
      holidays: new Set(days.map(([date]) => date)),
    });
  }
}

/** The numbers a line's calls may show: those of its own trunk, and the trunk's own. */
async function numbersOf(em: EntityManager, { trunkId, outboundCli }: DialWish['line']): Promise<CallerNumber[]> {
  const rows = await em.query<{ number: string; group: GroupId | null; prefixes: string[]; usedAt: Date | null }[]>(
    `SELECT n.number, n.group_id AS "group", n.prefixes, t.at AS "usedAt"
       FROM (SELECT number, group_id, prefixes FROM caller_number WHERE trunk_id = $1
             UNION ALL
             SELECT $2, NULL, '{}' WHERE $2::text IS NOT NULL
                AND NOT EXISTS (SELECT FROM caller_number WHERE trunk_id = $1 AND number = $2)) n
       LEFT JOIN LATERAL (SELECT at FROM outbound_try WHERE cli = n.number AND refused IS NULL
                           ORDER BY at DESC LIMIT 1) t ON true`,
    [trunkId, outboundCli],
  );
  return rows.flatMap(({ number: text, usedAt, ...row }) => {
    const number = asCli(text);
    if (number === undefined) return [];
    return [{ ...row, number, lineDefault: number === outboundCli, usedAt: usedAt?.getTime() ?? null }];
  });
}

function refusal({ to, refused }: Verdict): DomainError {
  const { reason, again } = refused ?? { reason: 'no_cli' as const, again: null };
  return new DomainError(`outbound.${reason}`, { to, again: again === null ? null : new Date(again).toISOString() });
}
