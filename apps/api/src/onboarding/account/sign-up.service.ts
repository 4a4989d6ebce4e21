import type { Address, CodeSent, SignUp } from '@sibai/contracts';
import { DomainError, type TenantId, type UserId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';

import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Codes } from '../../platform/codes.js';
import { Db } from '../../platform/db.js';
import { addressText } from '../../platform/messages.js';
import { hashPassword, insistOnPassword } from '../../platform/password.js';
import { violates } from '../../platform/pg-error.js';
import { type From, type OpenedSession, SessionService } from '../../platform/session.service.js';
import { History } from '../history.js';
import { UserEntity } from './user.entity.js';

@Injectable()
export class SignUpService {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly codes: Codes,
    private readonly sessions: SessionService,
    private readonly history: History,
  ) {}

  /** The same to whoever asks: only who reads the code, and so has the address, is told that it has an account. */
  sendCode(to: Address, ip: string): Promise<CodeSent> {
    return this.codes.send({ purpose: 'sign_up', to, ip });
  }

  /** Makes the enterprise, its first admin and a session: all or nothing. */
  async signUp({ to, code, enterprise, name, password }: SignUp, from: From): Promise<OpenedSession> {
    // Before the code is used up: a refused password must not cost a minute's wait for the next one.
    insistOnPassword(password, [name, enterprise, addressText(to)]);
    await this.codes.take({ purpose: 'sign_up', to, code });
    const passwordHash = await hashPassword(password);
    const tenantId = uuid() as TenantId;
    const id = uuid() as UserId;
    const now = this.clock.now();
    const token = await this.db
      .as(tenantId, async (em) => {
        await em.query(`SELECT create_tenant($1, $2, $3)`, [tenantId, enterprise, now]);
        await em.insert(UserEntity, {
          ...{ id, tenantId, name, passwordHash, role: 'admin' as const, disabledAt: null, createdAt: now },
          ...('mobile' in to ? { mobile: to.mobile, email: null } : { mobile: null, email: addressText(to) }),
        });
        await this.history.record(em, { tenantId, type: 'account.signed_up', actor: 'applicant', subject: enterprise });
        await audit(em, { userId: id, name }, 'account.signed_up', enterprise, { address: from.address });
        return this.sessions.openIn(em, id, tenantId, from);
      })
      .catch((cause: unknown) => {
        const taken = violates(cause, 'app_user_mobile_key') || violates(cause, 'app_user_email_key');
        throw taken ? new DomainError('sign_up.registered', {}, { cause }) : cause;
      });
    return this.sessions.enter(token);
  }
}
