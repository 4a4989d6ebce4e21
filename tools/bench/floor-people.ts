import { createHash, randomBytes, randomUUID } from 'node:crypto';

import type { Client } from 'pg';

import type { ApiClient } from '../lib/api-client.ts';
import type { Wall } from './floor-walls.ts';

export const GROUPS = 20;
/** Groups of a supervisor who does not see all. */
const OWN_GROUPS = 2;

export interface Person {
  readonly id: string;
  readonly cookie: string;
  readonly group: string;
}

export async function addGroups(admin: ApiClient): Promise<string[]> {
  const groups: string[] = [];
  for (let at = 1; at <= GROUPS; at++) {
    const group = { name: `floor ${at}`, ringSeconds: 20, wrapUpSeconds: 0 };
    groups.push(((await admin.send('POST', '/groups', group)) as { id: string }).id);
  }
  return groups;
}

/** Agents of one group each, as rows with an open session: signing in that many by password would take longer than all the rest. */
export async function addAgents(db: Client, groups: readonly string[], from: number, to: number): Promise<Person[]> {
  const people = Array.from({ length: to - from }, (_, at) => person(groups[(from + at) % groups.length] ?? ''));
  await add(db, people, 'agent', from);
  await db.query(
    `INSERT INTO agent_skill (tenant_id, agent_id, group_id, proficiency)
       SELECT g.tenant_id, p.id, g.id, 5
         FROM unnest($1::uuid[], $2::uuid[]) AS p (id, group_id) JOIN skill_group g ON g.id = p.group_id`,
    [people.map(({ id }) => id), people.map(({ group }) => group)],
  );
  return people;
}

/** Supervisors at their walls: every other one of all groups, the others of a few, by turns. */
export async function addSupervisors(db: Client, groups: readonly string[], count: number): Promise<Wall[]> {
  const all = await db.query<{ id: string }>(
    `SELECT id FROM skill_group WHERE tenant_id = (SELECT tenant_id FROM skill_group WHERE id = $1)`,
    [groups[0]],
  );
  const everything = all.rows.map(({ id }) => id);
  const people = Array.from({ length: count }, () => person(groups[0] ?? ''));
  await add(db, people, 'supervisor', 0);
  const walls = people.map(({ id, cookie }, at) => {
    const first = (Math.floor(at / 2) * OWN_GROUPS) % groups.length;
    return { id, cookie, groups: at % 2 === 0 ? everything : groups.slice(first, first + OWN_GROUPS) };
  });
  const own = walls.flatMap(({ id, groups: supervised }) => supervised.map((group) => ({ id, group })));
  await db.query(
    `INSERT INTO group_supervisor (tenant_id, user_id, group_id)
       SELECT g.tenant_id, s.id, g.id
         FROM unnest($1::uuid[], $2::uuid[]) AS s (id, group_id) JOIN skill_group g ON g.id = s.group_id`,
    [own.map(({ id }) => id), own.map(({ group }) => group)],
  );
  return walls.map(({ cookie, groups: supervised }) => ({
    cookie,
    groups: supervised === everything ? 'all' : supervised,
  }));
}

const person = (group: string) => {
  const token = randomBytes(32).toString('base64url');
  return { id: randomUUID(), group, token, cookie: `sibai_session=${token}` };
};

async function add(
  db: Client,
  people: readonly (Person & { readonly token: string })[],
  role: 'agent' | 'supervisor',
  from: number,
): Promise<void> {
  await db.query(
    `WITH home AS (SELECT tenant_id FROM skill_group WHERE id = $1),
          fresh AS (SELECT * FROM unnest($2::uuid[], $3::bytea[]) WITH ORDINALITY AS t (id, hash, n)),
          people AS (INSERT INTO app_user (id, tenant_id, email, name, role, password_hash)
                       SELECT id, tenant_id, $4 || ($5::int + n) || '@floor.sibai', $4 || ' ' || ($5::int + n), $4, '' FROM fresh, home)
     INSERT INTO session (id, tenant_id, user_id, token_hash, expires_at)
       SELECT gen_random_uuid(), tenant_id, id, hash, now() + interval '1 day' FROM fresh, home`,
    [
      people[0]?.group,
      people.map(({ id }) => id),
      people.map(({ token }) => createHash('sha256').update(token).digest()),
      role,
      from,
    ],
  );
}
