import { DomainError, type GroupId, type TenantId, type UserId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import type { Me } from '../../platform/auth.js';
import { Changes } from '../../platform/changes.js';
import { Db } from '../../platform/db.js';

/** The groups somebody sees and steers: an admin all of the tenant's, a supervisor those of `group_supervisor`. */
export type OwnGroupSet = 'all' | ReadonlySet<GroupId>;

export const isOwn = (own: OwnGroupSet, group: GroupId | null | undefined): boolean =>
  own === 'all' || (group != null && own.has(group));

@Injectable()
export class OwnGroups {
  readonly #known = new Map<UserId, { readonly tenant: TenantId; readonly groups: Promise<OwnGroupSet> }>();

  constructor(
    private readonly db: Db,
    changes: Changes,
  ) {
    changes.watch(({ kind, tenantId }) => {
      if (kind !== 'groups') return;
      for (const [user, { tenant }] of this.#known) if (tenant === tenantId) this.#known.delete(user);
    });
  }

  of({ userId, tenantId, role }: Pick<Me, 'userId' | 'tenantId' | 'role'>): Promise<OwnGroupSet> {
    if (role !== 'supervisor') return Promise.resolve('all');
    const known = this.#known.get(userId);
    if (known) return known.groups;
    const groups = this.#read(tenantId, userId);
    this.#known.set(userId, { tenant: tenantId, groups });
    groups.catch(() => this.#known.delete(userId));
    return groups;
  }

  /** Refuses what is not one of their groups. */
  async mustOwn(me: Me, group: GroupId | null | undefined): Promise<void> {
    if (!isOwn(await this.of(me), group)) throw new DomainError('floor.not_own_group');
  }

  async #read(tenant: TenantId, user: UserId): Promise<OwnGroupSet> {
    const rows = await this.db.statement<{ groupId: GroupId }>(
      tenant,
      `SELECT group_id AS "groupId" FROM group_supervisor WHERE user_id = $1`,
      [user],
    );
    return new Set(rows.map(({ groupId }) => groupId));
  }
}
