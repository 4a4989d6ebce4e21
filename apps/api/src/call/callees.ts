import { type Callee, offersOf, partiesOf, type TransferTarget } from '@sibai/call';
import { readCallee } from '@sibai/compliance';
import { type AgentId, DomainError, type GroupId, type TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { Db } from '../platform/db.js';
import { Floor } from './floor.js';
import type { LiveCall } from './live-call.js';
import { LineBook } from './trunk/line-book.js';
import { Permits } from './trunk/permits.js';

/** Whom an agent may call into a call, or pass it on to. Who cannot be reached now is refused before anybody is told to wait. */
@Injectable()
export class Callees {
  constructor(
    private readonly db: Db,
    private readonly floor: Floor,
    private readonly lines: LineBook,
    private readonly permits: Permits,
  ) {}

  async target(by: AgentId, live: LiveCall, to: TransferTarget): Promise<TransferTarget> {
    switch (to.kind) {
      case 'agent':
      case 'number':
        return this.reachable(by, live, to);
      case 'group': {
        const group = this.#group(live.facts.tenantId, to.groupId);
        if (group.signedIn === 0) throw new DomainError('target.nobody', { name: group.name });
        return to;
      }
      case 'flow':
        if (to.node !== undefined && !(to.node in live.flow.nodes)) throw new DomainError('target.missing');
        return to;
    }
  }

  async reachable(by: AgentId, live: LiveCall, to: Callee): Promise<Callee> {
    return to.kind === 'agent' ? this.#agent(by, live, to.agentId) : this.#number(live, to.to);
  }

  /** Who of a group has been free for longest. */
  freeOf(tenant: TenantId, groupId: GroupId): Callee {
    const { name } = this.#group(tenant, groupId);
    const agentId = this.floor.longestReady(tenant, groupId);
    if (!agentId) throw new DomainError('target.nobody_free', { name });
    return { kind: 'agent', agentId };
  }

  #agent(by: AgentId, { facts, state }: LiveCall, agentId: AgentId): Callee {
    if (agentId === by) throw new DomainError('target.self');
    const presence = this.floor.presence(facts.tenantId, agentId);
    if (!presence) throw new DomainError('target.missing');
    if (offersOf(state).some((offer) => offer.agentId === agentId)) throw new DomainError('target.on_call');
    if (presence.at === 'offline') throw new DomainError('target.offline');
    if (!this.floor.mayBeCalled(facts.tenantId, agentId, facts.id))
      throw new DomainError('target.busy', { presence: presence.at });
    return { kind: 'agent', agentId };
  }

  async #number({ facts, state }: LiveCall, text: string): Promise<Callee> {
    const to = readCallee(text);
    if (to === undefined) throw new DomainError('outbound.not_a_number', { to: text });
    if (to === facts.caller || partiesOf(state).some(({ who }) => who.kind === 'number' && who.to === to))
      throw new DomainError('target.on_call');
    const [own] = await this.db.statement(facts.tenantId, 'SELECT 1 FROM line WHERE number = $1', [to]);
    const line = await this.lines.line(facts.tenantId, facts.lineId);
    if (own || to === line?.outboundCli) throw new DomainError('target.own_number');
    const group = offersOf(state)[0]?.groupId ?? null;
    // What is shown is never a 400 number; without another there is no call.
    if (!line || !(await this.permits.cli(facts.tenantId, line, to, group))) throw new DomainError('outbound.no_cli');
    return { kind: 'number', to };
  }

  #group(tenant: TenantId, groupId: GroupId) {
    const group = this.floor.counts(tenant, Date.now())?.groups.find((each) => each.group === groupId);
    if (!group) throw new DomainError('target.missing');
    return group;
  }
}
