import type { AgentId, CallId, GroupId } from '@sibai/kernel';
import type { DecisionTrace } from '@sibai/routing';
import i18next from 'i18next';
import { describe, expect, it } from 'vitest';

import { eventText, type Names } from './event-text';
import { en, zh } from './texts';
import { readTrace, rejectionSentences, traceSentences } from './trace';

const i18n = i18next.createInstance();
void i18n.init({
  lng: 'zh-CN',
  ns: ['cdr'],
  resources: { 'zh-CN': { cdr: zh }, en: { cdr: en } },
  interpolation: { escapeValue: false },
});
const t = i18n.getFixedT('zh-CN', 'cdr');

const names: Names = {
  agent: (id) => ({ a1: '王敏', a2: '李强' })[id] ?? '某坐席',
  group: (id) => ({ g1: '售前', g2: '售后' })[id] ?? '某技能组',
  caller: (caller) => caller,
  cause: (cause) => (cause === 'caller' ? '客户挂机' : cause),
};
const offer = { assignmentId: 'x', agentId: 'a1', groupId: 'g1' };

describe('eventText', () => {
  const told = (type: string, data: Record<string, unknown>) => eventText({ type, data }, t, names);

  it('tells the course of a call by the names of people and groups', () => {
    expect(told('trunk.arrived', { caller: '138****1234', dialled: '4008001234' })).toBe(
      '来电到达，主叫 138****1234，拨打 400-800-1234',
    );
    expect(told('acd.queued', { groups: ['g1', 'g2'] })).toBe('开始排队：售前 / 售后');
    expect(told('acd.offered', offer)).toBe('分配给 王敏（售前），开始振铃');
    expect(told('agent.unanswered', { ...offer, reason: 'no_answer' })).toBe('王敏 未接（超时未接）');
    expect(told('cdr.closed', { cause: 'caller' })).toBe('通话结束：客户挂机');
  });

  it('tells a place in the queue as people count it', () => {
    expect(told('acd.announced', { place: 1, estimateSeconds: null })).toBe('播报：排在第一位');
    expect(told('acd.announced', { place: 3, estimateSeconds: 45 })).toBe('播报：前面还有 2 位，预计等待约 45 秒');
  });

  it('tells who was asked, joined and left, and where a call went', () => {
    expect(told('agent.transferred', { to: { kind: 'group', groupId: 'g2' }, mode: 'blind' })).toBe(
      '转接给 售后，主叫听保持音乐',
    );
    expect(told('agent.consulted', { to: { kind: 'agent', agentId: 'a2' } })).toBe('咨询 李强，主叫听保持音乐');
    expect(told('agent.transferred', { to: { kind: 'agent', agentId: 'a2' }, mode: 'attended' })).toBe(
      '咨询后转接给 李强',
    );
    expect(told('agent.parted', { who: { kind: 'number', to: '13700001111' }, leg: 'l', reason: 'removed' })).toBe(
      '13700001111 被移出通话',
    );
    expect(told('agent.supervised', { userId: 'a2', mode: 'whisper' })).toBe('李强 开始密语（仅坐席听到）');
  });

  it('shows the bare type of an event it does not know', () => {
    expect(told('bot.asked', {})).toBe('bot.asked');
  });
});

const trace: DecisionTrace = {
  version: 1,
  at: 0,
  cause: 'caller.queued',
  seeker: { kind: 'caller', call: 'c1' as CallId },
  groups: [{ group: 'g1' as GroupId, name: '售前', waiting: 0, averageWaitMs: null, headWaitMs: null, readyAgents: 2 }],
  agents: [],
  callers: [],
  rejections: [
    { kind: 'agents', group: 'g1' as GroupId, reason: 'occupied', count: 2 },
    { kind: 'group', group: 'g2' as GroupId, reason: 'shorter_average_wait' },
  ],
  outcome: {
    kind: 'offer',
    call: 'c1' as CallId,
    agent: 'a1' as AgentId,
    group: 'g1' as GroupId,
    because: { group: 'only_group', caller: 'seeker', agent: 'longest_idle' },
  },
};

describe('traces', () => {
  it('says why a caller got this agent', () => {
    expect(traceSentences(trace, t, names)).toEqual([
      '来电寻找坐席：在 售前 中找示闲的坐席。',
      '只有技能组「售前」可选。',
      '在示闲的坐席中，王敏 空闲最久。',
    ]);
  });

  it('says why an agent got this caller', () => {
    const sought: DecisionTrace = {
      ...trace,
      seeker: { kind: 'agent', agent: 'a1' as AgentId },
      outcome: {
        kind: 'offer',
        call: 'c1' as CallId,
        agent: 'a1' as AgentId,
        group: 'g1' as GroupId,
        because: { group: 'longest_average_wait', caller: 'longest_wait', agent: 'seeker' },
      },
    };
    expect(traceSentences(sought, t, names)).toEqual([
      '坐席 王敏 示闲后寻找来电。',
      '技能组「售前」的来电平均等得最久，所以先接它。',
      '这通来电在组内等得最久。',
    ]);
  });

  it('says why others were passed over, naming groups the trace does not describe', () => {
    expect(rejectionSentences(trace, t, names)).toEqual([
      '「售前」有 2 位坐席正在通话或整理。',
      '「售后」的来电平均等待较短。',
    ]);
  });

  it('reads only what it can read', () => {
    expect(readTrace(trace as unknown as Record<string, unknown>)).toBe(trace);
    expect(readTrace({ version: 2 })).toBeNull();
    expect(readTrace({})).toBeNull();
  });
});
