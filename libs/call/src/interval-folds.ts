import type { GroupId, Instant } from '@sibai/kernel';
import type { ServiceLevelRule } from '@sibai/routing';

import { groupBy } from './group-by.js';
import { fold, type IntervalRows, type IntervalSums, ofAll, type Span } from './interval.js';

/**
 * What `foldSpan` answers of some groups, for one set of groups after another: the rows are looked through once, and then
 * each set takes its own.
 */
export function foldsOf(
  rows: IntervalRows,
  span: Span,
  ruleOf: (group: GroupId) => ServiceLevelRule,
  now: Instant,
): (groups: ReadonlySet<GroupId>) => IntervalSums {
  const all = ofAll(rows);
  const calls = groupBy(rows.calls, ({ groupId }) => groupId);
  const assignments = groupBy(rows.assignments, ({ groupId }) => groupId);
  // A wrap-up counts with its call, though it may lie outside of the span.
  const lasting = rows.presences.filter(
    ({ presence, since, until }) => presence === 'wrap_up' || (since < span.to && (until ?? now) > span.from),
  );
  const presences = groupBy(lasting, ({ agentId }) => agentId);
  const members = groupBy(
    [...rows.members].flatMap(([agent, groups]) => groups.map((group) => ({ agent, group }))),
    ({ group }) => group,
  );

  return (groups) => {
    const of = <T>(index: ReadonlyMap<GroupId, readonly T[]>): T[] =>
      [...groups].flatMap((group) => index.get(group) ?? []);
    const own = of(assignments);
    const staff = new Set(of(members).map(({ agent }) => agent));
    const agents = new Set([...staff, ...own.map(({ agentId }) => agentId)]);
    const part: IntervalRows = {
      calls: of(calls),
      assignments: own,
      members: new Map([...staff].map((agent) => [agent, rows.members.get(agent) ?? []])),
      presences: [...agents].flatMap((agent) => presences.get(agent) ?? []),
    };
    return fold(part, all, span, groups, ruleOf, now);
  };
}
