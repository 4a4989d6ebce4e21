import { GroupSettings, type SaveGroup } from '@sibai/contracts';
import { DomainError, type GroupId, type UserId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { audit } from '../../platform/audit.js';
import type { Me } from '../../platform/auth.js';
import { Changes } from '../../platform/changes.js';
import { Db } from '../../platform/db.js';
import { violates } from '../../platform/pg-error.js';
import { wireHit, Words } from '../../platform/words.js';
import { AgentSkillEntity } from './agent-skill.entity.js';
import { GroupSupervisorEntity } from './group-supervisor.entity.js';
import { SkillGroupEntity } from './skill-group.entity.js';

export interface GroupWithAgents {
  readonly group: SkillGroupEntity;
  readonly agents: number;
  readonly supervisors: UserId[];
}

/** What a group is still needed for. */
const KEPT_BY = ['assignment_group_fkey', 'voicemail_group_fkey', 'caller_number_group_fkey'];

@Injectable()
export class GroupService {
  constructor(
    private readonly db: Db,
    private readonly changes: Changes,
    private readonly words: Words,
  ) {}

  list(): Promise<GroupWithAgents[]> {
    return this.db.run(async (em) => {
      const groups = await em.find(SkillGroupEntity, { order: { createdAt: 'ASC', id: 'ASC' } });
      const counts = await em.query<{ id: GroupId; agents: number }[]>(
        `SELECT group_id AS id, count(*)::int AS agents FROM agent_skill GROUP BY group_id`,
      );
      const agents = new Map(counts.map((row) => [row.id, row.agents]));
      const supervisors = await em.find(GroupSupervisorEntity);
      return groups.map((group) => ({
        group,
        agents: agents.get(group.id) ?? 0,
        supervisors: supervisors.filter(({ groupId }) => groupId === group.id).map(({ userId }) => userId),
      }));
    });
  }

  create(me: Me, { supervisors, confirmed, ...spec }: SaveGroup): Promise<GroupWithAgents> {
    allowRules(spec);
    const id = uuid() as GroupId;
    return this.#change(spec.name, async (em, tenantId) => {
      await allowSettings(em, id, spec.settings);
      await this.#allowWords(em, me, id, spec, null, confirmed);
      await em.insert(SkillGroupEntity, { id, tenantId, ...spec });
      await supervise(em, me, id, spec.name, supervisors);
      return get(em, id);
    });
  }

  update(me: Me, id: GroupId, { supervisors, confirmed, ...spec }: SaveGroup): Promise<GroupWithAgents> {
    allowRules(spec);
    return this.#change(spec.name, async (em) => {
      const { group } = await get(em, id);
      await allowSettings(em, id, spec.settings);
      await this.#allowWords(em, me, id, spec, group, confirmed);
      await em.update(SkillGroupEntity, { id }, spec);
      await supervise(em, me, id, spec.name, supervisors);
      return get(em, id);
    });
  }

  /** A group that a flow leads to, or that has taken calls, stays: records name it. */
  async remove(id: GroupId): Promise<void> {
    await this.#change('', async (em) => {
      const found = await get(em, id);
      const [used] = await em.query<unknown[]>(
        `SELECT FROM (SELECT DISTINCT ON (flow_id) definition FROM flow_version ORDER BY flow_id, version DESC) AS live
          WHERE jsonb_path_exists(definition, '$.nodes.*.groups[*] ? (@ == $id)', jsonb_build_object('id', $1::text))
          LIMIT 1`,
        [id],
      );
      // Another group's settings may lead to it, too: a group to overflow to, to lend to, to relax to.
      const [named] = await em.query<unknown[]>(
        `SELECT FROM skill_group WHERE id <> $1 AND jsonb_path_exists(settings, '$.** ? (@ == $id)', jsonb_build_object('id', $1::text))
          LIMIT 1`,
        [id],
      );
      if (used ?? named) throw new DomainError('group.in_use', { id });
      await em.delete(SkillGroupEntity, { id });
      return found;
    });
  }

  /** What callers hear of a group must not say what is banned, its name no more than its announcements. */
  async #allowWords(
    em: EntityManager,
    me: Me,
    id: GroupId,
    { name, settings }: Pick<SaveGroup, 'name' | 'settings'>,
    before: SkillGroupEntity | null,
    confirmed: boolean | undefined,
  ): Promise<void> {
    const old = new Set(
      before ? [before.name, ...spokenOf(GroupSettings.parse(before.settings)).map(({ text }) => text)] : [],
    );
    const said = [{ path: ['name'], text: name }, ...spokenOf(settings)].filter(({ text }) => !old.has(text));
    if (said.length === 0) return;
    const words = await this.words.of(em, me.tenantId);
    const hits = said.flatMap(({ path, text }) => words.find(text).map((hit) => wireHit(hit, null, path)));
    await this.words.allow(em, me, {
      surface: 'group',
      subjectId: id,
      subject: name,
      hits,
      confirmed: confirmed ?? false,
    });
  }

  async #change<T extends GroupWithAgents>(
    name: string,
    work: (em: EntityManager, tenantId: SkillGroupEntity['tenantId']) => Promise<T>,
  ): Promise<T> {
    const done = await this.db.run(work).catch((cause: unknown) => {
      if (violates(cause, 'skill_group_tenant_name_key'))
        throw new DomainError('group.name_taken', { name }, { cause });
      if (KEPT_BY.some((key) => violates(cause, key))) throw new DomainError('group.in_use', {}, { cause });
      throw cause;
    });
    this.changes.emit({ kind: 'groups', tenantId: done.group.tenantId });
    return done;
  }
}

