import type { GroupId } from '@sibai/kernel';
import type { EntityManager } from 'typeorm';

import type { Me } from '../platform/auth.js';

/** The groups whose callbacks and messages are somebody's to see: those one supervises or works in; null: all. */
export async function whoseGroups(
  em: EntityManager,
  { userId, role }: Pick<Me, 'userId' | 'role'>,
): Promise<GroupId[] | null> {
  if (role === 'admin') return null;
  const rows = await em.query<{ id: GroupId }[]>(
    `SELECT group_id AS id FROM agent_skill WHERE agent_id = $1
     UNION SELECT group_id FROM group_supervisor WHERE user_id = $1 AND $2 = 'supervisor'`,
    [userId, role],
  );
  return rows.map(({ id }) => id);
}
