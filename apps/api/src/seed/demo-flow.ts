import { Flow, WEEKDAYS } from '@sibai/ivr';
import type { GroupId } from '@sibai/kernel';

const say = (text: string) => [{ kind: 'text' as const, text }];

/** A queue, and what its callers are asked while none of its agents is signed in. */
const queue = (name: string, title: string, group: GroupId) => ({
  [name]: { kind: 'queue', title, groups: [group], nobody: `${name}-busy` },
  [`${name}-busy`]: {
    kind: 'menu',
    title: '无人值守',
    prompts: say('当前客服繁忙，请稍后重试。继续等待请按1，结束通话请直接挂机。'),
    options: { '1': name },
    retries: 2,
    exhausted: 'bye',
  },
});

/** What callers of the demonstration number meet. Open around the clock, so that it can be tried at any hour. */
export const demoFlow = (presales: GroupId, service: GroupId): Flow =>
  Flow.parse({
    schemaVersion: 1,
    start: 'hours',
    nodes: {
      hours: {
        kind: 'hours',
        title: '营业时间',
        weekly: Object.fromEntries(WEEKDAYS.map((day) => [day, [{ from: '00:00', to: '24:00' }]])),
        // It is there to be tried on every day of the year.
        holidays: false,
        open: 'welcome',
        closed: 'closed',
      },
      welcome: {
        kind: 'menu',
        title: '欢迎词',
        prompts: say('您好，欢迎致电四百演示热线。售前咨询请按1，售后服务请按2，重听请按0。'),
        options: { '1': 'presales', '2': 'service', '0': 'welcome' },
        onTimeout: say('没有收到您的按键。')[0],
        onWrong: say('您的按键有误，请重新选择。')[0],
        exhausted: 'bye',
      },
      ...queue('presales', '售前咨询', presales),
      ...queue('service', '售后服务', service),
      closed: {
        kind: 'hangup',
        title: '非营业时间',
        prompts: say('您好，现在是非工作时间，请在工作时间来电。再见。'),
        cause: 'closed',
      },
      bye: { kind: 'hangup', title: '结束语', prompts: say('感谢您的来电，再见。') },
    },
  });
