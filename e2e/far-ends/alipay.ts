/**
 * Alipay's open platform in small: signs and verifies for real (RSA2) with keys of its own, has a page with a button to
 * pay, and, told to, does what the real one may do on a bad day. For tests, and for `npm start` where no Alipay is
 * configured: `node e2e/far-ends/alipay.ts --port 8090 --dir .sibai/alipay`.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { type Keys, keysIn, type Params, signed, signedAnswer, signedByApp } from './alipay-crypto.ts';
import { faultPage, payPage } from './alipay-page.ts';
import { moment, type Trade, Trades } from './alipay-trades.ts';
import { gbk, zip } from './gbk-zip.ts';

export const APP_ID = '2021000000000400';
export const SELLER_ID = '2088000000000400';
/** The real one tries again after 4 m, 10 m, 10 m, 1 h, 2 h, 6 h, 15 h. */
const RETRY_MS = [1000, 3000, 9000];

/** How it behaves; changed by POST /control. */
interface Manners {
  /** Whether a payment on the page is told to the merchant. */
  notify: boolean;
  /** Requests to fail with 500 before it recovers. */
  failures: number;
  /** Replaces the host of the merchant's notify URL. */
  notifyBase: string;
  /** Signs its answers with a key of nobody. */
  forgeAnswers: boolean;
  /** Requests to do, and then to say of that it does not know whether it did them. */
  unsure: number;
}

const FORGERIES = {
  none: {},
  wrong_amount: { total_amount: '0.01' },
  other_app: { app_id: '2021000000009999' },
  other_seller: { seller_id: '2088999999999999' },
  unknown_order: { out_trade_no: 'ffffffffffffffffffffffffffffffff' },
  waiting: { trade_status: 'WAIT_BUYER_PAY' },
} as const satisfies Record<string, Params>;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8090' },
    host: { type: 'string', default: '127.0.0.1' },
    dir: { type: 'string', default: '.sibai/alipay' },
  },
});
const keys: Keys = keysIn(values.dir);
const trades = new Trades(values.dir);
const manners: Manners = { notify: true, failures: 0, notifyBase: '', forgeAnswers: false, unsure: 0 };

function notification(trade: Trade, changes: Params = {}): Params {
  const now = moment();
  return signed(
    {
      app_id: APP_ID,
      auth_app_id: APP_ID,
      seller_id: SELLER_ID,
      notify_id: randomUUID().replaceAll('-', ''),
      notify_type: 'trade_status_sync',
      notify_time: now,
      charset: 'utf-8',
      version: '1.0',
      trade_no: trade.tradeNo,
      out_trade_no: trade.outTradeNo,
      trade_status: trade.status,
      total_amount: trade.amount,
      receipt_amount: trade.amount,
      buyer_id: '2088102000000001',
      buyer_logon_id: '159****5620',
      subject: trade.subject,
      gmt_create: now,
      gmt_payment: trade.paidAt ?? now,
      fund_bill_list: `[{"amount":"${trade.amount}","fundChannel":"ALIPAYACCOUNT"}]`,
      ...changes,
    },
    keys,
  );
}

async function tell(trade: Trade, params: Params): Promise<{ status: number; body: string }> {
  const url = new URL(trade.notifyUrl);
  if (manners.notifyBase) Object.assign(url, { host: new URL(manners.notifyBase).host, protocol: 'http:' });
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(params) });
  return { status: response.status, body: await response.text() };
}

async function tellUntilHeard(trade: Trade): Promise<void> {
  for (const wait of [0, ...RETRY_MS]) {
    await sleep(wait);
    const heard = await tell(trade, notification(trade)).catch(() => undefined);
    if (heard?.body === 'success') return;
  }
}

/** The day's trades as Alipay's business bill: a zip of two tables in GBK. */
function bill(date: string): Buffer {
  const rows = trades.list().flatMap((trade) => {
    if (!trade.paidAt?.startsWith(date)) return [];
    const row = (kind: string, amount: string, request = '') =>
      [trade.tradeNo, trade.outTradeNo, kind, trade.subject, trade.paidAt, trade.paidAt, '', '', '', '', '159****5620']
        .concat([
          amount,
          amount,
          '0.00',
          '0.00',
          '0.00',
          '0.00',
          '0.00',
          '',
          '0.00',
          '0.00',
          request,
          '0.00',
          '0.00',
          '',
        ])
        .map((cell) => `${cell}\t`)
        .join(',');
    return [
      row('交易', trade.amount),
      ...Object.entries(trade.refunds).map(([request, amount]) => row('退款', `-${amount}`, request)),
    ];
  });
  const head =
    '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注';
  const table = [
    '#支付宝业务明细查询',
    `#账号：[${SELLER_ID}]`,
    `#起始日期：[${date}]`,
    '#---',
    head,
    ...rows,
    '#---结束---',
  ];
  return zip([
    { name: `${SELLER_ID}_${date}_业务明细(汇总).csv`, bytes: gbk('#支付宝业务汇总查询\r\n') },
    { name: `${SELLER_ID}_${date}_业务明细.csv`, bytes: gbk(`${table.join('\r\n')}\r\n`) },
  ]);
}