/** The texts of a group's settings that callers hear. */
function spokenOf({ closedTo, holidayTo, maxWait, maxLength, overflow, comfort }: GroupSettings) {
  const targets = [
    { path: ['settings', 'closedTo'], to: closedTo },
    { path: ['settings', 'holidayTo'], to: holidayTo },
    { path: ['settings', 'maxWait'], to: maxWait?.to },
    { path: ['settings', 'maxLength'], to: maxLength?.to },
    ...overflow.flatMap((rule) => rule.to.map((to) => ({ path: ['settings', 'overflow'], to }))),
  ];
  return [
    ...targets.flatMap(({ path, to }) => (to?.kind === 'hangup' && to.words ? [{ path, text: to.words }] : [])),
    ...comfort.flatMap((prompt) =>
      prompt.kind === 'text' ? [{ path: ['settings', 'comfort'], text: prompt.text }] : [],
    ),
  ];
}

/** Refuses settings of which one makes another senseless. Rows of before may have them: they do no harm. */
function allowRules({ wrapUpMode, wrapUpSeconds, settings }: SaveGroup): void {
  const { relaxation, lends, comfort, wrapUpMaxSeconds } = settings;
  const refuse = (message: string, ...path: (string | number)[]): never => {
    throw new DomainError('request.invalid', { issues: [{ message, path: ['settings', ...path] }] });
  };
  if (wrapUpMode === 'extendable' && wrapUpSeconds > wrapUpMaxSeconds)
    refuse('less than the wrap-up before it is extended', 'wrapUpMaxSeconds');
  for (const [at, { to }] of lends.entries())
    if (lends.findIndex((other) => other.to === to) < at) refuse('a group is lent to twice', 'lends', at, 'to');
  for (const [at, { afterSeconds, proficiency = 0 }] of relaxation.entries())
    for (const other of relaxation)
      if (other.proficiency !== undefined && other.afterSeconds < afterSeconds && other.proficiency <= proficiency)
        refuse('asks for no less than an earlier step', 'relaxation', at, 'proficiency');
  for (const [at, prompt] of comfort.entries())
    if (prompt.kind === 'text' && prompt.text.trim() === '') refuse('nothing to be said', 'comfort', at, 'text');
}

/** Refuses settings that name a group or a recording that is not there, or that lead a group to itself. */
async function allowSettings(em: EntityManager, id: GroupId, settings: GroupSettings): Promise<void> {
  const { closedTo, holidayTo, maxWait, maxLength, overflow, relaxation, lends, music, comfort } = settings;
  const targets = [closedTo, holidayTo, maxWait?.to, maxLength?.to, ...overflow.flatMap(({ to }) => to)];
  const elsewhere = [
    ...targets.flatMap((to) => (to?.kind === 'group' ? [to.groupId] : [])),
    ...relaxation.flatMap(({ addGroup }) => addGroup ?? []),
    ...lends.map(({ to }) => to),
  ];
  const mailboxes = targets.flatMap((to) => (to?.kind === 'voicemail' && to.groupId ? [to.groupId] : []));
  const known = new Set((await em.find(SkillGroupEntity, { select: { id: true } })).map((group) => group.id));
  const missing =
    elsewhere.find((group) => group === id || !known.has(group)) ??
    mailboxes.find((group) => group !== id && !known.has(group));
  if (missing) throw new DomainError('group.missing', { id: missing });
  const sounds = [
    ...(music ? [music] : []),
    ...comfort.flatMap((prompt) => (prompt.kind === 'audio' ? prompt.id : [])),
  ];
  for (const sound of new Set(sounds)) {
    const [found] = await em.query<unknown[]>(`SELECT FROM prompt WHERE id::text = $1`, [sound]);
    if (!found) throw new DomainError('prompt.missing', { id: sound });
  }
}

async function get(em: EntityManager, id: GroupId): Promise<GroupWithAgents> {
  const group = await em.findOneBy(SkillGroupEntity, { id });
  if (!group) throw new DomainError('group.missing', { id });
  const supervisors = await em.findBy(GroupSupervisorEntity, { groupId: id });
  return {
    group,
    agents: await em.countBy(AgentSkillEntity, { groupId: id }),
    supervisors: supervisors.map(({ userId }) => userId),
  };
}

/** Makes those the group's supervisors, and says so on record: they hear its recordings from now on. */
async function supervise(
  em: EntityManager,
  me: Me,
  id: GroupId,
  name: string,
  supervisors: readonly UserId[] | undefined,
): Promise<void> {
  if (!supervisors) return;
  const before = new Set((await em.findBy(GroupSupervisorEntity, { groupId: id })).map(({ userId }) => userId));
  const after = new Set(supervisors);
  if (before.size === after.size && [...after].every((userId) => before.has(userId))) return;
  const known = await em.query<{ id: UserId; name: string }[]>(
    `SELECT id, name FROM app_user WHERE id = ANY($1) AND role = 'supervisor'`,
    [[...after]],
  );
  const missing = [...after].find((userId) => !known.some((user) => user.id === userId));
  if (missing) throw new DomainError('user.missing', { id: missing });
  await em.delete(GroupSupervisorEntity, { groupId: id });
  for (const userId of after) await em.insert(GroupSupervisorEntity, { groupId: id, userId, tenantId: me.tenantId });
  await audit(em, me, 'recording.supervisors_set', name, { supervisors: known.map((user) => user.name).join('、') });
}
