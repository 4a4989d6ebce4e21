import { Module } from '@nestjs/common';
import { MulterModule } from '@nestjs/platform-express';

import { ENV, type Env } from '../../platform/env.js';
import { HoldService } from './hold.service.js';
import { Holds } from './holds.js';
import { ImportController } from './import.controller.js';
import { ImportRunner, importsDir } from './import.runner.js';
import { ImportService } from './import.service.js';
import { InventoryController } from './inventory.controller.js';
import { InventoryService } from './inventory.service.js';
import { NumberController } from './number.controller.js';
import { NumberIndex } from './number-index.js';
import { NumberShop } from './number-shop.js';
import { Ownership } from './ownership.js';
import { PriceBook } from './price-book.js';
import { PriceController } from './price.controller.js';
import { PriceService } from './price.service.js';
import { Stock } from './stock.js';
import { WaitingList } from './waiting-list.js';

@Module({
  imports: [MulterModule.registerAsync({ inject: [ENV], useFactory: (env: Env) => ({ dest: importsDir(env) }) })],
  controllers: [NumberController, InventoryController, ImportController, PriceController],
  providers: [
    Holds,
    HoldService,
    ImportRunner,
    ImportService,
    InventoryService,
    NumberIndex,
    NumberShop,
    Ownership,
    PriceBook,
    PriceService,
    Stock,
    WaitingList,
  ],
})
export class NumberModule {}
