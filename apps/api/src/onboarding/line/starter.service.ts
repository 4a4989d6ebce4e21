import type { GoLive } from '@sibai/contracts';
import { Flow } from '@sibai/ivr';
import type { FlowId, GroupId, TenantId, UserId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import type { Me } from '../../platform/auth.js';
import { Changes } from '../../platform/changes.js';
import { Db } from '../../platform/db.js';
import { wireHit, Words } from '../../platform/words.js';
import type { LineEntity } from './line.entity.js';
import { LineService, refusalOf } from './line.service.js';
import { starterFlow } from './starter-flow.js';

const GROUP = '客服';
const FLOW = '欢迎词与客服';

/** Puts a number into service in one go, with a flow made for it when the enterprise has none yet. */
@Injectable()
export class StarterService {
  constructor(
    private readonly db: Db,
    private readonly lines: LineService,
    private readonly changes: Changes,
    private readonly words: Words,
  ) {}

  async goLive(me: Me, wish: GoLive): Promise<LineEntity> {
    const { greeting, name, ...rest } = wish;
    const line = await this.db
      .run(async (em, tenantId) => {
        const company = await companyOf(em, tenantId);
        const flowId = wish.flowId ?? (await makeStarter(em, tenantId, me.userId, greeting));
        if (!wish.flowId && greeting) await this.#allowGreeting(em, me, flowId, greeting, wish.confirmed);
        return this.lines.open(em, tenantId, me, { ...rest, flowId, name: name ?? (company?.slice(0, 40) || '热线') });
      })
      .catch((cause: unknown) => {
        throw refusalOf(cause, wish);
      });
    if (!wish.flowId)
      for (const kind of ['groups', 'flows'] as const) this.changes.emit({ kind, tenantId: line.tenantId });
    this.lines.tell(line);
    return line;
  }

  async #allowGreeting(em: EntityManager, me: Me, flow: FlowId, greeting: string, confirmed = false): Promise<void> {
    const words = await this.words.of(em, me.tenantId);
    const hits = words.find(greeting).map((hit) => wireHit(hit, 'greeting', ['greeting']));
    await this.words.allow(em, me, { surface: 'flow', subjectId: flow, subject: FLOW, hits, confirmed });
  }
}

/**
 * A greeting and a first skill group with everybody who takes calls. Without anybody yet, callers are told so, and may leave.
 */
export async function makeStarter(
  em: EntityManager,
  tenant: TenantId,
  author: UserId | null,
  greeting?: string,
): Promise<FlowId> {
  // Two at once would both find that there is no group yet.
  await em.query(`SELECT pg_advisory_xact_lock(hashtext('starter'), hashtext($1))`, [tenant]);
  const text = greeting ?? greetingOf(await companyOf(em, tenant));
  const [old] = await em.query<{ id: GroupId }[]>('SELECT id FROM skill_group WHERE tenant_id = $1 AND name = $2', [
    tenant,
    GROUP,
  ]);
  const group = old?.id ?? (uuid() as GroupId);
  if (!old) {
    await em.query('INSERT INTO skill_group (id, tenant_id, name) VALUES ($1, $2, $3)', [group, tenant, GROUP]);
    await em.query(
      `INSERT INTO agent_skill (tenant_id, agent_id, group_id, proficiency)
         SELECT tenant_id, id, $2, 5 FROM app_user
          WHERE tenant_id = $1 AND role IN ('agent', 'supervisor') AND disabled_at IS NULL`,
      [tenant, group],
    );
  }
  const flow = uuid() as FlowId;
  await em.query('INSERT INTO flow (id, tenant_id, name) VALUES ($1, $2, $3)', [flow, tenant, FLOW]);
  await em.query(
    `INSERT INTO flow_version (id, tenant_id, flow_id, version, definition, created_by) VALUES ($1, $2, $3, 1, $4, $5)`,
    [uuid(), tenant, flow, JSON.stringify(Flow.parse(starterFlow(group, text))), author],
  );
  return flow;
}

async function companyOf(em: EntityManager, tenant: TenantId): Promise<string | undefined> {
  const [row] = await em.query<{ name: string | null }[]>(
    'SELECT coalesce(display_name, company_name) AS name FROM verified_identity($1)',
    [tenant],
  );
  return row?.name ?? undefined;
}

const greetingOf = (company: string | undefined): string =>
  company ? `您好，欢迎致电${company}，正在为您转接客服。` : '您好，欢迎致电，正在为您转接客服。';
