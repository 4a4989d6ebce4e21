import type { CallRecord } from '@sibai/contracts';

import { localTime } from '../../platform/csv.js';

const OUTCOME: Record<NonNullable<CallRecord['outcome']>, string> = {
  answered: '已接听',
  abandoned: '排队放弃',
  ivr: '语音导航内结束',
  callback: '转回拨',
  voicemail: '留言',
  refused: '未能接入',
  blocked: '黑名单拦截',
  failed: '异常结束',
  unanswered: '外呼未接通',
};

const seconds = (ms: number): string => (ms / 1000).toFixed(1);

/** A call's line in a table for Excel. */
export const CALL_COLUMNS: Record<string, (call: CallRecord) => string | null> = {
  开始时间: (call) => localTime(call.startedAt),
  结束时间: (call) => localTime(call.endedAt),
  方向: (call) => (call.direction === 'out' ? '外呼' : '呼入'),
  主叫号码: (call) => (call.direction === 'out' ? call.dialled : call.caller),
  归属地: (call) => call.region,
  被叫号码: (call) => (call.direction === 'out' ? call.caller : call.dialled),
  线路: (call) => call.lineName,
  结果: (call) => call.outcome && OUTCOME[call.outcome],
  结束原因: (call) => call.cause,
  技能组: (call) => call.groupName,
  坐席: (call) => call.agentName,
  导航路径: (call) => call.ivrPath.join(' > '),
  '导航时长(秒)': (call) => seconds(call.ivrMs),
  '排队时长(秒)': (call) => seconds(call.queueMs),
  '振铃时长(秒)': (call) => seconds(call.ringMs),
  '通话时长(秒)': (call) => seconds(call.talkMs),
  '保持时长(秒)': (call) => seconds(call.holdMs),
  录音: (call) => (call.recorded ? '有' : '无'),
  小结: (call) => call.disposition,
  通话编号: (call) => call.id,
};
