import { randomInt } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Trade {
  readonly tradeNo: string;
  readonly outTradeNo: string;
  readonly subject: string;
  /** In yuan, as Alipay writes it. */
  readonly amount: string;
  readonly notifyUrl: string;
  readonly returnUrl: string;
  status: 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_CLOSED';
  paidAt: string | null;
  /** Amounts paid back, by the merchant's number of the request. */
  readonly refunds: Record<string, string>;
}

/** As Alipay writes a moment: China's time. */
export const moment = (at = new Date()): string => at.toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' });

const fen = (yuan: string): number => Math.round(Number(yuan) * 100);
const refunded = (trade: Trade): number => Object.values(trade.refunds).reduce((sum, each) => sum + fen(each), 0);

export type Business = Readonly<Record<string, string>>;
type Answer = Readonly<Record<string, string>>;

const OK = { code: '10000', msg: 'Success' };
const fault = (sub: string, message: string): Answer => ({
  code: '40004',
  msg: 'Business Failed',
  sub_code: `ACQ.${sub}`,
  sub_msg: message,
});
const UNKNOWN = fault('TRADE_NOT_EXIST', '交易不存在');

/** The trades of the merchant, kept over a restart. */
export class Trades {
  readonly #file: string;
  readonly #byOrder: Map<string, Trade>;

  constructor(dir: string) {
    this.#file = join(dir, 'trades.json');
    this.#byOrder = new Map(read(this.#file).map((trade) => [trade.outTradeNo, trade]));
  }

  list = (): readonly Trade[] => [...this.#byOrder.values()];
  of = (outTradeNo: string | undefined): Trade | undefined => this.#byOrder.get(outTradeNo ?? '');
  numbered = (tradeNo: string): Trade | undefined => this.list().find((trade) => trade.tradeNo === tradeNo);

  /** The trade of a request to pay: opened, or the one there is if it is over the same amount. */
  open(business: Business, urls: Pick<Trade, 'notifyUrl' | 'returnUrl'>): Trade | undefined {
    const { out_trade_no: outTradeNo = '', total_amount: amount = '', subject = '' } = business;
    if (!outTradeNo || !/^\d+(\.\d{1,2})?$/.test(amount) || fen(amount) === 0 || !subject) return undefined;
    const before = this.#byOrder.get(outTradeNo);
    if (before) return fen(before.amount) === fen(amount) ? before : undefined;
    const tradeNo = `${moment().slice(0, 10).replaceAll('-', '')}22001${randomInt(1e12, 9e12)}`;
    const trade: Trade = {
      tradeNo,
      outTradeNo,
      subject,
      amount,
      ...urls,
      status: 'WAIT_BUYER_PAY',
      paidAt: null,
      refunds: {},
    };
    this.#byOrder.set(outTradeNo, trade);
    this.#keep();
    return trade;
  }

  pay(trade: Trade): void {
    trade.status = 'TRADE_SUCCESS';
    trade.paidAt = moment();
    this.#keep();
  }

  query({ out_trade_no }: Business): Answer {
    const trade = this.of(out_trade_no);
    return trade ? { ...OK, ...facts(trade), trade_status: trade.status } : UNKNOWN;
  }

  close({ out_trade_no }: Business): Answer {
    const trade = this.of(out_trade_no);
    if (!trade) return UNKNOWN;
    if (trade.status === 'TRADE_SUCCESS') return fault('REASON_TRADE_STATUS_INVALID', '交易状态不合法');
    trade.status = 'TRADE_CLOSED';
    this.#keep();
    return { ...OK, trade_no: trade.tradeNo, out_trade_no: trade.outTradeNo };
  }

  refund({ out_trade_no, refund_amount = '0', out_request_no = out_trade_no ?? '' }: Business): Answer {
    const trade = this.of(out_trade_no);
    if (!trade) return UNKNOWN;
    const known = out_request_no in trade.refunds;
    if (!known) {
      if (trade.status !== 'TRADE_SUCCESS') return fault('TRADE_STATUS_ERROR', '交易状态不合法');
      if (refunded(trade) + fen(refund_amount) > fen(trade.amount))
        return fault('REFUND_AMT_NOT_EQUAL_TOTAL', '退款金额超限');
      trade.refunds[out_request_no] = refund_amount;
      this.#keep();
    }
    const refund_fee = (refunded(trade) / 100).toFixed(2);
    return { ...OK, ...facts(trade), fund_change: known ? 'N' : 'Y', refund_fee };
  }

  refundQuery({ out_trade_no, out_request_no = '' }: Business): Answer {
    const trade = this.of(out_trade_no);
    if (!trade) return UNKNOWN;
    const amount = trade.refunds[out_request_no];
    return amount === undefined
      ? { ...OK }
      : { ...OK, ...facts(trade), out_request_no, refund_amount: amount, refund_status: 'REFUND_SUCCESS' };
  }

  #keep(): void {
    writeFileSync(this.#file, JSON.stringify(this.list()));
  }
}

const facts = (trade: Trade): Answer => ({
  trade_no: trade.tradeNo,
  out_trade_no: trade.outTradeNo,
  total_amount: trade.amount,
  buyer_logon_id: '159****5620',
  ...(trade.paidAt && { send_pay_date: trade.paidAt }),
});

function read(file: string): Trade[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Trade[];
  } catch {
    return [];
  }
}
