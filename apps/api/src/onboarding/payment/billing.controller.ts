import {
  BalancePage,
  BalanceQuery,
  Bill,
  BillDetail,
  Billing,
  Invoice,
  Invoices,
  RatedPage,
  RatedQuery,
  RequestInvoice,
  SetAutoRenew,
} from '@sibai/contracts';
import { Body, Controller, Get, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import { stringify } from 'csv-stringify/sync';
import type { Response } from 'express';
import * as z from 'zod';

import { yuan } from '@sibai/billing';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { AccountService } from './account.service.js';
import { InvoiceService } from './invoice.service.js';

const Id = z.uuid();
const CHUNK = 1000;
const HEAD = ['通话编号', '开始时间', '结束时间', '主叫号码', '计费分钟', '费用(元)'];
const local = (at: string | null): string =>
  at ? new Date(at).toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' }) : '';

@Controller('billing')
export class BillingController {
  constructor(
    private readonly account: AccountService,
    private readonly invoices: InvoiceService,
  ) {}

  @Allow('payment.view')
  @Get()
  @Answers(Billing)
  summary(): Promise<Billing> {
    return this.account.summary();
  }

  @Allow('payment.manage')
  @Put('auto-renew')
  @Answers(Billing)
  async setAutoRenew(@Me() me: Me, @Body({ schema: SetAutoRenew }) { autoRenew }: SetAutoRenew): Promise<Billing> {
    await this.account.setAutoRenew(me, autoRenew);
    return this.account.summary();
  }

  @Allow('payment.view')
  @Get('balance')
  @Answers(BalancePage)
  balance(@Query({ schema: BalanceQuery }) { before }: BalanceQuery): Promise<BalancePage> {
    return this.account.balance(before);
  }

  @Allow('payment.view')
  @Get('bills')
  @Answers([Bill])
  bills(): Promise<Bill[]> {
    return this.account.bills();
  }

  @Allow('payment.view')
  @Get('bills/:id')
  @Answers(BillDetail)
  bill(@Param('id', { schema: Id }) id: string): Promise<BillDetail> {
    return this.account.bill(id);
  }

  @Allow('payment.view')
  @Get('usage/:id/calls')
  @Answers(RatedPage)
  rated(@Param('id', { schema: Id }) id: string, @Query({ schema: RatedQuery }) query: RatedQuery): Promise<RatedPage> {
    return this.account.rated(id, query);
  }

  /** The detailed list of the law, free of charge, for Excel. */
  @Allow('payment.view')
  @Get('usage/:id/calls.csv')
  @ApiProduces('text/csv')
  async csv(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: RatedQuery }) query: RatedQuery,
    @Res() response: Response,
  ): Promise<void> {
    let page = await this.account.rated(id, { ...query, page: 1 }, CHUNK);
    const options = { record_delimiter: '\r\n', escape_formulas: true } as const;
    response.type('text/csv').attachment(`calls-${page.number}-${page.month}.csv`);
    response.write(`\uFEFF${stringify([HEAD], options)}`);
    for (let n = 2; page.calls.length > 0 && !response.destroyed; n++) {
      const rows = page.calls.map((call) => [
        call.callId,
        local(call.startedAt),
        local(call.endedAt),
        call.caller,
        call.minutes,
        yuan(call.chargeFen),
      ]);
      const room = response.write(stringify(rows, options));
      if (page.calls.length < CHUNK) break;
      if (!room) await new Promise((drained) => response.once('drain', drained).once('close', drained));
      page = await this.account.rated(id, { ...query, page: n }, CHUNK);
    }
    response.end();
  }

  @Allow('payment.view')
  @Get('invoices')
  @Answers(Invoices)
  myInvoices(): Promise<Invoices> {
    return this.invoices.mine();
  }

  @Allow('payment.manage')
  @Post('invoices')
  @Answers(Invoice, 201)
  request(@Me() me: Me, @Body({ schema: RequestInvoice }) body: RequestInvoice): Promise<Invoice> {
    return this.invoices.request(me, body);
  }

  @Allow('payment.view')
  @Get('invoices/:id/file')
  @ApiProduces('application/pdf')
  async file(@Me() me: Me, @Param('id', { schema: Id }) id: string, @Res() response: Response): Promise<void> {
    const { mime, bytes, name } = await this.invoices.file(me.tenantId, id);
    response
      .type(mime)
      .attachment(name ?? 'invoice.pdf')
      .send(bytes);
  }
}
