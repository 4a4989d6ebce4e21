import { ORDER_KINDS, ORDER_STATES, PAY_METHODS } from '@sibai/billing';
import * as z from 'zod';

import { id, instant } from './ids.js';

const month = z.string().regex(/^20\d{2}-(0[1-9]|1[0-2])$/);
/** Chosen by the client: the same key makes the same order once, however often it is sent. */
const key = z.string().min(8).max(64);

export const OrderLine = z.object({
  item: z.string(),
  quantity: z.int(),
  unitFen: z.int(),
  times: z.int(),
  totalFen: z.int(),
});

export const PayOrder = z.object({
  id: id<'PayOrder'>(),
  kind: z.enum(ORDER_KINDS),
  state: z.enum(ORDER_STATES),
  amountFen: z.int(),
  lines: z.array(OrderLine),
  number: z.string().nullable(),
  /** What a bank transfer must say. */
  reference: z.string(),
  /** How it is being paid. */
  method: z.enum(PAY_METHODS).nullable(),
  paidMethod: z.enum(PAY_METHODS).nullable(),
  createdAt: instant,
  expiresAt: instant,
  paidAt: instant.nullable(),
  closedAt: instant.nullable(),
  closeReason: z.string().nullable(),
  refundReason: z.string().nullable(),
  refundedAt: instant.nullable(),
  invoiceId: z.uuid().nullable(),
});
export type PayOrder = z.infer<typeof PayOrder>;

export const PayMethods = z.object({
  /** Null where Alipay is not configured; `sandbox` where no real money moves. */
  alipay: z.object({ sandbox: z.boolean() }).nullable(),
  /** Null where the platform has not said its account: transfers are still matched. */
  bank: z.object({ name: z.string(), bank: z.string(), account: z.string() }).nullable(),
  balanceFen: z.int(),
});
export type PayMethods = z.infer<typeof PayMethods>;

/** What stands between a signed contract and its line: the order, or what one would be for. */
export const Checkout = z.object({
  order: PayOrder.nullable(),
  due: z.object({ number: z.string().nullable(), lines: z.array(OrderLine), amountFen: z.int() }).nullable(),
  methods: PayMethods,
});
export type Checkout = z.infer<typeof Checkout>;

export const MIN_TOP_UP_FEN = 100;
export const MAX_TOP_UP_FEN = 100_000_000;

export const CreateOrder = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('first'), key }),
  z.strictObject({ kind: z.literal('top_up'), key, amountFen: z.int().min(MIN_TOP_UP_FEN).max(MAX_TOP_UP_FEN) }),
  z.strictObject({ kind: z.literal('bill'), key, billId: z.uuid() }),
]);
export type CreateOrder = z.infer<typeof CreateOrder>;

/** Where to send the browser. */
export const AlipayStart = z.object({ url: z.url() });

export const OrderDetail = PayOrder.extend({
  notices: z.array(z.object({ at: instant, source: z.string(), verdict: z.string() })),
});
export type OrderDetail = z.infer<typeof OrderDetail>;

export const STANDINGS = ['good', 'overdue', 'suspended', 'ended'] as const;

const Usage = z.object({
  id: z.uuid(),
  number: z.string(),
  month,
  calls: z.int(),
  minutes: z.int(),
  includedMinutes: z.int(),
  chargeFen: z.int(),
});

/** A month's bill, made or as it would be if the month ended now. */
export const BillLineWire = z.object({
  no: z.int(),
  number: z.string(),
  item: z.string(),
  quantity: z.int(),
  /** Fen a month for a fee, a tenth of a fen a minute for minutes. */
  unit: z.int().nullable(),
  days: z.int().nullable(),
  usageId: z.uuid().nullable(),
  minutes: z.object({ from: z.int(), to: z.int() }).nullable(),
  amountFen: z.int(),
});
export type BillLineWire = z.infer<typeof BillLineWire>;

