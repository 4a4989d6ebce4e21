import { Module } from '@nestjs/common';

import { LineController } from './line.controller.js';
import { LineService } from './line.service.js';
import { TrunkController } from './trunk.controller.js';
import { TrunkService } from './trunk.service.js';

@Module({ controllers: [TrunkController, LineController], providers: [TrunkService, LineService] })
export class TrunkModule {}
