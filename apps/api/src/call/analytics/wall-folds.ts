import { foldsOf, type IntervalRows, type IntervalSums } from '@sibai/call';
import type { GroupId, Instant, TenantId } from '@sibai/kernel';
import type { ServiceLevelRule } from '@sibai/routing';
import { Injectable } from '@nestjs/common';

import { dayStart, WallFigures } from './wall-figures.js';

/** Folding a day takes a while. Figures are of this long ago at most; where making them takes more than a twentieth of it, of longer. */
const FOLD_MS = 1000;
const SHARE = 20;
const HOUR_MS = 3_600_000;
/** Over how long arrivals are counted to tell how many come. */
const ARRIVALS_MS = 30 * 60_000;

type RuleOf = (group: GroupId) => ServiceLevelRule;

/** What the rows of a tenant's day come to, as of one moment; each sum is made when it is first asked for. */
export class WallFold {
  readonly members: IntervalRows['members'];
  readonly #arrivals = new Map<GroupId, number>();
  readonly #hour: (groups: ReadonlySet<GroupId>) => IntervalSums;
  readonly #day: (groups: ReadonlySet<GroupId>) => IntervalSums;
  readonly #sums = new Map<string, IntervalSums>();
  #tookMs = 0;

  constructor(
    rows: IntervalRows,
    ruleOf: RuleOf,
    readonly at: Instant,
  ) {
    const started = performance.now();
    this.members = rows.members;
    for (const { groupId, queuedAt } of rows.calls)
      if (queuedAt > at - ARRIVALS_MS) this.#arrivals.set(groupId, (this.#arrivals.get(groupId) ?? 0) + 1);
    this.#hour = foldsOf(rows, { from: at - HOUR_MS, to: at }, ruleOf, at);
    this.#day = foldsOf(rows, { from: dayStart(at), to: at + 1 }, ruleOf, at);
    this.#tookMs += performance.now() - started;
  }

  holds(now: Instant): boolean {
    return now >= this.at && now - this.at < Math.max(FOLD_MS, this.#tookMs * SHARE);
  }

  arrivalsPerSecond(group: GroupId): number {
    return ((this.#arrivals.get(group) ?? 0) * 1000) / ARRIVALS_MS;
  }

  hourOf(group: GroupId): IntervalSums {
    return this.#once(`hour ${group}`, () => this.#hour(new Set([group])));
  }

  /** Since midnight in China. */
  dayOf(groups: ReadonlySet<GroupId>): IntervalSums {
    return this.#once([...groups].toSorted().join(), () => this.#day(groups));
  }

  #once(key: string, make: () => IntervalSums): IntervalSums {
    const known = this.#sums.get(key);
    if (known) return known;
    const started = performance.now();
    const sums = make();
    this.#tookMs += performance.now() - started;
    this.#sums.set(key, sums);
    return sums;
  }
}

/** The present fold of each tenant, the same for all who look at the floor. */
@Injectable()
export class WallFolds {
  readonly #folds = new Map<TenantId, Promise<WallFold>>();

  constructor(private readonly figures: WallFigures) {}

  async of(tenant: TenantId, ruleOf: RuleOf, now: Instant): Promise<WallFold> {
    const known = await this.#folds.get(tenant);
    if (known?.holds(now)) return known;
    const fold = this.figures.rows(tenant, now).then((rows) => new WallFold(rows, ruleOf, now));
    this.#folds.set(tenant, fold);
    fold.catch(() => this.#folds.delete(tenant));
    return fold;
  }
}
