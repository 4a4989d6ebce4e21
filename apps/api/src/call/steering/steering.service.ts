import type {
  Broadcasted,
  DeskNotice,
  OwnSupervision,
  PhoneAccount,
  SetPresence,
  Skill,
  Supervise,
  SupervisionMode,
} from '@sibai/contracts';
import { type AgentId, type CallId, DomainError, type GroupId } from '@sibai/kernel';
import type { Choice } from '@sibai/routing';
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';

import { audit } from '../../platform/audit.js';
import type { Me } from '../../platform/auth.js';
import { Db } from '../../platform/db.js';
import { AgentService } from '../acd/agent.service.js';
import { Phones } from '../agent/phones.js';
import { FloorSettingsStore } from '../analytics/floor-settings.js';
import { groupsOf, handlingOf } from '../analytics/live.service.js';
import { isOwn, OwnGroups } from '../analytics/own-groups.js';
import { WallGroups } from '../analytics/wall-groups.js';
import { CallEngine } from '../engine.js';
import { Floor } from '../floor.js';
import type { LiveCall } from '../live-call.js';
import { Sockets } from '../sockets.js';
import { SupervisionRights } from './supervision-rights.js';
import { Supervisions } from './supervisions.js';

/** What a supervisor does on the floor: in own groups only, and every act is written down. */
@Injectable()
export class SteeringService {
  constructor(
    private readonly db: Db,
    private readonly engine: CallEngine,
    private readonly floor: Floor,
    private readonly own: OwnGroups,
    private readonly walls: WallGroups,
    private readonly settings: FloorSettingsStore,
    private readonly agents: AgentService,
    private readonly phones: Phones,
    private readonly sockets: Sockets,
    private readonly supervisions: Supervisions,
    private readonly rights: SupervisionRights,
  ) {}

  phone(me: Me): Promise<PhoneAccount> {
    return this.phones.forSupervisor(me.tenantId, me.userId);
  }

  ownSupervision = (me: Me): OwnSupervision => this.supervisions.own(me.userId);

  /** Begins to listen, whisper or barge in, or goes from one to another without a new call. */
  async supervise(me: Me, callId: CallId, { mode }: Supervise): Promise<OwnSupervision> {
    const live = await this.#call(me, callId);
    const offer = handlingOf(live);
    if (live.state.at !== 'agent' || !offer) throw new DomainError('floor.not_talking');
    const held = this.supervisions.held(me.userId);
    if (held?.callId === callId) {
      // Who has taken the call over is no listener any more, whatever key was pressed before that was known.
      if (held.mode === mode || held.mode === 'take_over') return this.supervisions.own(me.userId);
      await this.supervisions.change(held, mode);
    } else {
      if ((offer.agentId as string) === me.userId) throw new DomainError('floor.not_talking');
      const names = await this.walls.names(me.tenantId);
      this.rights.begun(me);
      await this.supervisions.begin(me, live, mode, {
        agentName: names.agents.get(offer.agentId) ?? '',
        groupName: names.groups.get(offer.groupId)?.name ?? '',
      });
    }
    await this.#supervised(me, callId, offer.agentId, mode);
    return this.supervisions.own(me.userId);
  }

  /** Takes the agent's place in the call one listens to. */
  async takeOver(me: Me, callId: CallId): Promise<OwnSupervision> {
    const live = await this.#call(me, callId);
    const offer = handlingOf(live);
    const held = this.supervisions.held(me.userId);
    if (live.state.at !== 'agent' || !offer) throw new DomainError('floor.not_talking');
    if (held?.callId !== callId || !held.connected) throw new DomainError('floor.not_supervising');
    const other = this.supervisions
      .of(callId)
      .find(({ userId, mode }) => userId !== me.userId && (mode === 'barge' || mode === 'take_over'));
    if (other) throw new DomainError('floor.supervised_already', { by: other.name });
    await this.supervisions.change(held, 'take_over');
    await this.#supervised(me, callId, offer.agentId, 'take_over');
    return this.supervisions.own(me.userId);
  }

  async leave(me: Me): Promise<void> {
    const held = this.supervisions.held(me.userId);
    if (!held) return;
    await this.supervisions.leave(me.userId);
    await this.#audit(me, 'steering.left', held.agentName, { callId: held.callId, mode: held.mode });
  }

