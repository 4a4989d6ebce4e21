import { Module } from '@nestjs/common';

import { BlockImport } from './block-import.js';
import { BlockController } from './block.controller.js';
import { BlockService } from './block.service.js';
import { DoNotCallService } from './do-not-call.service.js';
import { OutboundController } from './outbound.controller.js';
import { OutboundService } from './outbound.service.js';
import { TrunkController } from './trunk.controller.js';
import { TrunkService } from './trunk.service.js';

@Module({
  controllers: [TrunkController, OutboundController, BlockController],
  providers: [TrunkService, OutboundService, DoNotCallService, BlockService, BlockImport],
})
export class TrunkModule {}
