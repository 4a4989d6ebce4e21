import { type DynamicModule, Module } from '@nestjs/common';

import { AcdModule } from './call/acd/acd.module.js';
import { ContactsModule } from './call/agent/contacts.module.js';
import { CallModule } from './call/call.module.js';
import { CdrModule } from './call/cdr/cdr.module.js';
import { RetentionModule } from './compliance/retention/retention.module.js';
import { IvrModule } from './call/ivr/ivr.module.js';
import { TrunkModule } from './call/trunk/trunk.module.js';
import { ComplianceModule } from './compliance/compliance.module.js';
import { WordsModule } from './compliance/words/words.module.js';
import { AccountModule } from './onboarding/account/account.module.js';
import { ContractModule } from './onboarding/contract/contract.module.js';
import { PaymentModule } from './onboarding/payment/payment.module.js';
import { PlanModule } from './onboarding/plan/plan.module.js';
import { LineModule } from './onboarding/line/line.module.js';
import { NumberModule } from './onboarding/number/number.module.js';
import { OnboardingModule } from './onboarding/onboarding.module.js';
import { VerificationModule } from './onboarding/verification/verification.module.js';
import type { Env } from './platform/env.js';
import { PlatformModule } from './platform/platform.module.js';

/** The whole of the API: the platform, then the stages in the order of their paths. */
@Module({})
export class AppModule {
  static with(env: Env): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.with(env),
        OnboardingModule,
        AccountModule,
        VerificationModule,
        NumberModule,
        PlanModule,
        PaymentModule,
        ContractModule,
        LineModule,
        ComplianceModule,
        WordsModule,
        TrunkModule,
        IvrModule,
        AcdModule,
        CdrModule,
        CallModule,
        ContactsModule,
        RetentionModule,
      ],
    };
  }
}
