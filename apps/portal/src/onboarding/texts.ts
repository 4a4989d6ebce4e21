import type { Translation } from '@sibai/ui';

export const zh = {
  title: '开通 400 热线',
  lead: '随时可以离开，换一台设备登录接着办，填过的内容都在。',
  progress: '已完成 {{done}} / {{all}} 步',
  step: {
    account: '注册账号',
    verification: '企业实名认证',
    number: '选择号码',
    plan: '选择套餐',
    contract: '签署合同',
    payment: '支付',
    line: '开通线路',
  },
  state: {
    todo: '尚未开始',
    now: '可以办理',
    waiting: '处理中',
    attention: '需要处理',
    done: '已完成',
  },
  about: {
    account: { todo: '', done: '账号已注册。' },
    verification: {
      todo: '准备营业执照、法定代表人与经办人身份证，约 5 分钟。上传后自动识别，核对即可。',
      done: '认证有效。证照到期前会提醒续期。',
    },
    number: { todo: '搜索并保留一个 400 号码，约 2 分钟。', done: '号码已为贵公司保留。', live: '号码归贵公司使用。' },
    plan: {
      todo: '按来电量测算并发，选择合适的套餐，约 2 分钟。',
      done: '套餐已选定，签约前可随时更换。',
      live: '套餐已生效，变更从下一个计费周期起。',
    },
    contract: { todo: '在线预览合同，由经办人用短信验证码签署，约 2 分钟。', done: '合同已签署，可随时下载。' },
    payment: { todo: '支付宝、对公转账或余额支付，约 1 分钟。', done: '首期费用已支付。' },
    line: { todo: '选择中继与语音导航，做一次线路检测后开通，约 2 分钟。', done: '线路已开通。' },
  },
  waiting: {
    verification: '资料正在审核，1 个工作日内完成，结果会发短信或邮件。',
    payment: '正在等待付款到账，到账后自动继续。',
  },
  needs: '先完成{{missing}}。',
  until: '保留至 {{time}}。',
  go: '继续办理',
  look: '查看',
  begin: '去办理',
  live: { title: '已开通', lead: '现在就可以拨打试试。', call: '拨打测试' },
  cardNext: '下一步：{{step}}',
  cardWait: '资料正在处理，有结果会立即通知您。',
} as const;

export const en: Translation<typeof zh> = {
  title: 'Your 400 hotline',
  lead: 'Leave at any time and go on from another device; nothing you typed is lost.',
  progress: '{{done}} of {{all}} steps done',
  step: {
    account: 'Account',
    verification: 'Real-name verification',
    number: 'Number',
    plan: 'Plan',
    contract: 'Contract',
    payment: 'Payment',
    line: 'Line',
  },
  state: { todo: 'Not yet', now: 'Can be done now', waiting: 'In progress', attention: 'Needs you', done: 'Done' },
  about: {
    account: { todo: '', done: 'The account is there.' },
    verification: {
      todo: 'Have the business licence and the ID cards of legal representative and operator at hand: about 5 minutes. They are read for you to check.',
      done: 'In force. You are reminded before a paper expires.',
    },
    number: {
      todo: 'Search a 400 number and hold it: about 2 minutes.',
      done: 'The number is held for you.',
      live: 'The number is yours.',
    },
    plan: {
      todo: 'Work out the concurrency from your traffic and choose a plan: about 2 minutes.',
      done: 'Chosen; it can be changed until you sign.',
      live: 'In force; changes take effect with the next period.',
    },
    contract: {
      todo: 'Read the contract and sign it with a code sent to the operator: about 2 minutes.',
      done: 'Signed; download it at any time.',
    },
    payment: { todo: 'Alipay, bank transfer or balance: about a minute.', done: 'The first payment is made.' },
    line: { todo: 'Choose trunk and call flow, run a check and go live: about 2 minutes.', done: 'The line is live.' },
  },
  waiting: {
    verification: 'It is being reviewed, within one working day; the result comes by SMS or e-mail.',
    payment: 'Waiting for the payment to arrive; it goes on by itself.',
  },
  needs: 'First: {{missing}}.',
  until: 'Held until {{time}}.',
  go: 'Go on',
  look: 'View',
  begin: 'Begin',
  live: { title: 'is live', lead: 'Call it right now.', call: 'Test call' },
  cardNext: 'Next: {{step}}',
  cardWait: 'In progress; you will be told at once.',
};
