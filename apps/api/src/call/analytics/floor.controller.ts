import {
  Alarm,
  AlarmPage,
  AlarmQuery,
  FloorSettings,
  id,
  IntervalDetail,
  IntervalDetailQuery,
  IntervalHistory,
  IntervalQuery,
  type IntervalRow,
} from '@sibai/contracts';
import type { AlarmId } from '@sibai/kernel';
import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import type { Response } from 'express';

import { Allow, Me } from '../../platform/auth.js';
import { localTime, sendCsv } from '../../platform/csv.js';
import { Answers } from '../../platform/openapi.js';
import { Alarms } from './alarms.js';
import { FloorSettingsStore } from './floor-settings.js';
import { HistoryService } from './history.service.js';

const share = (value: number | null): string | null => (value === null ? null : value.toFixed(1));
const seconds = (ms: number | null): number | null => (ms === null ? null : Math.round(ms / 1000));

const COLUMNS: Readonly<Record<string, (row: IntervalRow) => string | number | null>> = {
  时段: (row) => localTime(row.from),
  技能组: (row) => row.groupName,
  进线: (row) => row.offered,
  接通: (row) => row.answered,
  放弃: (row) => row.abandoned,
  短放弃: (row) => row.abandonedShort,
  '服务水平%': (row) => share(row.serviceLevel),
  '接通率%': (row) => share(row.connectRate),
  '放弃率%': (row) => share(row.abandonRate),
  '平均应答速度(秒)': (row) => seconds(row.averageWaitMs),
  处理: (row) => row.handled,
  '平均处理时长(秒)': (row) => seconds(row.handleMs),
  '占用率%': (row) => share(row.occupancy),
  在岗人数: (row) => row.staffed.toFixed(2),
};

/** The wall's settings, its alarms, and what was: of own groups. */
@Controller('floor')
export class FloorController {
  constructor(
    private readonly settings: FloorSettingsStore,
    private readonly alarms: Alarms,
    private readonly history: HistoryService,
  ) {}

  @Allow('live.view')
  @Get('settings')
  @Answers(FloorSettings)
  read(@Me() me: Me): Promise<FloorSettings> {
    return this.settings.of(me.tenantId);
  }

  @Allow('floor.manage')
  @Put('settings')
  @Answers(FloorSettings)
  save(@Me() me: Me, @Body({ schema: FloorSettings }) settings: FloorSettings): Promise<FloorSettings> {
    return this.settings.save(me, settings);
  }

  @Allow('live.view')
  @Get('alarms')
  @Answers(AlarmPage)
  page(@Me() me: Me, @Query({ schema: AlarmQuery }) query: AlarmQuery): Promise<AlarmPage> {
    return this.alarms.page(me, query);
  }

  @Allow('live.view')
  @Post('alarms/:id/acknowledge')
  @HttpCode(200)
  @Answers(Alarm)
  acknowledge(@Me() me: Me, @Param('id', { schema: id<'Alarm'>() }) alarm: AlarmId): Promise<Alarm> {
    return this.alarms.acknowledge(me, alarm);
  }

  @Allow('live.view')
  @Get('intervals')
  @Answers(IntervalHistory)
  intervals(@Me() me: Me, @Query({ schema: IntervalQuery }) query: IntervalQuery): Promise<IntervalHistory> {
    return this.history.history(me, query);
  }

  @Allow('live.view')
  @Get('intervals.csv')
  async csv(
    @Me() me: Me,
    @Query({ schema: IntervalQuery }) query: IntervalQuery,
    @Res() response: Response,
  ): Promise<void> {
    const days = this.history.days(me, query);
    // The first day is read before anything is sent: a refusal is still an answer then.
    const first = await days.next();
    async function* pages(): AsyncGenerator<readonly IntervalRow[]> {
      if (first.done) return;
      yield first.value.rows;
      for await (const { rows } of days) yield rows;
    }
    await sendCsv(response, `intervals-${query.from}-${query.to}.csv`, COLUMNS, pages());
  }

  @Allow('live.view')
  @Get('intervals/detail')
  @Answers(IntervalDetail)
  detail(@Me() me: Me, @Query({ schema: IntervalDetailQuery }) query: IntervalDetailQuery): Promise<IntervalDetail> {
    return this.history.detail(me, query);
  }
}
