import { Module } from '@nestjs/common';

import { DoNotCallService } from './do-not-call.service.js';
import { OutboundController } from './outbound.controller.js';
import { OutboundService } from './outbound.service.js';
import { TrunkController } from './trunk.controller.js';
import { TrunkService } from './trunk.service.js';

@Module({
  controllers: [TrunkController, OutboundController],
  providers: [TrunkService, OutboundService, DoNotCallService],
})
export class TrunkModule {}
