import type { Instant } from '@sibai/kernel';

import type { IndustryCode } from './industry.js';
import { readPhone } from './phone.js';

const DAY = 86_400_000;

/** How long recordings of a trade are kept, in days, and the law beside it. Years are counted with every leap day they may have. */
export interface RetentionRule {
  readonly zh: string;
  readonly en: string;
  /** Nothing shorter can be chosen. */
  readonly minDays: number;
  readonly defaultDays: number;
  /** Nothing longer can be chosen: what is kept without need is kept unlawfully (PIPL 19). */
  readonly maxDays: number;
  /** What a person's wish to have it deleted cannot undo. */
  readonly lawDays: number;
  readonly minLaw: string;
  readonly maxLaw: string;
  readonly note: string;
}

const years = (count: number): number => Math.ceil((count * 1461) / 4);
const SHORTEST = '个人信息保护法 第十九条（保存期限应为实现处理目的所必要的最短时间）';

export const RETENTION_RULES = {
  securities: {
    zh: '证券、期货和基金',
    en: 'Securities, futures and funds',
    minDays: years(20),
    defaultDays: years(20),
    maxDays: years(30),
    lawDays: years(20),
    minLaw: '证券法 第一百三十七条、期货和衍生品法（客户资料与交易记录不少于二十年）',
    maxLaw: SHORTEST,
    note: '客户资料、委托、交易记录及与业务经营有关的各项信息，不少于二十年。',
  },
  insurance: {
    zh: '保险和保险中介',
    en: 'Insurance',
    minDays: years(10),
    defaultDays: years(10),
    maxDays: years(50),
    lawDays: years(10),
    minLaw: '保险法 第八十七条（自合同终止之日起，一年期以下不少于五年，一年期以上不少于十年）',
    maxLaw: SHORTEST,
    note: '期限自保险合同终止起算。经营长期险的，请按最长合同期再加十年选择。',
  },
  finance: {
    zh: '银行、支付和持牌金融机构',
    en: 'Banks, payment and licensed finance',
    minDays: years(5),
    defaultDays: years(10),
    maxDays: years(20),
    lawDays: years(5),
    minLaw: '金融行业录音保存下限五年；反洗钱法（2024）第三十四条要求客户身份资料和交易记录不少于十年',
    maxLaw: SHORTEST,
    note: '录音中含客户身份资料或交易指令的，应不少于十年，默认即为十年。',
  },
  ecommerce: {
    zh: '电子商务',
    en: 'E-commerce',
    minDays: years(3),
    defaultDays: years(3),
    maxDays: years(5),
    lawDays: years(3),
    minLaw: '电子商务法 第三十一条（商品和服务信息、交易信息自交易完成之日起不少于三年）',
    maxLaw: SHORTEST,
    note: '电话下单、改单和售后约定属于交易信息。',
  },
  general: {
    zh: '其他行业',
    en: 'Other trades',
    minDays: 1,
    defaultDays: 180,
    maxDays: years(3),
    lawDays: 0,
    minLaw: '法律没有规定最短期限',
    maxLaw: `${SHORTEST}；民法典 第一百八十八条（诉讼时效三年）`,
    note: '用于核实服务与处理投诉，默认一百八十天；三年诉讼时效之后再无保存的必要。',
  },
} as const satisfies Record<string, RetentionRule>;
export type RetentionClass = keyof typeof RETENTION_RULES;
export const RETENTION_CLASSES = Object.keys(RETENTION_RULES) as [RetentionClass, ...RetentionClass[]];

const CLASS_OF: Readonly<Partial<Record<IndustryCode, RetentionClass>>> = {
  securities: 'securities',
  insurance: 'insurance',
  banking: 'finance',
  payment: 'finance',
  ecommerce: 'ecommerce',
  ecommerce_platform: 'ecommerce',
};

export const retentionClassOf = (industry: IndustryCode): RetentionClass => CLASS_OF[industry] ?? 'general';

