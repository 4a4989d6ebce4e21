import { expect, it } from 'vitest';

import { courseOf } from './evidence-course.js';

const name = (id: string) => ({ a1: '李娜', u1: '赵磊', g1: '预约挂号' })[id] ?? id;
const told = (type: string, data: object) => courseOf({ type, data: { ...data } }, name);

it('says what happened in words, with the names of people and groups', () => {
  const offer = { agentId: 'a1', groupId: 'g1', assignmentId: 'x' };
  expect(told('trunk.arrived', { caller: '13812345678', dialled: '4008001234' })).toBe(
    '来电到达：主叫 13812345678，被叫 4008001234',
  );
  expect(told('acd.offered', offer)).toBe('分配给 李娜（预约挂号），开始振铃');
  expect(told('agent.supervised', { userId: 'u1', mode: 'whisper' })).toBe('赵磊 开始密语，仅坐席听到');
  expect(told('agent.transferred', { to: { kind: 'group', groupId: 'g1' }, mode: 'attended' })).toBe(
    '咨询后转接给 技能组 预约挂号',
  );
  expect(told('agent.unanswered', { ...offer, reason: 'declined' })).toBe('李娜 未接（拒接）');
  expect(told('agent.consult_ended', { outcome: 'merged' })).toBe('咨询结束：并入多方通话');
  expect(['caller', 'some_flow_word'].map((cause) => told('cdr.closed', { cause }))).toEqual([
    '通话结束：客户挂机',
    '通话结束：some_flow_word',
  ]);
  expect(told('agent.parted', { who: { kind: 'number', to: '010' }, reason: 'removed' })).toBe('010 被移出通话');
});

it('keeps what the sheet tells its reader to check, and tells of a card no more than may be known', () => {
  expect(told('recording.announced', { noticeVersion: 2, complete: true })).toBe(
    '播放录音告知第 2 版，complete = true',
  );
  expect(told('agent.collected', { kind: 'card', outcome: 'done', shown: '****2233' })).toBe(
    '按键输入结束（卡号）：已输入 ****2233',
  );
});

it('names an event it does not know, and somebody who is gone by the id', () => {
  expect(told('moon.landed', {})).toBe('moon.landed');
  expect(told('agent.held', { agentId: 'gone' })).toBe('gone 保持通话');
});
