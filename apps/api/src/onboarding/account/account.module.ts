import { Module } from '@nestjs/common';

import { AuditController } from './audit.controller.js';
import { ColleagueService } from './colleague.service.js';
import { CustomerController } from './customer.controller.js';
import { CustomerService } from './customer.service.js';
import { Guesses } from './guesses.js';
import { InvitationController } from './invitation.controller.js';
import { InvitationService } from './invitation.service.js';
import { InvitedService } from './invited.service.js';
import { Notices } from './notices.js';
import { PasswordService } from './password.service.js';
import { ProfileController } from './profile.controller.js';
import { ProfileService } from './profile.service.js';
import { SecondStepService } from './second-step.service.js';
import { SecondStep } from './second-step.js';
import { SessionController } from './session.controller.js';
import { SignInService } from './sign-in.service.js';
import { SignUpController } from './sign-up.controller.js';
import { SignUpService } from './sign-up.service.js';
import { TenantController } from './tenant.controller.js';
import { TokenController } from './token.controller.js';
import { UserController } from './user.controller.js';
import { UserService } from './user.service.js';

@Module({
  controllers: [
    AuditController,
    CustomerController,
    InvitationController,
    ProfileController,
    SessionController,
    SignUpController,
    TenantController,
    TokenController,
    UserController,
  ],
  providers: [
    ColleagueService,
    CustomerService,
    Guesses,
    InvitationService,
    InvitedService,
    Notices,
    PasswordService,
    ProfileService,
    SecondStep,
    SecondStepService,
    SignInService,
    SignUpService,
    UserService,
  ],
})
export class AccountModule {}
