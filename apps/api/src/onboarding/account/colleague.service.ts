import type { SessionEntry } from '@sibai/contracts';
import { DomainError, type UserId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { audit } from '../../platform/audit.js';
import { Db } from '../../platform/db.js';
import { type Me, SessionService } from '../../platform/session.service.js';
import { Notices } from './notices.js';
import { SecondStep } from './second-step.js';
import { one } from './user.service.js';

/** What an admin does with the sign-ins of a colleague. */
@Injectable()
export class ColleagueService {
  constructor(
    private readonly db: Db,
    private readonly sessionService: SessionService,
    private readonly notices: Notices,
    private readonly steps: SecondStep,
  ) {}

  async sessions(me: Me, id: UserId): Promise<SessionEntry[]> {
    await this.db.run((em) => one(em, id));
    return this.sessionService.list(id, me.tenantId, me.sessionId);
  }

  async closeSession(me: Me, id: UserId, sessionId: string): Promise<void> {
    const user = await this.db.run((em) => one(em, id));
    if (!(await this.sessionService.closeOne(id, me.tenantId, sessionId)))
      throw new DomainError('session.missing', { id: sessionId });
    await this.db.run((em) => audit(em, me, 'session.revoked', user.name, { closed: 1 }));
  }

  async endSecondStep(me: Me, id: UserId): Promise<void> {
    await this.db.run(async (em) => {
      const user = await one(em, id);
      if (!(await this.steps.end(em, id))) throw new DomainError('authenticator.off');
      await audit(em, me, 'second_step.off', user.name, { by: me.name });
      await this.notices.secondStepChanged(em, user, false);
    });
  }
}
