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
} as const satisfies Record<string, Template<never>>;

export type TemplateName = keyof typeof TEMPLATES;
export type ParamsOf<T extends TemplateName> = Parameters<(typeof TEMPLATES)[T]['text']>[0];
