import type { AcceptInvitation } from '@sibai/contracts';
import { DomainError, type UserId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';

import { audit } from '../../platform/audit.js';
import { Changes } from '../../platform/changes.js';
import { Db } from '../../platform/db.js';
import { hashPassword, insistOnPassword } from '../../platform/password.js';
import { type From, type OpenedSession, SessionService } from '../../platform/session.service.js';
import { InvitationService } from './invitation.service.js';
import { addressTaken } from './user.service.js';
import { UserEntity } from './user.entity.js';

/** Whoever opens an invitation's link becomes a user, with a password of their own choice. */
@Injectable()
export class InvitedService {
  constructor(
    private readonly db: Db,
    private readonly invitations: InvitationService,
    private readonly sessions: SessionService,
    private readonly changes: Changes,
  ) {}

  async accept(token: string, { name, password }: AcceptInvitation, from: From): Promise<OpenedSession> {
    const { id, tenantId, tenant, email, mobile } = await this.invitations.face(token);
    insistOnPassword(password, [name, email, mobile, tenant]);
    const passwordHash = await hashPassword(password);
    const userId = uuid() as UserId;
    const opened = await this.db
      .as(tenantId, async (em) => {
        const { role } = await this.invitations.take(em, id, token);
        await em.insert(UserEntity, {
          id: userId,
          tenantId,
          email,
          mobile,
          name,
          role,
          passwordHash,
          disabledAt: null,
        });
        await audit(em, { userId, name }, 'invitation.accepted', name, { role, address: from.address });
        return this.sessions.openIn(em, userId, tenantId, from);
      })
      .catch((cause: unknown) => {
        const taken = addressTaken(cause, { email, mobile });
        throw taken ? new DomainError('invitation.address_taken', {}, { cause }) : cause;
      });
    this.changes.emit({ kind: 'agents', tenantId });
    return this.sessions.enter(opened);
  }
}
