import { readFileSync } from 'node:fs';

import { parseYuan, yuan } from '@sibai/billing';
import { DomainError } from '@sibai/kernel';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { AlipaySdk, type AlipaySdkCommonResult } from 'alipay-sdk';

import { ENV, type Env } from '../../platform/env.js';

const OFFICIAL = 'alipay.com';
const TIMEOUT_MS = 8000;
/** Longer than any bill of a day of ours. */
const BILL_BYTES = 64 * 1024 * 1024;

/** What Alipay says of an order: a fact, since its answers are signed. */
export type AlipayState =
  | { readonly at: 'unknown' | 'waiting' | 'closed' }
  | { readonly at: 'paid'; readonly tradeNo: string; readonly amountFen: number };

export type RefundAnswer = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** A notification that Alipay signed for our app and seller, in our words. */
export interface Notice {
  readonly orderId: string;
  readonly tradeNo: string;
  readonly amountFen: number | undefined;
  readonly paid: boolean;
  readonly status: string;
}

export type Heard =
  | { readonly ok: true; readonly notice: Notice }
  | { readonly ok: false; readonly verdict: 'bad_signature' | 'other_app' | 'other_seller' | 'unreadable' };

/** An order's id is Alipay's `out_trade_no`, without the dashes it does not take. */
export const outTradeNo = (orderId: string): string => orderId.replaceAll('-', '');
export const orderIdOf = (text: string): string | undefined =>
  /^[0-9a-f]{32}$/.test(text) ? text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') : undefined;

const chinaTime = (at: Date): string => at.toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' });

/** Alipay's open platform, through its own SDK. Whatever it answers is believed only with its signature. */
@Injectable()
export class Alipay {
  readonly #log = new Logger('Alipay');
  readonly #sdk: AlipaySdk | undefined;

