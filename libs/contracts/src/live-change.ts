import * as z from 'zod';

import { Live } from './live.js';

const LISTS = { calls: 'callId', groups: 'id', agents: 'id', lines: 'id', alarms: 'id' } as const;
type ListName = keyof typeof LISTS;
const LIST_NAMES = Object.keys(LISTS) as ListName[];

const WHOLE = ['telephony', 'scope', 'today', 'before', 'settings'] as const;

/** Rows that are new or not as before, those that are gone, and all in their order where that does not follow. */
const rowsOf = <T extends z.ZodType>(rows: z.ZodArray<T>) =>
  z.object({ set: rows, gone: z.array(z.string()), order: z.array(z.string()).optional() }).optional();

const { calls, groups, agents, lines, alarms } = Live.shape;

/** What of a wallboard is not as it was: whole rows, so that a page need not know which part of one changes with which. */
export const LiveChange = Live.pick({ telephony: true, scope: true, today: true, before: true, settings: true })
  .partial()
  .extend({
    at: Live.shape.at,
    calls: rowsOf(calls),
    groups: rowsOf(groups),
    agents: rowsOf(agents),
    lines: rowsOf(lines),
    alarms: rowsOf(alarms),
  });
export type LiveChange = z.infer<typeof LiveChange>;

/** Socket event `live`: on joining, when the groups one sees are others, and when a page asks for it by `live.whole`. */
export const LiveWhole = z.object({ seq: z.int(), board: Live });
export type LiveWhole = z.infer<typeof LiveWhole>;

/** Socket event `live.change`: from the board numbered `seq` - 1 to the next. */
export const LiveStep = z.object({ seq: z.int(), change: LiveChange });
export type LiveStep = z.infer<typeof LiveStep>;

/** What makes of one board the other: `applyChange(a, changeOf(a, b))` equals `b`. */
export function changeOf(before: Live, after: Live): LiveChange {
  const change: Record<string, unknown> = { at: after.at };
  for (const name of WHOLE) if (!isSame(before[name], after[name])) change[name] = after[name];
  for (const name of LIST_NAMES) {
    const rows = rowsChange<Row>(before[name], after[name], keyOf(name));
    if (rows) change[name] = rows;
  }
  return change as LiveChange;
}

export function applyChange(board: Live, change: LiveChange): Live {
  const after: Record<string, unknown> = { ...board, at: change.at };
  for (const name of WHOLE) if (change[name] !== undefined) after[name] = change[name];
  for (const name of LIST_NAMES) {
    const rows = change[name] as RowsChange<Row> | undefined;
    if (rows) after[name] = changed<Row>(board[name], rows, keyOf(name));
  }
  return after as Live;
}

/** The board after a step; undefined when the step is not the next, and the whole board must be asked for. */
export const follow = ({ seq, board }: LiveWhole, step: LiveStep): LiveWhole | undefined =>
  step.seq === seq + 1 ? { seq: step.seq, board: applyChange(board, step.change) } : undefined;

type Row = Live[ListName][number];
type KeyOf<T> = (row: T) => string;

interface RowsChange<T> {
  readonly set: readonly T[];
  readonly gone: readonly string[];
  readonly order?: readonly string[] | undefined;
}

const keyOf =
  (name: ListName): KeyOf<Row> =>
  (row) =>
    (row as Record<string, unknown>)[LISTS[name]] as string;

function rowsChange<T>(before: readonly T[], after: readonly T[], key: KeyOf<T>): RowsChange<T> | undefined {
  const known = new Map(before.map((row) => [key(row), row]));
  const stays = new Set(after.map(key));
  const set = after.filter((row) => !isSame(known.get(key(row)), row));
  const gone = [...known.keys()].filter((each) => !stays.has(each));
  // A row that stays keeps its place, and a new one comes last.
  const follows = [...known.keys(), ...set.map(key).filter((each) => !known.has(each))].filter((each) =>
    stays.has(each),
  );
  const inOrder = after.every((row, at) => key(row) === follows[at]);
  if (set.length === 0 && gone.length === 0 && inOrder) return undefined;
  return { set, gone, ...(!inOrder && { order: after.map(key) }) };
}

function changed<T>(rows: readonly T[], { set, gone, order }: RowsChange<T>, key: KeyOf<T>): T[] {
  const all = new Map(rows.map((row) => [key(row), row]));
  for (const row of set) all.set(key(row), row);
  for (const each of gone) all.delete(each);
  return order ? order.flatMap((each) => all.get(each) ?? []) : [...all.values()];
}

/** Of plain data, as it comes over the wire. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((each, at) => isSame(each, b[at]));
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => isSame((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]))
  );
}
