/** What a message says. `subject` is used by mail only. */
export interface Template<P> {
  readonly subject: (params: P) => string;
  readonly text: (params: P) => string;
}

const template = <P extends object>(subject: (params: P) => string, text: (params: P) => string): Template<P> => ({
  subject,
  text,
});

/** What a code is asked for, as its message says it. */
export const CODE_PURPOSES = {
  sign_up: '注册企业账号',
  sign_in: '登录',
  password: '重设登录密码',
  address: '绑定登录手机号或邮箱',
  operator_mobile: '确认经办人手机号',
  sign_contract: '签署合同',
  invite: '接受邀请',
  transfer: '办理过户',
  bind_number: '绑定号码备案',
  subject_request: '查询或删除本人的通话录音',
} as const satisfies Record<string, string>;
export type CodePurpose = keyof typeof CODE_PURPOSES;

/** Every message there is, by name. A stage adds its own here; `params` is what `messages.send` must be given. */
export const TEMPLATES = {
  code: template<{ code: string; purpose: CodePurpose; minutes: number }>(
    ({ code }) => `验证码 ${code}`,
    ({ code, purpose, minutes }) =>
      `您的验证码是 ${code}，用于${CODE_PURPOSES[purpose]}，${minutes} 分钟内有效。任何人向您索要都请勿告知；如非本人操作，请忽略。`,
  ),
  invitation: template<{ tenant: string; inviter: string; role: string; link: string; days: number }>(
    ({ tenant }) => `${tenant} 邀请您加入`,
    ({ tenant, inviter, role, link, days }) =>
      `${inviter} 邀请您加入「${tenant}」，角色为${role}。请在 ${days} 天内打开链接设置密码：${link}`,
  ),
  password_changed: template<{ at: string }>(
    () => '登录密码已修改',
    ({ at }) =>
      `您的登录密码已于 ${at} 修改，其他设备均已退出登录。如非本人操作，请立即用「忘记密码」重设并联系管理员。`,
  ),
  second_step_changed: template<{ at: string; on: boolean }>(
    ({ on }) => (on ? '两步验证已开启' : '两步验证已关闭'),
    ({ at, on }) => `您的账号已于 ${at} ${on ? '开启' : '关闭'}两步验证。如非本人操作，请立即修改密码并联系管理员。`,
  ),
  verification_approved: template<{ company: string; expiresOn: string | null }>(
    () => '实名认证已通过',
    ({ company, expiresOn }) =>
      `「${company}」的实名认证已通过，现在可以签署合同。${expiresOn ? `证照最早于 ${expiresOn} 到期，届时请提前更新。` : ''}`,
  ),
  verification_returned: template<{ company: string; count: number }>(
    () => '实名认证需要补充',
    ({ company, count }) =>
      `「${company}」的实名认证有 ${count} 处需要修改，原因已标在各项旁边。登录后打开「实名认证」，改好即可再次提交，已填内容都在。`,
  ),
  verification_refused: template<{ company: string }>(
    () => '实名认证未通过',
    ({ company }) => `「${company}」的实名认证未通过，原因请登录后在「实名认证」查看。如有异议，请联系平台客服。`,
  ),
  verification_expiring: template<{ company: string; date: string; days: number }>(
    ({ days }) => `证照将在 ${days} 天后到期`,
    ({ company, date, days }) =>
      `「${company}」的证照将于 ${date} 到期，还有 ${days} 天。请登录更新实名认证，只需替换有变化的材料，线路不受影响。`,
  ),
  verification_expired: template<{ company: string; date: string; suspendsOn: string }>(
    () => '证照已到期',
    ({ company, date, suspendsOn }) =>
      `「${company}」的证照已于 ${date} 到期。请尽快更新实名认证；${suspendsOn} 之后仍未更新，400 线路将暂停接听。`,
  ),
  verification_suspended: template<{ company: string }>(
    () => '线路因证照到期暂停',
    ({ company }) => `「${company}」的证照到期后未更新，400 线路已暂停接听。更新实名认证并通过后，线路立即恢复。`,
  ),
  verification_yearly: template<{ company: string; again: boolean }>(
    ({ again }) => (again ? '请尽快完成年度复核' : '年度复核'),
    ({ company, again }) =>
      `「${company}」实名认证已满一年，请登录核对资料，无变化时直接确认提交即可。${again ? '这是第二次提醒。' : ''}`,
  ),
  number_turn: template<{ number: string; until: string }>(
    ({ number }) => `您候补的号码 ${number} 空出来了`,
    ({ number, until }) =>
      `您候补的号码 ${number} 空出来了，已为您单独保留到 ${until}。请在此之前登录确认，过时将轮到下一位。`,
  ),
  number_gone: template<{ number: string; until: string }>(
    ({ number }) => `您候补的号码 ${number} 已售出`,
    ({ number }) => `很抱歉，您候补的号码 ${number} 已由他人购得，候补已结束。登录后可查看与它相近的号码。`,
  ),
  bill_issued: template<{ month: string; amount: string; due: string; paid: boolean }>(
    ({ month }) => `${month} 账单`,
    ({ month, amount, due, paid }) =>
      paid
        ? `${month} 账单共 ${amount} 元，已从余额支付，无需操作。`
        : `${month} 账单共 ${amount} 元，请在 ${due} 前支付。登录后打开「费用中心」可查看每一通通话。`,
  ),
  bill_overdue: template<{ amount: string; suspends: string; reminder: number }>(
    ({ reminder }) => (reminder === 0 ? '账单已到期，请支付' : '欠费提醒'),
    ({ amount, suspends }) =>
      `您有 ${amount} 元账单已过支付期限。${suspends} 前未付清，400 线路将暂停接听；付清后立即恢复。`,
  ),
  billing_suspended: template<{ amount: string; ends: string }>(
    () => '400 线路因欠费暂停',
    ({ amount, ends }) =>
      `您欠费 ${amount} 元已满 30 天，400 线路暂停接听。付清后立即恢复；${ends} 前仍未付清，服务将终止，号码将被收回。`,
  ),
  billing_restored: template<{ balance: string }>(
    () => '400 线路已恢复',
    ({ balance }) => `欠费已付清，400 线路已恢复接听。当前余额 ${balance} 元。`,
  ),
  billing_ended: template<{ amount: string }>(
    () => '服务因欠费终止',
    ({ amount }) => `欠费 ${amount} 元，暂停已满 60 天，服务终止，号码进入收回流程。通话记录与账单依法继续保存。`,
  ),
  bill_shock: template<{ customer: string; month: string; amount: string; mean: string }>(
    ({ customer }) => `话费异常：${customer}`,
    ({ customer, month, amount, mean }) =>
      `「${customer}」${month} 费用已达 ${amount} 元，超过前三个月平均 ${mean} 元的 5 倍。请登录「费用中心」核对通话明细；如非正常业务，请立即联系客服。`,
  ),
  renewal_due: template<{ number: string; ends: string; days: number; amount: string; auto: boolean }>(
    ({ days }) => `400 号码将在 ${days} 天后到期`,
    ({ number, ends, days, amount, auto }) =>
      `${number} 的包年套餐将于 ${ends} 到期，还有 ${days} 天，续费 ${amount} 元。${
        auto ? '余额不足，自动续费未成功，请充值或改用其他方式支付。' : '请登录「费用中心」续费；不续费将按月计费。'
      }`,
  ),
  renewal_paid: template<{ number: string; amount: string; ends: string }>(
    () => '已自动续费',
    ({ number, amount, ends }) => `${number} 已用余额自动续费 ${amount} 元，新的到期日为 ${ends}。`,
  ),
  money_to_balance: template<{ amount: string; balance: string }>(
    () => '一笔款项已转入余额',
    ({ amount, balance }) =>
      `收到您支付的 ${amount} 元，对应订单已关闭、已付清或金额不符，款项已全部转入您的余额（现为 ${balance} 元），可用于支付任何订单，也可申请退回。`,
  ),
  invoice_issued: template<{ number: string; amount: string }>(
    () => '发票已开具',
    ({ number, amount }) => `金额 ${amount} 元的发票已开具，号码 ${number}。登录后在「费用中心 · 发票」下载。`,
  ),
  invoice_rejected: template<{ amount: string; reason: string }>(
    () => '发票申请被退回',
    ({ amount, reason }) => `金额 ${amount} 元的发票未能开具：${reason}。可修改后重新申请。`,
  ),
} as const satisfies Record<string, Template<never>>;

export type TemplateName = keyof typeof TEMPLATES;
export type ParamsOf<T extends TemplateName> = Parameters<(typeof TEMPLATES)[T]['text']>[0];
