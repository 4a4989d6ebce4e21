import { Global, Module } from '@nestjs/common';

import { History } from './history.js';

/** What the stages of the way to a line share. */
@Global()
@Module({ providers: [History], exports: [History] })
export class OnboardingModule {}
