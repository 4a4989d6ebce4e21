import dayjs, { type Dayjs } from 'dayjs';

/** China has had one zone and no summer time since 1991. */
const OFFSET_MS = 8 * 3600_000;

/** The picked wall-clock time, read as a time in China whatever the browser's zone, as an instant. */
export const momentOf = (picked: Dayjs): string =>
  new Date(
    Date.UTC(picked.year(), picked.month(), picked.date(), picked.hour(), picked.minute(), picked.second()) - OFFSET_MS,
  ).toISOString();

/** The wall-clock time in China of an instant, for a date picker. */
export function wallClock(instant: string): Dayjs {
  const shifted = new Date(Date.parse(instant) + OFFSET_MS);
  return dayjs(shifted.toISOString().slice(0, 19));
}
