import { safeFen } from '@sibai/billing';
import type { Reconciliation } from '@sibai/contracts';
import { DomainError, type TenantId } from '@sibai/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { v7 as uuid } from 'uuid';

import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { Jobs } from '../../platform/jobs.js';
import { Alipay, outTradeNo } from './alipay.js';
import { type BillTrade, readBill } from './alipay-bill.js';
import { ReconciliationEntity } from './bank.entities.js';
import { Contacts } from './contacts.js';

const DAY = 86_400_000;

interface OwnRow {
  readonly order_id: string;
  readonly reference: string;
  readonly amount_fen: string;
}
interface OwnRefund {
  readonly id: string;
  readonly amount_fen: string;
  readonly refunds: number;
}
type Difference = Reconciliation['differences'][number];

/** Holds each day of Alipay's bill against what was taken down here, and lists what differs for a person to look at. */
@Injectable()
export class ReconcileService implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly alipay: Alipay,
    private readonly contacts: Contacts,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    // Alipay makes the bill of a day until nine of the next; a day that failed is done with the next.
    this.jobs.every('payment.reconcile', '30 10 * * *', async () => {
      if (!this.alipay.on) return;
      const platform = await this.contacts.platform();
      for (const back of [3, 2, 1]) {
        const date = dateBack(this.clock.now(), back);
        const done = await this.db.as(platform, (em) =>
          em.existsBy(ReconciliationEntity, { tenantId: platform, date }),
        );
        if (!done) await this.#run(platform, date);
      }
    });
  }

  list(): Promise<Reconciliation[]> {
    return this.db.run(async (em, tenantId) => {
      const rows = await em.find(ReconciliationEntity, { where: { tenantId }, order: { date: 'DESC' }, take: 60 });
      return rows.map(wire);
    });
  }

  /** Does a day again: orders may have been settled since. */
  async reconcile(platform: TenantId, date: string): Promise<Reconciliation> {
    if (date > dateBack(this.clock.now(), 0)) throw new DomainError('reconciliation.not_ready', { date });
    const row = await this.#run(platform, date);
    if (!row) throw new DomainError('reconciliation.not_ready', { date });
    return wire(row);
  }

  async #run(platform: TenantId, date: string): Promise<ReconciliationEntity | undefined> {
    const archive = await this.alipay.bill(date);
    if (!archive) return undefined;
    const theirs = readBill(archive);
    return this.db.as(platform, async (em) => {
      const from = new Date(`${date}T00:00:00+08:00`);
      // A payment just before midnight is heard of just after it: the neighbouring hours are looked at too.
      const near = [new Date(from.getTime() - 3_600_000), new Date(from.getTime() + DAY + 3_600_000)];
      const own = await em.query<OwnRow[]>(
        `SELECT order_id, reference, amount_fen FROM pay_receipt
          WHERE method = 'alipay' AND (at BETWEEN $1 AND $2 OR reference = ANY ($3))`,
        [...near, theirs.map(({ tradeNo }) => `alipay:${tradeNo}`)],
      );
      const strict = await em.query<{ reference: string }[]>(
        `SELECT reference FROM pay_receipt WHERE method = 'alipay' AND at >= $1 AND at < $2`,
        [new Date(from.getTime() + 3_600_000), new Date(from.getTime() + DAY - 3_600_000)],
      );
      const refunds = await em.query<OwnRefund[]>(
        `SELECT id, amount_fen, refunds FROM pay_order WHERE paid_method = 'alipay' AND refunds > 0`,
      );
      const orders = await em.query<{ id: string }[]>(
        `SELECT id FROM pay_order WHERE replace(id::text, '-', '') = ANY ($1)`,
        [theirs.map((trade) => trade.outTradeNo)],
      );
      const known = new Set(orders.map(({ id }) => outTradeNo(id)));
      const trades = theirs.filter(({ kind }) => kind === 'trade');
      const differences = [
        ...trades.flatMap((trade) => compare(trade, own, known)),
        ...missing(own, new Set(strict.map(({ reference }) => reference)), trades),
        ...theirs.filter(({ kind }) => kind === 'refund').flatMap((refund) => compareRefund(refund, refunds)),
      ];
      const total = trades.reduce((sum, { amountFen }) => sum + amountFen, 0);
      await em.query(
        `INSERT INTO reconciliation (id, tenant_id, date, trades, total_fen, differences, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (tenant_id, date) DO UPDATE SET trades = $4, total_fen = $5, differences = $6, at = $7`,
        [uuid(), platform, date, trades.length, total, JSON.stringify(differences), this.clock.now()],
      );
      return em.findOneByOrFail(ReconciliationEntity, { tenantId: platform, date });
    });
  }
}

function compare(
  { tradeNo, outTradeNo: order, amountFen }: BillTrade,
  own: readonly OwnRow[],
  known: ReadonlySet<string>,
): Difference[] {
  const facts = { outTradeNo: order, tradeNo, theirsFen: amountFen, oursFen: null };
  if (!known.has(order)) return [{ ...facts, kind: 'unknown_order' }];
  const receipt = own.find(({ reference }) => reference === `alipay:${tradeNo}`);
  if (!receipt) return [{ ...facts, kind: 'not_paid_here' }];
  const oursFen = safeFen(receipt.amount_fen);
  return oursFen === amountFen ? [] : [{ ...facts, kind: 'amount', oursFen }];
}

function missing(own: readonly OwnRow[], that: ReadonlySet<string>, trades: readonly BillTrade[]): Difference[] {
  const there = new Set(trades.map(({ tradeNo }) => `alipay:${tradeNo}`));
  return own
    .filter(({ reference }) => that.has(reference) && !there.has(reference))
    .map(({ order_id, reference, amount_fen }) => ({
      kind: 'missing_there',
      outTradeNo: outTradeNo(order_id),
      tradeNo: reference.slice('alipay:'.length),
      theirsFen: null,
      oursFen: safeFen(amount_fen),
    }));
}

function compareRefund(refund: BillTrade, own: readonly OwnRefund[]): Difference[] {
  const order = own.find(({ id }) => outTradeNo(id) === refund.outTradeNo);
  const asked = order && Number(/-(\d+)$/.exec(refund.request)?.[1] ?? 0) <= order.refunds;
  if (asked && safeFen(order.amount_fen) === refund.amountFen) return [];
  return [
    {
      kind: 'refund_unknown',
      outTradeNo: refund.outTradeNo,
      tradeNo: refund.tradeNo,
      theirsFen: refund.amountFen,
      oursFen: order ? safeFen(order.amount_fen) : null,
    },
  ];
}

const dateBack = (now: Date, days: number): string =>
  new Date(now.getTime() - days * DAY).toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });

const wire = ({ id, date, trades, totalFen, differences, at }: ReconciliationEntity): Reconciliation => ({
  id,
  date,
  trades,
  totalFen: safeFen(totalFen),
  differences: differences as Reconciliation['differences'],
  at: at.toISOString(),
});
