import { Module } from '@nestjs/common';

import { LineCheckService } from './line-check.service.js';
import { LineController } from './line.controller.js';
import { LineService } from './line.service.js';
import { StarterService } from './starter.service.js';

@Module({ controllers: [LineController], providers: [LineCheckService, LineService, StarterService] })
export class LineModule {}
