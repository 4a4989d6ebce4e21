import type { Agent, Skill } from '@sibai/contracts';
import { type AgentId, DomainError } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { Changes } from '../../platform/changes.js';
import { Db } from '../../platform/db.js';
import { violates } from '../../platform/pg-error.js';
import { AgentSkillEntity } from './agent-skill.entity.js';

type Row = Omit<Agent, 'since'> & { since: Date };

/** Agents are the users who may take calls; one who never signed in has been offline since being added. */
const AGENTS = `
  SELECT u.id, u.name, u.email, coalesce(p.presence, 'offline') AS presence, p.reason, coalesce(p.since, u.created_at) AS since,
         coalesce((SELECT jsonb_agg(jsonb_build_object('groupId', s.group_id, 'proficiency', s.proficiency, 'priority', s.priority, 'ringOrder', s.ring_order) ORDER BY s.group_id)
                     FROM agent_skill s WHERE s.agent_id = u.id), '[]') AS skills
    FROM app_user u LEFT JOIN agent_presence p ON p.agent_id = u.id
   WHERE u.role IN ('agent', 'supervisor') AND u.disabled_at IS NULL`;

@Injectable()
export class AgentService {
  constructor(
    private readonly db: Db,
    private readonly changes: Changes,
  ) {}

  async list(): Promise<Agent[]> {
    const rows = await this.db.run((em) => em.query<Row[]>(`${AGENTS} ORDER BY u.role, u.created_at, u.id`));
    return rows.map(wire);
  }

  /** `wanted`: all the agent is to have, by what the agent has had; two who change it at once lose nothing of one another's. */
  async setSkills(
    agentId: AgentId,
    wanted: (before: readonly Skill[]) => readonly Skill[],
  ): Promise<{ readonly agent: Agent; readonly before: readonly Skill[] }> {
    const { agent, before, tenantId } = await this.db
      .run(async (em, tenant) => {
        // Two who set the same agent's skills at once take turns: neither ends with a mixture.
        await em.query(`SELECT FROM app_user WHERE id = $1 FOR UPDATE`, [agentId]);
        const found = await find(em, agentId);
        if (!found) throw new DomainError('user.missing', { id: agentId });
        const skills = wanted(found.skills);
        await em.delete(AgentSkillEntity, { agentId });
        const rows = skills.map((skill) => ({ agentId, tenantId: tenant, ...skill }));
        if (rows.length) await em.insert(AgentSkillEntity, rows);
        return { agent: { ...found, skills: [...skills] }, before: found.skills, tenantId: tenant };
      })
      .catch((cause: unknown) => {
        if (violates(cause, 'agent_skill_group_fkey')) throw new DomainError('group.missing', {}, { cause });
        if (violates(cause, 'agent_skill_pkey')) throw twice(cause);
        throw cause;
      });
    this.changes.emit({ kind: 'agents', tenantId });
    return { agent, before };
  }
}

const twice = (cause: unknown): DomainError =>
  new DomainError('request.invalid', { issues: [{ message: 'a group is named twice', path: ['skills'] }] }, { cause });

async function find(em: EntityManager, id: AgentId): Promise<Agent | undefined> {
  const [row] = await em.query<Row[]>(`${AGENTS} AND u.id = $1`, [id]);
  return row && wire(row);
}

const wire = (row: Row): Agent => ({ ...row, since: row.since.toISOString() });
