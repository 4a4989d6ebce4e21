import type { AgentId, CallId, GroupId, Instant } from '@sibai/kernel';

import { staffOf, type Talk } from './day-staff.js';
import type { Day, DayCall } from './what-if.js';

/**
 * A day of calls as a table: when each joined the queue, how long it waited, whether and how long an agent talked to
 * it. Headings in Chinese or English; a call centre's log of other systems often has them by one of these names.
 */
const HEADINGS = {
  at: ['arrived_at', 'queued_at', 'q_start', '排队时间', '进线时间'],
  instead: ['vru_exit'],
  wait: ['wait_seconds', 'q_time', '等待秒数', '排队秒数'],
  talk: ['talk_seconds', 'handle_seconds', 'ser_time', '通话秒数', '处理秒数'],
  outcome: ['outcome', '结果'],
  group: ['group', 'type', '技能组'],
  agent: ['agent', 'server', '坐席'],
} as const;
type Column = keyof typeof HEADINGS;

const ANSWERED = new Set(['answered', 'agent', '接通', '已接通']);
const ABANDONED = new Set(['abandoned', 'hang', '放弃', '未接通']);

export type CsvFlaw =
  | { readonly kind: 'no_column'; readonly column: 'at' | 'outcome' }
  | { readonly kind: 'bad_cell'; readonly line: number; readonly column: Column; readonly text: string }
  | { readonly kind: 'too_long'; readonly max: number }
  | { readonly kind: 'empty' };

export const MAX_CSV_CALLS = 50_000;
/** Calls further apart are not of one day; some count the hours after midnight on. */
const MAX_SPAN_MS = 36 * 3_600_000;

/** Reads the day; who was at work follows from who talked, where the table says. */
export function readDay(text: string, midnight: Instant): Day | CsvFlaw {
  const [head, ...lines] = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  if (head === undefined || lines.length === 0) return { kind: 'empty' };
  if (lines.length > MAX_CSV_CALLS) return { kind: 'too_long', max: MAX_CSV_CALLS };
  const names = cellsOf(head).map((name) => name.toLowerCase());
  const places = new Map(
    (Object.keys(HEADINGS) as Column[]).map((column) => [
      column,
      names.findIndex((name) => (HEADINGS[column] as readonly string[]).includes(name)),
    ]),
  );
  for (const column of ['at', 'outcome'] as const)
    if ((places.get(column) ?? -1) < 0) return { kind: 'no_column', column };

  const calls: DayCall[] = [];
  const talks: Talk[] = [];
  for (const [at, line] of lines.entries()) {
    const cells = cellsOf(line);
    const cell = (column: Column): string => cells[places.get(column) ?? -1] ?? '';
    const bad = (column: Column): CsvFlaw => ({
      kind: 'bad_cell',
      line: at + 2,
      column,
      text: cell(column).slice(0, 40),
    });
    const outcome = cell('outcome').toLowerCase();
    const answered = ANSWERED.has(outcome);
    // Of other outcomes nobody waited for an agent.
    if (!answered && !ABANDONED.has(outcome)) continue;
    let came = timeOf(cell('at'), midnight);
    if (came === undefined) return bad('at');
    if (came === midnight && places.get('instead') !== -1) {
      // 0:00:00 of a call that did not join the queue: answered at once, or hung up before.
      if (!answered) continue;
      came = timeOf(cell('instead'), midnight) ?? came;
    }
    if (Math.abs(came - (calls[0]?.at ?? came)) > MAX_SPAN_MS) return bad('at');
    const waitMs = secondsOf(cell('wait'));
    const talkMs = secondsOf(cell('talk'));
    if (waitMs === undefined) return bad('wait');
    if (talkMs === undefined) return bad('talk');
    const group = (cell('group') || '—') as GroupId;
    calls.push({ call: `c${at}` as CallId, at: came, groups: [group], waitMs, talkMs: answered ? talkMs : null });
    const agent = cell('agent') as string as AgentId;
    if (!answered || agent === '') continue;
    talks.push({ agent, group, from: came + waitMs, to: came + waitMs + talkMs });
  }
  if (calls.length === 0) return { kind: 'empty' };
  calls.sort((a, b) => a.at - b.at);
  const { shifts, wrapUpMs } = staffOf(talks, calls);
  const groups = [...new Set(calls.flatMap((call) => call.groups))].sort();
  return {
    groups: groups.map((id) => ({ id, name: id, wrapUpMs, ringMs: 20_000 })),
    calls,
    shifts,
    pickUpMs: 0,
  };
}

function cellsOf(line: string): string[] {
  const cells: string[] = [];
  for (const [, quoted, plain] of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g))
    cells.push((quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"')).trim());
  return cells;
}

/** `9:05:30` of the day, or a date with a time. */
function timeOf(text: string, midnight: Instant): Instant | undefined {
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (clock) {
    const [, hours, minutes, seconds = '0'] = clock;
    if (Number(hours) >= 36 || Number(minutes) >= 60 || Number(seconds) >= 60) return undefined;
    return midnight + ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
  }
  const local = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?$/.test(text) ? `${text.replace(' ', 'T')}+08:00` : text;
  const instant = /^\d{4}-\d{2}-\d{2}T/.test(local) ? Date.parse(local) : NaN;
  return Number.isNaN(instant) ? undefined : instant;
}

function secondsOf(text: string): number | undefined {
  if (text === '') return 0;
  return /^\d{1,6}(\.\d+)?$/.test(text) ? Math.round(Number(text) * 1_000) : undefined;
}
