import type { WhatIfAnswer, WhatIfChange, WhatIfFigures } from '@sibai/contracts';
import type { GroupId } from '@sibai/kernel';
import {
  type Change,
  type CsvFlaw,
  type Day,
  figuresOf,
  type Group,
  GROUP_DEFAULTS,
  NO_CHANGE,
  readDay,
  recorded,
  replay,
  type Replayed,
  type Sums,
} from '@sibai/routing';

import { answerQuestions } from '../../platform/thread.js';

export type WhatIfWork = {
  readonly source:
    | { readonly kind: 'day'; readonly day: Day }
    | { readonly kind: 'table'; readonly text: string; readonly midnight: number };
  readonly change: WhatIfChange;
};
export type WhatIfDone = WhatIfAnswer | { readonly flaw: CsvFlaw };

answerQuestions<WhatIfWork, WhatIfDone>(({ source, change }) => {
  const day = source.kind === 'day' ? source.day : readDay(source.text, source.midnight);
  return Promise.resolve('kind' in day ? { flaw: day } : answer(day, change));
});

function answer(day: Day, change: WhatIfChange): WhatIfAnswer {
  const started = performance.now();
  const replayed = replay(day, NO_CHANGE);
  const changed = replay(day, changeOf(day, change));
  const tookMs = performance.now() - started;
  return {
    groups: day.groups.map((group) => ({
      id: group.id,
      name: group.name,
      calls: day.calls.filter((call) => call.groups[0] === group.id).length,
      agents: agentsOf(day, group.id),
      wrapUpSeconds: group.wrapUpMs / 1000,
      targetSeconds: (group.target ?? GROUP_DEFAULTS.target).ms / 1000,
      strategy: group.strategy ?? GROUP_DEFAULTS.strategy,
    })),
    agents: new Set(day.shifts.map(({ agent }) => agent)).size,
    recorded: columnOf(recorded(day)),
    replayed: columnOf(replayed),
    changed: columnOf(changed),
    decisions: replayed.decisions + changed.decisions,
    tookMs,
    timesRealTime: Math.round((replayed.virtualMs + changed.virtualMs) / Math.max(1, tookMs)),
  };
}

const agentsOf = (day: Day, group: GroupId): number =>
  new Set(day.shifts.filter(({ groups }) => groups.some(({ groupId }) => groupId === group)).map(({ agent }) => agent))
    .size;

function changeOf(day: Day, { volumePercent, talkPercent, pooled, groups }: WhatIfChange): Change {
  const agents: Record<GroupId, number> = {};
  const rules: Record<GroupId, Partial<Omit<Group, 'id' | 'name'>>> = {};
  for (const { group, agents: more, ...rule } of groups) {
    const config = day.groups.find(({ id }) => id === group);
    if (!config) continue;
    agents[config.id] = more;
    const target = config.target ?? GROUP_DEFAULTS.target;
    const others = day.groups.filter(({ id }) => id !== config.id);
    rules[config.id] = {
      ...(rule.strategy && { strategy: rule.strategy }),
      ...(rule.wrapUpSeconds !== undefined && { wrapUpMs: rule.wrapUpSeconds * 1000, wrapUp: 'fixed' }),
      ...(rule.targetSeconds !== undefined && { target: { ...target, ms: rule.targetSeconds * 1000 } }),
      ...(rule.maxWaitSeconds !== undefined && {
        maxWait: { ms: rule.maxWaitSeconds * 1000, to: { kind: 'callback' as const } },
      }),
      ...(rule.lendsFromPercent !== undefined && {
        lends: others.map(({ id }) => ({
          to: id,
          safeLevel: (rule.lendsFromPercent ?? 100) / 100,
          keepReady: 1,
          proficiency: 1,
        })),
      }),
    };
  }
  return { volume: volumePercent / 100, talk: talkPercent / 100, pooled, agents, rules };
}

const columnOf = ({ total, intervals }: Replayed): WhatIfAnswer['recorded'] => ({
  total: wire(total),
  intervals: intervals.map(({ from, ...sums }) => ({ from: new Date(from).toISOString(), ...wire(sums) })),
});

function wire(sums: Sums): WhatIfFigures {
  const { serviceLevel, connectRate, averageWaitMs } = figuresOf(sums);
  const { offered, answered, abandoned, overflowed } = sums;
  const perCent = (value: number | null) => (value === null ? null : 100 * value);
  return {
    offered,
    answered,
    abandoned,
    overflowed,
    serviceLevel: perCent(serviceLevel),
    connectRate: perCent(connectRate),
    averageWaitMs,
  };
}
