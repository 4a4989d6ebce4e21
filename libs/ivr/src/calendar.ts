import { HOLIDAY_NOTICES } from './public-holidays.js';

/** `ordinary`: a day on which nothing is out of the ordinary, whatever was announced for it. */
export const DAY_KINDS = ['holiday', 'workday', 'ordinary'] as const;
export type DayKind = (typeof DAY_KINDS)[number];

export interface SpecialDay {
  readonly kind: DayKind;
  readonly name: string;
}

/** The days on which a tenant is closed, or works though it is a weekend, by local date. */
export type Calendar = ReadonlyMap<string, SpecialDay>;

/** A date's neighbour. */
export const dateAfter = (date: string, days = 1): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** What was announced: public holidays, and the weekend days that are worked for them. */
export const publicCalendar = (): Map<string, SpecialDay> => {
  const days = new Map<string, SpecialDay>();
  for (const { breaks } of HOLIDAY_NOTICES)
    for (const { name, from, to, worked } of breaks) {
      for (let date = from; date <= to; date = dateAfter(date)) days.set(date, { kind: 'holiday', name });
      for (const date of worked) days.set(date, { kind: 'workday', name: `${name}调休` });
    }
  return days;
};

const PUBLIC = publicCalendar();

/** The public calendar, with a tenant's own days in place of it. */
export function calendarWith(own: readonly (SpecialDay & { readonly date: string })[]): Calendar {
  const days = new Map(PUBLIC);
  for (const { date, kind, name } of own) days.set(date, { kind, name });
  return days;
}
