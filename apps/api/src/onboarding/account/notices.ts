import type { TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { Clock } from '../../platform/clock.js';
import { Messages } from '../../platform/messages.js';

interface Person {
  readonly tenantId: TenantId;
  readonly email: string | null;
  readonly mobile: string | null;
}

/** Tells people what was done with their account, so that who did not do it learns of it. */
@Injectable()
export class Notices {
  constructor(
    private readonly messages: Messages,
    private readonly clock: Clock,
  ) {}

  async passwordChanged(em: EntityManager, person: Person): Promise<void> {
    const to = addressOf(person);
    const params = { at: clockText(this.clock.now()) };
    if (to) await this.messages.send(em, { to, template: 'password_changed', params, tenantId: person.tenantId });
  }

  async secondStepChanged(em: EntityManager, person: Person, on: boolean): Promise<void> {
    const to = addressOf(person);
    const params = { at: clockText(this.clock.now()), on };
    if (to) await this.messages.send(em, { to, template: 'second_step_changed', params, tenantId: person.tenantId });
  }
}

const addressOf = ({ email, mobile }: Person) => (email ? { email } : mobile ? { mobile } : undefined);

/** As a person in China writes it: `2026-11-22 09:30`. */
const clockText = (at: Date): string => at.toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' }).slice(0, 16);
