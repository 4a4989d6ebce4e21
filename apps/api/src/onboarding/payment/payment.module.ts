import { Module } from '@nestjs/common';

import { AccountService } from './account.service.js';
import { Alipay } from './alipay.js';
import { ArrearsService } from './arrears.service.js';
import { BankService } from './bank.service.js';
import { BillingController } from './billing.controller.js';
import { BillingService } from './billing.service.js';
import { Contacts } from './contacts.js';
import { DeskController } from './desk.controller.js';
import { DeskService } from './desk.service.js';
import { InvoiceService } from './invoice.service.js';
import { Ledger } from './ledger.js';
import { Notices } from './notices.js';
import { OrderController } from './order.controller.js';
import { OrderEvents } from './order-events.js';
import { OrderService } from './order.service.js';
import { RatingService } from './rating.service.js';
import { ReconcileService } from './reconcile.service.js';
import { RenewalService } from './renewal.service.js';
import { SettlingService } from './settling.service.js';

@Module({
  controllers: [OrderController, BillingController, DeskController],
  providers: [
    AccountService,
    Alipay,
    ArrearsService,
    BankService,
    BillingService,
    Contacts,
    DeskService,
    InvoiceService,
    Ledger,
    Notices,
    OrderEvents,
    OrderService,
    RatingService,
    ReconcileService,
    RenewalService,
    SettlingService,
  ],
})
export class PaymentModule {}
