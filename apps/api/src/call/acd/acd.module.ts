import { Module } from '@nestjs/common';

import { AgentController } from './agent.controller.js';
import { AgentService } from './agent.service.js';
import { CalendarController } from './calendar.controller.js';
import { CalendarService } from './calendar.service.js';
import { ForecastController } from './forecast.controller.js';
import { ForecastService } from './forecast.service.js';
import { GroupController } from './group.controller.js';
import { GroupService } from './group.service.js';
import { PriorityController } from './priority.controller.js';
import { PriorityService } from './priority.service.js';
import { WhatIfController } from './what-if.controller.js';
import { WhatIfService } from './what-if.service.js';
import { VipController } from './vip.controller.js';
import { VipService } from './vip.service.js';

@Module({
  controllers: [
    GroupController,
    AgentController,
    CalendarController,
    PriorityController,
    VipController,
    ForecastController,
    WhatIfController,
  ],
  providers: [GroupService, AgentService, CalendarService, PriorityService, VipService, ForecastService, WhatIfService],
  exports: [AgentService],
})
export class AcdModule {}
