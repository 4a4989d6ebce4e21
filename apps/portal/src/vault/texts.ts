import type { Translation } from '@sibai/ui';

export const zh = {
  title: '录音保管',
  lead: '每家企业的录音保管情况，只有数量，看不到任何录音。每晚 02:40 自动核查一次。',
  store: { ok: '录音存储正常', bad: '录音存储异常，录音已留在本机，恢复后自动补传' },
  check: { ask: '立即核查全部', asked: '已开始核查，结果稍后显示在下表' },
  rotate: {
    ask: '轮换密钥',
    title: '现在轮换密钥？',
    content: '为平台和每家企业换用新密钥，录音文件不会重写，旧密钥保留用于读取。完成后请备份密钥文件。',
    asked: '已开始轮换',
    last: '上次轮换',
    never: '还没有轮换过',
    running: '轮换进行中，或上次中断后等待继续',
    unreadable: '{{count}} 个密钥无法读取',
  },
  column: {
    tenant: '企业',
    recordings: '录音',
    size: '大小',
    entries: '链上记录',
    checked: '上次核查',
    faults: '问题',
    alarms: '未清除告警',
    waiting: '等待上传',
  },
  never: '尚未核查',
  sound: '完好',
  since: '{{count}} 条（{{size}}），最早 {{at}}',
  empty: '还没有企业',
} as const;

export const en: Translation<typeof zh> = {
  title: 'Vault',
  lead: 'How the recordings of each enterprise are kept: counts only, no recording is seen. Looked over each night at 02:40.',
  store: {
    ok: 'The store of recordings works',
    bad: 'The store of recordings does not work. Recordings stay on this machine and follow by themselves.',
  },
  check: { ask: 'Look over all now', asked: 'Begun. What is found is shown below.' },
  rotate: {
    ask: 'Rotate keys',
    title: 'Rotate the keys now?',
    content:
      'The platform and every enterprise go over to new keys. No recording is written again, and old keys are kept to read. Make a copy of the key file afterwards.',
    asked: 'Begun',
    last: 'Last rotation',
    never: 'Keys have not been rotated yet',
    running: 'Keys are being rotated, or it was broken off and waits to go on',
    unreadable: '{{count}} keys could not be read',
  },
  column: {
    tenant: 'Enterprise',
    recordings: 'Recordings',
    size: 'Size',
    entries: 'Chain entries',
    checked: 'Looked over',
    faults: 'Faults',
    alarms: 'Open alarms',
    waiting: 'Waiting for the store',
  },
  never: 'Not yet',
  sound: 'Sound',
  since: '{{count}} ({{size}}), the oldest from {{at}}',
  empty: 'No enterprises yet',
};
