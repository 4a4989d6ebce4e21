import { addSums, foldAgents, foldSteps, intervalFigures, type IntervalSums, NOTHING_HAPPENED } from '@sibai/call';
import {
  INTERVAL_MINUTES,
  type IntervalDetail,
  type IntervalDetailQuery,
  type IntervalHistory,
  type IntervalQuery,
  type IntervalRow,
} from '@sibai/contracts';
import { DomainError, type GroupId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import type { Me } from '../../platform/auth.js';
import { Db } from '../../platform/db.js';
import { FloorRows } from './floor-rows.js';
import { isOwn, OwnGroups } from './own-groups.js';
import { type GroupConfig, ruleFrom, WallGroups } from './wall-groups.js';

const STEP_MS = INTERVAL_MINUTES * 60_000;
const DAY_MS = 86_400_000;
/** More calls behind one row than this are looked up in the list of calls. */
const CALLS = 500;

interface DayOfRows {
  readonly rows: IntervalRow[];
  readonly total: IntervalSums;
  readonly passedMs: number;
}

/** What own groups did, quarter of an hour by quarter, and what is behind a row. */
@Injectable()
export class HistoryService {
  constructor(
    private readonly db: Db,
    private readonly source: FloorRows,
    private readonly walls: WallGroups,
    private readonly own: OwnGroups,
  ) {}

  async history(me: Me, query: IntervalQuery): Promise<IntervalHistory> {
    const rows: IntervalRow[] = [];
    let total = NOTHING_HAPPENED;
    let passedMs = 0;
    for await (const day of this.days(me, query)) {
      rows.push(...day.rows);
      total = addSums(total, day.total);
      passedMs += day.passedMs;
    }
    return { rows, total: intervalFigures(total, passedMs) };
  }

  /** Day by day, so that a month is never in memory at once. */
  async *days(me: Me, { from, to, groupId }: IntervalQuery): AsyncGenerator<DayOfRows> {
    const groups = await this.#groups(me, groupId);
    const all = new Set(groups.map(({ id }) => id));
    const ruleOf = ruleFrom(new Map(groups.map((group) => [group.id, group])));
    const now = Date.now();
    for (let start = chinaDay(from); start <= chinaDay(to) && start < now; start += DAY_MS) {
      const span = { from: start, to: start + DAY_MS };
      const rows: IntervalRow[] = [];
      let total = NOTHING_HAPPENED;
      for (const { span: step, sumsOf } of foldSteps(
        await this.source.read(me.tenantId, span),
        span,
        STEP_MS,
        ruleOf,
        now,
      )) {
        total = addSums(total, sumsOf(all));
        const passed = Math.min(step.to, now) - step.from;
        for (const group of groups) {
          const sums = sumsOf(new Set([group.id]));
          if (sums.offered === 0 && sums.handled === 0 && sums.signedInMs === 0) continue;
          const at = { from: new Date(step.from).toISOString(), groupId: group.id, groupName: group.name };
          rows.push({ ...at, ...intervalFigures(sums, passed) });
        }
      }
      yield { rows, total, passedMs: Math.min(span.to, now) - span.from };
    }
  }

  /** The agents and the calls behind a row. */
  async detail(me: Me, { from, to, groupId }: IntervalDetailQuery): Promise<IntervalDetail> {
    const groups = await this.#groups(me, groupId);
    const ruleOf = ruleFrom(new Map(groups.map((group) => [group.id, group])));
    const span = { from: Date.parse(from), to: Date.parse(to) };
    const { agents: names } = await this.walls.names(me.tenantId);
    const agents = foldAgents(await this.source.read(me.tenantId, span), span, new Set([groupId]), ruleOf, Date.now());
    const calls = await this.db.run((em) =>
      em.query<(Omit<IntervalDetail['calls'][number], 'queuedAt'> & { queuedAt: Date })[]>(
        `SELECT c.call_id AS "callId", c.caller, c.queued_at AS "queuedAt", c.queue_ms AS "waitMs",
                c.answered_at IS NOT NULL AS answered, c.ended_at IS NOT NULL AS ended, u.name AS "agentName"
           FROM cdr c LEFT JOIN app_user u ON u.id = c.agent_id
          WHERE c.direction = 'in' AND c.queued_at >= $1 AND c.queued_at < $2 AND c.group_id = $3
          ORDER BY c.queued_at LIMIT ${CALLS}`,
        [from, to, groupId],
      ),
    );
    return {
      agents: agents
        .map((agent) => ({ ...agent, name: names.get(agent.agentId) ?? '' }))
        .toSorted((a, b) => b.answered - a.answered || a.name.localeCompare(b.name, 'zh-CN')),
      calls: calls.map((call) => ({ ...call, queuedAt: call.queuedAt.toISOString() })),
    };
  }

  /** The groups asked for, or all of one's own; a group of others is refused. */
  async #groups(me: Me, wanted: GroupId | undefined): Promise<GroupConfig[]> {
    const own = await this.own.of(me);
    const { groups } = await this.walls.names(me.tenantId);
    if (wanted === undefined) return [...groups.values()].filter(({ id }) => isOwn(own, id));
    const group = groups.get(wanted);
    if (!group) throw new DomainError('group.missing', { id: wanted });
    if (!isOwn(own, wanted)) throw new DomainError('floor.not_own_group');
    return [group];
  }
}

/** Midnight in China, which has no summer time. */
const chinaDay = (date: string): number => Date.parse(`${date}T00:00:00+08:00`);
