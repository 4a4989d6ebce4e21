import { Module } from '@nestjs/common';

import { MyDataController } from './my-data.controller.js';
import { MyDataService } from './my-data.service.js';
import { OwnCopy } from './own-copy.js';
import { RetentionController } from './retention.controller.js';
import { RetentionService } from './retention.service.js';
import { RetentionRunner } from './runner.js';

@Module({
  controllers: [RetentionController, MyDataController],
  providers: [MyDataService, OwnCopy, RetentionRunner, RetentionService],
})
export class RetentionModule {}
