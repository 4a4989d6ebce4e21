import { CHANNELS_PER_TRUNK, type LineNeed } from '@sibai/contracts';

/** What is known of a number and of who wants to put it into service. */
export interface LineFacts {
  /** Somebody's identity was approved, and has not been suspended since. */
  readonly identityInForce: boolean;
  /** The state of the number, when it is the tenant's; null when it is not. */
  readonly number: 'held' | 'sold' | 'suspended' | 'cooling' | 'free' | null;
  /** The plan that was taken with the number. */
  readonly plan: { readonly access: 'sip_trunk' | 'cloud'; readonly concurrency: number } | null;
  /** Trunks of the tenant's own. */
  readonly trunks: number;
  readonly contractSigned: boolean;
  /** The first order is paid, or the number was handed over by one who had paid it. */
  readonly paid: boolean;
}

/** What a line is to be. */
export interface LineWish {
  readonly lineType: 'sip_trunk' | 'cloud';
  readonly concurrency: number;
  /** Whether there is a trunk for it to arrive on. */
  readonly trunk: boolean;
}

export type Gate =
  | { readonly open: true }
  | { readonly open: false; readonly missing: readonly LineNeed[] }
  | { readonly open: false; readonly missing: readonly []; readonly beyond: 'access' | 'concurrency' | 'trunks' };

/**
 * Whether a number may take calls: only of a tenant that is verified, owns the number, has a plan and a contract for it, and
 * has paid. Everything that is missing is named at once, in the order it is to be had; then what the plan does not hold.
 */
export function mayGoLive(facts: LineFacts, wish: LineWish): Gate {
  const missing = needs(facts);
  if (!wish.trunk) missing.push('trunk');
  return missing.length > 0 ? { open: false, missing } : mayChange(facts, wish);
}

/** Whether a line that is in service may be served so: within its plan, and on its own trunks within what they carry. One from before there were plans has no bounds. */
export function mayChange({ plan, trunks }: LineFacts, wish: LineWish): Gate {
  if (!wish.trunk) return { open: false, missing: ['trunk'] };
  if (plan && plan.access !== wish.lineType) return { open: false, missing: [], beyond: 'access' };
  if (plan && wish.concurrency > plan.concurrency) return { open: false, missing: [], beyond: 'concurrency' };
  if (plan?.access === 'sip_trunk' && wish.concurrency > trunks * CHANNELS_PER_TRUNK)
    return { open: false, missing: [], beyond: 'trunks' };
  return { open: true };
}

export function needs(facts: LineFacts): LineNeed[] {
  const missing: LineNeed[] = [];
  if (!facts.identityInForce) missing.push('verification');
  if (facts.number === null || facts.number === 'free') missing.push('number');
  if (!facts.plan) missing.push('plan');
  if (!facts.contractSigned) missing.push('contract');
  // A number that is paid for is sold a moment later: until then it is the payment that is on its way.
  if (!facts.paid || (facts.number !== null && facts.number !== 'sold' && facts.number !== 'free'))
    missing.push('payment');
  return missing;
}
