import type { TenantId } from '@sibai/kernel';

/**
 * Where a number stands.
 *
 * ```txt
 *           hold                sell               suspend
 *   free ─────────▶ held ──────────────▶ sold ◀───────────▶ suspended
 *    ▲  ▲            │ ▲ extend, pass      │     restore        │
 *    │  └────────────┘ └┘                  └────────┬───────────┘
 *    │   release, expire                            │ end
 *    └───────────────────── cooling ◀───────────────┘
 *             warm
 *   free ◀──────────▶ suspended, with no tenant: kept from sale by the operator, or gone to another one
 * ```
 *
 * A late or repeated act is refused with a reason and changes nothing.
 */
export type NumberStanding =
  | { readonly state: 'free' }
  | { readonly state: 'held'; readonly tenantId: TenantId; readonly until: Date }
  | { readonly state: 'sold'; readonly tenantId: TenantId }
  | { readonly state: 'suspended'; readonly tenantId: TenantId | null; readonly because: readonly SuspendCause[] }
  | { readonly state: 'cooling'; readonly until: Date };

/** Why a number is suspended; it works again when none of them is left. */
export const SUSPEND_CAUSES = ['payment', 'verification', 'operator', 'ported'] as const;
export type SuspendCause = (typeof SUSPEND_CAUSES)[number];

export type NumberAct =
  | { readonly act: 'hold'; readonly tenantId: TenantId; readonly until: Date }
  | { readonly act: 'extend'; readonly tenantId: TenantId; readonly until: Date }
  | { readonly act: 'release'; readonly tenantId: TenantId }
  | { readonly act: 'expire' }
  | { readonly act: 'sell'; readonly tenantId: TenantId }
  | { readonly act: 'suspend'; readonly cause: SuspendCause }
  | { readonly act: 'restore'; readonly cause: SuspendCause }
  | { readonly act: 'hand_over'; readonly tenantId: TenantId }
  | { readonly act: 'end' }
  | { readonly act: 'port_out' }
  | { readonly act: 'warm' };

export type NumberRefusal = 'taken' | 'not_held' | 'not_yours' | 'not_expired' | 'not_sold' | 'unchanged' | 'not_due';

export type Moved =
  | { readonly kind: 'moved'; readonly to: NumberStanding }
  | { readonly kind: 'refused'; readonly reason: NumberRefusal };

const DAY = 24 * 3600 * 1000;
/** Callers of the last owner go on calling for a while: nobody else gets the number until they have stopped. */
export const COOLING_MS = 90 * DAY;

const moved = (to: NumberStanding): Moved => ({ kind: 'moved', to });
const refused = (reason: NumberRefusal): Moved => ({ kind: 'refused', reason });

/** What becomes of a number by an act. */
export function move(from: NumberStanding, act: NumberAct, now: Date): Moved {
  switch (act.act) {
    case 'hold':
      if (from.state === 'free') return moved({ state: 'held', tenantId: act.tenantId, until: act.until });
      return refused('tenantId' in from && from.tenantId === act.tenantId ? 'unchanged' : 'taken');
    case 'extend':
      if (from.state !== 'held') return refused('not_held');
      if (from.tenantId !== act.tenantId) return refused('not_yours');
      return act.until > from.until ? moved({ ...from, until: act.until }) : refused('unchanged');
    case 'release':
      if (from.state !== 'held') return refused('not_held');
      return from.tenantId === act.tenantId ? moved({ state: 'free' }) : refused('not_yours');
    case 'expire':
      if (from.state !== 'held') return refused('not_held');
      return from.until <= now ? moved({ state: 'free' }) : refused('not_expired');
    case 'sell':
      return sell(from, act.tenantId);
    case 'suspend':
      return suspend(from, act.cause);
    case 'restore':
      return restore(from, act.cause);
    case 'hand_over':
      if ((from.state !== 'sold' && from.state !== 'suspended') || from.tenantId === null) return refused('not_sold');
      return from.tenantId === act.tenantId ? refused('unchanged') : moved({ ...from, tenantId: act.tenantId });
    case 'end':
      if ((from.state !== 'sold' && from.state !== 'suspended') || from.tenantId === null) return refused('not_sold');
      return moved({ state: 'cooling', until: new Date(now.getTime() + COOLING_MS) });
    case 'port_out':
      if ((from.state !== 'sold' && from.state !== 'suspended') || from.tenantId === null) return refused('not_sold');
      return moved({ state: 'suspended', tenantId: null, because: ['ported'] });
    case 'warm':
      return from.state === 'cooling' && from.until <= now ? moved({ state: 'free' }) : refused('not_due');
  }
}

/** Who has paid may have the number although the hold ran out in the meantime, unless somebody else has it now. */
function sell(from: NumberStanding, tenantId: TenantId): Moved {
  if (from.state === 'free') return moved({ state: 'sold', tenantId });
  if (from.state === 'held') return from.tenantId === tenantId ? moved({ state: 'sold', tenantId }) : refused('taken');
  return 'tenantId' in from && from.tenantId === tenantId ? refused('unchanged') : refused('taken');
}

function suspend(from: NumberStanding, cause: SuspendCause): Moved {
  switch (from.state) {
    case 'free':
      return moved({ state: 'suspended', tenantId: null, because: [cause] });
    case 'sold':
      return moved({ state: 'suspended', tenantId: from.tenantId, because: [cause] });
    case 'suspended':
      if (from.because.includes(cause)) return refused('unchanged');
      return moved({ ...from, because: [...from.because, cause] });
    case 'held':
    case 'cooling':
      return refused('not_sold');
  }
}

function restore(from: NumberStanding, cause: SuspendCause): Moved {
  if (from.state !== 'suspended' || !from.because.includes(cause)) return refused('unchanged');
  const because = from.because.filter((each) => each !== cause);
  if (because.length > 0) return moved({ ...from, because });
  return moved(from.tenantId === null ? { state: 'free' } : { state: 'sold', tenantId: from.tenantId });
}
