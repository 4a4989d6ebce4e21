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
  operator_mobile: '确认经办人手机号',
  sign_contract: '签署合同',
  invite: '接受邀请',
  transfer: '办理过户',
  bind_number: '绑定号码备案',
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
} as const satisfies Record<string, Template<never>>;

export type TemplateName = keyof typeof TEMPLATES;
export type ParamsOf<T extends TemplateName> = Parameters<(typeof TEMPLATES)[T]['text']>[0];
