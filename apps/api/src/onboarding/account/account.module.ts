import { Module } from '@nestjs/common';

import { SessionController } from './session.controller.js';
import { SignInService } from './sign-in.service.js';
import { TenantController } from './tenant.controller.js';
import { UserController } from './user.controller.js';
import { UserService } from './user.service.js';

@Module({
  controllers: [SessionController, UserController, TenantController],
  providers: [SignInService, UserService],
})
export class AccountModule {}
