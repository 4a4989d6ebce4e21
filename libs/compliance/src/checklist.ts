import type { Instant } from '@sibai/kernel';

import { dateInChina } from './calendar.js';
import type { CallingHours } from './outbound.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const REVIEW_DAYS = 90;
const KEY_DAYS = 365;
/** So long before a date the item warns. */
const NOTICE_DAYS = 30;
/** Between 22 and 8 people are left alone: a convention of the field, not a law. */
const DAY_BEGINS = '08:00';
const DAY_ENDS = '22:00';

/** The newest look over a chain; `fault` names what was found, empty when it is whole. */
export interface Look {
  readonly at: Instant;
  readonly entries: number;
  readonly fault: string | null;
}

/** What is known of a tenant: gathered once, judged by `checklist`. */
export interface ChecklistFacts {
  readonly identity: {
    readonly approvedAt: Instant;
    readonly expiresOn: string | null;
    readonly inForce: boolean;
  } | null;
  readonly boundNumbers: { readonly total: number; readonly unconfirmed: readonly string[] };
  /** Lines that are not closed, by whether their calls are recorded; and the recordings of the last 30 days. */
  readonly announcement: {
    readonly recorded: number;
    readonly unrecorded: number;
    readonly recordings: number;
    /** Those without a notice that was heard to its end, each named by time, line and call. */
    readonly unproven: readonly string[];
  };
  /** Null where recordings are kept without a policy. */
  readonly retention: {
    readonly days: number;
    readonly minDays: number;
    readonly maxDays: number;
    readonly ranAt: Instant | null;
  } | null;
  readonly vault: { readonly recordings: number; readonly look: Look | null };
  readonly words: {
    readonly texts: number;
    readonly found: readonly { readonly where: string; readonly word: string }[];
  };
  readonly access: { readonly people: number; readonly reviewedAt: Instant | null; readonly reviewedBy: string | null };
  /** When the tenant's key was made or last changed; null before anything was sealed. */
  readonly keyAt: Instant | null;
  readonly trunks: readonly { readonly name: string; readonly callerId: string | null }[];
  /** The rules by which calls are placed, and what came of them in the last 30 days. */
  readonly outbound: {
    readonly hours: readonly CallingHours[];
    readonly perDay: number;
    readonly listed: number;
    readonly placed: number;
    readonly refused: number;
  };
  readonly contract: { readonly no: string; readonly signedAt: Instant; readonly place: number | null } | null;
  readonly contractLook: Look | null;
  readonly auditLook: Look | null;
  readonly admins: readonly { readonly name: string; readonly secondStep: boolean }[];
}

export const CHECKLIST_IDS = [
  'identity',
  'bound_numbers',
  'announcement',
  'retention',
  'vault',
  'words',
  'access',
  'keys',
  'caller_id',
  'outbound',
  'contract',
  'audit',
  'second_step',
] as const;
export type ChecklistId = (typeof CHECKLIST_IDS)[number];
export type ChecklistState = 'green' | 'amber' | 'red' | 'not_applicable';
export type Proof = Readonly<Record<string, string | number | readonly string[] | null>>;

export interface ChecklistItem {
  readonly id: ChecklistId;
  readonly state: ChecklistState;
  /** Why: its sentence is in CHECKLIST_TEXTS. */
  readonly reason: string;
  /** Dates are calendar dates in China or instants of ISO 8601. */
  readonly proof: Proof;
  /** The portal's page on which it is put right. */
  readonly path: string;
}

type Verdict = readonly [state: ChecklistState, reason: string, proof?: Proof];
type Rule = (facts: ChecklistFacts, now: Instant) => Verdict;

const iso = (at: Instant): string => new Date(at).toISOString();

