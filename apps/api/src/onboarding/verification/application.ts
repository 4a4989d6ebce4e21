import type { VerificationReason as Reason } from '@sibai/contracts';
import { assertNever, type ErrorCode, type Instant, type UserId } from '@sibai/kernel';

/**
 * An application for verification, from its first field to the end of what it proved.
 *
 * ```txt
 *            ┌──────── withdraw ────────┐
 *            ▼                          │         ┌── dismiss ──┐
 *          draft ──────── submit ──▶ submitted ◀──┘             │
 *                                       │ │ └───── refuse ──▶ refusing ── confirm ──▶ refused
 *       returned ◀─────── return ───────┘ │                (by a second operator)
 *          └───────────── submit ──▶ …    │
 *                                         └── approve ──▶ approved ── expire ──▶ expired ── suspend ──▶ expired
 * ```
 *
 * `refused` and `expired` are ends: what follows is another application. A submitted one may be claimed by a reviewer,
 * so that two do not work on it; a claim lapses.
 */
export type Application =
  | { readonly at: 'draft' }
  | {
      readonly at: 'submitted';
      readonly since: Instant;
      readonly submittedBy: UserId;
      readonly claim: Claim | null;
    }
  | { readonly at: 'returned'; readonly reasons: readonly Reason[] }
  | {
      readonly at: 'refusing';
      readonly since: Instant;
      readonly submittedBy: UserId;
      readonly proposedBy: UserId;
      readonly reasons: readonly Reason[];
    }
  | { readonly at: 'refused'; readonly reasons: readonly Reason[] }
  | { readonly at: 'approved'; readonly expiresOn: string | null }
  | { readonly at: 'expired'; readonly expiresOn: string; readonly suspended: boolean };

export type ApplicationState = Application['at'];

export interface Claim {
  readonly by: UserId;
  readonly at: Instant;
}

/** What may be done to an application. `findings` are those of the rule pack that forbid a submission. */
export type Act =
  | { readonly do: 'submit'; readonly by: UserId; readonly blocking: number }
  | { readonly do: 'withdraw' }
  | { readonly do: 'claim'; readonly by: UserId }
  | { readonly do: 'release'; readonly by: UserId }
  | {
      readonly do: 'approve';
      readonly by: UserId | 'system';
      readonly expiresOn: string | null;
      readonly today: string;
    }
  | { readonly do: 'return'; readonly by: UserId; readonly reasons: readonly Reason[] }
  | { readonly do: 'refuse'; readonly by: UserId; readonly reasons: readonly Reason[] }
  | { readonly do: 'confirm'; readonly by: UserId }
  | { readonly do: 'dismiss'; readonly by: UserId }
  | { readonly do: 'expire'; readonly today: string }
  | { readonly do: 'suspend'; readonly today: string };

export type Outcome =
  | { readonly kind: 'moved'; readonly application: Application }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly details: Readonly<Record<string, unknown>> };

/** A reviewer who went home does not keep an application from everybody else. */
export const CLAIM_LASTS_MS = 60 * 60_000;
/** Days between the expiry of what was proved and the suspension of the lines. */
export const GRACE_DAYS = 15;

/** Whose claim counts at `now`. */
export const claimant = (claim: Claim | null, now: Instant): UserId | null =>
  claim && now - claim.at < CLAIM_LASTS_MS ? claim.by : null;

/** Whether the applicant may still change what is in it. */
export const editable = (state: ApplicationState): boolean => state === 'draft' || state === 'returned';

/** What an act makes of an application, or why it may not be done. */
export function step(application: Application, act: Act, now: Instant): Outcome {
  const wrong: Outcome = refused('verification.wrong_state', { state: application.at, act: act.do });

  switch (act.do) {
    case 'submit':
      if (!editable(application.at)) return wrong;
      if (act.blocking > 0) return refused('verification.incomplete', { blocking: act.blocking });
      return moved({ at: 'submitted', since: now, submittedBy: act.by, claim: null });
    case 'withdraw':
      if (application.at !== 'submitted') return wrong;
      if (claimant(application.claim, now)) return refused('verification.in_review', {});
      return moved({ at: 'draft' });
    case 'claim': {
      if (application.at !== 'submitted') return wrong;
      const other = claimant(application.claim, now);
      if (other && other !== act.by) return refused('verification.claimed', { by: other });
      return moved({ ...application, claim: { by: act.by, at: now } });
    }
    case 'release': {
      if (application.at !== 'submitted') return wrong;
      const other = claimant(application.claim, now);
      if (other && other !== act.by) return refused('verification.claimed', { by: other });
      return moved({ ...application, claim: null });
    }
    case 'approve':
      if (application.at !== 'submitted') return wrong;
      if (act.expiresOn !== null && act.expiresOn < act.today)
        return refused('verification.papers_expired', { expiresOn: act.expiresOn });
      return (
        (act.by === 'system' ? undefined : mayDecide(application, act.by, now)) ??
        moved({ at: 'approved', expiresOn: act.expiresOn })
      );
    case 'return':
      if (application.at !== 'submitted') return wrong;
      if (act.reasons.length === 0) return refused('verification.reason_missing', {});
      return mayDecide(application, act.by, now) ?? moved({ at: 'returned', reasons: act.reasons });
    case 'refuse': {
      if (application.at !== 'submitted') return wrong;
      if (act.reasons.length === 0) return refused('verification.reason_missing', {});
      const { since, submittedBy } = application;
      return (
        mayDecide(application, act.by, now) ??
        moved({ at: 'refusing', since, submittedBy, proposedBy: act.by, reasons: act.reasons })
      );
    }
    case 'confirm':
      if (application.at !== 'refusing') return wrong;
      if (act.by === application.proposedBy) return refused('verification.second_pair', {});
      if (act.by === application.submittedBy) return refused('verification.own', {});
      return moved({ at: 'refused', reasons: application.reasons });
    case 'dismiss': {
      // The first may change their mind, the second may disagree.
      if (application.at !== 'refusing') return wrong;
      if (act.by === application.submittedBy) return refused('verification.own', {});
      const { since, submittedBy } = application;
      return moved({ at: 'submitted', since, submittedBy, claim: null });
    }
    case 'expire':
      if (application.at !== 'approved') return wrong;
      if (application.expiresOn === null || application.expiresOn >= act.today) return wrong;
      return moved({ at: 'expired', expiresOn: application.expiresOn, suspended: false });
    case 'suspend':
      if (application.at !== 'expired' || application.suspended) return wrong;
      if (addDays(application.expiresOn, GRACE_DAYS) >= act.today) return wrong;
      return moved({ ...application, suspended: true });
    default:
      return assertNever(act);
  }
}

/** The calendar day `days` after `date` (YYYY-MM-DD). */
export function addDays(date: string, days: number): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}

type Submitted = Extract<Application, { at: 'submitted' }>;

/** A decision is made by somebody else than the applicant, and not over the head of who is working on it. */
function mayDecide({ submittedBy, claim }: Submitted, by: UserId, now: Instant): Outcome | undefined {
  if (by === submittedBy) return refused('verification.own', {});
  const other = claimant(claim, now);
  return other && other !== by ? refused('verification.claimed', { by: other }) : undefined;
}

const moved = (application: Application): Outcome => ({ kind: 'moved', application });

const refused = (code: ErrorCode, details: Readonly<Record<string, unknown>>): Outcome => ({
  kind: 'refused',
  code,
  details,
});
