import { parseYuan } from '@sibai/billing';
import { parse } from 'csv-parse/sync';

import { unzip } from './zip.js';

export interface BillTrade {
  readonly tradeNo: string;
  readonly outTradeNo: string;
  readonly kind: 'trade' | 'refund';
  /** Positive for both kinds. */
  readonly amountFen: number;
  /** Of a refund, the number of its request. */
  readonly request: string;
}

/** Reads the details of Alipay's business bill: a zip of GBK tables, framed by lines that begin with `#`. */
export function readBill(archive: Buffer): BillTrade[] {
  const decoder = new TextDecoder('gb18030');
  const details = unzip(archive).find(({ name }) => /业务明细\.csv$/.test(decoder.decode(name)));
  if (!details) throw new Error('no table of details in the bill');
  const rows = parse(
    decoder
      .decode(details.bytes)
      .split(/\r?\n/)
      .filter((line) => !line.startsWith('#'))
      .join('\n'),
    { relaxColumnCount: true, skipEmptyLines: true, trim: true, relaxQuotes: true, columns: false },
  ) as string[][];
  const [head = [], ...body] = rows;
  const at = (name: string): number => {
    const index = head.findIndex((cell) => cell.startsWith(name));
    if (index < 0) throw new Error(`the bill has no column ${name}`);
    return index;
  };
  const [trade, out, kind, amount, request] = [
    at('支付宝交易号'),
    at('商户订单号'),
    at('业务类型'),
    at('订单金额'),
    at('退款批次号'),
  ];
  return body.flatMap((row) => {
    const cell = (index: number): string => (row[index] ?? '').trim();
    const amountFen = parseYuan(cell(amount));
    if (cell(out) === '' || amountFen === undefined) return [];
    const refund = cell(kind).includes('退款');
    const facts = {
      tradeNo: cell(trade),
      outTradeNo: cell(out),
      amountFen: Math.abs(amountFen),
      request: cell(request),
    };
    return [{ ...facts, kind: refund ? ('refund' as const) : ('trade' as const) }];
  });
}