function answer(method: string, business: Params): object {
  switch (method) {
    case 'alipay.trade.query':
      return trades.query(business);
    case 'alipay.trade.close':
      return trades.close(business);
    case 'alipay.trade.refund':
      return trades.refund(business);
    case 'alipay.trade.fastpay.refund.query':
      return trades.refundQuery(business);
    case 'alipay.data.dataservice.bill.downloadurl.query':
      return { code: '10000', msg: 'Success', bill_download_url: `${origin()}/bill/${business['bill_date']}` };
    default:
      return { code: '40002', msg: 'Invalid Arguments', sub_code: 'isv.invalid-method', sub_msg: '不存在的方法名' };
  }
}

const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
  readonly location?: string;
}
const page = (body: string, status = 200): Reply => ({ status, type: 'text/html; charset=utf-8', body });
const json = (body: string, status = 200): Reply => ({ status, type: 'application/json', body });

function gateway(params: Params): Reply {
  const { method = '', app_id, biz_content = '{}' } = params;
  const paying = method === 'alipay.trade.page.pay';
  const refuse = (sub: string, message: string): Reply => {
    if (paying) return page(faultPage(message), 400);
    return json(
      signedAnswer(method, { code: '40002', msg: 'Invalid Arguments', sub_code: sub, sub_msg: message }, keys),
    );
  };
  if (app_id !== APP_ID) return refuse('isv.invalid-app-id', '无效的AppID参数');
  if (!signedByApp(params, keys)) return refuse('isv.invalid-signature', '验签出错');
  const business = JSON.parse(biz_content) as Params;
  if (!paying) {
    const done = answer(method, business);
    const unsure = { code: '40004', msg: 'Business Failed', sub_code: 'ACQ.SYSTEM_ERROR', sub_msg: '系统错误' };
    const text = signedAnswer(method, manners.unsure > 0 && manners.unsure-- > 0 ? unsure : done, keys);
    return json(manners.forgeAnswers ? text.replace('"code":"10000"', '"code":"10000" ') : text);
  }
  const trade = trades.open(business, { notifyUrl: params['notify_url'] ?? '', returnUrl: params['return_url'] ?? '' });
  return trade ? page(payPage(trade)) : refuse('isv.invalid-parameter', '订单信息有误，或与之前的不一致');
}

function pay(tradeNo: string): Reply {
  const trade = trades.numbered(tradeNo);
  if (!trade) return page(faultPage('没有这笔交易'), 404);
  if (trade.status !== 'WAIT_BUYER_PAY') return page(payPage(trade), 409);
  trades.pay(trade);
  if (manners.notify) void tellUntilHeard(trade);
  if (!trade.returnUrl) return page(payPage(trade));
  const back = new URL(trade.returnUrl);
  const told = { app_id: APP_ID, method: 'alipay.trade.page.pay.return', charset: 'utf-8', version: '1.0' };
  const facts = {
    out_trade_no: trade.outTradeNo,
    trade_no: trade.tradeNo,
    total_amount: trade.amount,
    seller_id: SELLER_ID,
  };
  for (const [name, value] of Object.entries(signed({ ...told, ...facts, timestamp: moment() }, keys)))
    back.searchParams.set(name, value);
  return { ...page(''), status: 303, location: back.href };
}

/** For tests: `pay` or `refund` a trade by hand, `send` a notification true or forged, or change its manners. */
async function control(path: string, body: string): Promise<Reply> {
  const asked = JSON.parse(body || '{}') as Record<string, string>;
  if (path === '/control') {
    Object.assign(manners, asked);
    return json(JSON.stringify(manners));
  }
  const trade = trades.of(asked['outTradeNo']);
  if (!trade) return json('{}', 404);
  if (path === '/control/pay') {
    trades.pay(trade);
    return json(JSON.stringify(trade));
  }
  if (path === '/control/refund') {
    const by = { out_trade_no: trade.outTradeNo, refund_amount: trade.amount, out_request_no: 'by hand' };
    return json(JSON.stringify(trades.refund(by)));
  }
  const forgery = asked['forgery'] ?? 'none';
  const true_ = notification(trade, FORGERIES[forgery as keyof typeof FORGERIES] ?? {});
  const params = forgery === 'bad_signature' ? { ...true_, total_amount: '0.01' } : true_;
  return json(JSON.stringify(await tell(trade, params)));
}

async function route(request: IncomingMessage): Promise<Reply> {
  const url = new URL(request.url ?? '/', origin());
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString('utf8');

  if (url.pathname.startsWith('/control')) return control(url.pathname, body);
  if (manners.failures > 0) {
    manners.failures--;
    return json('{}', 500);
  }
  if (url.pathname === '/gateway.do')
    return gateway(Object.fromEntries([...url.searchParams, ...new URLSearchParams(body)]));
  if (url.pathname.startsWith('/pay/') && request.method === 'POST') return pay(url.pathname.slice('/pay/'.length));
  if (url.pathname.startsWith('/bill/'))
    return { status: 200, type: 'application/zip', body: bill(url.pathname.slice('/bill/'.length)) };
  return page(faultPage('没有这个页面'), 404);
}

const server = createServer((request, response: ServerResponse) => {
  route(request).then(
    ({ status, type, body, location }) => {
      response.writeHead(status, { 'content-type': type, ...(location && { location }) }).end(body);
    },
    (error: unknown) => {
      console.error(error);
      response.writeHead(500).end();
    },
  );
});
server.listen(Number(values.port), values.host, () => console.log(`listening on ${origin()}`));
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  });
