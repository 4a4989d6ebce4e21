import {
  FourHundred,
  InventoryQuery,
  StockAct,
  StockCounts,
  StockDetail,
  type StockNumber,
  StockPage,
  StockPrice,
} from '@sibai/contracts';
import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { Response } from 'express';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { InventoryService } from './inventory.service.js';

const PAGE = 1000;

const HEAD = '\uFEFF号码,状态,等级,月租(元),运营商,企业,到期时间\r\n';
const STATE = { free: '可选', held: '预留', sold: '已售', suspended: '停用', cooling: '冷却' } as const;
const CARRIER = { unicom: '中国联通', mobile: '中国移动', telecom: '中国电信' } as const;

@Allow('number.operate')
@Controller('inventory')
export class InventoryController {
  constructor(private readonly inventory: InventoryService) {}

  @Get('counts')
  @Answers(StockCounts)
  counts(): Promise<StockCounts> {
    return this.inventory.counts();
  }

  @Get('numbers')
  @Answers(StockPage)
  page(@Query({ schema: InventoryQuery }) query: InventoryQuery): Promise<StockPage> {
    return this.inventory.page(query);
  }

  /** All that match, for Excel. */
  @Get('numbers.csv')
  @ApiProduces('text/csv')
  async csv(@Query({ schema: InventoryQuery }) query: InventoryQuery, @Res() response: Response): Promise<void> {
    let page = await this.inventory.page({ ...query, after: undefined, limit: PAGE });
    response.type('text/csv').attachment('numbers.csv').write(HEAD);
    for (;;) {
      const room = response.write(page.numbers.map(csvLine).join(''));
      if (!page.next || response.destroyed) break;
      if (!room) await new Promise((drained) => response.once('drain', drained).once('close', drained));
      page = await this.inventory.page({ ...query, after: page.next, limit: PAGE });
    }
    response.end();
  }

  @Get('numbers/:number')
  @Answers(StockDetail)
  get(@Param('number', { schema: FourHundred }) number: string): Promise<StockDetail> {
    return this.inventory.get(number);
  }

  @Post('numbers/:number/release')
  @HttpCode(200)
  @Answers(StockDetail)
  release(
    @Me() me: Me,
    @Param('number', { schema: FourHundred }) number: string,
    @Body({ schema: StockAct }) { reason }: StockAct,
  ): Promise<StockDetail> {
    return this.inventory.release(me, number, reason);
  }

  @Post('numbers/:number/suspend')
  @HttpCode(200)
  @Answers(StockDetail)
  suspend(
    @Me() me: Me,
    @Param('number', { schema: FourHundred }) number: string,
    @Body({ schema: StockAct }) { reason }: StockAct,
  ): Promise<StockDetail> {
    return this.inventory.suspend(me, number, reason);
  }

  @Post('numbers/:number/restore')
  @HttpCode(200)
  @Answers(StockDetail)
  restore(
    @Me() me: Me,
    @Param('number', { schema: FourHundred }) number: string,
    @Body({ schema: StockAct }) { reason }: StockAct,
  ): Promise<StockDetail> {
    return this.inventory.restore(me, number, reason);
  }

  @Put('numbers/:number/price')
  @Answers(StockDetail)
  price(
    @Me() me: Me,
    @Param('number', { schema: FourHundred }) number: string,
    @Body({ schema: StockPrice }) { ownPriceFen, reason }: StockPrice,
  ): Promise<StockDetail> {
    return this.inventory.price(me, number, ownPriceFen, reason);
  }
}

function csvLine({ number, state, tier, priceFen, carrier, tenant, until }: StockNumber): string {
  const cells = [
    number,
    STATE[state],
    tier,
    (priceFen / 100).toFixed(2),
    carrier ? CARRIER[carrier] : '',
    cell(tenant?.name ?? ''),
    until ? new Date(until).toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' }) : '',
  ];
  return `${cells.join(',')}\r\n`;
}

/** An enterprise chooses its name: a cell that Excel would run as a formula is made a text. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
