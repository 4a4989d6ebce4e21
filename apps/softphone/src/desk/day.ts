import { type BusyReason, type Desk, type Presence, Workday } from '@sibai/contracts';
import { call } from '@sibai/ui';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';

/** Asked for again with each change of the presence, and now and then: the present state is added up by the page itself. */
export const dayQuery = (desk: Desk) =>
  queryOptions({
    queryKey: ['day', desk.presence, desk.since],
    staleTime: 60_000,
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(Workday, '/agent/day', { signal }),
  });

export interface Total {
  readonly presence: Presence;
  readonly reason: BusyReason | null;
  readonly ms: number;
}

/** The day's totals as of `now` by the server's clock: what has run since the server added up goes to the present state. */
export function totalsAt(day: Workday, desk: Pick<Desk, 'presence' | 'reason'>, now: number): Total[] {
  const since = Math.max(0, now - Date.parse(day.at));
  const isNow = (each: Total) => each.presence === desk.presence && each.reason === desk.reason;
  const known = day.states.some(isNow) || desk.presence === 'offline';
  const states: readonly Total[] = known
    ? day.states
    : [...day.states, { presence: desk.presence, reason: desk.reason, ms: 0 }];
  return states.map((each) => (isNow(each) ? { ...each, ms: each.ms + since } : each));
}
