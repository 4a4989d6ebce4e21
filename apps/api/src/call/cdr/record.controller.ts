import { CallDetail, CallPage, CallQuery, id } from '@sibai/contracts';
import { type CallId, DomainError } from '@sibai/kernel';
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { Response } from 'express';
import * as z from 'zod';

import { Allow, Me } from '../../platform/auth.js';
import { everyPage, sendCsv } from '../../platform/csv.js';
import { Answers } from '../../platform/openapi.js';
import { CALL_COLUMNS } from './csv.js';
import { RecordService } from './record.service.js';

const Cursor = z.tuple([z.iso.datetime(), z.uuid()]);

@Controller()
export class RecordController {
  constructor(private readonly records: RecordService) {}

  @Allow('call.view')
  @Get('calls')
  @Answers(CallPage)
  page(@Query({ schema: CallQuery }) query: CallQuery): Promise<CallPage> {
    return this.records.page(sound(query));
  }

  /** Every record that matches, `limit` and `before` apart, for Excel. */
  @Allow('call.view')
  @Get('calls.csv')
  @ApiProduces('text/csv')
  async csv(@Me() me: Me, @Query({ schema: CallQuery }) query: CallQuery, @Res() response: Response): Promise<void> {
    const wanted = sound(query);
    await this.records.exported(me, wanted);
    await sendCsv(
      response,
      'calls.csv',
      CALL_COLUMNS,
      everyPage(
        (before: CallQuery['before']) => this.records.page({ ...wanted, before, limit: 200 }),
        ({ calls }) => calls,
      ),
    );
  }

  @Allow('call.view')
  @Get('calls/:id')
  @Answers(CallDetail)
  get(@Param('id', { schema: id<'Call'>() }) callId: CallId): Promise<CallDetail> {
    return this.records.get(callId);
  }
}

function sound(query: CallQuery): CallQuery {
  if (query.before === undefined || Cursor.safeParse(query.before.split('_')).success) return query;
  throw new DomainError('request.invalid', { issues: [{ message: 'not a page', path: ['before'] }] });
}
