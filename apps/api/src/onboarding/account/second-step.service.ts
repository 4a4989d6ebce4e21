import type { AuthenticatorKey } from '@sibai/contracts';
import { DomainError } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { audit } from '../../platform/audit.js';
import { Db } from '../../platform/db.js';
import type { Me } from '../../platform/session.service.js';
import { Notices } from './notices.js';
import { PasswordService } from './password.service.js';
import { SecondStep } from './second-step.js';

/** Turning the own second step on and off, which asks for the password and is told to its owner. */
@Injectable()
export class SecondStepService {
  constructor(
    private readonly db: Db,
    private readonly notices: Notices,
    private readonly passwords: PasswordService,
    private readonly steps: SecondStep,
  ) {}

  async begin(me: Me, password: string): Promise<AuthenticatorKey> {
    await this.passwords.insist(me, password);
    const label = me.email ?? me.mobile ?? me.name;
    return this.db.as(me.tenantId, (em) => this.steps.begin(em, me.tenantId, me.userId, label));
  }

  async confirm(me: Me, code: string): Promise<string[]> {
    return this.db.as(me.tenantId, async (em) => {
      const fresh = await this.steps.confirm(em, me.tenantId, me.userId, code);
      await audit(em, me, 'second_step.on', me.name);
      await this.notices.secondStepChanged(em, me, true);
      return fresh;
    });
  }

  async end(me: Me, password: string): Promise<void> {
    await this.passwords.insist(me, password);
    await this.db.as(me.tenantId, async (em) => {
      if (!(await this.steps.end(em, me.userId))) throw new DomainError('authenticator.off');
      await audit(em, me, 'second_step.off', me.name);
      await this.notices.secondStepChanged(em, me, false);
    });
  }

  async renew(me: Me, password: string): Promise<string[]> {
    await this.passwords.insist(me, password);
    return this.db.as(me.tenantId, async (em) => {
      const codes = await this.steps.renew(em, me.tenantId, me.userId);
      await audit(em, me, 'second_step.recovery_codes', me.name);
      return codes;
    });
  }
}
