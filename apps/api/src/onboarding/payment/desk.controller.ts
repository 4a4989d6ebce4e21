import {
  BankLine,
  BankLineQuery,
  CustomerInvoice,
  CustomerOrders,
  Debtor,
  IgnoreLine,
  InvoiceNumber,
  MatchLine,
  OrderQuery,
  PaymentTasks,
  Reconcile,
  Reconciliation,
  RefundMade,
  RefundOrder,
  RejectInvoice,
  Statement,
  STATEMENT_BYTES,
  SuspiciousNotice,
} from '@sibai/contracts';
import { DomainError } from '@sibai/kernel';
import {
  Body,
  type CallHandler,
  Controller,
  type ExecutionContext,
  Get,
  HttpCode,
  Injectable,
  Param,
  PayloadTooLargeException,
  Post,
  Query,
  Res,
  UploadedFile,
  UseInterceptors,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import { ApiConsumes, ApiProduces } from '@nestjs/swagger';
import type { Response } from 'express';
import type {} from 'multer';
import type { Observable } from 'rxjs';
import * as z from 'zod';

import { Allow, Me } from '../../platform/auth.js';
import { sendCsv } from '../../platform/csv.js';
import { Answers } from '../../platform/openapi.js';
import { BankService } from './bank.service.js';
import { DeskService } from './desk.service.js';
import { InvoiceService } from './invoice.service.js';
import { ORDER_COLUMNS } from './orders-csv.js';
import { ReconcileService } from './reconcile.service.js';

const Id = z.uuid();

/** Takes the file of a form into memory, and no more of it than may be kept. */
@Injectable()
class Upload extends FileInterceptor('file', { limits: { fileSize: STATEMENT_BYTES, files: 1, fields: 5 } }) {
  override async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    try {
      return await super.intercept(context, next);
    } catch (cause) {
      if (!(cause instanceof PayloadTooLargeException)) throw cause;
      throw new DomainError('statement.too_large', { maxBytes: STATEMENT_BYTES }, { cause });
    }
  }
}

@Controller('payment-desk')
export class DeskController {
  constructor(
    private readonly desk: DeskService,
    private readonly bank: BankService,
    private readonly reconciling: ReconcileService,
    private readonly invoices: InvoiceService,
  ) {}

  @Allow('payment.operate')
  @Get('tasks')
  @Answers(PaymentTasks)
  tasks(): Promise<PaymentTasks> {
    return this.desk.tasks();
  }

  @Allow('payment.operate')
  @Get('notices')
  @Answers([SuspiciousNotice])
  notices(): Promise<SuspiciousNotice[]> {
    return this.desk.notices();
  }

  @Allow('payment.operate')
  @Get('orders')
  @Answers(CustomerOrders)
  orders(@Query({ schema: OrderQuery }) query: OrderQuery): Promise<CustomerOrders> {
    return this.desk.orders(query);
  }

  /** Every order that matches, for Excel. */
  @Allow('payment.operate')
  @Get('orders.csv')
  @ApiProduces('text/csv')
  ordersCsv(@Query({ schema: OrderQuery }) query: OrderQuery, @Res() response: Response): Promise<void> {
    return sendCsv(response, 'orders.csv', ORDER_COLUMNS, this.desk.allOrders(query));
  }

  @Allow('payment.operate')
  @Post('orders/:id/refund')
  @HttpCode(204)
  async refund(
    @Me() me: Me,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: RefundOrder }) body: RefundOrder,
  ): Promise<void> {
    await this.desk.refund(me, id, body);
  }

  @Allow('payment.operate')
  @Post('orders/:id/refund-made')
  @HttpCode(204)
  async refundMade(
    @Me() me: Me,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: RefundMade }) body: RefundMade,
  ): Promise<void> {
    await this.desk.refundMade(me, id, body);
  }

  @Allow('payment.operate')
  @Get('statements')
  @Answers([Statement])
  statements(@Me() me: Me): Promise<Statement[]> {
    return this.bank.statements(me.tenantId);
  }

  /** A form with the CSV as `file`. */
  @Allow('payment.operate')
  @Post('statements')
  @ApiConsumes('multipart/form-data')
  @Answers(Statement, 201)
  @UseInterceptors(Upload)
  upload(@Me() me: Me, @UploadedFile() file?: Express.Multer.File): Promise<Statement> {
    if (!file) throw new DomainError('request.invalid', { issues: [{ message: 'required', path: ['file'] }] });
    // A browser names the file in UTF-8, which the form's parser takes for Latin-1.
    return this.bank.upload(me, Buffer.from(file.originalname, 'latin1').toString('utf8'), file.buffer);
  }

  @Allow('payment.operate')
  @Get('bank-lines')
  @Answers([BankLine])
  lines(@Query({ schema: BankLineQuery }) { state }: BankLineQuery): Promise<BankLine[]> {
    return this.bank.lines(state);
  }

  @Allow('payment.operate')
  @Post('bank-lines/:id/match')
  @HttpCode(204)
  async match(
    @Me() me: Me,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: MatchLine }) { reference }: MatchLine,
  ): Promise<void> {
    await this.bank.match(me, id, reference);
  }

  @Allow('payment.operate')
  @Post('bank-lines/:id/ignore')
  @HttpCode(204)
  async ignore(
    @Me() me: Me,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: IgnoreLine }) { reason }: IgnoreLine,
  ): Promise<void> {
    await this.bank.ignore(me, id, reason);
  }

  @Allow('payment.operate')
  @Get('reconciliations')
  @Answers([Reconciliation])
  reconciliations(): Promise<Reconciliation[]> {
    return this.reconciling.list();
  }

  @Allow('payment.operate')
  @Post('reconciliations')
  @HttpCode(200)
  @Answers(Reconciliation)
  reconcile(@Me() me: Me, @Body({ schema: Reconcile }) { date }: Reconcile): Promise<Reconciliation> {
    return this.reconciling.reconcile(me.tenantId, date);
  }

  @Allow('payment.operate')
  @Get('invoices')
  @Answers([CustomerInvoice])
  customerInvoices(): Promise<CustomerInvoice[]> {
    return this.invoices.all();
  }

  /** A form with `number`, and the PDF as `file` where there is one. */
  @Allow('payment.operate')
  @Post('invoices/:id/issue')
  @HttpCode(204)
  @ApiConsumes('multipart/form-data')
  @UseInterceptors(Upload)
  async issue(
    @Me() me: Me,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: InvoiceNumber }) { number }: InvoiceNumber,
    @UploadedFile() file?: Express.Multer.File,
  ): Promise<void> {
    await this.invoices.issue(me, id, number, file?.buffer);
  }

  @Allow('payment.operate')
  @Post('invoices/:id/reject')
  @HttpCode(204)
  async reject(
    @Me() me: Me,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: RejectInvoice }) { reason }: RejectInvoice,
  ): Promise<void> {
    await this.invoices.reject(me, id, reason);
  }

  @Allow('payment.operate')
  @Get('debtors')
  @Answers([Debtor])
  debtors(): Promise<Debtor[]> {
    return this.desk.debtors();
  }
}
