import { AddCallback, Callback, CallbackPage, CallbackQuery, ChangeCallback, id, PlacedCall } from '@sibai/contracts';
import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { Response } from 'express';

import { Allow, Me } from '../../platform/auth.js';
import { everyPage, localTime, sendCsv } from '../../platform/csv.js';
import { Answers } from '../../platform/openapi.js';
import { CallbackService } from './callback.service.js';

type CallbackId = Callback['id'];
const ID = { schema: id<'Callback'>() };

const STATE: Record<Callback['state'], string> = {
  waiting: '等待中',
  queued: '排队中',
  calling: '回拨中',
  done: '已完成',
  failed: '未成功',
  cancelled: '已取消',
};

@Controller('callbacks')
export class CallbackController {
  constructor(private readonly callbacks: CallbackService) {}

  @Allow('callback.view')
  @Get()
  @Answers(CallbackPage)
  page(@Me() me: Me, @Query({ schema: CallbackQuery }) query: CallbackQuery): Promise<CallbackPage> {
    return this.callbacks.page(me, query);
  }

  /** Every callback that matches, for Excel. */
  @Allow('callback.manage')
  @Get('list.csv')
  @ApiProduces('text/csv')
  async csv(
    @Me() me: Me,
    @Query({ schema: CallbackQuery }) query: CallbackQuery,
    @Res() response: Response,
  ): Promise<void> {
    await this.callbacks.exported(me);
    await sendCsv<Callback>(
      response,
      'callbacks.csv',
      {
        号码: (row) => row.number,
        技能组: (row) => row.groups.map(({ name }) => name).join('、'),
        线路: (row) => row.lineName,
        状态: (row) => STATE[row.state],
        登记时间: (row) => localTime(row.askedAt),
        应回时间: (row) => localTime(row.dueAt),
        已试次数: (row) => row.tries,
        最多次数: (row) => row.maxTries,
        上次结果: (row) => row.lastResult,
        上次时间: (row) => localTime(row.lastAt),
        指定坐席: (row) => row.agent?.name ?? null,
        备注: (row) => row.note,
      },
      everyPage(
        (before: CallbackQuery['before']) => this.callbacks.page(me, { ...query, before, limit: 200 }),
        ({ callbacks }) => callbacks,
      ),
    );
  }

  @Allow('agent.work')
  @Post()
  @Answers(Callback, 201)
  add(@Me() me: Me, @Body({ schema: AddCallback }) body: AddCallback): Promise<Callback> {
    return this.callbacks.add(me, body);
  }

  @Allow('callback.manage')
  @Patch(':id')
  @Answers(Callback)
  change(
    @Me() me: Me,
    @Param('id', ID) callback: CallbackId,
    @Body({ schema: ChangeCallback }) body: ChangeCallback,
  ): Promise<Callback> {
    return this.callbacks.change(me, callback, body);
  }

  @Allow('callback.view')
  @Post(':id/cancel')
  @HttpCode(204)
  cancel(@Me() me: Me, @Param('id', ID) callback: CallbackId): Promise<void> {
    return this.callbacks.cancel(me, callback);
  }

  @Allow('callback.view')
  @Post(':id/done')
  @HttpCode(204)
  done(@Me() me: Me, @Param('id', ID) callback: CallbackId): Promise<void> {
    return this.callbacks.done(me, callback);
  }

  /** The agent makes it now: the own phone is called first and answers by itself. */
  @Allow('agent.work')
  @Post(':id/call')
  @Answers(PlacedCall, 201)
  async call(@Me() me: Me, @Param('id', ID) callback: CallbackId): Promise<PlacedCall> {
    return { callId: await this.callbacks.call(me, callback) };
  }
}
