import { Module } from '@nestjs/common';

import { PlanController } from './plan.controller.js';
import { PlanService } from './plan.service.js';
import { TariffController } from './tariff.controller.js';
import { TariffService } from './tariff.service.js';

@Module({ controllers: [PlanController, TariffController], providers: [PlanService, TariffService] })
export class PlanModule {}
