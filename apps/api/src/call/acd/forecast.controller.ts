import { ForecastQuery, Forecasts } from '@sibai/contracts';
import { Controller, Get, Query } from '@nestjs/common';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { ForecastService } from './forecast.service.js';

@Controller('forecasts')
export class ForecastController {
  constructor(private readonly forecasts: ForecastService) {}

  @Allow('live.view')
  @Get()
  @Answers(Forecasts)
  errors(@Me() me: Me, @Query({ schema: ForecastQuery }) query: ForecastQuery): Promise<Forecasts> {
    return this.forecasts.errors(me, query);
  }
}
