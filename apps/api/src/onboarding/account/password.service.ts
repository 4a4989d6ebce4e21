import type { Address, ChangePassword, CodeSent, ResetPassword } from '@sibai/contracts';
import { DomainError } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { audit } from '../../platform/audit.js';
import { Codes } from '../../platform/codes.js';
import { Db } from '../../platform/db.js';
import { hashPassword, insistOnPassword, passwordMatches } from '../../platform/password.js';
import { type Me, SessionService } from '../../platform/session.service.js';
import { Guesses } from './guesses.js';
import { findLogin, type Login } from './login.js';
import { Notices } from './notices.js';

type Person = Pick<Login, 'id' | 'tenantId' | 'name' | 'tenantName' | 'email' | 'mobile'>;

/** Changing a password: by the old one, or by a code for who has forgotten it. */
@Injectable()
export class PasswordService {
  constructor(
    private readonly db: Db,
    private readonly codes: Codes,
    private readonly notices: Notices,
    private readonly sessions: SessionService,
    private readonly guesses: Guesses,
  ) {}

  /** The same answer for an address that has no account; nothing is sent there. */
  async sendCode(to: Address, ip: string): Promise<CodeSent> {
    const login = await findLogin(this.db, to);
    const known = login !== undefined && !login.disabled;
    return this.codes.send({ purpose: 'password', to, ip, deliver: known, ...(known && { tenantId: login.tenantId }) });
  }

  /** Ends every session: whoever else knew the old password is out. */
  async reset({ to, code, password }: ResetPassword, from: string): Promise<void> {
    const login = await findLogin(this.db, to);
    // A stranger must not learn from the rules' answer whose name stands behind an address: those come after the code.
    insistOnPassword(password, ['mobile' in to ? to.mobile : to.email]);
    await this.codes.take({ purpose: 'password', to, code });
    if (!login || login.disabled) throw new DomainError('code.expired');
    await this.#set(login, password, 'password.reset', { address: from });
    await this.sessions.closeAll(login.id, login.tenantId);
    await this.guesses.forget(login.id);
  }

  /** Ends every other session. */
  async change(me: Me, { current, password }: ChangePassword): Promise<void> {
    insistOnPassword(password, [me.name, me.email, me.mobile, me.tenantName]);
    await this.insist(me, current);
    await this.#set({ ...me, id: me.userId }, password, 'password.changed', {});
    await this.sessions.closeAll(me.userId, me.tenantId, me.sessionId);
  }

  /** Insists that it is really the person at the keyboard, before something that cannot be taken back. */
  async insist({ userId, tenantId }: Pick<Me, 'userId' | 'tenantId'>, password: string): Promise<void> {
    await this.guesses.countConfirmation(userId);
    const [row] = await this.db.statement<{ hash: string }>(
      tenantId,
      `SELECT password_hash AS hash FROM app_user WHERE id = $1`,
      [userId],
    );
    if (!(await passwordMatches(row?.hash, password))) throw new DomainError('password.wrong');
    await this.guesses.forgetConfirmations(userId);
  }

  async #set(person: Person, password: string, act: string, detail: Record<string, unknown>): Promise<void> {
    const hash = await hashPassword(password);
    await this.db.as(person.tenantId, async (em) => {
      await em.query(`UPDATE app_user SET password_hash = $2 WHERE id = $1`, [person.id, hash]);
      await audit(em, { userId: person.id, name: person.name }, act, person.name, detail);
      await this.notices.passwordChanged(em, person);
    });
  }
}
