import type { SignIn } from '@sibai/contracts';
import { DomainError } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { audit } from '../../platform/audit.js';
import { Db } from '../../platform/db.js';
import { passwordMatches } from '../../platform/password.js';
import { type From, type OpenedSession, SessionService } from '../../platform/session.service.js';
import { Guesses } from './guesses.js';
import { findLogin, type Login } from './login.js';
import { SecondStep } from './second-step.js';

@Injectable()
export class SignInService {
  constructor(
    private readonly db: Db,
    private readonly sessions: SessionService,
    private readonly guesses: Guesses,
    private readonly secondStep: SecondStep,
  ) {}

  /** Opens a session for whoever knows the password and, where it is on, has the authenticator. */
  async signIn({ password, code, ...to }: SignIn, from: From): Promise<OpenedSession> {
    const login = await findLogin(this.db, to);
    const account = login?.id ?? to;
    await this.guesses.count(account, from.address).catch(async (error: unknown) => {
      if (login && error instanceof DomainError && (await this.guesses.firstStop(login.id, from.address)))
        await this.#note(login, 'sign_in.stopped', from, error.code);
      throw error;
    });

    const matches = await passwordMatches(login?.passwordHash, password);
    if (login && !matches) await this.#note(login, 'sign_in.refused', from, 'password');
    if (!login || !matches || login.disabled) throw new DomainError('session.bad_credentials');
    if (login.secondStep && code === undefined) {
      await this.guesses.takeBack(account, from.address);
      throw new DomainError('session.second_step');
    }

    const token = await this.db.as(login.tenantId, async (em) => {
      const taken =
        login.secondStep && code !== undefined
          ? await this.secondStep.take(em, login.tenantId, login.id, code)
          : 'password';
      if (!taken) return undefined;
      await audit(em, by(login), 'session.opened', login.name, { address: from.address, by: taken });
      return this.sessions.openIn(em, login.id, login.tenantId, from);
    });
    if (token === undefined) {
      await this.#note(login, 'sign_in.refused', from, 'code');
      throw new DomainError('session.bad_code');
    }
    await Promise.all([this.guesses.forget(login.id), this.guesses.forgive(from.address)]);
    return this.sessions.enter(token);
  }

  async #note(login: Login, act: string, { address }: From, reason: string): Promise<void> {
    await this.db.as(login.tenantId, (em) => audit(em, by(login), act, login.name, { address, reason }));
  }
}

const by = ({ id, name }: Login) => ({ userId: id, name });