  constructor(@Inject(ENV) private readonly env: Env) {
    const { ALIPAY_APP_ID: appId, ALIPAY_PRIVATE_KEY_FILE, ALIPAY_PUBLIC_KEY_FILE, ALIPAY_GATEWAY: gateway } = env;
    if (!appId || !ALIPAY_PRIVATE_KEY_FILE || !ALIPAY_PUBLIC_KEY_FILE) return;
    const privateKey = readFileSync(ALIPAY_PRIVATE_KEY_FILE, 'utf8');
    this.#sdk = new AlipaySdk({
      appId,
      privateKey,
      // Alipay's own tool makes PKCS#8 for Java and PKCS#1 for all others, with or without the lines around it.
      keyType: /BEGIN PRIVATE KEY/.test(privateKey) || privateKey.trim().startsWith('MIIEv') ? 'PKCS8' : 'PKCS1',
      alipayPublicKey: readFileSync(ALIPAY_PUBLIC_KEY_FILE, 'utf8'),
      gateway,
      timeout: TIMEOUT_MS,
    });
  }

  get on(): boolean {
    return this.#sdk !== undefined;
  }

  /** Whether no real money moves: at any gateway but Alipay's own, and at its sandbox. */
  get sandbox(): boolean {
    const { hostname } = new URL(this.env.ALIPAY_GATEWAY);
    return !hostname.endsWith(OFFICIAL) || hostname.includes('sandbox');
  }

  /** Where the browser goes to pay. Nothing is asked of Alipay yet. */
  payUrl(order: { id: string; amountFen: number; subject: string; expiresAt: Date; returnPath: string }): string {
    return this.#required.pageExecute('alipay.trade.page.pay', 'GET', {
      notifyUrl: `${this.env.PUBLIC_URL}/api/payment/alipay/notify`,
      returnUrl: `${this.env.PUBLIC_URL}${order.returnPath}`,
      bizContent: {
        outTradeNo: outTradeNo(order.id),
        totalAmount: yuan(order.amountFen),
        subject: order.subject,
        productCode: 'FAST_INSTANT_TRADE_PAY',
        timeExpire: chinaTime(order.expiresAt),
      },
    });
  }

  /** What a POST on the notification address says, if Alipay said it to us. */
  hear(body: Readonly<Record<string, string>>): Heard {
    const sdk = this.#required;
    let genuine = false;
    try {
      genuine = body['sign_type'] === 'RSA2' && sdk.checkNotifySignV2({ ...body });
    } catch {
      // A signature that is no base64 and the like: a forgery, not a fault.
    }
    if (!genuine) return { ok: false, verdict: 'bad_signature' };
    if (body['app_id'] !== this.env.ALIPAY_APP_ID) return { ok: false, verdict: 'other_app' };
    if (this.env.ALIPAY_SELLER_ID && body['seller_id'] !== this.env.ALIPAY_SELLER_ID)
      return { ok: false, verdict: 'other_seller' };
    const { out_trade_no = '', trade_no: tradeNo = '', trade_status: status = '', total_amount = '' } = body;
    const orderId = orderIdOf(out_trade_no);
    if (!orderId || !tradeNo) return { ok: false, verdict: 'unreadable' };
    return { ok: true, notice: { orderId, tradeNo, amountFen: parseYuan(total_amount), paid: isPaid(status), status } };
  }

  async query(orderId: string): Promise<AlipayState> {
    const answer = await this.#ask('alipay.trade.query', { outTradeNo: outTradeNo(orderId) });
    if (answer['subCode'] === 'ACQ.TRADE_NOT_EXIST') return { at: 'unknown' };
    this.#insist('alipay.trade.query', answer);
    const { tradeStatus, tradeNo, totalAmount } = answer as unknown as Record<string, string>;
    if (tradeStatus === 'TRADE_CLOSED') return { at: 'closed' };
    const amountFen = parseYuan(totalAmount ?? '');
    if (!isPaid(tradeStatus ?? '') || !tradeNo || amountFen === undefined) return { at: 'waiting' };
    return { at: 'paid', tradeNo, amountFen };
  }

  /** Resolves to whether it can no longer be paid. */
  async close(orderId: string): Promise<boolean> {
    const answer = await this.#ask('alipay.trade.close', { outTradeNo: outTradeNo(orderId) });
    return answer.code === '10000' || answer['subCode'] === 'ACQ.TRADE_NOT_EXIST';
  }

  /** `request` names the refund: the same one twice pays back once. */
  async refund(orderId: string, amountFen: number, request: string, reason: string): Promise<RefundAnswer> {
    const answer = await this.#ask('alipay.trade.refund', {
      outTradeNo: outTradeNo(orderId),
      refundAmount: yuan(amountFen),
      refundReason: reason,
      outRequestNo: request,
    });
    // Alipay does not know itself what became of it: the same request again will tell.
    if (answer.code === '20000' || String(answer['subCode']).endsWith('SYSTEM_ERROR'))
      throw new DomainError('alipay.unavailable', { code: answer['subCode'] });
    if (answer.code !== '10000') return { ok: false, reason: String(answer['subMsg'] ?? answer.msg) };
    if (answer['fundChange'] === 'Y') return { ok: true };
    // "No change" is said of a refund that was made before, and of one that Alipay still works on: ask which.
    const seen = await this.#ask('alipay.trade.fastpay.refund.query', {
      outTradeNo: outTradeNo(orderId),
      outRequestNo: request,
    });
    if (seen['refundStatus'] === 'REFUND_SUCCESS') return { ok: true };
    throw new DomainError('alipay.unavailable', { waiting: 'refund' });
  }

  /** The bill of a day as Alipay made it: a zip of tables. Undefined while there is none. */
  async bill(date: string): Promise<Buffer | undefined> {
    const method = 'alipay.data.dataservice.bill.downloadurl.query';
    const answer = await this.#ask(method, { billType: 'trade', billDate: date });
    if (String(answer['subCode']).includes('BILL_NOT_EXIST')) return undefined;
    this.#insist(method, answer);
    const url = String(answer['billDownloadUrl']);
    const response = await fetch(url, { signal: AbortSignal.timeout(60_000) });
    const bytes = Buffer.from(await response.arrayBuffer());
    if (!response.ok || bytes.length > BILL_BYTES)
      throw new DomainError('alipay.unavailable', { status: response.status });
    return bytes;
  }

  get #required(): AlipaySdk {
    if (!this.#sdk) throw new DomainError('alipay.off');
    return this.#sdk;
  }

  async #ask(method: string, bizContent: Record<string, string>): Promise<AlipaySdkCommonResult> {
    try {
      return await this.#required.exec(method, { bizContent }, { validateSign: true });
    } catch (cause) {
      if (cause instanceof DomainError) throw cause;
      this.#log.warn(`${method}: ${cause instanceof Error ? cause.message.slice(0, 200) : String(cause)}`);
      throw new DomainError('alipay.unavailable', {}, { cause });
    }
  }

  #insist(method: string, answer: AlipaySdkCommonResult): void {
    if (answer.code === '10000') return;
    this.#log.warn(`${method}: ${answer.code} ${String(answer['subCode'])} ${String(answer['subMsg'])}`);
    throw new DomainError('alipay.unavailable', { code: answer['subCode'] });
  }
}

/** TRADE_FINISHED is a paid trade that can no longer be refunded. */
const isPaid = (status: string): boolean => status === 'TRADE_SUCCESS' || status === 'TRADE_FINISHED';
