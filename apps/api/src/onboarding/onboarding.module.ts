import { Global, Module } from '@nestjs/common';

import { History } from './history.js';
import { JourneyController } from './journey.controller.js';
import { RepairService } from './repair.service.js';

/** What the stages of the way to a line share. */
@Global()
@Module({ controllers: [JourneyController], providers: [History, RepairService], exports: [History] })
export class OnboardingModule {}
