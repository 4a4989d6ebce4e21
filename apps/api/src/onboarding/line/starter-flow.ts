import type { FlowInput } from '@sibai/ivr';
import type { GroupId } from '@sibai/kernel';

/** A greeting, then the queue of one group; while nobody there is signed in, callers are told and may wait. */
export const starterFlow = (group: GroupId, greeting: string): FlowInput => ({
  schemaVersion: 1,
  start: 'greeting',
  nodes: {
    greeting: { kind: 'play', title: '欢迎词', prompts: [{ kind: 'text', text: greeting }], next: 'service' },
    service: { kind: 'queue', title: '客服', groups: [group], nobody: 'nobody' },
    nobody: {
      kind: 'menu',
      title: '无人值守',
      prompts: [{ kind: 'text', text: '当前客服繁忙，请稍后重试。继续等待请按1，结束通话请直接挂机。' }],
      options: { '1': 'service' },
      retries: 2,
      exhausted: 'bye',
    },
    bye: { kind: 'hangup', title: '结束语', prompts: [{ kind: 'text', text: '感谢您的来电，再见。' }] },
  },
});
