import type { Role, ScriptSection } from '@sibai/contracts';
import type {
  AgentId,
  FlowId,
  FlowVersionId,
  GroupId,
  LineId,
  ScriptId,
  TenantId,
  TrunkId,
  UserId,
} from '@sibai/kernel';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { AgentSkillEntity } from '../call/acd/agent-skill.entity.js';
import { GroupSupervisorEntity } from '../call/acd/group-supervisor.entity.js';
import { ScriptEntity } from '../call/agent/script.entities.js';
import { SkillGroupEntity } from '../call/acd/skill-group.entity.js';
import { FlowVersionEntity } from '../call/ivr/flow-version.entity.js';
import { FlowEntity } from '../call/ivr/flow.entity.js';
import { RecordingNoticeEntity } from '../call/recording/rule.entities.js';
import { LineEntity } from '../onboarding/line/line.entity.js';
import { TrunkEntity } from '../call/trunk/trunk.entity.js';
import { TenantEntity } from '../onboarding/account/tenant.entity.js';
import { UserEntity } from '../onboarding/account/user.entity.js';
import { hashPassword } from '../platform/password.js';
import { addCustomers } from './demo-customers.js';
import { demoFlow } from './demo-flow.js';
import { addIdentity } from './demo-identity.js';
import { addPlan } from './demo-plan.js';

export const DEMO_NUMBER = '4008001234';
/** Of digits that ascend. */
const DEMO_TIER = 'abcd';
const DEMO_NUMBER_FEN = 20_000;
const DEMO_CONCURRENCY = 30;
export const DEMO_PASSWORD = 'sibai-demo-400';

const DEMO_SCRIPT: ScriptSection[] = [
  { title: '开场', text: '您好，这里是四百演示热线，请问有什么可以帮您？', mandatory: true },
  { title: '核实', text: '请问怎么称呼您？方便核对一下您的订单号吗？', mandatory: false },
  { title: '结束', text: '还有其他可以帮您的吗？感谢来电，再见。', mandatory: true },
];

export interface Person {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
}

export const OPERATOR: Person = { email: 'op@sibai.local', name: '平台运营', role: 'operator' };
const AGENTS: readonly Person[] = [
  { email: 'agent1@demo.sibai', name: '王敏', role: 'agent' },
  { email: 'agent2@demo.sibai', name: '李强', role: 'agent' },
];
/** Answers calls too: a browser holds one sign-in, so this one can place the first call and take it in two tabs. */
const SUPERVISOR: Person = { email: 'supervisor@demo.sibai', name: '赵磊', role: 'supervisor' };
export const DEMO_PEOPLE: readonly Person[] = [
  { email: 'admin@demo.sibai', name: '陈静', role: 'admin' },
  SUPERVISOR,
  ...AGENTS,
];

export async function addTenant(em: EntityManager, name: string, kind: TenantEntity['kind']): Promise<TenantId> {
  const id = uuid() as TenantId;
  await em.insert(TenantEntity, { id, name, kind });
  return id;
}

export async function addPerson(
  em: EntityManager,
  tenantId: TenantId,
  person: Person,
  password: string,
): Promise<UserId> {
  const id = uuid() as UserId;
  const passwordHash = await hashPassword(password);
  await em.insert(UserEntity, { id, tenantId, ...person, passwordHash, disabledAt: null });
  return id;
}

/** The platform's trunk of an installation that has no carrier yet: it takes calls from this machine. */
export async function addLoopTrunk(em: EntityManager, tenantId: TenantId): Promise<void> {
  await em.insert(TrunkEntity, {
    id: uuid() as TrunkId,
    tenantId,
    name: '本地回环',
    match: 'address',
    // Not 127.0.0.1: that is where the browsers of this machine come from.
    addresses: Array.from({ length: 8 }, (_, i) => `127.0.0.${i + 2}`),
    outboundCli: '02161234567',
  });
}

/** A whole hotline: people, a number on the platform's trunk, groups and a flow. No invented calls. */
export async function addDemo(em: EntityManager): Promise<void> {
  const tenantId = await addTenant(em, '四百演示', 'enterprise');
  const people = new Map<string, UserId>();
  for (const person of DEMO_PEOPLE) people.set(person.email, await addPerson(em, tenantId, person, DEMO_PASSWORD));

  const presales = await addGroup(em, tenantId, '售前咨询');
  const service = await addGroup(em, tenantId, '售后服务');
  for (const [i, { email }] of [...AGENTS, SUPERVISOR].entries()) {
    const agentId = people.get(email) as string as AgentId;
    await em.insert(AgentSkillEntity, [
      { tenantId, agentId, groupId: presales, proficiency: i === 0 ? 8 : 5 },
      { tenantId, agentId, groupId: service, proficiency: i === 0 ? 5 : 8 },
    ]);
  }

  const userId = people.get(SUPERVISOR.email) as UserId;
  for (const groupId of [presales, service]) await em.insert(GroupSupervisorEntity, { tenantId, groupId, userId });

  const flowId = uuid() as FlowId;
  await em.insert(FlowEntity, { id: flowId, tenantId, name: '演示导航' });
  const definition = demoFlow(presales, service);
  await em.insert(FlowVersionEntity, { id: uuid() as FlowVersionId, tenantId, flowId, version: 1, definition });

  await addIdentity(em, tenantId);
  // Nobody else may buy it.
  await em.query(`INSERT INTO number (number, state, tier, price_fen, tenant_id) VALUES ($1, 'sold', $2, $3, $4)`, [
    DEMO_NUMBER,
    ...[DEMO_TIER, DEMO_NUMBER_FEN, tenantId],
  ]);
  await addPlan(em, tenantId, { number: DEMO_NUMBER, numberFen: DEMO_NUMBER_FEN, concurrency: DEMO_CONCURRENCY });
  const [trunk] = await em.query<{ id: TrunkId }[]>('SELECT id FROM platform_trunk()');
  if (!trunk) throw new Error('the platform has no trunk');
  const line = { number: DEMO_NUMBER, name: '演示热线', concurrency: DEMO_CONCURRENCY, lineType: 'cloud' as const };
  const notice = { version: 2, text: '通话将录音。', textEn: null, madeBy: null, madeName: null, at: new Date() };
  await em.insert(RecordingNoticeEntity, { tenantId, ...notice });
  const lineId = uuid() as LineId;
  await em.insert(LineEntity, { id: lineId, tenantId, trunkId: trunk.id, flowId, ...line });
  const publishedBy = people.get('admin@demo.sibai') as UserId;
  const script = { version: 1, sections: DEMO_SCRIPT, publishedAt: new Date(), publishedBy };
  await em.insert(ScriptEntity, { id: uuid() as ScriptId, tenantId, lineId, ...script });
  const [first] = AGENTS;
  const agent = { id: people.get(first?.email ?? '') as UserId, name: first?.name ?? '' };
  await addCustomers(em, tenantId, { admin: publishedBy, agent });
}

async function addGroup(em: EntityManager, tenantId: TenantId, name: string): Promise<GroupId> {
  const id = uuid() as GroupId;
  await em.insert(SkillGroupEntity, { id, tenantId, name });
  return id;
}
