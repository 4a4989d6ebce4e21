import type { DecisionTrace } from '@sibai/routing';
import { formatDuration, formatPercent, formatTime } from '@sibai/ui';
import type { TFunction } from 'i18next';

import type { Names } from './event-text';

/** What else bore on a choice: what was asked of agents, whom the caller waited for, its head start, and who lent whom. */
export function traceNotes(trace: DecisionTrace, callId: string, t: TFunction<'cdr'>, names: Names): string[] {
  const groupName = (id: string): string => trace.groups.find(({ group }) => group === id)?.name ?? names.group(id);
  const notes: string[] = [];
  for (const { name: group, proficiency, why } of trace.groups)
    if (proficiency !== undefined && why !== undefined && (why !== 'asked' || proficiency > 1))
      notes.push(t(`why.${why}`, { group, proficiency }));
  if (trace.direct) {
    const time = formatTime(new Date(trace.direct.until).toISOString(), 'time');
    notes.push(t(`why.${trace.direct.why}`, { agent: names.agent(trace.direct.agent), time }));
  }
  const own = trace.callers.find(({ call }) => call === callId);
  const weights = own?.weights ?? [];
  if (own && own.priority > 0) {
    const named = weights.filter(({ seconds }) => seconds === 0).map(({ why }) => t(`why.why.${why}`));
    notes.push(t('why.priority', { priority: own.priority, why: named.join('、') || '—' }));
  }
  for (const { why, seconds } of weights)
    if (seconds !== 0)
      notes.push(t('why.headStart', { why: t(`why.why.${why}`), time: formatDuration(seconds * 1000) }));
  for (const { lender, to, level, safeLevel, readyAgents: ready, keepReady: keep, lends } of trace.lending ?? []) {
    const facts = {
      lender: groupName(lender),
      to: groupName(to),
      level: level === null ? t('why.unknownLevel') : formatPercent(level * 100),
      safe: formatPercent(safeLevel * 100),
      ready,
      keep,
    };
    notes.push(t(lends ? 'why.lends' : 'why.lendsNot', facts));
  }
  return notes;
}
