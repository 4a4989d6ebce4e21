import type { Carrier, NumberState, Shape, TierId } from '@sibai/numbers';
import * as z from 'zod';

import { id, instant } from './ids.js';

/** A value of each key, so that a vocabulary that grows is noticed here. */
const all = <T extends string>(of: Record<T, true>) => Object.keys(of) as [T, ...T[]];

export const CARRIERS = all<Carrier>({ unicom: true, mobile: true, telecom: true });
// prettier-ignore
export const NUMBER_TIERS = all<TierId>({
  plain: true, a1: true, a2: true, a3: true, abcd: true, sound: true,
  abab: true, aabb: true, aaa: true, a4: true, aaaa: true, a5: true,
});
// prettier-ignore
export const NUMBER_SHAPES = all<Shape>({
  AAA: true, AAAA: true, AABB: true, ABAB: true, ABBA: true, ABCABC: true, ascending: true, descending: true,
});
export const NUMBER_STATES = all<NumberState>({ free: true, held: true, sold: true, suspended: true, cooling: true });

/** Ten digits beginning 400. */
export const FourHundred = z.string().regex(/^400\d{7}$/);

const list = <T extends z.ZodType<unknown, string>>(of: T) =>
  z
    .string()
    .transform((text) => text.split(',').filter(Boolean))
    .pipe(z.array(of).max(20));

/** What is looked for, as it stands in an address: lists are comma-separated. */
export const NumberSearch = z.strictObject({
  /** The one box: digits, wildcards, words, a mobile number. */
  q: z.string().trim().max(60).default(''),
  shapes: list(z.enum(NUMBER_SHAPES)).optional(),
  /** Digits of sounds, or `any` of those known. */
  sounds: z.union([z.literal('any'), list(z.string().regex(/^\d{2,7}$/))]).optional(),
  /** Digits that must not be among the seven. */
  without: list(z.string().regex(/^\d{1,7}$/)).optional(),
  distinct: z.coerce.number().int().min(1).max(7).optional(),
  carriers: list(z.enum(CARRIERS)).optional(),
  tiers: list(z.enum(NUMBER_TIERS)).optional(),
  maxPriceFen: z.coerce.number().int().positive().optional(),
  /** Also those that somebody holds, for the waiting list. */
  held: z.stringbool().default(false),
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(60).default(24),
});
export type NumberSearch = z.infer<typeof NumberSearch>;

const BothLanguages = z.object({ zh: z.string(), en: z.string() });
/** Positions among the ten digits, 0 to 9. */
const Digits = z.array(z.int().min(0).max(9)).readonly();

/** One number, as anybody may see it. */
export const NumberCard = z.object({
  number: FourHundred,
  state: z.enum(NUMBER_STATES),
  /** 0 to 100: how easily it is remembered. */
  score: z.number(),
  tier: z.enum(NUMBER_TIERS),
  priceFen: z.int(),
  carrier: z.enum(CARRIERS).nullable(),
  /** Whether the carrier is more than hearsay. */
  carrierSure: z.boolean(),
  matches: z.array(BothLanguages.extend({ kind: z.string(), digits: Digits })).readonly(),
  reasons: z.array(BothLanguages.extend({ rule: z.string(), points: z.number(), digits: Digits })).readonly(),
  /** Held or had by the tenant that asks. */
  mine: z.boolean(),
  /** When a hold ends, or when the number comes back after its last owner; null when neither. */
  until: instant.nullable(),
});
export type NumberCard = z.infer<typeof NumberCard>;

export const NumberCardDetail = NumberCard.extend({ waiting: z.int() });
export type NumberCardDetail = z.infer<typeof NumberCardDetail>;

export const NumberPage = z.object({
  items: z.array(NumberCard),
  next: z.string().nullable(),
  /** How the free text was read. */
  understood: z.array(BothLanguages.extend({ kind: z.string(), text: z.string() })).readonly(),
  problems: z.array(BothLanguages.extend({ field: z.string(), code: z.string() })).readonly(),
  /** False while the stock is being read after a start: what is found is right, but there may be more. */
  complete: z.boolean(),
});
export type NumberPage = z.infer<typeof NumberPage>;

/** What numbers cost a month, by tier. */
export const NumberPrices = z.object({ tiers: z.array(z.object({ tier: z.enum(NUMBER_TIERS), priceFen: z.int() })) });
export type NumberPrices = z.infer<typeof NumberPrices>;

export const HOLD_KINDS = ['cart', 'turn', 'verification', 'contract'] as const;

export const MyNumber = z.object({
  number: FourHundred,
  state: z.enum(['held', 'sold', 'suspended']),
  tier: z.enum(NUMBER_TIERS),
  priceFen: z.int(),
  carrier: z.enum(CARRIERS).nullable(),
  /** Why it is held, and until when; null once it is bought. */
  hold: z.object({ kind: z.enum(HOLD_KINDS), placedAt: instant, until: instant }).nullable(),
});
export type MyNumber = z.infer<typeof MyNumber>;

export const MyWait = z.object({
  number: FourHundred,
  joinedAt: instant,
  /** How many were there before. */
  ahead: z.int(),
  state: z.enum(NUMBER_STATES),
  until: instant.nullable(),
});
export type MyWait = z.infer<typeof MyWait>;

