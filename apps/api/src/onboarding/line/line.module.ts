import { Module } from '@nestjs/common';

import { ChangeController } from './change.controller.js';
import { LineChangeService } from './line-change.service.js';
import { LineCheckService } from './line-check.service.js';
import { LineController } from './line.controller.js';
import { LineService } from './line.service.js';
import { StarterService } from './starter.service.js';
import { SuspensionService } from './suspension.service.js';
import { Transfer } from './transfer.js';

@Module({
  controllers: [LineController, ChangeController],
  providers: [LineChangeService, LineCheckService, LineService, StarterService, SuspensionService, Transfer],
})
export class LineModule {}
