import { assertNever } from '@sibai/kernel';

export const ORDER_KINDS = ['first', 'renewal', 'top_up', 'bill'] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];

export const ORDER_STATES = ['open', 'paying', 'paid', 'closed', 'refunding', 'refunded'] as const;
export type OrderState = (typeof ORDER_STATES)[number];

export const PAY_METHODS = ['alipay', 'bank', 'balance'] as const;
export type PayMethod = (typeof PAY_METHODS)[number];

/**
 * An order to pay.
 *
 * ```txt
 *          started                received in full
 *   open ──────────▶ paying ───────────────────────▶ paid ──refund asked──▶ refunding ──refunded──▶ refunded
 *    │ │                │                            ▲  ▲                       │
 *    │ └── received in full ─────────────────────────┘  └──── refund failed ────┘
 *    └──── closed ──────┴──▶ closed
 * ```
 *
 * Money that comes when it is not, or no longer, wanted — late, twice, too much, too little — is never turned away and
 * never taken for the order: it goes to the customer's balance.
 */
export interface Order {
  readonly kind: OrderKind;
  readonly state: OrderState;
  readonly amountFen: number;
  /** References of all money received for it: `alipay:2026…`, `bank:…`, `balance:…`. */
  readonly received: readonly string[];
  /** What paid it; null until paid. */
  readonly paidBy: { readonly method: PayMethod; readonly reference: string } | null;
}

export type OrderEvent =
  | { readonly type: 'started'; readonly method: PayMethod }
  | {
      readonly type: 'received';
      readonly method: PayMethod;
      /** The same for the same money, however often and by whatever way it is heard of. */
      readonly reference: string;
      readonly amountFen: number;
    }
  | { readonly type: 'closed' }
  | { readonly type: 'refund_asked' }
  | { readonly type: 'refunded' }
  | { readonly type: 'refund_failed' };

/** Why money for an order went to the balance. */
export type CreditReason = 'too_much' | 'too_little' | 'late' | 'twice';

export type OrderEffect =
  | { readonly do: 'fulfil' }
  | { readonly do: 'credit'; readonly amountFen: number; readonly reason: CreditReason; readonly reference: string }
  | { readonly do: 'pay_back'; readonly method: PayMethod; readonly amountFen: number }
  | { readonly do: 'undo' };

export type OrderRefusal = 'paid' | 'closed' | 'not_paid' | 'refunding';

export type OrderStep =
  | { readonly ok: true; readonly order: Order; readonly effects: readonly OrderEffect[] }
  | { readonly ok: false; readonly refused: OrderRefusal };

const stay = (order: Order): OrderStep => ({ ok: true, order, effects: [] });
const refuse = (refused: OrderRefusal): OrderStep => ({ ok: false, refused });

/**
 * Advances an order by one event. What people ask for is refused where it cannot be; what the world reports is a fact and
 * never refused, and reported again it changes nothing.
 */
export function stepOrder(order: Order, event: OrderEvent): OrderStep {
  const { state } = order;
  switch (event.type) {
    case 'started':
      if (state === 'open' || state === 'paying')
        return { ok: true, order: { ...order, state: 'paying' }, effects: [] };
      return refuse(state === 'closed' ? 'closed' : 'paid');
    case 'received':
      return receive(order, event);
    case 'closed':
      if (state === 'open' || state === 'paying')
        return { ok: true, order: { ...order, state: 'closed' }, effects: [] };
      return state === 'closed' ? stay(order) : refuse('paid');
    case 'refund_asked':
      if (state === 'refunding' || state === 'refunded') return refuse('refunding');
      if (state !== 'paid' || !order.paidBy) return refuse('not_paid');
      return {
        ok: true,
        order: { ...order, state: 'refunding' },
        effects: [{ do: 'undo' }, { do: 'pay_back', method: order.paidBy.method, amountFen: order.amountFen }],
      };
    case 'refunded':
      return state === 'refunding' ? { ok: true, order: { ...order, state: 'refunded' }, effects: [] } : stay(order);
    case 'refund_failed':
      return state === 'refunding'
        ? { ok: true, order: { ...order, state: 'paid' }, effects: [{ do: 'fulfil' }] }
        : stay(order);
    default:
      return assertNever(event);
  }
}

function receive(order: Order, { method, reference, amountFen }: Extract<OrderEvent, { type: 'received' }>): OrderStep {
  if (order.received.includes(reference)) return stay(order);
  const known: Order = { ...order, received: [...order.received, reference] };
  const credit = (reason: CreditReason, credited = amountFen): OrderEffect => ({
    do: 'credit',
    amountFen: credited,
    reason,
    reference,
  });

  if (order.state === 'closed') return { ok: true, order: known, effects: [credit('late')] };
  if (order.state !== 'open' && order.state !== 'paying') return { ok: true, order: known, effects: [credit('twice')] };
  if (amountFen < order.amountFen) return { ok: true, order: known, effects: [credit('too_little')] };

  const surplus = amountFen - order.amountFen;
  return {
    ok: true,
    order: { ...known, state: 'paid', paidBy: { method, reference } },
    effects: [...(surplus > 0 ? [credit('too_much', surplus)] : []), { do: 'fulfil' }],
  };
}
