import { may, type Role } from '@sibai/contracts';
import type { TenantId, UserId } from '@sibai/kernel';
import { Injectable, Logger } from '@nestjs/common';

import { Changes } from '../../platform/changes.js';
import { Db } from '../../platform/db.js';
import { type Me, SessionService } from '../../platform/session.service.js';
import { groupsOf } from '../analytics/live.service.js';
import { OwnGroups } from '../analytics/own-groups.js';
import { CallEngine } from '../engine.js';
import type { LiveCall } from '../live-call.js';
import { Supervisions } from './supervisions.js';

/**
 * Ends what a supervisor may no longer hear: the supervisor has signed out, supervises the group no more, or the call has gone on
 * to a group of others. Who has taken a call over talks with the caller as an agent does, and is left to it while signed in.
 */
@Injectable()
export class SupervisionRights {
  readonly #log = new Logger(SupervisionRights.name);
  /** By which session each supervisor supervises; of one begun before a restart it is not known. */
  readonly #sessions = new Map<UserId, string>();

  constructor(
    private readonly db: Db,
    private readonly engine: CallEngine,
    private readonly own: OwnGroups,
    private readonly supervisions: Supervisions,
    sessions: SessionService,
    changes: Changes,
  ) {
    sessions.onSignOut(({ userId, sessionId }) => {
      if ((this.#sessions.get(userId) ?? sessionId) === sessionId) this.#end(userId);
    });
    engine.watch((live) => this.#look(live));
    changes.watch(({ kind, tenantId }) => {
      if (kind === 'groups') this.#lookAll(tenantId);
    });
  }

  begun({ userId, sessionId }: Pick<Me, 'userId' | 'sessionId'>): void {
    this.#sessions.set(userId, sessionId);
  }

  #lookAll(tenant: TenantId): void {
    for (const live of this.engine.calls()) if (live.facts.tenantId === tenant) this.#look(live);
  }

  #look(live: LiveCall): void {
    for (const { userId, mode } of this.supervisions.of(live.facts.id))
      if (mode !== 'take_over')
        this.#may(live, userId).then(
          (allowed) => !allowed && this.#end(userId),
          (error: unknown) => this.#log.error({ call: live.facts.id, error: String(error) }, 'rights are not known'),
        );
  }

  async #may(live: LiveCall, userId: UserId): Promise<boolean> {
    const groups = groupsOf(live);
    // On its way to somebody, or back in the flow: nobody is heard meanwhile, and whoever comes next is looked at.
    if (groups.length === 0) return true;
    const { tenantId } = live.facts;
    const [user] = await this.db.statement<{ role: Role }>(
      tenantId,
      `SELECT role FROM app_user WHERE id = $1 AND disabled_at IS NULL`,
      [userId],
    );
    if (!user || !may(user.role, 'floor.steer')) return false;
    const own = await this.own.of({ userId, tenantId, role: user.role });
    return own === 'all' || groups.some((group) => own.has(group));
  }

  #end(userId: UserId): void {
    this.#sessions.delete(userId);
    this.supervisions
      .leave(userId)
      .catch((error: unknown) => this.#log.error({ userId, error: String(error) }, 'a supervision could not be ended'));
  }
}
