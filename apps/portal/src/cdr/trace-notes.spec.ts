import type { AgentId, CallId, GroupId } from '@sibai/kernel';
import type { DecisionTrace } from '@sibai/routing';
import i18next from 'i18next';
import { expect, it } from 'vitest';

import type { Names } from './event-text';
import { en, zh } from './texts';
import { traceNotes } from './trace-notes';

const i18n = i18next.createInstance();
void i18n.init({
  lng: 'zh-CN',
  ns: ['cdr'],
  resources: { 'zh-CN': { cdr: zh }, en: { cdr: en } },
  interpolation: { escapeValue: false },
});
const t = i18n.getFixedT('zh-CN', 'cdr');
const names: Names = {
  agent: () => '王敏',
  group: (id) => (id === 'g2' ? '售后' : '某组'),
  caller: (caller) => caller,
  cause: (cause) => cause,
};

const group = { waiting: 0, averageWaitMs: null, headWaitMs: null, readyAgents: 1 };
const trace: DecisionTrace = {
  version: 2,
  at: 0,
  cause: 'caller.queued',
  seeker: { kind: 'caller', call: 'c1' as CallId },
  groups: [
    { ...group, group: 'g1' as GroupId, name: '售前', proficiency: 3, why: 'relaxed' },
    { ...group, group: 'g2' as GroupId, name: '售后', proficiency: 1, why: 'asked' },
  ],
  agents: [],
  callers: [
    {
      rank: 1,
      call: 'c1' as CallId,
      waitMs: 40_000,
      priority: 5,
      weights: [
        { why: 'vip', seconds: 0 },
        { why: 'redial', seconds: 300 },
      ],
    },
  ],
  rejections: [],
  lending: [
    {
      lender: 'g2' as GroupId,
      to: 'g1' as GroupId,
      level: 0.75,
      safeLevel: 0.8,
      readyAgents: 2,
      keepReady: 1,
      lends: false,
    },
  ],
  outcome: { kind: 'wait', reason: 'nobody_skilled' },
};

it('says what bore on a choice besides who was ready, and nothing of what did not', () => {
  expect(traceNotes(trace, 'c1', t, names)).toEqual([
    '因为等得久，「售前」的要求已放宽到熟练度 3。',
    '这通来电的优先级是 5（VIP 名单），每一级相当于多等十分钟。',
    '中断后重拨：相当于多等 05:00。',
    '「售后」没有借出坐席给「售前」：本组服务水平 75%（要求 80%），空闲 2 人，要留 1 人。',
  ]);
  expect(traceNotes(trace, 'another', t, names)).toHaveLength(2);
});

it('says whom a caller waits for', () => {
  const direct = { agent: 'a' as AgentId, until: Date.parse('2026-11-22T01:02:03Z'), why: 'sticky' as const };
  const [, told] = traceNotes({ ...trace, callers: [], lending: [], direct }, 'c1', t, names);
  expect(told).toMatch(/^先等上次接待的坐席 王敏，到 .*02:03 为止。$/);
});
