const MINUTE = 60_000;
const DAY = 24 * 3600 * 1000;

/** How many numbers a tenant may hold in its cart at one time. */
export const CART_LIMIT = 3;
/** How many numbers one qualification may have, held and bought together. */
export const NUMBER_LIMIT = 10;
export const WAIT_LIMIT = 5;
/** How often a day a tenant may hold the same number: a cart that is renewed for ever would be a free reservation. */
export const HOLDS_A_DAY = 3;
/** The same of holds for 15 days, within the days given here. */
export const LONG_HOLDS = { times: 2, days: 60 } as const;

/** How long a number is kept, by the reason it is held for. */
export const HOLD_MS = {
  cart: 30 * MINUTE,
  turn: 30 * MINUTE,
  verification: 15 * DAY,
  contract: 15 * DAY,
} as const;

/** What a hold placed now is for, by the latest event of the tenant's verification. */
export const kindOfHold = (latestVerification: string | null): 'cart' | 'verification' =>
  latestVerification === 'verification.submitted' || latestVerification === 'verification.approved'
    ? 'verification'
    : 'cart';
