import type { DecisionTrace } from '@sibai/routing';
import type { TFunction } from 'i18next';

import type { Names } from './event-text';

/** The trace stored with an assignment, when it is one this page can read. */
export function readTrace(trace: Readonly<Record<string, unknown>>): DecisionTrace | null {
  const lists = ['groups', 'agents', 'callers', 'rejections'].every((key) => Array.isArray(trace[key]));
  const version = trace['version'] === 1 || trace['version'] === 2;
  const known = version && lists && typeof trace['outcome'] === 'object' && trace['outcome'] !== null;
  return known ? (trace as unknown as DecisionTrace) : null;
}

/** Why this agent and this caller, a sentence each. */
export function traceSentences(trace: DecisionTrace, t: TFunction<'cdr'>, names: Names): string[] {
  const groupName = (id: string): string => trace.groups.find(({ group }) => group === id)?.name ?? names.group(id);
  const opening =
    trace.seeker.kind === 'caller'
      ? t('trace.seekCaller', { groups: trace.groups.map(({ name }) => name).join(' / ') })
      : t('trace.seekAgent', { agent: names.agent(trace.seeker.agent) });

  const { outcome } = trace;
  if (outcome.kind === 'wait') return [opening, t(`trace.wait.${outcome.reason}`)];

  const agent = names.agent(outcome.agent);
  const because = [
    t(`trace.group.${outcome.because.group}`, { group: groupName(outcome.group) }),
    trace.seeker.kind === 'caller'
      ? t(`trace.agent.${outcome.because.agent}`, { agent })
      : t(`trace.caller.${outcome.because.caller}`),
  ];
  return [opening, ...because];
}

/** Why the others were passed over. */
export function rejectionSentences(trace: DecisionTrace, t: TFunction<'cdr'>, names: Names): string[] {
  return trace.rejections.map((rejection) => {
    const group = trace.groups.find((traced) => traced.group === rejection.group)?.name ?? names.group(rejection.group);
    if (rejection.kind === 'group') return t(`trace.rejectedGroup.${rejection.reason}`, { group });
    return t(`trace.rejectedAgents.${rejection.reason}`, { group, count: rejection.count });
  });
}