export const Bill = z.object({
  id: z.uuid(),
  month,
  /** The number that was given up, whose last bill it is; null for that of a month. */
  number: z.string().nullable(),
  state: z.enum(['due', 'paid']),
  totalFen: z.int(),
  issuedAt: instant,
  dueAt: instant,
  paidAt: instant.nullable(),
});
export type Bill = z.infer<typeof Bill>;
export const BillDetail = Bill.extend({ lines: z.array(BillLineWire) });
export type BillDetail = z.infer<typeof BillDetail>;

export const Billing = z.object({
  balanceFen: z.int(),
  autoRenew: z.boolean(),
  standing: z.enum(STANDINGS),
  /** What happens next if nothing is paid, and when: suspension or the end. */
  deadline: instant.nullable(),
  owedFen: z.int(),
  terms: z.array(z.object({ number: z.string().nullable(), endsAt: instant, renewalFen: z.int().nullable() })),
  usage: z.array(Usage),
  soFar: z.object({ month, lines: z.array(BillLineWire), totalFen: z.int() }),
  /** Totals of the months before, oldest first. */
  history: z.array(z.object({ month, totalFen: z.int() })),
  methods: PayMethods,
});
export type Billing = z.infer<typeof Billing>;

export const SetAutoRenew = z.strictObject({ autoRenew: z.boolean() });
export type SetAutoRenew = z.infer<typeof SetAutoRenew>;

export const BalanceEntry = z.object({
  seq: z.int(),
  kind: z.string(),
  amountFen: z.int(),
  balanceFen: z.int(),
  orderId: z.uuid().nullable(),
  at: instant,
});
export type BalanceEntry = z.infer<typeof BalanceEntry>;
export const BalancePage = z.object({ entries: z.array(BalanceEntry), next: z.int().nullable() });
export type BalancePage = z.infer<typeof BalancePage>;
export const BalanceQuery = z.strictObject({ before: z.coerce.number().int().min(1).optional() });
export type BalanceQuery = z.infer<typeof BalanceQuery>;

/** The calls behind a number's month, or behind those of its minutes that a bill's line is about. */
export const RatedQuery = z.strictObject({
  from: z.coerce.number().int().min(0).optional(),
  to: z.coerce.number().int().min(0).optional(),
  page: z.coerce.number().int().min(1).default(1),
});
export type RatedQuery = z.infer<typeof RatedQuery>;

export const RatedCall = z.object({
  id: z.string(),
  callId: z.uuid(),
  startedAt: instant,
  endedAt: instant.nullable(),
  caller: z.string(),
  minutes: z.int(),
  fromMinute: z.int(),
  chargeFen: z.int(),
});
export type RatedCall = z.infer<typeof RatedCall>;
export const RatedPage = z.object({
  number: z.string(),
  month,
  calls: z.array(RatedCall),
  total: z.int(),
  minutes: z.int(),
  chargeFen: z.int(),
});
export type RatedPage = z.infer<typeof RatedPage>;

export const INVOICE_KINDS = ['plain', 'special'] as const;
export const Invoice = z.object({
  id: z.uuid(),
  kind: z.enum(INVOICE_KINDS),
  title: z.string(),
  uscc: z.string(),
  email: z.string(),
  amountFen: z.int(),
  state: z.enum(['requested', 'issued', 'rejected', 'voided']),
  number: z.string().nullable(),
  hasFile: z.boolean(),
  reason: z.string().nullable(),
  requestedAt: instant,
  issuedAt: instant.nullable(),
});
export type Invoice = z.infer<typeof Invoice>;

/** Who an invoice is made out to is the verified enterprise, and nobody else. */
export const Invoices = z.object({
  invoices: z.array(Invoice),
  party: z.object({ title: z.string(), uscc: z.string() }).nullable(),
  open: z.array(PayOrder),
});
export type Invoices = z.infer<typeof Invoices>;

export const RequestInvoice = z.strictObject({
  kind: z.enum(INVOICE_KINDS),
  email: z.email().max(254),
  orderIds: z.array(z.uuid()).min(1).max(100),
});
export type RequestInvoice = z.infer<typeof RequestInvoice>;
