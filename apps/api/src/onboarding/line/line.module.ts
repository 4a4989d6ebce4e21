import { Module } from '@nestjs/common';

import { LineController } from './line.controller.js';
import { LineService } from './line.service.js';
import { StarterService } from './starter.service.js';

@Module({ controllers: [LineController], providers: [LineService, StarterService] })
export class LineModule {}
