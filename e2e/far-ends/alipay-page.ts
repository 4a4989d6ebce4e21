import type { Trade } from './alipay-trades.ts';

const escape = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

const frame = (title: string, body: string): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title}</title><style>
body{margin:0;font:16px/1.6 system-ui,-apple-system,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;background:#f4f6f9;color:#18202c}
.bar{padding:10px 16px;background:#b86e00;color:#fff;text-align:center;font-weight:600}
main{box-sizing:border-box;width:calc(100% - 32px);max-width:440px;margin:8vh auto;padding:28px;background:#fff;border-radius:12px;box-shadow:0 1px 3px #0002}
h1{margin:0 0 4px;font-size:18px}.amount{margin:16px 0;font-size:40px;font-weight:700;font-variant-numeric:tabular-nums}
dl{display:grid;grid-template-columns:auto 1fr;gap:4px 16px;margin:0 0 24px;color:#5b6675;font-size:14px}dd{margin:0;word-break:break-all;text-align:right}
button,.button{display:block;box-sizing:border-box;width:100%;padding:12px;border:0;border-radius:8px;background:#1677ff;color:#fff;font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
p{color:#5b6675;font-size:14px}
</style></head><body><div class="bar">沙箱 · 支付宝开发环境：这里不会产生真实付款</div><main>${body}</main></body></html>`;

/** Where a browser is sent to pay. */
export const payPage = (trade: Trade): string =>
  frame(
    '沙箱收银台',
    trade.status === 'WAIT_BUYER_PAY'
      ? `<h1>${escape(trade.subject)}</h1><div class="amount">¥${escape(trade.amount)}</div>
         <dl><dt>收款方</dt><dd>四百（沙箱商户）</dd><dt>商户订单号</dt><dd>${escape(trade.outTradeNo)}</dd></dl>
         <form method="post" action="/pay/${trade.tradeNo}"><button>确认付款</button></form>`
      : `<h1>这笔交易${trade.status === 'TRADE_CLOSED' ? '已关闭' : '已经付过款'}</h1>
         <p>商户订单号 ${escape(trade.outTradeNo)}</p>${
           trade.returnUrl ? `<a class="button" href="${escape(trade.returnUrl)}">返回商户</a>` : ''
         }`,
  );

export const faultPage = (message: string): string =>
  frame('出错了', `<h1>请求没有被接受</h1><p>${escape(message)}</p>`);
