import {
  FourHundred,
  HoldNumber,
  MyNumbers,
  NumberCardDetail,
  NumberPage,
  NumberPrices,
  NumberSearch,
} from '@sibai/contracts';
import { DomainError, type TenantId } from '@sibai/kernel';
import type { TierId } from '@sibai/numbers';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

import { Allow, Me, Public } from '../../platform/auth.js';
import { networkOf } from '../../platform/network-of.js';
import { Answers } from '../../platform/openapi.js';
import { SessionService } from '../../platform/session.service.js';
import { HoldService } from './hold.service.js';
import { NumberShop } from './number-shop.js';
import { PriceBook } from './price-book.js';

/** A person types five characters a second at most; behind one address there may be an office. */
export const LOOKS_A_MINUTE = 300;

@Controller('numbers')
export class NumberController {
  readonly #looks = new RateLimiterMemory({ points: LOOKS_A_MINUTE, duration: 60 });

  constructor(
    private readonly shop: NumberShop,
    private readonly holds: HoldService,
    private readonly prices: PriceBook,
    private readonly sessions: SessionService,
  ) {}

  @Public()
  @Get('search')
  @Answers(NumberPage)
  async search(@Query({ schema: NumberSearch }) query: NumberSearch, @Req() request: Request): Promise<NumberPage> {
    return this.shop.search(query, await this.#look(request));
  }

  @Public()
  @Get('prices')
  @Answers(NumberPrices)
  async tiers(): Promise<NumberPrices> {
    const { tariff } = await this.prices.read();
    return { tiers: Object.entries(tariff).map(([tier, priceFen]) => ({ tier: tier as TierId, priceFen })) };
  }

  @Allow('number.view')
  @Get('mine')
  @Answers(MyNumbers)
  mine(): Promise<MyNumbers> {
    return this.holds.mine();
  }

  @Public()
  @Get('one/:number')
  @Answers(NumberCardDetail)
  async one(
    @Param('number', { schema: FourHundred }) number: string,
    @Req() request: Request,
  ): Promise<NumberCardDetail> {
    return this.shop.one(number, await this.#look(request));
  }

  @Allow('number.manage')
  @Post(':number/hold')
  @HttpCode(200)
  @Answers(MyNumbers)
  hold(
    @Me() me: Me,
    @Param('number', { schema: FourHundred }) number: string,
    @Body({ schema: HoldNumber }) { instead }: HoldNumber,
  ): Promise<MyNumbers> {
    return this.holds.hold(me, number, instead);
  }

  @Allow('number.manage')
  @Delete(':number/hold')
  @Answers(MyNumbers)
  release(@Me() me: Me, @Param('number', { schema: FourHundred }) number: string): Promise<MyNumbers> {
    return this.holds.release(me, number);
  }

  @Allow('number.manage')
  @Post(':number/wait')
  @HttpCode(200)
  @Answers(MyNumbers)
  wait(@Me() me: Me, @Param('number', { schema: FourHundred }) number: string): Promise<MyNumbers> {
    return this.holds.wait(me, number);
  }

  @Allow('number.manage')
  @Delete(':number/wait')
  @Answers(MyNumbers)
  leave(@Me() me: Me, @Param('number', { schema: FourHundred }) number: string): Promise<MyNumbers> {
    return this.holds.leave(me, number);
  }

  /** Counts a look at the stock, and answers who looks if that is known: everybody may. */
  async #look(request: Request): Promise<TenantId | undefined> {
    try {
      await this.#looks.consume(networkOf(request.ip));
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new DomainError('request.too_many', { retryAfterSeconds: Math.ceil(refusal.msBeforeNext / 1000) });
    }
    return (await this.sessions.authenticate(request.headers.cookie))?.tenantId;
  }
}
