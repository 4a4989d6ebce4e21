import { CalendarDate, CalendarQuery, CalendarYear, SetCalendarDay } from '@sibai/contracts';
import { Body, Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { CalendarService } from './calendar.service.js';

@Controller('calendar')
export class CalendarController {
  constructor(private readonly calendar: CalendarService) {}

  @Allow('group.view')
  @Get()
  @Answers(CalendarYear)
  year(@Query({ schema: CalendarQuery }) { year }: CalendarQuery): Promise<CalendarYear> {
    return this.calendar.year(year);
  }

  @Allow('group.manage')
  @Put(':date')
  @Answers(CalendarYear)
  set(
    @Me() me: Me,
    @Param('date', { schema: CalendarDate }) date: string,
    @Body({ schema: SetCalendarDay }) day: SetCalendarDay,
  ): Promise<CalendarYear> {
    return this.calendar.set(me, date, day);
  }

  @Allow('group.manage')
  @Delete(':date')
  @Answers(CalendarYear)
  reset(@Me() me: Me, @Param('date', { schema: CalendarDate }) date: string): Promise<CalendarYear> {
    return this.calendar.reset(me, date);
  }
}