const RULES: Readonly<Record<ChecklistId, { readonly path: string; readonly rule: Rule }>> = {
  identity: {
    path: '/onboarding/verification',
    rule: ({ identity }, now) => {
      if (!identity) return ['red', 'none'];
      const { expiresOn, inForce } = identity;
      const proof = { approvedAt: iso(identity.approvedAt), expiresOn };
      const today = dateInChina(now);
      if (!inForce || (expiresOn !== null && expiresOn < today)) return ['red', 'expired', proof];
      const warned = dateInChina(now + NOTICE_DAYS * DAY);
      return expiresOn !== null && expiresOn <= warned ? ['amber', 'expiring', proof] : ['green', 'in_date', proof];
    },
  },
  bound_numbers: {
    path: '/onboarding/verification',
    rule: ({ boundNumbers: { total, unconfirmed } }) => {
      if (total === 0) return ['not_applicable', 'none'];
      const proof = { total, confirmed: total - unconfirmed.length, unconfirmed };
      return unconfirmed.length > 0 ? ['red', 'unconfirmed', proof] : ['green', 'confirmed', proof];
    },
  },
  announcement: {
    path: '/compliance/recording',
    rule: ({ announcement: { recorded, unrecorded, recordings, unproven } }) => {
      const proof = { lines: recorded, unrecorded, recordings, unproven };
      if (unproven.length > 0) return ['red', 'unproven', proof];
      if (recorded === 0 && recordings === 0) return ['not_applicable', 'no_line', proof];
      return ['green', recordings > 0 ? 'proven' : 'announced', proof];
    },
  },
  retention: {
    path: '/compliance/retention',
    rule: ({ retention }, now) => {
      if (!retention) return ['not_applicable', 'none'];
      const { days, minDays, maxDays, ranAt } = retention;
      const proof = { days, minDays, maxDays, ranAt: ranAt === null ? null : iso(ranAt) };
      if (days < minDays) return ['red', 'too_short', proof];
      if (days > maxDays) return ['red', 'too_long', proof];
      if (ranAt === null || now - ranAt > 2 * DAY) return ['amber', 'not_run', proof];
      return ['green', 'lawful', proof];
    },
  },
  vault: {
    path: '/calls',
    rule: ({ vault: { recordings, look } }, now) =>
      recordings === 0 && !look
        ? ['not_applicable', 'none', { recordings }]
        : ofLook(look, 2 * DAY, now, { recordings }),
  },
  words: {
    path: '/flows',
    rule: ({ words: { texts, found } }) => {
      if (texts === 0) return ['not_applicable', 'none', { texts }];
      const proof = { texts, found: found.map(({ where, word }) => `${where}: ${word}`) };
      return found.length > 0 ? ['red', 'found', proof] : ['green', 'clean', proof];
    },
  },
  access: {
    path: '/compliance/access',
    rule: ({ access: { people, reviewedAt, reviewedBy } }, now) => {
      if (reviewedAt === null) return ['red', 'never', { people }];
      const due = reviewedAt + REVIEW_DAYS * DAY;
      const proof = { people, reviewedAt: iso(reviewedAt), reviewedBy, dueOn: dateInChina(due) };
      if (now >= due) return ['red', 'overdue', proof];
      return now >= due - 14 * DAY ? ['amber', 'due', proof] : ['green', 'reviewed', proof];
    },
  },
  keys: {
    path: '/compliance',
    rule: ({ keyAt }, now) => {
      if (keyAt === null) return ['not_applicable', 'none'];
      const due = keyAt + KEY_DAYS * DAY;
      const proof = { keyAt: iso(keyAt), dueOn: dateInChina(due) };
      if (now >= due) return ['red', 'old', proof];
      return now >= due - NOTICE_DAYS * DAY ? ['amber', 'ageing', proof] : ['green', 'fresh', proof];
    },
  },
  caller_id: {
    path: '/trunks',
    rule: ({ trunks }) => {
      if (trunks.length === 0) return ['not_applicable', 'none', { trunks: 0 }];
      const wrong = trunks.filter(({ callerId }) => callerId !== null && /^(\+?86)?0?400/.test(callerId));
      const proof = { trunks: trunks.length, found: wrong.map(({ name, callerId }) => `${name}: ${callerId}`) };
      return wrong.length > 0 ? ['red', 'found', proof] : ['green', 'never', proof];
    },
  },
  outbound: {
    path: '/outbound',
    rule: ({ outbound: { hours, ...figures } }) => {
      const proof = { hours: hours.map(({ from, to }) => `${from}-${to}`), ...figures };
      const night = hours.some(({ from, to }) => from < DAY_BEGINS || to > DAY_ENDS || to <= from);
      return night ? ['amber', 'night', proof] : ['green', 'on', proof];
    },
  },
  contract: {
    path: '/contracts',
    rule: ({ contract, contractLook }, now) => {
      if (!contract) return ['red', 'none'];
      const { no, signedAt, place } = contract;
      const proof = { no, signedAt: iso(signedAt), place };
      return place === null ? ['red', 'unproven', proof] : ofLook(contractLook, 2 * DAY, now, proof);
    },
  },
  audit: { path: '/account/audit', rule: ({ auditLook }, now) => ofLook(auditLook, 2 * DAY, now) },
  second_step: {
    path: '/account',
    rule: ({ admins }) => {
      const without = admins.filter(({ secondStep }) => !secondStep).map(({ name }) => name);
      const proof = { admins: admins.length, without };
      return without.length > 0 ? ['red', 'off', proof] : ['green', 'on', proof];
    },
  },
};

/** Of a chain that is looked over by the calendar: a fault is red however old, a look that is late is amber. */
function ofLook(look: Look | null, within: number, now: Instant, beside: Proof = {}): Verdict {
  if (!look) return ['amber', 'unchecked', beside];
  const proof = {
    ...beside,
    entries: look.entries,
    checkedAt: iso(look.at),
    ...(look.fault !== null && { fault: look.fault }),
  };
  if (look.fault !== null) return ['red', 'broken', proof];
  return now - look.at > within ? ['amber', 'late', proof] : ['green', 'whole', proof];
}

/** Every rule, green or red, with the proof behind it. */
export const checklist = (facts: ChecklistFacts, now: Instant): ChecklistItem[] =>
  CHECKLIST_IDS.map((id) => {
    const { path, rule } = RULES[id];
    const [state, reason, proof = {}] = rule(facts, now);
    return { id, state, reason, proof, path };
  });