  /** Sets an agent's state; `offline` signs the agent out. */
  async force(me: Me, agent: AgentId, wish: SetPresence): Promise<void> {
    const name = await this.#agent(me, agent);
    const before = this.floor.presence(me.tenantId, agent);
    if (!before || (before.at === 'offline' && wish.presence !== 'offline'))
      throw new DomainError('floor.agent_offline');
    const choice: Choice = wish.presence === 'busy' ? { at: 'busy', reason: wish.reason } : { at: wish.presence };
    this.floor.force(me.tenantId, agent, choice, me.userId);
    const reason = wish.presence === 'busy' ? wish.reason : null;
    this.#notify(
      me,
      agent,
      wish.presence === 'offline' ? { kind: 'signed_out' } : { kind: 'presence', presence: wish.presence, reason },
    );
    await this.#audit(me, wish.presence === 'offline' ? 'steering.signed_out' : 'steering.presence_forced', name, {
      agentId: agent,
      before: before.at,
      presence: wish.presence,
      reason,
    });
  }

  /** Moves a waiting caller, who keeps the time waited, to another of one's own groups. */
  async move(me: Me, callId: CallId, groupId: GroupId): Promise<void> {
    const live = await this.#waiting(me, callId);
    await this.own.mustOwn(me, groupId);
    const { groups } = await this.walls.names(me.tenantId);
    const to = groups.get(groupId);
    if (!to) throw new DomainError('group.missing', { id: groupId });
    const from = groupsOf(live).map((id) => groups.get(id)?.name ?? '');
    await this.engine.dispatch(callId, { type: 'moved', groups: [groupId] });
    await this.#audit(me, 'steering.call_moved', to.name, { callId, from: from.join('、'), to: to.name });
  }

  async prioritise(me: Me, callId: CallId, priority: number): Promise<void> {
    const live = await this.#waiting(me, callId);
    const before = 'priority' in live.state ? live.state.priority : 0;
    await this.engine.dispatch(callId, { type: 'prioritised', priority });
    await this.#audit(me, 'steering.call_prioritised', callId, { callId, before, priority });
  }

  /** An agent's skills in one's own groups; those in others stay as they are. */
  async setSkills(me: Me, agent: AgentId, skills: readonly Skill[]): Promise<void> {
    const name = await this.#agent(me, agent);
    const own = await this.own.of(me);
    if (skills.some(({ groupId }) => !isOwn(own, groupId))) throw new DomainError('floor.not_own_group');
    const { before } = await this.agents.setSkills(agent, (all) => [
      ...all.filter(({ groupId }) => !isOwn(own, groupId)),
      ...skills,
    ]);
    this.#notify(me, agent, { kind: 'skills' });
    const { groups } = await this.walls.names(me.tenantId);
    const told = (those: readonly Skill[]) =>
      those.map(({ groupId, proficiency }) => `${groups.get(groupId)?.name ?? ''} ${proficiency}`).join('、');
    await this.#audit(me, 'steering.skills_set', name, {
      agentId: agent,
      before: told(before.filter(({ groupId }) => isOwn(own, groupId))),
      after: told(skills),
    });
  }

  /** Says something to the desks that are open of a group's agents. Answers how many. */
  async broadcast(me: Me, groupId: GroupId, text: string): Promise<Broadcasted> {
    await this.own.mustOwn(me, groupId);
    const { groups } = await this.walls.names(me.tenantId);
    const group = groups.get(groupId);
    if (!group) throw new DomainError('group.missing', { id: groupId });
    const members = await this.db.statement<{ agentId: AgentId }>(
      me.tenantId,
      `SELECT agent_id AS "agentId" FROM agent_skill WHERE group_id = $1`,
      [groupId],
    );
    const desks = members.filter(({ agentId }) => this.#notify(me, agentId, { kind: 'message', text })).length;
    await this.#audit(me, 'steering.broadcast', group.name, { text, desks });
    return { desks };
  }

  /** After an act it is on the call's record and in the log; the agent is told if the tenant's policy says so. */
  async #supervised(me: Me, callId: CallId, agent: AgentId, mode: SupervisionMode): Promise<void> {
    const { tellAgent } = await this.settings.of(me.tenantId);
    const told = mode === 'take_over' || tellAgent[mode];
    if (told) this.#notify(me, agent, { kind: 'supervised', mode });
    // A call notes by itself that it is taken over.
    if (mode !== 'take_over') await this.engine.dispatch(callId, { type: 'supervised', userId: me.userId, mode });
    const { agents } = await this.walls.names(me.tenantId);
    await this.#audit(me, `steering.${mode}`, agents.get(agent) ?? agent, { callId, agentId: agent, told });
  }

  /** A live call of the tenant, of one of their groups. */
  async #call(me: Me, callId: CallId): Promise<LiveCall> {
    const live = this.engine.find(callId);
    if (!live || live.facts.tenantId !== me.tenantId || live.state.at === 'ended')
      throw new DomainError('call.missing', { id: callId });
    const own = await this.own.of(me);
    if (own !== 'all' && !groupsOf(live).some((group) => own.has(group))) throw new DomainError('floor.not_own_group');
    return live;
  }

  async #waiting(me: Me, callId: CallId): Promise<LiveCall> {
    const live = await this.#call(me, callId);
    if (live.state.at !== 'acd') throw new DomainError('floor.not_waiting');
    return live;
  }

  /** The name of an agent of one of their groups. */
  async #agent(me: Me, agent: AgentId): Promise<string> {
    const { agents } = await this.walls.names(me.tenantId);
    const name = agents.get(agent);
    if (name === undefined) throw new DomainError('user.missing', { id: agent });
    const own = await this.own.of(me);
    if (own === 'all') return name;
    const groups = await this.db.statement<{ groupId: GroupId }>(
      me.tenantId,
      `SELECT group_id AS "groupId" FROM agent_skill WHERE agent_id = $1`,
      [agent],
    );
    if (!groups.some(({ groupId }) => own.has(groupId))) throw new DomainError('floor.not_own_group');
    return name;
  }

  #notify(me: Me, agent: AgentId, what: DistributiveOmit<DeskNotice, 'id' | 'at' | 'by'>): boolean {
    return this.sockets.notify(agent, { id: randomUUID(), at: new Date().toISOString(), by: me.name, ...what });
  }

  async #audit(me: Me, act: string, subject: string, detail: Record<string, unknown>): Promise<void> {
    await this.db.run((em) => audit(em, me, act, subject, detail));
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
