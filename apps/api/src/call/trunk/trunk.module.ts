import { Module } from '@nestjs/common';

import { TrunkController } from './trunk.controller.js';
import { TrunkService } from './trunk.service.js';

@Module({ controllers: [TrunkController], providers: [TrunkService] })
export class TrunkModule {}
