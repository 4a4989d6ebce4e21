import type { KeyKind } from '@sibai/ivr';

import { readAloud } from './read-aloud.js';

/** What the system itself says to callers, the flow's own prompts aside. */
export const announcements = {
  /** Nobody is signed in, or everybody is taken. */
  busy: (): string => '当前客服繁忙，请稍后重试。',

  busyWithChoice: (): string => '当前客服繁忙，请稍后重试。继续等待请按一，结束通话请按二。',

  /** Where a waiting caller stands. */
  position: (ahead: number, waitSeconds?: number, title = '客服', callback = false): string => {
    const more = callback ? '如需稍后回拨请按1。' : '';
    if (waitSeconds === undefined)
      return readAloud(ahead === 0 ? '您是下一位，客服即将为您服务。' : `您前面还有${ahead}位客户。`) + readAloud(more);
    const before = ahead === 0 ? '' : `您前面还有${ahead}位客户，`;
    return readAloud(`${before}正在为您转接${title}，预计等待时间${waitInWords(waitSeconds)}。${more}`);
  },

  voicemail: (): string => '客服暂时无法接听，请在提示音后留言，留言将被录音，按井号键结束。',

  voicemailTaken: (): string => '您的留言已收到，我们会尽快与您联系，再见。',

  /** `number`: the one that calls, if it can be called back. */
  callbackAsk: (number: string | null): string =>
    number === null
      ? '请输入您的回拨号码，按井号键结束；继续等待请按星号键。'
      : readAloud(
          `我们将按您现在的排队顺序回拨号码${number}，确认请按井号键；使用其他号码，请直接输入号码，按井号键结束；继续等待请按星号键。`,
        ),

  callbackRead: (number: string): string => readAloud(`您输入的号码是${number}，确认请按井号键，重新输入请按星号键。`),

  callbackWrong: (): string => '号码有误，请重新输入，按井号键结束；继续等待请按星号键。',

  callbackKept: (): string => '已为您保留排队位置，稍后我们会回拨给您，请保持电话畅通，再见。',

  /** An agent asks for keys in mid-call. */
  collect: (what: KeyKind): string => COLLECT[what],

  /** The line already carries as many calls as it may. */
  lineBusy: (): string => '您拨打的线路正忙，请稍后再拨。',

  /** The enterprise takes no calls from this number. */
  blocked: (): string => '您好，您的来电暂时无法接入，感谢您的理解，再见。',

  /** The line is suspended; the caller is told no more of the enterprise's affairs than that it cannot be reached. */
  lineUnpaid: (): string => '您好，您拨打的四百号码已暂停服务，请稍后再拨，或通过其他方式联系该企业。',

  lineUnverified: (): string => '您好，您拨打的四百号码正在办理资料更新，暂时无法接听，请稍后再拨。',

  lineSuspended: (): string => '您好，您拨打的四百号码暂停使用，请稍后再拨。',

  /** The number has no flow that could be run. */
  outOfService: (): string => '您拨打的号码暂时无法接通，请稍后再拨。',

  recordingNotice: (): string => '为了保证服务质量，本次通话将被录音。',

  agentNumber: (number: string): string => readAloud(`工号${number}为您服务。`),

  goodbye: (): string => '感谢您的来电，再见。',
} as const;

const COLLECT: Readonly<Record<KeyKind, string>> = {
  digits: '请按键输入，按井号键结束。',
  order: '请输入订单号，按井号键结束。',
  password: '请输入密码，客服听不到，按井号键结束。',
  id_card: '请输入身份证号，客服听不到，末位字母请按星号键。',
  card: '请输入卡号，客服听不到，按井号键结束。',
};

/** A wait as it is told to a caller: in quarters of a minute, then in minutes, never less than it is. */
export function waitInWords(seconds: number): string {
  if (seconds <= 45) return readAloud(`${Math.max(15, Math.ceil(seconds / 15) * 15)}秒`);
  const minutes = Math.ceil(seconds / 60);
  return minutes > 30 ? '三十分钟以上' : readAloud(`${minutes}分钟`);
}
