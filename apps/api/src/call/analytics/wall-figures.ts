import {
  addSums,
  foldCdr,
  foldSpan,
  type IntervalCall,
  intervalFigures,
  type IntervalFigures,
  type IntervalRows,
  type IntervalSums,
  NOTHING_HAPPENED,
  type Span,
} from '@sibai/call';
import type { GroupId, Instant, TenantId } from '@sibai/kernel';
import type { ServiceLevelRule } from '@sibai/routing';
import { Injectable } from '@nestjs/common';

import { Changes } from '../../platform/changes.js';
import { CallEngine } from '../engine.js';
import { Floor } from '../floor.js';
import type { LiveCall } from '../live-call.js';
import { emptyRows, FloorRows, type KeyedRows, listed } from './floor-rows.js';
import type { OwnGroupSet } from './own-groups.js';

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
/** How often rows are read again when something has happened; calls are counted from memory meanwhile. */
const READ_MS = 10_000;
const OVERLAP_MS = 60_000;
const BEFORE_MS = 5 * 60_000;
const WEEKS = 4;
const ZONE = 'Asia/Shanghai';
/** Making one takes milliseconds, using it microseconds. */
const DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE });

/** Midnight in China of the day an instant lies in. */
export const dayStart = (at: Instant): Instant => Date.parse(`${DAY.format(at)}T00:00:00+08:00`);

interface Kept {
  readonly rows: KeyedRows;
  readonly from: Instant;
  readAt: Instant;
  dirty: boolean;
  reading: Promise<void> | undefined;
}

export interface Before {
  readonly lastWeek: IntervalFigures | null;
  readonly weeks: number;
  readonly usual: IntervalFigures | null;
}

/**
 * The day's figures of each tenant's floor, kept up to the moment: rows are read as they change, and calls that have just ended
 * or still go on are taken from memory.
 */
@Injectable()
export class WallFigures {
  readonly #kept = new Map<TenantId, Kept>();
  readonly #before = new Map<string, { readonly at: Instant; readonly figures: Promise<Before> }>();

  constructor(
    private readonly source: FloorRows,
    private readonly engine: CallEngine,
    floor: Floor,
    changes: Changes,
  ) {
    const touch = (tenant: TenantId): void => {
      const kept = this.#kept.get(tenant);
      if (kept) kept.dirty = true;
    };
    engine.watch((live) => {
      touch(live.facts.tenantId);
      const call = live.state.at === 'ended' ? intervalCall(live) : undefined;
      if (call) this.#kept.get(live.facts.tenantId)?.rows.calls.set(call.callId, call);
    });
    floor.watch((tenant) => touch(tenant));
    changes.watch(({ tenantId }) => touch(tenantId));
  }

  /** The rows since midnight, and at least of the last hour, with the calls of this moment. */
  async rows(tenant: TenantId, now: Instant): Promise<IntervalRows> {
    const { rows } = await this.#fresh(tenant, now);
    const calls = new Map(rows.calls);
    for (const live of this.engine.calls()) {
      const call = live.facts.tenantId === tenant ? intervalCall(live) : undefined;
      if (call) calls.set(call.callId, call);
    }
    return { ...listed(rows), calls: [...calls.values()] };
  }

  /** The same weekday of the weeks before, from midnight to the same time of day. */
  before(
    tenant: TenantId,
    scope: OwnGroupSet,
    groups: ReadonlySet<GroupId>,
    ruleOf: (group: GroupId) => ServiceLevelRule,
    now: Instant,
  ): Promise<Before> {
    const key = `${tenant} ${scope === 'all' ? '' : [...scope].toSorted().join()}`;
    const known = this.#before.get(key);
    if (known && now - known.at < BEFORE_MS) return known.figures;
    const figures = this.#readBefore(tenant, groups, ruleOf, now);
    this.#before.set(key, { at: now, figures });
    figures.catch(() => this.#before.delete(key));
    return figures;
  }

  async #readBefore(
    tenant: TenantId,
    groups: ReadonlySet<GroupId>,
    ruleOf: (group: GroupId) => ServiceLevelRule,
    now: Instant,
  ): Promise<Before> {
    const start = dayStart(now);
    const weeks: IntervalSums[] = [];
    let lastWeek: IntervalSums | null = null;
    for (let week = 1; week <= WEEKS; week++) {
      const span: Span = { from: start - week * WEEK_MS, to: now - week * WEEK_MS };
      const sums = foldSpan(await this.source.read(tenant, span), span, groups, ruleOf, now);
      if (sums.offered === 0 && sums.signedInMs === 0) continue;
      weeks.push(sums);
      if (week === 1) lastWeek = sums;
    }
    const passed = now - start;
    if (weeks.length === 0) return { lastWeek: null, weeks: 0, usual: null };
    return {
      lastWeek: lastWeek && intervalFigures(lastWeek, passed),
      weeks: weeks.length,
      usual: mean(intervalFigures(weeks.reduce(addSums, NOTHING_HAPPENED), passed * weeks.length), weeks.length),
    };
  }

  async #fresh(tenant: TenantId, now: Instant): Promise<Kept> {
    const from = Math.min(dayStart(now), now - HOUR_MS);
    let kept = this.#kept.get(tenant);
    // A day has passed, or an hour since midnight: what lies before is no longer wanted.
    if (!kept || from - kept.from > HOUR_MS) {
      kept = { rows: emptyRows(), from, readAt: 0, dirty: true, reading: undefined };
      this.#kept.set(tenant, kept);
    }
    if (kept.readAt === 0) await (kept.reading ??= this.#read(tenant, kept, now));
    else if (kept.dirty && now - kept.readAt > READ_MS)
      // Whoever asks now is answered with what is there.
      (kept.reading ??= this.#read(tenant, kept, now)).catch(() => undefined);
    return kept;
  }

  async #read(tenant: TenantId, kept: Kept, now: Instant): Promise<void> {
    try {
      kept.dirty = false;
      const since = kept.readAt === 0 ? 0 : kept.readAt - OVERLAP_MS;
      await this.source.readInto(kept.rows, tenant, { from: kept.from, to: now + WEEK_MS }, since);
      kept.readAt = now;
    } catch (error) {
      kept.dirty = true;
      throw error;
    } finally {
      kept.reading = undefined;
    }
  }
}

/** A call as its row will be, from its events. */
function intervalCall({ facts, events }: LiveCall): IntervalCall | undefined {
  const cdr = foldCdr(events);
  if (!cdr || cdr.direction === 'out' || cdr.queuedAt === null || cdr.groupId === null) return undefined;
  const { groupId, queuedAt, answeredAt, endedAt, outcome, queueMs } = cdr;
  const lost = endedAt !== null && answeredAt === null && outcome !== 'callback' && outcome !== 'voicemail';
  return { callId: facts.id, groupId, queuedAt, answeredAt, lost, queueMs };
}

const mean = (sum: IntervalFigures, weeks: number): IntervalFigures => ({
  ...sum,
  offered: Math.round(sum.offered / weeks),
  answered: Math.round(sum.answered / weeks),
  abandoned: Math.round(sum.abandoned / weeks),
  abandonedShort: Math.round(sum.abandonedShort / weeks),
  handled: Math.round(sum.handled / weeks),
});
