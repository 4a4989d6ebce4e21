import { Module } from '@nestjs/common';

import { AgentController } from './agent.controller.js';
import { AgentService } from './agent.service.js';
import { GroupController } from './group.controller.js';
import { GroupService } from './group.service.js';

@Module({ controllers: [GroupController, AgentController], providers: [GroupService, AgentService] })
export class AcdModule {}
