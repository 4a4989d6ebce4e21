import type { AgentId, CallId, GroupId } from '@sibai/kernel';
import type { AcdEvent, Effect } from '@sibai/routing';

import type { Engine } from './floor-traffic.ts';

interface Agent {
  readonly id: AgentId;
  readonly groups: readonly GroupId[];
  at: string;
  idleSince: number;
  call: CallId | null;
}

interface Caller {
  readonly call: CallId;
  readonly groups: readonly GroupId[];
  readonly since: number;
  waiting: boolean;
}

/**
 * The baseline: the same rules over plain mutable objects, where every choice filters and sorts all agents or all
 * callers. Look-ups by id are in Maps, there is no trace, no history and no estimate: only the choices are naive.
 */
export class NaiveFloor implements Engine {
  readonly #wrapUpMs = new Map<GroupId, number>();
  readonly #agents = new Map<AgentId, Agent>();
  readonly #callers = new Map<CallId, Caller>();

  decide(event: AcdEvent, now: number): readonly Effect[] {
    switch (event.type) {
      case 'group.configured':
        this.#wrapUpMs.set(event.group.id, event.group.wrapUpMs);
        return [];
      case 'agent.configured': {
        const groups = event.groups.map(({ groupId }) => groupId);
        this.#agents.set(event.agent, { id: event.agent, groups, at: 'offline', idleSince: now, call: null });
        return [];
      }
      case 'agent.presence':
      case 'wrap_up.ended':
        return this.#ready(event.agent, now);
      case 'caller.queued': {
        const caller = { call: event.call, groups: event.groups, since: now, waiting: true };
        this.#callers.set(event.call, caller);
        return this.#seek(caller);
      }
      case 'caller.left': {
        this.#callers.delete(event.call);
        const ringing = [...this.#agents.values()].find((agent) => agent.call === event.call);
        return ringing ? this.#ready(ringing.id, ringing.idleSince) : [];
      }
      case 'offer.refused': {
        const caller = this.#callers.get(event.call);
        this.#put(event.agent, 'busy', null);
        return caller ? this.#seek(caller) : [];
      }
      case 'offer.accepted':
        this.#put(event.agent, 'talking', event.call);
        return [];
      case 'talk.ended': {
        this.#callers.delete(event.call);
        this.#put(event.agent, 'wrap_up', null);
        const group = this.#agents.get(event.agent)?.groups[0];
        const at = now + ((group && this.#wrapUpMs.get(group)) ?? 0);
        return [{ do: 'set_timer', at, event: { type: 'wrap_up.ended', agent: event.agent } }];
      }
      default:
        return [];
    }
  }

  #seek(caller: Caller): readonly Effect[] {
    caller.waiting = true;
    const [best] = [...this.#agents.values()]
      .filter((agent) => agent.at === 'ready' && agent.groups.some((group) => caller.groups.includes(group)))
      .sort((a, b) => a.idleSince - b.idleSince || (a.id < b.id ? -1 : 1));
    return best ? [this.#offer(caller, best)] : [];
  }

  #ready(id: AgentId, idleSince: number): readonly Effect[] {
    const agent = this.#put(id, 'ready', null);
    if (!agent) return [];
    agent.idleSince = idleSince;
    const callers = [...this.#callers.values()].filter((caller) => caller.waiting);
    const [longest] = agent.groups
      .map((group) => callers.filter((caller) => caller.groups.includes(group)))
      .filter((waiting) => waiting.length > 0)
      .map((waiting) => ({ waiting, mean: waiting.reduce((sum, { since }) => sum + since, 0) / waiting.length }))
      .sort((a, b) => a.mean - b.mean);
    const [caller] = longest?.waiting.sort((a, b) => a.since - b.since || (a.call < b.call ? -1 : 1)) ?? [];
    return caller ? [this.#offer(caller, agent)] : [];
  }

  #offer(caller: Caller, agent: Agent): Effect {
    caller.waiting = false;
    agent.at = 'ringing';
    agent.call = caller.call;
    return { do: 'offer', call: caller.call, agent: agent.id } as Effect;
  }

  #put(id: AgentId, at: string, call: CallId | null): Agent | undefined {
    const agent = this.#agents.get(id);
    if (agent) Object.assign(agent, { at, call });
    return agent;
  }
}
