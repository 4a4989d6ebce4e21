import { AcdSettings, GroupSettings } from '@sibai/contracts';
import { type Calendar, calendarWith, opening, type Opening, type SpecialDay } from '@sibai/ivr';
import type { GroupId, Instant, LineId, TenantId } from '@sibai/kernel';
import type { Group, OverflowTarget, Weight } from '@sibai/routing';

import type { Db } from '../platform/db.js';

/** What a tenant has set of its floor besides what the router itself works with. */
export interface FloorSettings {
  readonly groups: ReadonlyMap<GroupId, GroupSettings>;
  readonly calendar: Calendar;
  readonly vips: ReadonlyMap<string, { readonly priority: number; readonly expiresOn: string | null }>;
  readonly lines: ReadonlyMap<LineId, number>;
  readonly weights: AcdSettings;
  /** Groups whose callers may ask to be called back. */
  readonly callbacks: ReadonlySet<GroupId>;
  /** Of the groups that have their own way of announcing. */
  readonly announce: ReadonlyMap<GroupId, NonNullable<GroupSettings['announce']>>;
}

/** Who asks to wait, as far as it makes a difference to the order. */
export interface Asker {
  readonly caller: string;
  readonly lineId: LineId;
  /** Of the flow; `priority` counts. */
  readonly variables: Readonly<Record<string, string>>;
  /** As a supervisor has set it: before all the rest. */
  readonly priority?: number;
  /** Was called back, or has called again after being cut off. */
  readonly again?: 'callback' | 'redial';
}

export interface GroupRow {
  readonly id: GroupId;
  readonly name: string;
  readonly ringSeconds: number;
  readonly wrapUpSeconds: number;
  readonly wrapUpMode: 'fixed' | 'extendable' | 'manual';
  readonly serviceLevelSeconds: number;
  readonly serviceLevelPercent: number;
  readonly dispositionRequired: boolean;
  readonly settings: unknown;
}

/** Callers who hang up sooner count for no service level: they had dialled wrong, or thought better of it. */
const SHORT_ABANDON_MS = 5_000;

/** A group as the router has it: what an administrator sets in seconds and per cent. */
export function groupOf(row: GroupRow): Group {
  const set = GroupSettings.parse(row.settings);
  const { sticky, maxWait, maxLength } = set;
  return {
    id: row.id,
    name: row.name,
    strategy: set.strategy,
    ringMs: row.ringSeconds * 1000,
    wrapUpMs: row.wrapUpSeconds * 1000,
    // No timer ends the work on a call whose result must be chosen.
    wrapUp: row.dispositionRequired ? 'manual' : row.wrapUpMode,
    wrapUpMaxMs: set.wrapUpMaxSeconds * 1000,
    target: {
      ms: row.serviceLevelSeconds * 1000,
      share: row.serviceLevelPercent / 100,
      shortAbandonMs: SHORT_ABANDON_MS,
    },
    minProficiency: set.minProficiency,
    ...(sticky && {
      sticky: { withinMs: sticky.withinDays * 86_400_000, extraWaitMs: sticky.extraWaitSeconds * 1000 },
    }),
    relaxation: set.relaxation.map(({ afterSeconds, proficiency, addGroup }) => ({
      afterMs: afterSeconds * 1000,
      ...(proficiency !== undefined && { proficiency }),
      ...(addGroup !== undefined && { addGroup }),
    })),
    lends: set.lends.map(({ safePercent, ...lending }) => ({ ...lending, safeLevel: safePercent / 100 })),
    overflow: set.overflow.map(({ afterSeconds, atLength, to }) => ({
      ...(afterSeconds !== undefined && { afterMs: afterSeconds * 1000 }),
      ...(atLength !== undefined && { atLength }),
      to: to.map(targetOf),
    })),
    ...(maxWait && { maxWait: { ms: maxWait.seconds * 1000, to: targetOf(maxWait.to) } }),
    ...(maxLength && { maxLength: { callers: maxLength.callers, to: targetOf(maxLength.to) } }),
  };
}

/** Without the properties that are there and undefined, which the wire's types allow. */
export function targetOf(target: GroupSettings['closedTo']): OverflowTarget {
  if (target.kind === 'voicemail') return { kind: 'voicemail', ...(target.groupId && { groupId: target.groupId }) };
  if (target.kind === 'hangup') return { kind: 'hangup', ...(target.words && { words: target.words }) };
  return target;
}