/** Whether so many days may be chosen, and the law that forbids it where not. */
export type DaysVerdict =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'too_short' | 'too_long'; readonly limit: number; readonly law: string };

export function checkDays(name: RetentionClass, days: number): DaysVerdict {
  const { minDays, maxDays, minLaw, maxLaw } = RETENTION_RULES[name];
  if (days < minDays) return { kind: 'too_short', limit: minDays, law: minLaw };
  if (days > maxDays) return { kind: 'too_long', limit: maxDays, law: maxLaw };
  return { kind: 'allowed' };
}

export interface RetentionPolicy {
  readonly name: RetentionClass;
  readonly days: number;
}

/** What holds for an enterprise: its choice, put within the law of its trade where that has changed since. */
export function policyOf(industry: IndustryCode, chosenDays: number | null): RetentionPolicy {
  const name = retentionClassOf(industry);
  const { minDays, defaultDays, maxDays } = RETENTION_RULES[name];
  return { name, days: Math.min(maxDays, Math.max(minDays, chosenDays ?? defaultDays)) };
}

export interface RecordingFacts {
  readonly callId: string;
  /** As the network gave it; null where no call record tells. */
  readonly caller: string | null;
  readonly groupId: string | null;
  readonly startedAt: Instant;
}

/** Nothing it covers is destroyed, whatever a policy or a person says. `to` is the first moment not covered. */
export type LegalHold = { readonly id: string } & (
  | { readonly kind: 'call'; readonly callId: string }
  | { readonly kind: 'caller'; readonly caller: string }
  | { readonly kind: 'group'; readonly groupId: string }
  | { readonly kind: 'period'; readonly from: Instant; readonly to: Instant }
);

export type RetentionDecision =
  | { readonly kind: 'keep'; readonly until: Instant; readonly reason: 'policy' | 'law' }
  | { readonly kind: 'due'; readonly since: Instant; readonly reason: 'expired' | 'requested' }
  | { readonly kind: 'held'; readonly holds: readonly string[] };

/**
 * Whether a recording is kept, due to be destroyed, or held. A person who asks for deletion shortens the policy to what
 * the law wants; a hold stands over both.
 */
export function decideRetention(
  recording: RecordingFacts,
  policy: RetentionPolicy,
  holds: readonly LegalHold[],
  now: Instant,
  requested = false,
): RetentionDecision {
  const days = requested ? Math.min(policy.days, RETENTION_RULES[policy.name].lawDays) : policy.days;
  const until = recording.startedAt + days * DAY;
  if (now < until) return { kind: 'keep', until, reason: requested ? 'law' : 'policy' };
  const over = holds.filter((hold) => covers(hold, recording));
  if (over.length > 0) return { kind: 'held', holds: over.map(({ id }) => id) };
  return { kind: 'due', since: until, reason: requested ? 'requested' : 'expired' };
}

export function covers(hold: LegalHold, { callId, caller, groupId, startedAt }: RecordingFacts): boolean {
  switch (hold.kind) {
    case 'call':
      return hold.callId === callId;
    case 'caller':
      // What cannot be told to be another's is not destroyed.
      return caller === null || callerKey(hold.caller) === callerKey(caller);
    case 'group':
      return hold.groupId === groupId;
    case 'period':
      return hold.from <= startedAt && startedAt < hold.to;
  }
}

/** The same for all the ways in which networks write one caller: with +86, 0086, 86, or a mobile with a 0 before it. */
export function callerKey(caller: string): string {
  const digits = caller.replace(/\D/g, '');
  const [, mobile] = /^(?:00)?(?:86)?0?(1[3-9]\d{9})$/.exec(digits) ?? [];
  if (mobile) return mobile;
  const phone = readPhone(caller);
  return phone.kind === 'invalid' ? digits : phone.number;
}

/** How networks may have written a mobile: what to look for in call records. */
export const callerForms = (mobile: string): readonly string[] =>
  ['', '0', '86', '+86', '0086', '860', '+860'].map((prefix) => `${prefix}${mobile}`);
