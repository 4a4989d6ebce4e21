import type { CreateFlow, FlowDetail, FlowSummary, PublishFlow } from '@sibai/contracts';
import { type Flow, type FlowNode, type FlowProblem, type Prompt, searchSpoken, validateFlow } from '@sibai/ivr';
import { DomainError, type FlowId, type FlowVersionId, type TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import type { Me } from '../../platform/auth.js';
import { Changes } from '../../platform/changes.js';
import { Db } from '../../platform/db.js';
import { wireHit, Words } from '../../platform/words.js';
import { FlowVersionEntity } from './flow-version.entity.js';
import { FlowEntity } from './flow.entity.js';

type Summary = Omit<FlowSummary, 'publishedAt'> & { publishedAt: Date };

/** What a flow alone cannot know: whether what it names is there. */
type Problem = FlowProblem | (Omit<FlowProblem, 'code'> & { readonly code: 'unknown_group' | 'unknown_prompt' });

@Injectable()
export class FlowService {
  constructor(
    private readonly db: Db,
    private readonly changes: Changes,
    private readonly words: Words,
  ) {}

  async list(): Promise<FlowSummary[]> {
    const rows = await this.db.run((em) =>
      em.query<Summary[]>(
        `SELECT f.id, f.name, v.version, v.created_at AS "publishedAt"
           FROM flow f
           JOIN LATERAL (SELECT version, created_at FROM flow_version
                          WHERE flow_id = f.id ORDER BY version DESC LIMIT 1) v ON true
          ORDER BY f.created_at, f.id`,
      ),
    );
    return rows.map((row) => ({ ...row, publishedAt: row.publishedAt.toISOString() }));
  }

  get(id: FlowId): Promise<FlowDetail> {
    return this.db.run((em) => detail(em, id));
  }

  async create(me: Me, { name, ...flow }: CreateFlow): Promise<FlowDetail> {
    const id = uuid() as FlowId;
    return this.#publish(me, flow, async (em, tenantId) => {
      await em.insert(FlowEntity, { id, tenantId, name });
      return { id, version: 1 };
    });
  }

  /** Makes a new version, which the next call meets; calls in progress stay on theirs. */
  publish(me: Me, id: FlowId, body: PublishFlow): Promise<FlowDetail> {
    return this.#publish(me, body, async (em) => {
      // Two who publish at once take turns: the second makes the version after the first's.
      const [flow] = await em.query<unknown[]>(`SELECT FROM flow WHERE id = $1 FOR UPDATE`, [id]);
      if (!flow) throw new DomainError('flow.missing', { id });
      return { id, version: ((await em.maximum(FlowVersionEntity, 'version', { flowId: id })) ?? 0) + 1 };
    });
  }

  async #publish(
    me: Me,
    { definition, confirmed }: PublishFlow,
    place: (em: EntityManager, tenantId: TenantId) => Promise<Pick<FlowVersionEntity, 'version'> & { id: FlowId }>,
  ): Promise<FlowDetail> {
    const { flow, tenantId } = await this.db.run(async (em, tenant) => {
      const { id: flowId, version } = await place(em, tenant);
      const problems: Problem[] = [...validateFlow(definition), ...(await unknownNames(em, definition))];
      if (problems.length) throw new DomainError('flow.invalid', { problems });
      const name = (await em.findOneBy(FlowEntity, { id: flowId }))?.name ?? '';
      const words = await this.words.of(em, tenant);
      const hits = searchSpoken(definition, (text) => words.find(text)).map(({ node, path, hit }) =>
        wireHit(hit, node, path),
      );
      await this.words.allow(em, me, { surface: 'flow', subjectId: flowId, subject: name, hits, confirmed });
      const id = uuid() as FlowVersionId;
      await em.insert(FlowVersionEntity, { id, tenantId: tenant, flowId, version, definition, createdBy: me.userId });
      return { flow: await detail(em, flowId), tenantId: tenant };
    });
    this.changes.emit({ kind: 'flows', tenantId });
    return flow;
  }
}

async function detail(em: EntityManager, id: FlowId): Promise<FlowDetail> {
  const flow = await em.findOneBy(FlowEntity, { id });
  const latest = await em.findOne(FlowVersionEntity, { where: { flowId: id }, order: { version: 'DESC' } });
  if (!flow || !latest) throw new DomainError('flow.missing', { id });
  const versions = await em.find(FlowVersionEntity, {
    select: { id: true, version: true, createdAt: true },
    where: { flowId: id },
    order: { version: 'DESC' },
  });
  return {
    id,
    name: flow.name,
    version: latest.version,
    publishedAt: latest.createdAt.toISOString(),
    definition: latest.definition,
    versions: versions.map((v) => ({ id: v.id, version: v.version, createdAt: v.createdAt.toISOString() })),
  };
}

async function unknownNames(em: EntityManager, definition: Flow): Promise<Problem[]> {
  const known = await em.query<{ id: string }[]>(`SELECT id FROM skill_group UNION ALL SELECT id FROM prompt`);
  const ids = new Set(known.map(({ id }) => id));
  return Object.entries(definition.nodes).flatMap(([node, spec]) => [
    ...('groups' in spec ? spec.groups : []).flatMap((group, i): Problem[] =>
      ids.has(group) ? [] : [{ code: 'unknown_group', node, path: ['nodes', node, 'groups', i], details: { group } }],
    ),
    ...recordings(spec)
      .filter(({ id }) => !ids.has(id))
      .map(({ path, id }): Problem => {
        return { code: 'unknown_prompt', node, path: ['nodes', node, ...path], details: { prompt: id } };
      }),
  ]);
}

function recordings(spec: FlowNode): { path: (string | number)[]; id: string }[] {
  const said: [(string | number)[], Prompt | undefined][] =
    'prompts' in spec ? spec.prompts.map((prompt, i) => [['prompts', i], prompt]) : [];
  if (spec.kind === 'menu') said.push([['onTimeout'], spec.onTimeout], [['onWrong'], spec.onWrong]);
  return said.flatMap(([path, prompt]) => (prompt?.kind === 'audio' ? [{ path, id: prompt.id }] : []));
}
