import { type Instant } from '@sibai/kernel';

import { addMonths, dateInChina, isCalendarDate } from './calendar.js';
import { type CalendarDate } from './form.js';
import { type Region, regionOf } from './region.js';
import { normaliseCode } from './uscc.js';

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';

/** 民法典 第十七条: who is eighteen is of age, and only then may sign for a company. */
const ADULT_MONTHS = 18 * 12;
/** Nobody alive is older; a birth date before is a slip. */
const EARLIEST = '1900-01-01';

export type ResidentIdProblem = 'length' | 'character' | 'region' | 'birth_date' | 'check';

export type ResidentIdReading =
  | {
      readonly ok: true;
      readonly number: string;
      readonly region: Region;
      readonly birthDate: CalendarDate;
      readonly sex: 'male' | 'female';
      readonly adult: boolean;
    }
  | { readonly ok: false; readonly problem: ResidentIdProblem; readonly at?: number };

/** The 18th character for the first 17 digits. Source: GB 11643-1999, annex A. */
export function residentIdCheck(first17: string): string | undefined {
  if (!/^\d{17}$/.test(first17)) return undefined;
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(first17[at]), 0);
  return CHECKS[sum % 11];
}

/**
 * Reads a resident identity number (公民身份号码, GB 11643-1999): region, birth date, sequence whose last digit is odd
 * for men, check character. Residence permits of Hong Kong, Macao and Taiwan residents have the same form.
 */
export function readResidentId(text: string, now: Instant): ResidentIdReading {
  const number = normaliseCode(text);
  const stranger = [...number].findIndex((character, at) => !/\d/.test(character) && !(character === 'X' && at === 17));
  if (stranger >= 0) return { ok: false, problem: 'character', at: stranger };
  if (number.length !== 18) return { ok: false, problem: 'length' };
  const birthDate = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  const today = dateInChina(now);
  if (!isCalendarDate(birthDate) || birthDate < EARLIEST || birthDate > today)
    return { ok: false, problem: 'birth_date' };
  if (residentIdCheck(number.slice(0, 17)) !== number[17]) return { ok: false, problem: 'check' };
  const region = regionOf(number.slice(0, 6));
  if (region.known === 'nothing') return { ok: false, problem: 'region' };
  return {
    ok: true,
    number,
    region,
    birthDate,
    sex: Number(number[16]) % 2 === 1 ? 'male' : 'female',
    adult: addMonths(today, -ADULT_MONTHS) >= birthDate,
  };
}
