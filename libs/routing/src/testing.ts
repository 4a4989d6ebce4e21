import type { AgentId, CallId, GroupId, Instant } from '@sibai/kernel';

import { decide } from './decide.js';
import { type Acd, emptyAcd } from './floor.js';
import type { Group } from './config.js';
import type { AcdEvent, Effect, Presence } from './model.js';

/** Short ids for tests. */
export const agent = (id: string): AgentId => id as AgentId;
export const call = (id: string): CallId => id as CallId;
export const group = (id: string): GroupId => id as GroupId;

/** A floor under test: events go in at a time, and what it asked of the world is looked at. */
export class TestFloor {
  state: Acd = emptyAcd();
  now: Instant = 1_000_000_000_000;
  effects: readonly Effect[] = [];

  at(seconds: number): this {
    this.now = 1_000_000_000_000 + seconds * 1_000;
    return this;
  }

  do(event: AcdEvent): this {
    const { state, effects } = decide(this.state, event, this.now);
    this.state = state;
    this.effects = effects;
    return this;
  }

  group(id: string, over: Partial<Group> = {}): this {
    return this.do({
      type: 'group.configured',
      group: { id: group(id), name: id, wrapUpMs: 10_000, ringMs: 20_000, ...over },
    });
  }

  /** Signs an agent in to groups given as `sales` or, with a proficiency, `sales:7`. */
  ready(id: string, ...groups: string[]): this {
    const memberships = groups.map((each) => {
      const [name = '', proficiency = '5'] = each.split(':');
      return { groupId: group(name), proficiency: Number(proficiency) };
    });
    if (groups.length > 0) this.do({ type: 'agent.configured', agent: agent(id), groups: memberships });
    return this.do({ type: 'agent.presence', agent: agent(id), choice: { at: 'ready' } });
  }

  queue(id: string, groups: string[], over: { priority?: number; since?: Instant } = {}): this {
    return this.do({ type: 'caller.queued', call: call(id), groups: groups.map(group), ...over });
  }

  accept(callId: string, agentId: string): this {
    return this.do({ type: 'offer.accepted', call: call(callId), agent: agent(agentId) });
  }

  end(callId: string, agentId: string): this {
    return this.do({ type: 'talk.ended', call: call(callId), agent: agent(agentId) });
  }

  presence(id: string): Presence | undefined {
    return this.state.agents.get(agent(id))?.presence;
  }

  /** The offers of the last event, as `call→agent/group`. */
  get offers(): string[] {
    return this.effects.flatMap((each) => (each.do === 'offer' ? [`${each.call}→${each.agent}/${each.group}`] : []));
  }

  /** What the last event asked of the world. */
  get asked(): string[] {
    return this.effects.map((each) => each.do);
  }
}