export function loadSettings(db: Db, tenant: TenantId): Promise<FloorSettings> {
  return db.as(tenant, async (em) => {
    const groups = await em.query<{ id: GroupId; settings: unknown; callback: boolean }[]>(
      'SELECT id, settings, callback_offered AS callback FROM skill_group',
    );
    const days = await em.query<(SpecialDay & { date: string })[]>(
      'SELECT date::text AS date, kind, name FROM calendar_day',
    );
    const vips = await em.query<{ number: string; priority: number; expiresOn: string | null }[]>(
      'SELECT number, priority, expires_on::text AS "expiresOn" FROM vip_caller',
    );
    const lines = await em.query<{ id: LineId; priority: number }[]>(
      'SELECT id, priority FROM line WHERE priority > 0',
    );
    const [weights] = await em.query<{ settings: unknown }[]>('SELECT settings FROM acd_setting');
    const sets = groups.map(({ id, settings }) => [id, GroupSettings.parse(settings)] as const);
    return {
      groups: new Map(sets),
      callbacks: new Set(groups.flatMap(({ id, callback }) => (callback ? [id] : []))),
      announce: new Map(sets.flatMap(([id, { announce }]) => (announce ? [[id, announce] as const] : []))),
      calendar: calendarWith(days),
      vips: new Map(vips.map(({ number, ...vip }) => [number, vip])),
      lines: new Map(lines.map(({ id, priority }) => [id, priority])),
      weights: AcdSettings.parse(weights?.settings ?? {}),
    };
  });
}

const CHINA = { timeZone: 'Asia/Shanghai', exceptions: {} } as const;

/** Whether a group takes callers now. One without hours of its own takes them at all hours, on holidays too. */
export function openingOf({ groups, calendar }: FloorSettings, group: GroupId, now: Instant): Opening {
  const set = groups.get(group);
  if (!set || set.hours === null) return { open: true, holiday: null };
  const hours = { ...CHINA, weekly: set.hours };
  return opening(hours, now, set.holidays ? calendar : undefined);
}

/** Where a caller goes whose groups are all closed: as the first of them has it. */
export function closedTo(
  settings: FloorSettings,
  groups: readonly GroupId[],
  now: Instant,
): { readonly group: GroupId; readonly holiday: string | null; readonly to: OverflowTarget } | null {
  const [group] = groups;
  if (group === undefined || groups.some((id) => openingOf(settings, id, now).open)) return null;
  const { holiday } = openingOf(settings, group, now);
  // Closed groups may lead to one another, and in a circle.
  const passed = new Set<GroupId>();
  for (let id = group; !passed.has(id);) {
    passed.add(id);
    const set = settings.groups.get(id);
    const why = openingOf(settings, id, now);
    const to = set && ((why.holiday !== null && set.holidayTo) || set.closedTo);
    if (!to) break;
    if (to.kind !== 'group') return { group, holiday, to: worded(targetOf(to), why.holiday) };
    if (openingOf(settings, to.groupId, now).open) return { group, holiday, to };
    id = to.groupId;
  }
  return { group, holiday, to: worded({ kind: 'hangup' }, holiday) };
}

/** What is said when nothing else was set. */
const worded = (to: OverflowTarget, holiday: string | null): OverflowTarget =>
  to.kind !== 'hangup' || to.words
    ? to
    : {
        ...to,
        words:
          holiday === null
            ? '您好，现在是非营业时间，请在营业时间来电。'
            : `您好，${holiday}期间暂停服务，请在恢复服务后来电。`,
      };

/** Today's date in China. */
const today = (now: Instant): string => new Date(now + 8 * 3_600_000).toISOString().slice(0, 10);

/** A caller's place in the order besides the wait: the highest priority there is a reason for, and what is added to the wait. */
export function rankOf(
  { vips, lines, weights }: FloorSettings,
  asker: Asker,
  now: Instant,
): { readonly priority: number; readonly weights: readonly Weight[] } {
  const vip = vips.get(asker.caller);
  const spoken = Number(asker.variables['priority']);
  const reasons: { why: Weight['why']; priority: number }[] = [
    { why: 'line', priority: lines.get(asker.lineId) ?? 0 },
    { why: 'ivr', priority: Number.isInteger(spoken) ? Math.min(9, Math.max(0, spoken)) : 0 },
    { why: 'vip', priority: vip && (vip.expiresOn === null || vip.expiresOn >= today(now)) ? vip.priority : 0 },
  ];
  const priority = asker.priority ?? Math.max(...reasons.map((reason) => reason.priority));
  // Told without seconds: the priority is what they come to, and a trace is to name them.
  const named: Weight[] =
    asker.priority === undefined
      ? reasons.filter((reason) => reason.priority > 0).map(({ why }) => ({ why, seconds: 0 }))
      : [{ why: 'supervisor', seconds: 0 }];
  const { again } = asker;
  const added: Weight[] =
    again === undefined
      ? []
      : [{ why: again, seconds: again === 'callback' ? weights.callbackSeconds : weights.redialSeconds }];
  return { priority, weights: [...named, ...added] };
}
