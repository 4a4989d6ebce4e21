import { type OrderKind, type OrderState, type PayMethod, yuan } from '@sibai/billing';
import type { CustomerOrder } from '@sibai/contracts';

import { localTime } from '../../platform/csv.js';

const KIND: Record<OrderKind, string> = { first: '首期', renewal: '续费', top_up: '充值', bill: '账单' };
const STATE: Record<OrderState, string> = {
  open: '待支付',
  paying: '支付中',
  paid: '已支付',
  closed: '已关闭',
  refunding: '退款中',
  refunded: '已退款',
};
const METHOD: Record<PayMethod, string> = { alipay: '支付宝', bank: '对公转账', balance: '余额' };

/** The operator's list of orders, as a table. */
export const ORDER_COLUMNS: Record<string, (order: CustomerOrder) => string | null> = {
  订单编号: ({ id }) => id,
  转账附言码: ({ reference }) => reference,
  客户: ({ customer }) => customer,
  类型: ({ kind }) => KIND[kind],
  号码: ({ number }) => number,
  '金额(元)': ({ amountFen }) => yuan(amountFen),
  '已收(元)': ({ receivedFen }) => yuan(receivedFen),
  状态: ({ state }) => STATE[state],
  支付方式: ({ paidMethod }) => paidMethod && METHOD[paidMethod],
  创建时间: ({ createdAt }) => localTime(createdAt),
  支付时间: ({ paidAt }) => localTime(paidAt),
  退款时间: ({ refundedAt }) => localTime(refundedAt),
  退款原因: ({ refundReason }) => refundReason,
};
