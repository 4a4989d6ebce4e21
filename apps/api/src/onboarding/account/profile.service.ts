import type { Address, ChangeAddress, CodeSent, EditProfile, Profile } from '@sibai/contracts';
import { DomainError } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { audit } from '../../platform/audit.js';
import { Changes } from '../../platform/changes.js';
import { Codes } from '../../platform/codes.js';
import { Db } from '../../platform/db.js';
import { addressText } from '../../platform/messages.js';
import type { Me } from '../../platform/session.service.js';
import { PasswordService } from './password.service.js';
import { addressTaken } from './user.service.js';

/** What everybody may do with the own account. */
@Injectable()
export class ProfileService {
  constructor(
    private readonly db: Db,
    private readonly codes: Codes,
    private readonly changes: Changes,
    private readonly passwords: PasswordService,
  ) {}

  async get({ userId, tenantId }: Me): Promise<Profile> {
    const [profile] = await this.db.statement<Profile>(
      tenantId,
      `SELECT u.id, u.name, u.email, u.mobile, u.role, t.user_id IS NOT NULL AS "secondStep",
              (SELECT count(*)::int FROM recovery_code r WHERE r.user_id = u.id AND r.used_at IS NULL) AS "recoveryCodesLeft"
         FROM app_user u LEFT JOIN user_totp t ON t.user_id = u.id AND t.confirmed_at IS NOT NULL
        WHERE u.id = $1`,
      [userId],
    );
    if (!profile) throw new DomainError('user.missing', { id: userId });
    return profile;
  }

  async edit(me: Me, { name }: EditProfile): Promise<Profile> {
    await this.db.as(me.tenantId, async (em) => {
      await em.query(`UPDATE app_user SET name = $2 WHERE id = $1`, [me.userId, name]);
      await audit(em, { userId: me.userId, name }, 'user.renamed', name, { before: me.name });
    });
    this.changes.emit({ kind: 'agents', tenantId: me.tenantId });
    return this.get(me);
  }

  sendCode(me: Me, to: Address, ip: string): Promise<CodeSent> {
    return this.codes.send({ purpose: 'address', to, ip, tenantId: me.tenantId });
  }

  /** Adds or replaces the mobile, or the e-mail, one signs in by. */
  async changeAddress(me: Me, { to, code, password }: ChangeAddress): Promise<Profile> {
    await this.passwords.insist(me, password);
    await this.codes.take({ purpose: 'address', to, code });
    const column = 'mobile' in to ? 'mobile' : 'email';
    await this.db
      .as(me.tenantId, async (em) => {
        await em.query(`UPDATE app_user SET ${column} = $2 WHERE id = $1`, [me.userId, addressText(to)]);
        await audit(em, me, 'user.address_changed', me.name, { [column]: addressText(to), before: me[column] });
      })
      .catch((cause: unknown) => {
        throw addressTaken(cause, to) ?? cause;
      });
    this.changes.emit({ kind: 'agents', tenantId: me.tenantId });
    return this.get(me);
  }
}
