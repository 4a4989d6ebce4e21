import {
  AddDoNotCall,
  CallerNumber,
  DoNotCallPage,
  DoNotCallQuery,
  id,
  ImportDoNotCall,
  ImportedDoNotCall,
  OutboundSettings,
  OutboundTryPage,
  OutboundTryQuery,
  SaveCallerNumber,
  SaveOutboundSettings,
} from '@sibai/contracts';
import type { Id } from '@sibai/kernel';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { Response } from 'express';

import { Allow, Me } from '../../platform/auth.js';
import { everyPage, localTime, sendCsv } from '../../platform/csv.js';
import { Answers } from '../../platform/openapi.js';
import { DoNotCallService } from './do-not-call.service.js';
import { OutboundService } from './outbound.service.js';

const numberId = id<'CallerNumber'>();
const entryId = id<'DoNotCall'>();

@Controller('outbound')
export class OutboundController {
  constructor(
    private readonly outbound: OutboundService,
    private readonly list: DoNotCallService,
  ) {}

  @Allow('outbound.view')
  @Get('settings')
  @Answers(OutboundSettings)
  settings(): Promise<OutboundSettings> {
    return this.outbound.settings();
  }

  @Allow('outbound.manage')
  @Put('settings')
  @Answers(OutboundSettings)
  saveSettings(@Me() me: Me, @Body({ schema: SaveOutboundSettings }) body: SaveOutboundSettings) {
    return this.outbound.saveSettings(me, body);
  }

  @Allow('outbound.view')
  @Get('numbers')
  @Answers([CallerNumber])
  numbers(): Promise<CallerNumber[]> {
    return this.outbound.numbers();
  }

  @Allow('outbound.manage')
  @Post('numbers')
  @Answers(CallerNumber, 201)
  addNumber(@Me() me: Me, @Body({ schema: SaveCallerNumber }) body: SaveCallerNumber): Promise<CallerNumber> {
    return this.outbound.addNumber(me, body);
  }

  @Allow('outbound.manage')
  @Put('numbers/:id')
  @Answers(CallerNumber)
  changeNumber(
    @Me() me: Me,
    @Param('id', { schema: numberId }) number: CallerNumber['id'],
    @Body({ schema: SaveCallerNumber }) body: SaveCallerNumber,
  ): Promise<CallerNumber> {
    return this.outbound.changeNumber(me, number, body);
  }

  @Allow('outbound.manage')
  @Delete('numbers/:id')
  @HttpCode(204)
  removeNumber(@Me() me: Me, @Param('id', { schema: numberId }) number: CallerNumber['id']): Promise<void> {
    return this.outbound.removeNumber(me, number);
  }

  @Allow('outbound.view')
  @Get('tries')
  @Answers(OutboundTryPage)
  tries(@Query({ schema: OutboundTryQuery }) query: OutboundTryQuery): Promise<OutboundTryPage> {
    return this.outbound.tries(query);
  }

  @Allow('outbound.view')
  @Get('do-not-call')
  @Answers(DoNotCallPage)
  doNotCall(@Query({ schema: DoNotCallQuery }) query: DoNotCallQuery): Promise<DoNotCallPage> {
    return this.list.page(query);
  }

  /** The whole list, for Excel. */
  @Allow('outbound.manage')
  @Get('do-not-call.csv')
  @ApiProduces('text/csv')
  async csv(
    @Me() me: Me,
    @Query({ schema: DoNotCallQuery }) query: DoNotCallQuery,
    @Res() response: Response,
  ): Promise<void> {
    await this.list.exported(me);
    await sendCsv<DoNotCallPage['entries'][number]>(
      response,
      'do-not-call.csv',
      {
        号码: (entry) => entry.number,
        原因: (entry) => entry.reason,
        添加人: (entry) => entry.addedBy,
        添加时间: (entry) => localTime(entry.addedAt),
      },
      everyPage(
        (before: DoNotCallQuery['before']) => this.list.page({ ...query, before, limit: 200 }),
        ({ entries }) => entries,
      ),
    );
  }

  @Allow('outbound.manage')
  @Post('do-not-call')
  @HttpCode(204)
  add(@Me() me: Me, @Body({ schema: AddDoNotCall }) body: AddDoNotCall): Promise<void> {
    return this.list.add(me, body);
  }

  @Allow('outbound.manage')
  @Post('do-not-call/import')
  @HttpCode(200)
  @Answers(ImportedDoNotCall)
  import(@Me() me: Me, @Body({ schema: ImportDoNotCall }) { text }: ImportDoNotCall): Promise<ImportedDoNotCall> {
    return this.list.import(me, text);
  }

  @Allow('outbound.manage')
  @Delete('do-not-call/:id')
  @HttpCode(204)
  remove(@Me() me: Me, @Param('id', { schema: entryId }) entry: Id<'DoNotCall'>): Promise<void> {
    return this.list.remove(me, entry);
  }
}
