import type { Language } from './i18n/i18n.js';

const ZONE = 'Asia/Shanghai';

/** Minutes and seconds, `03:07`; with hours from an hour on, `1:03:07`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number): string => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

const isMobile = (digits: string): boolean => /^1[3-9]\d{9}$/.test(digits);
const isService = (number: string): boolean => /^[48]00\d{7}$/.test(number);

/** A telephone number as people write it: 400-800-1234, 138 0013 8000; others as they are. */
export function formatNumber(number: string): string {
  if (isService(number)) return `${number.slice(0, 3)}-${number.slice(3, 6)}-${number.slice(6)}`;
  if (isMobile(number)) return `${number.slice(0, 3)} ${number.slice(3, 7)} ${number.slice(7)}`;
  return number;
}

/** A personal number with its middle hidden: 138****8000. Service numbers, short codes and names belong to nobody. */
export function maskNumber(number: string): string {
  if (isService(number) || !/^\+?\d{7,}$/.test(number)) return number;
  return `${number.slice(0, Math.max(0, number.length - 8))}****${number.slice(-4)}`;
}

const formats = {
  time: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  date: { year: 'numeric', month: '2-digit', day: '2-digit' },
  moment: {
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  },
  full: {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  },
  /** To the minute, where nobody asks for seconds: deadlines, lists that people read. */
  minute: {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  },
  /** The same, of days near today. */
  short: { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

export type TimeStyle = keyof typeof formats;

/** A moment on the clocks of China, wherever the reader is. The year or the month stands first in either language: 03/11 is two days. */
export function formatTime(
  at: string | number | Date,
  style: TimeStyle = 'full',
  language: Language = 'zh-CN',
): string {
  const locale = language === 'en' ? 'en-CA' : 'zh-CN';
  return new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...formats[style] }).format(new Date(at));
}

/** A share of 0 to 100 as `87%`; a dash where there is nothing to measure. */
export const formatPercent = (value: number | null): string =>
  value === null ? '—' : `${Number.isInteger(value) ? value : value.toFixed(1)}%`;

/** Whole fen as yuan: ¥1,234.50, without decimals where there are none. */
export function formatYuan(fen: number): string {
  const decimals = fen % 100 === 0 ? 0 : 2;
  const yuan = new Intl.NumberFormat('zh-CN', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return `${fen < 0 ? '−' : ''}¥${yuan.format(Math.abs(fen) / 100)}`;
}