export const MyNumbers = z.object({
  numbers: z.array(MyNumber),
  waits: z.array(MyWait),
  limits: z.object({ cart: z.int(), all: z.int(), waits: z.int() }),
  /** The server's time, for countdowns on a computer whose clock is off. */
  now: instant,
});
export type MyNumbers = z.infer<typeof MyNumbers>;

/** Holds a number; `instead` is given back in the same moment. */
export const HoldNumber = z.strictObject({ instead: FourHundred.optional() });
export type HoldNumber = z.infer<typeof HoldNumber>;

const ownPrice = z.int().positive().max(10_000_000);

export const InventoryQuery = z.strictObject({
  /** Digits of the number, `?` and `*` for any; or part of the name of who has it. */
  q: z.string().trim().max(40).optional(),
  state: z.enum(NUMBER_STATES).optional(),
  tier: z.enum(NUMBER_TIERS).optional(),
  carrier: z.enum(CARRIERS).optional(),
  /** The last number of the page before. */
  after: FourHundred.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(50),
});
export type InventoryQuery = z.infer<typeof InventoryQuery>;

export const StockNumber = z.object({
  number: FourHundred,
  state: z.enum(NUMBER_STATES),
  tier: z.enum(NUMBER_TIERS),
  /** What it costs, or would. */
  priceFen: z.int(),
  /** A price of its own, instead of its tier's. */
  ownPriceFen: z.int().nullable(),
  carrier: z.enum(CARRIERS).nullable(),
  tenant: z.object({ id: id<'Tenant'>(), name: z.string() }).nullable(),
  until: instant.nullable(),
  changedAt: instant.nullable(),
});
export type StockNumber = z.infer<typeof StockNumber>;

export const StockPage = z.object({ numbers: z.array(StockNumber), next: FourHundred.nullable() });
export type StockPage = z.infer<typeof StockPage>;

export const StockCounts = z.object({ total: z.int(), states: z.record(z.enum(NUMBER_STATES), z.int()) });
export type StockCounts = z.infer<typeof StockCounts>;

/** One thing that happened to a number. */
export const NumberHappening = z.object({
  at: instant,
  type: z.string(),
  actor: z.string(),
  tenantName: z.string().nullable(),
  reason: z.string().nullable(),
});
export type NumberHappening = z.infer<typeof NumberHappening>;

export const StockDetail = StockNumber.extend({
  score: z.number(),
  reasons: NumberCard.shape.reasons,
  suspendedFor: z.array(z.string()),
  waits: z.array(z.object({ tenantName: z.string(), joinedAt: instant })),
  history: z.array(NumberHappening),
});
export type StockDetail = z.infer<typeof StockDetail>;

export const StockAct = z.strictObject({ reason: z.string().trim().min(2).max(200) });
export type StockAct = z.infer<typeof StockAct>;

export const StockPrice = StockAct.extend({ ownPriceFen: ownPrice.nullable() });
export type StockPrice = z.infer<typeof StockPrice>;

export const IMPORT_STATES = ['running', 'done', 'cancelled', 'failed'] as const;

export const NumberImport = z.object({
  id: z.uuid(),
  fileName: z.string(),
  bytes: z.int(),
  bytesDone: z.int(),
  lines: z.int(),
  added: z.int(),
  repriced: z.int(),
  bad: z.int(),
  state: z.enum(IMPORT_STATES),
  failure: z.string().nullable(),
  startedBy: z.string(),
  startedAt: instant,
  endedAt: instant.nullable(),
});
export type NumberImport = z.infer<typeof NumberImport>;

/** Why a line of an import was not taken. */
export const BAD_LINES = ['not_a_number', 'bad_price', 'twice_in_file', 'already_there', 'already_sold'] as const;
export type BadLine = (typeof BAD_LINES)[number];

export const BadLines = z.object({
  lines: z.array(z.object({ line: z.int(), reason: z.enum(BAD_LINES), content: z.string() })),
});
export type BadLines = z.infer<typeof BadLines>;

export const CONFIDENCES = ['confirmed', 'agreed', 'unconfirmed'] as const;

export const SaveCarrierPrefix = z.strictObject({
  carrier: z.enum(CARRIERS),
  confidence: z.enum(CONFIDENCES),
  source: z.string().trim().max(300),
});
export type SaveCarrierPrefix = z.infer<typeof SaveCarrierPrefix>;

export const PrefixDigits = z.string().regex(/^400\d{1,4}$/);

export const CarrierPrefix = SaveCarrierPrefix.extend({
  prefix: PrefixDigits,
  changedAt: instant,
  changedBy: z.string(),
});
export type CarrierPrefix = z.infer<typeof CarrierPrefix>;

export const SaveTierPrice = z.strictObject({ priceFen: ownPrice, reason: z.string().trim().max(200).optional() });
export type SaveTierPrice = z.infer<typeof SaveTierPrice>;

export const TierPrice = z.object({
  tier: z.enum(NUMBER_TIERS),
  version: z.int(),
  priceFen: z.int(),
  changedAt: instant,
  changedBy: z.string(),
  reason: z.string().nullable(),
});
export type TierPrice = z.infer<typeof TierPrice>;
