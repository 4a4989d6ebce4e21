import type { CreateUser } from '@sibai/contracts';
import { DomainError, type UserId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';

import { Changes } from '../../platform/changes.js';
import { Db } from '../../platform/db.js';
import { hashPassword } from '../../platform/password.js';
import { violates } from '../../platform/pg-error.js';
import { SessionService } from '../../platform/session.service.js';
import { UserEntity } from './user.entity.js';

@Injectable()
export class UserService {
  constructor(
    private readonly db: Db,
    private readonly sessions: SessionService,
    private readonly changes: Changes,
  ) {}

  list(): Promise<UserEntity[]> {
    return this.db.run((em) => em.find(UserEntity, { order: { createdAt: 'ASC', id: 'ASC' } }));
  }

  async create({ password, email, ...spec }: CreateUser): Promise<UserEntity> {
    const passwordHash = await hashPassword(password);
    const id = uuid() as UserId;
    const user = await this.db
      .run(async (em, tenantId) => {
        await em.insert(UserEntity, {
          id,
          tenantId,
          email: email.toLowerCase(),
          passwordHash,
          disabledAt: null,
          ...spec,
        });
        return em.findOneByOrFail(UserEntity, { id });
      })
      .catch((cause: unknown) => {
        if (violates(cause, 'app_user_email_key')) throw new DomainError('user.email_taken', { email }, { cause });
        throw cause;
      });
    this.changes.emit({ kind: 'agents', tenantId: user.tenantId });
    return user;
  }

  /** A disabled user is signed out at once and cannot sign in; what they did stays under their name. */
  async setDisabled(id: UserId, disabled: boolean): Promise<UserEntity> {
    const user = await this.db.run(async (em) => {
      await em.update(UserEntity, { id }, { disabledAt: disabled ? new Date() : null });
      return em.findOneBy(UserEntity, { id });
    });
    if (!user) throw new DomainError('user.missing', { id });
    if (disabled) await this.sessions.closeAll(id, user.tenantId);
    this.changes.emit({ kind: 'agents', tenantId: user.tenantId });
    return user;
  }
}
