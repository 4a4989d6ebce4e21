import { AlipayStart, Checkout, CreateOrder, OrderDetail, PayOrder } from '@sibai/contracts';
import { DomainError } from '@sibai/kernel';
import { Body, Controller, Get, Header, HttpCode, Ip, Param, Post } from '@nestjs/common';
import * as z from 'zod';

import { Allow, Me, Public } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { OrderService } from './order.service.js';
import { SettlingService } from './settling.service.js';

const Id = z.uuid();
/** A field that is given twice comes as a list: that is no notification of Alipay's. */
const Notification = z.record(z.string().max(64), z.string().max(4096));

@Controller('payment')
export class OrderController {
  constructor(
    private readonly orders: OrderService,
    private readonly settling: SettlingService,
  ) {}

  @Allow('payment.view')
  @Get()
  @Answers(Checkout)
  checkout(): Promise<Checkout> {
    return this.orders.checkout();
  }

  @Allow('payment.view')
  @Get('orders')
  @Answers([PayOrder])
  list(): Promise<PayOrder[]> {
    return this.orders.list();
  }

  @Allow('payment.view')
  @Get('orders/:id')
  @Answers(OrderDetail)
  get(@Param('id', { schema: Id }) id: string): Promise<OrderDetail> {
    return this.orders.get(id);
  }

  @Allow('payment.manage')
  @Post('orders')
  @Answers(PayOrder, 201)
  create(@Me() me: Me, @Body({ schema: CreateOrder }) body: CreateOrder): Promise<PayOrder> {
    return this.orders.create(me, body);
  }

  @Allow('payment.manage')
  @Post('orders/:id/alipay')
  @HttpCode(200)
  @Answers(AlipayStart)
  async startAlipay(@Me() me: Me, @Param('id', { schema: Id }) id: string): Promise<{ url: string }> {
    return { url: await this.orders.startAlipay(me, id) };
  }

  @Allow('payment.manage')
  @Post('orders/:id/balance')
  @HttpCode(200)
  @Answers(PayOrder)
  payFromBalance(@Me() me: Me, @Param('id', { schema: Id }) id: string): Promise<PayOrder> {
    return this.orders.payFromBalance(me, id);
  }

  @Allow('payment.view')
  @Post('orders/:id/check')
  @HttpCode(200)
  @Answers(OrderDetail)
  check(@Me() me: Me, @Param('id', { schema: Id }) id: string): Promise<OrderDetail> {
    return this.settling.check(me, id);
  }

  @Allow('payment.manage')
  @Post('orders/:id/cancel')
  @HttpCode(200)
  @Answers(PayOrder)
  cancel(@Me() me: Me, @Param('id', { schema: Id }) id: string): Promise<PayOrder> {
    return this.orders.cancel(me, id);
  }

  /** Alipay's asynchronous notification, a form. It is repeated until the answer is the word `success`. */
  @Public()
  @Post('alipay/notify')
  @HttpCode(200)
  @Header('content-type', 'text/plain')
  async notified(@Body() body: unknown, @Ip() ip: string): Promise<string> {
    const form = Notification.safeParse(body);
    if (!form.success) throw new DomainError('request.invalid', { issues: [] });
    return (await this.settling.heard(form.data, ip)) ? 'success' : 'failure';
  }
}
