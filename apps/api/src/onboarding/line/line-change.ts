import type { ChangeKind, ChangeState } from '@sibai/contracts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A number is taken for three months at least. */
const LOCK_IN_MONTHS = 3;
/** From the confirmation to the end of the line: time to tell one's callers, and to change one's mind. */
const NOTICE_DAYS = 7;
/** Confirmed within this, or it was not meant; a taker who has not finished by then is not waited for. */
const CONFIRM_DAYS = 1;
const OFFER_DAYS = 30;

/** What is kept after a line has ended, in years: the longest that a law asks for. */
export const KEPT_YEARS = {
  /** Claims lapse after three years (民法典 188); accounts are kept for ten (会计档案管理办法). */
  contract: 10,
  /** 电信条例 and 网络安全法 ask for six months of records; disputes about bills for longer. */
  calls: 3,
  /** As long as the retention bought with the plan runs, and no call less than six months (网络安全法 21). */
  recordings: 0.5,
  /** Anti-money-laundering and telecom-fraud rules: five years after the service has ended. */
  identity: 5,
} as const;

/**
 * A change of who holds a number.
 *
 * ```txt
 *  cancel, port_out:  requested ──code──▶ notice ──its day──▶ done
 *  transfer:          requested ──code──▶ offered ──taken──▶ accepted ──verified and contracted──▶ done
 *                         └──────────────────┴── withdrawn by the giver, or lapsed ──┘
 * ```
 */
export interface Change {
  readonly kind: ChangeKind;
  readonly state: ChangeState;
  readonly requestedAt: Date;
  /** When it takes effect; of a transfer, when the offer lapses. */
  readonly effectiveAt: Date | null;
  readonly verified: boolean;
  readonly contracted: boolean;
}

export type Act =
  | { readonly act: 'confirm'; readonly liveAt: Date }
  | { readonly act: 'accept' }
  | { readonly act: 'verified' }
  | { readonly act: 'contracted' }
  | { readonly act: 'withdraw' }
  /** What the calendar brings. */
  | { readonly act: 'day' };

/** The change as it is then; `undefined` when the act means nothing in that state. */
export function step(change: Change, act: Act, now: Date): Change | undefined {
  switch (act.act) {
    case 'confirm':
      if (change.state !== 'requested' || now >= confirmBy(change)) return undefined;
      return change.kind === 'transfer'
        ? { ...change, state: 'offered', effectiveAt: later(now, OFFER_DAYS) }
        : { ...change, state: 'notice', effectiveAt: earliestEnd(act.liveAt, now) };
    case 'accept':
      return change.state === 'offered' && !isPast(change, now) ? { ...change, state: 'accepted' } : undefined;
    case 'verified':
      return change.state === 'accepted' && !change.verified ? complete({ ...change, verified: true }) : undefined;
    case 'contracted':
      return change.state === 'accepted' && !change.contracted ? complete({ ...change, contracted: true }) : undefined;
    case 'withdraw':
      return isOpen(change.state) ? { ...change, state: 'withdrawn' } : undefined;
    case 'day':
      if (change.state === 'requested' && now >= confirmBy(change)) return { ...change, state: 'lapsed' };
      if (change.state === 'notice' && isPast(change, now)) return { ...change, state: 'done' };
      if ((change.state === 'offered' || change.state === 'accepted') && isPast(change, now))
        return { ...change, state: 'lapsed' };
      return undefined;
  }
}

export const isOpen = (state: ChangeState): boolean => !['done', 'withdrawn', 'lapsed'].includes(state);

/** The day until which a number is bound to its owner; null when that is over. */
export function lockedUntil(liveAt: Date, now: Date): Date | null {
  const end = new Date(liveAt);
  end.setUTCMonth(end.getUTCMonth() + LOCK_IN_MONTHS);
  // A month that is shorter has no such day: its last one counts.
  if (end.getUTCDate() !== liveAt.getUTCDate()) end.setUTCDate(0);
  return end > now ? end : null;
}

/** Not before the notice is over, nor before the three months are. */
export function earliestEnd(liveAt: Date, now: Date): Date {
  const notice = later(now, NOTICE_DAYS);
  const locked = lockedUntil(liveAt, now);
  return locked && locked > notice ? locked : notice;
}

/** What is kept of a line that ends, and until when. */
export function kept(end: Date): { what: keyof typeof KEPT_YEARS; until: Date }[] {
  return (Object.keys(KEPT_YEARS) as (keyof typeof KEPT_YEARS)[]).map((what) => {
    const until = new Date(end);
    until.setUTCMonth(until.getUTCMonth() + KEPT_YEARS[what] * 12);
    return { what, until };
  });
}

const complete = (change: Change): Change =>
  change.verified && change.contracted ? { ...change, state: 'done' } : change;
const later = (now: Date, days: number): Date => new Date(now.getTime() + days * DAY_MS);
const confirmBy = ({ requestedAt }: Change): Date => later(requestedAt, CONFIRM_DAYS);
const isPast = ({ effectiveAt }: Change, now: Date): boolean => effectiveAt !== null && now >= effectiveAt;
