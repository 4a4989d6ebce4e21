import type { Translation } from '@sibai/ui';

export const zh = {
  asked: '「{{group}}」要求熟练度至少 {{proficiency}}。',
  relaxed: '因为等得久，「{{group}}」的要求已放宽到熟练度 {{proficiency}}。',
  overflow: '因为溢出规则，「{{group}}」也来接这通来电，熟练度至少 {{proficiency}}。',
  sticky: '先等上次接待的坐席 {{agent}}，到 {{time}} 为止。',
  directed: '这通来电指定找坐席 {{agent}}，到 {{time}} 为止。',
  priority: '这通来电的优先级是 {{priority}}（{{why}}），每一级相当于多等十分钟。',
  headStart: '{{why}}：相当于多等 {{time}}。',
  why: {
    line: '线路',
    ivr: '语音导航',
    vip: 'VIP 名单',
    callback: '排队回呼',
    redial: '中断后重拨',
    supervisor: '班长调整',
  },
  lends:
    '「{{lender}}」可以借出坐席给「{{to}}」：本组服务水平 {{level}}，不低于要求的 {{safe}}；空闲 {{ready}} 人，留 {{keep}} 人。',
  lendsNot:
    '「{{lender}}」没有借出坐席给「{{to}}」：本组服务水平 {{level}}（要求 {{safe}}），空闲 {{ready}} 人，要留 {{keep}} 人。',
  unknownLevel: '近期无来电',
  column: {
    calls: '今日接听',
    occupancy: '占用率',
    from: '所属',
    own: '本组',
    lent: '借自「{{group}}」',
    score: '折算等待',
  },
  waiting: {
    title: '为什么还在等',
    place: '排在第 {{place}} 位。',
    only: '正在等指定的坐席，不占队列里的名次。',
    estimate: '预计还要 {{time}}（八成把握在 {{low}}–{{high}} 之间）。',
    noEstimate: '没有坐席在接听，无法预计。',
    live: '每 2 秒更新',
  },
} as const;

export const en: Translation<typeof zh> = {
  asked: '“{{group}}” asks for a proficiency of at least {{proficiency}}.',
  relaxed: 'After the long wait, “{{group}}” asks for a proficiency of {{proficiency}} only.',
  overflow: 'By an overflow rule “{{group}}” answers as well, from proficiency {{proficiency}}.',
  sticky: '{{agent}}, who talked to the caller last, is waited for until {{time}}.',
  directed: 'The call is for {{agent}}, who is waited for until {{time}}.',
  priority: 'Its priority is {{priority}} ({{why}}); each step counts as ten minutes of waiting.',
  headStart: '{{why}}: counts as {{time}} more of waiting.',
  why: {
    line: 'line',
    ivr: 'call flow',
    vip: 'VIP list',
    callback: 'queue callback',
    redial: 'redial after being cut off',
    supervisor: 'set by a supervisor',
  },
  lends:
    '“{{lender}}” may lend to “{{to}}”: its service level is {{level}}, at least {{safe}}; {{ready}} ready, {{keep}} to be kept.',
  lendsNot:
    '“{{lender}}” did not lend to “{{to}}”: its service level is {{level}} (asked: {{safe}}), {{ready}} ready, {{keep}} to be kept.',
  unknownLevel: 'no calls of late',
  column: {
    calls: 'Calls today',
    occupancy: 'Occupied',
    from: 'Of',
    own: 'the group',
    lent: 'lent by “{{group}}”',
    score: 'Counts as',
  },
  waiting: {
    title: 'Why it still waits',
    place: 'Place {{place}} in the queue.',
    only: 'It waits for one agent and has no place in the queue.',
    estimate: 'About {{time}} to go (four in five: {{low}}–{{high}}).',
    noEstimate: 'Nobody takes calls: no estimate.',
    live: 'every 2 s',
  },
};
