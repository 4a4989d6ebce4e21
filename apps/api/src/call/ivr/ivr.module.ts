import { Module } from '@nestjs/common';

import { FlowController } from './flow.controller.js';
import { FlowService } from './flow.service.js';
import { PromptController } from './prompt.controller.js';
import { PromptService } from './prompt.service.js';
import { promptStoreProvider } from './speech/prompt-store.js';

@Module({
  controllers: [FlowController, PromptController],
  providers: [FlowService, PromptService, promptStoreProvider],
  exports: [promptStoreProvider],
})
export class IvrModule {}
