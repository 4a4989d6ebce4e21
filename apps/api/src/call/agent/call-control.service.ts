import { type Call, isFull, MAX_PARTIES, offersOf, type Wish } from '@sibai/call';
import type { AddParty, Desk, TransferCall } from '@sibai/contracts';
import type { KeysAsked } from '@sibai/ivr';
import { type AgentId, type CallId, DomainError, type LegId, type TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { Callees } from '../callees.js';
import { CallEngine } from '../engine.js';
import type { LiveCall } from '../live-call.js';
import { DeskService } from './desk.service.js';

export interface OnCall {
  readonly tenant: TenantId;
  readonly agent: AgentId;
  readonly call: CallId;
}

type Talk = Extract<Call, { at: 'agent' }>;
type ConsultEnd = 'consult_complete' | 'consult_cancel' | 'consult_swap' | 'consult_merge';
type Asked = Wish extends infer W ? (W extends Wish ? Omit<W, 'by'> : never) : never;

/** What an agent does with the own call. What cannot be done is refused with what can be. */
@Injectable()
export class CallControlService {
  constructor(
    private readonly engine: CallEngine,
    private readonly callees: Callees,
    private readonly desks: DeskService,
  ) {}

  async hold(on: OnCall, held: boolean): Promise<Desk> {
    const { talk } = this.#talking(on);
    if (talk.consult) throw new DomainError('control.in_consult');
    return this.#ask(on, { type: 'hold', on: held });
  }

  async transfer(on: OnCall, { mode, to, note }: TransferCall): Promise<Desk> {
    const { live, talk } = this.#talking(on);
    if (talk.consult) throw new DomainError('control.in_consult');
    if (mode === 'attended') {
      if (isFull(talk)) throw new DomainError('control.full', { max: MAX_PARTIES });
      const callee = to.kind === 'group' ? this.callees.freeOf(on.tenant, to.groupId) : to;
      return this.#ask(on, { type: 'consult', to: await this.callees.reachable(on.agent, live, callee), note });
    }
    if (talk.parties.length > 0) throw new DomainError('control.in_conference');
    return this.#ask(on, { type: 'transfer', to: await this.callees.target(on.agent, live, to), note });
  }

  async endConsult(on: OnCall, type: ConsultEnd): Promise<Desk> {
    const { consult } = this.#handled(on).talk;
    if (!consult) throw new DomainError('control.no_consult');
    if ((type === 'consult_swap' || type === 'consult_merge') && consult.party.state === 'ringing')
      throw new DomainError('control.not_answered');
    return this.#ask(on, { type });
  }

  async add(on: OnCall, { to, note }: AddParty): Promise<Desk> {
    const { live, talk } = this.#talking(on);
    if (talk.consult) throw new DomainError('control.in_consult');
    if (isFull(talk)) throw new DomainError('control.full', { max: MAX_PARTIES });
    return this.#ask(on, { type: 'party_add', to: await this.callees.reachable(on.agent, live, to), note });
  }

  async drop(on: OnCall, leg: LegId): Promise<Desk> {
    const { talk } = this.#handled(on);
    const party = talk.parties.find((each) => each.leg === leg);
    if (!party) throw new DomainError('control.no_party');
    if (party.who.kind === 'supervisor') throw new DomainError('control.supervisor');
    return this.#ask(on, { type: 'party_drop', leg });
  }

  async collect(on: OnCall, asked: KeysAsked): Promise<Desk> {
    const { talk } = this.#talking(on);
    if (talk.consult) throw new DomainError('control.in_consult');
    if (talk.collecting) throw new DomainError('control.collecting');
    return this.#ask(on, { type: 'collect', asked });
  }

  /** Of one that has just ended the agent is told how. */
  async collectNoMore(on: OnCall): Promise<Desk> {
    this.#handled(on);
    return this.#ask(on, { type: 'collect_cancel' });
  }

  /** A page that goes has nobody to tell of a refusal. */
  async away(on: OnCall): Promise<void> {
    if (this.engine.find(on.call)?.facts.tenantId === on.tenant)
      await this.engine.dispatch(on.call, { type: 'away', by: on.agent });
  }

  async attach(on: OnCall): Promise<Desk> {
    this.#onCall(on);
    return this.#ask(on, { type: 'attach' });
  }

  async #ask(on: OnCall, wish: Asked): Promise<Desk> {
    await this.engine.dispatch(on.call, { ...wish, by: on.agent } as Wish);
    return this.desks.desk(on.tenant, on.agent);
  }

  /** The call, if this agent takes part in it. */
  #onCall({ tenant, agent, call }: OnCall): LiveCall {
    const live = this.engine.find(call);
    if (live?.facts.tenantId !== tenant) throw new DomainError('call.missing', { id: call });
    if (!offersOf(live.state).some(({ agentId }) => agentId === agent)) throw new DomainError('agent.not_on_call');
    return live;
  }

  /** The call, if this agent handles it. */
  #handled(on: OnCall): { live: LiveCall; talk: Talk } {
    const live = this.#onCall(on);
    const { state } = live;
    if (state.at !== 'agent' || state.offer.agentId !== on.agent) throw new DomainError('control.not_handling');
    return { live, talk: state };
  }

  #talking(on: OnCall): { live: LiveCall; talk: Talk } {
    const handled = this.#handled(on);
    if (!handled.talk.leg.up) throw new DomainError('control.away');
    return handled;
  }
}
