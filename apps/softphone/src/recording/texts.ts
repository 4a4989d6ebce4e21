import type { Translation } from '@sibai/ui';

export const zh = {
  pause: '暂停录音',
  resume: '恢复录音',
  card: '收卡号',
  on: '录音中',
  off: '未录音',
  declined: '客户不同意录音',
  paused: '录音已暂停',
  pausedUntil: '录音已暂停，{{time}} 自动恢复',
} as const;

export const en: Translation<typeof zh> = {
  pause: 'Pause recording',
  resume: 'Resume recording',
  card: 'Take card',
  on: 'Recording',
  off: 'Not recorded',
  declined: 'Customer declined recording',
  paused: 'Recording paused',
  pausedUntil: 'Recording paused until {{time}}',
};
