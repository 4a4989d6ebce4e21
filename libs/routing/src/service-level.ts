/** How a queued call ended its wait. */
export interface QueuedCall {
  readonly outcome: 'answered' | 'abandoned';
  /** From joining the queue to the answer, or to hanging up. */
  readonly waitMs: number;
}

export interface ServiceLevelRule {
  readonly targetMs: number;
  /** Callers who hang up sooner gave the centre no fair chance and are left out; 0 counts every one. */
  readonly shortAbandonMs: number;
}

export interface ServiceLevelCounts {
  readonly answered: number;
  readonly answeredInTarget: number;
  readonly abandoned: number;
  readonly abandonedShort: number;
}

/** 20 s, leaving out those who hang up within 5 s: they dialled wrongly or thought better of it, and were not kept waiting. */
export const SERVICE_LEVEL_20S: ServiceLevelRule = { targetMs: 20_000, shortAbandonMs: 5_000 };

export const NO_CALLS: ServiceLevelCounts = { answered: 0, answeredInTarget: 0, abandoned: 0, abandonedShort: 0 };

/** Adds one call to the counts. A wait of exactly the target is in time; of exactly the threshold, not short. */
export function countCall(counts: ServiceLevelCounts, call: QueuedCall, rule: ServiceLevelRule): ServiceLevelCounts {
  const { answered, answeredInTarget, abandoned, abandonedShort } = counts;
  return call.outcome === 'answered'
    ? { ...counts, answered: answered + 1, answeredInTarget: answeredInTarget + Number(call.waitMs <= rule.targetMs) }
    : {
        ...counts,
        abandoned: abandoned + 1,
        abandonedShort: abandonedShort + Number(call.waitMs < rule.shortAbandonMs),
      };
}

/**
 * The share of calls answered in time, 0 to 1, or null before any call counts:
 *
 * ```txt
 *                    answered within target
 *   ───────────────────────────────────────────────────────
 *   answered + abandoned − abandoned before the threshold
 * ```
 *
 * Calls still waiting count nowhere until they end.
 */
export function serviceLevel({
  answered,
  answeredInTarget,
  abandoned,
  abandonedShort,
}: ServiceLevelCounts): number | null {
  const counted = answered + abandoned - abandonedShort;
  return counted > 0 ? answeredInTarget / counted : null;
}

/** The share of callers who were answered, 0 to 1, leaving out the same short abandons; null before any call counts. */
export function connectRate({ answered, abandoned, abandonedShort }: ServiceLevelCounts): number | null {
  const counted = answered + abandoned - abandonedShort;
  return counted > 0 ? answered / counted : null;
}
