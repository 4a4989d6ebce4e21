import { type Region, regionOf } from './region.js';

/** GB 32100-2015 table 2: 31 characters; I, O, S, V and Z are left out as they look like others. */
export const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** GB 11714-1997: weights of the eight characters of an organisation code. */
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

export type UsccProblem = 'length' | 'character' | 'region' | 'organisation_check' | 'check';

export type UsccReading =
  | {
      readonly ok: true;
      readonly uscc: string;
      /** 登记管理部门: 9 is the market regulator, who gives business licences. */
      readonly department: string;
      /** 机构类别; with department 9: 1 enterprise, 2 individual business, 3 farmers' cooperative. */
      readonly entity: string;
      readonly region: Region;
      /** 组织机构代码, with its own check character (GB 11714). */
      readonly organisation: string;
    }
  | { readonly ok: false; readonly problem: UsccProblem; readonly at?: number };

/** As a person may have typed it, in the standard's form: full width, lower case, spaces and dashes are forgiven. */
export function normaliseCode(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\u00b7.\-–—_]/g, '');
}

/** The 18th character for the first 17; undefined when one of them is not of the alphabet. Source: GB 32100-2015, 5. */
export function usccCheck(first17: string): string | undefined {
  let sum = 0;
  let weight = 1;
  for (const character of first17) {
    const value = USCC_ALPHABET.indexOf(character);
    if (value < 0) return undefined;
    sum += value * weight;
    weight = (weight * 3) % 31;
  }
  return USCC_ALPHABET[(31 - (sum % 31)) % 31];
}

/** The ninth character for the first eight of an organisation code. Source: GB 11714-1997. */
export function organisationCheck(first8: string): string | undefined {
  let sum = 0;
  for (const [at, weight] of ORGANISATION_WEIGHTS.entries()) {
    const value = Number.parseInt(first8[at] ?? '', 36);
    if (Number.isNaN(value)) return undefined;
    sum += value * weight;
  }
  const check = (11 - (sum % 11)) % 11;
  return check === 10 ? 'X' : String(check);
}

/**
 * Reads a unified social credit code (统一社会信用代码, GB 32100-2015) and checks both of its check characters.
 * The department and the entity type may be letters, and so may the region: codes that begin with N or Y exist, which
 * digits-only checkers refuse. A region that is in no table leaves `region.known` short of 'all'.
 */
export function readUscc(text: string): UsccReading {
  const uscc = normaliseCode(text);
  const stranger = [...uscc].findIndex((character) => !USCC_ALPHABET.includes(character));
  if (stranger >= 0) return { ok: false, problem: 'character', at: stranger };
  if (uscc.length !== 18) return { ok: false, problem: 'length' };
  if (usccCheck(uscc.slice(0, 17)) !== uscc[17]) return { ok: false, problem: 'check' };
  if (organisationCheck(uscc.slice(8, 16)) !== uscc[16]) return { ok: false, problem: 'organisation_check' };
  const region = regionOf(uscc.slice(2, 8));
  if (region.known === 'nothing' && /^\d{6}$/.test(uscc.slice(2, 8))) return { ok: false, problem: 'region' };
  const [department = '', entity = ''] = uscc;
  return { ok: true, uscc, department, entity, region, organisation: uscc.slice(8, 17) };
}
