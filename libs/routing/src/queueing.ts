import type { AgentId, CallId, GroupId } from '@sibai/kernel';

import type { LastAgent } from './config.js';
import { Matching } from './matching.js';
import type { AcdEvent, Caller, CallerQueued, Direct } from './model.js';
import { inOrderOf, priorityOf, rankOf } from './order.js';
import { nextDue, wantsOf } from './wants.js';

/** Of a caller for whom nothing has become due yet. */
const NEW: Pick<Caller, 'reachedMs' | 'added' | 'shut'> = { reachedMs: 0, added: [], shut: [] };

/** How callers come into the queues, change their place there, and come back. */
export abstract class Queueing extends Matching {
  protected queue(event: CallerQueued): void {
    const old = this.floor.callers.get(event.call);
    if (old?.agent) return;
    const since = old?.since ?? event.since ?? this.now;
    const priority = event.priority === undefined ? (old?.priority ?? 0) : priorityOf(event.priority);
    const weights = event.weights ?? old?.weights ?? [];
    const groups = inOrderOf(event.groups);
    const stays = old && groups.join() === old.groups.join() ? old : undefined;
    const proficiency = event.proficiency ?? old?.proficiency ?? null;
    const { reachedMs, added, shut } = stays ?? NEW;
    const caller: Caller = {
      call: event.call,
      groups,
      since,
      priority,
      weights,
      rank: rankOf(since, priority, weights),
      proficiency,
      entered: stays?.entered ?? this.now,
      reachedMs,
      wants: wantsOf(this.floor, { groups, shut, added, proficiency, reachedMs }),
      added,
      shut,
      direct: event.agent ? this.#directed(event.agent) : this.#sticky(groups, event.last),
      agent: null,
    };
    if (old) this.floor.removeCaller(old);
    this.seek(caller, !stays);
  }

  #directed({ id, forMs }: NonNullable<CallerQueued['agent']>): Direct | null {
    const agent = this.floor.agents.get(id);
    if (!agent || agent.capacity === 0 || agent.presence.at === 'offline') return null;
    return { agent: id, until: this.now + forMs, why: 'directed' };
  }

  /** The last agent, if a group of the caller's is sticky and that agent is at work in it. */
  #sticky(groups: readonly GroupId[], last: LastAgent | undefined): Direct | null {
    const agent = last && this.floor.agents.get(last.id);
    if (!agent || agent.capacity === 0 || !['ready', 'ringing', 'talking', 'wrap_up'].includes(agent.presence.at))
      return null;
    for (const id of groups) {
      const sticky = this.floor.groups.get(id)?.config.sticky;
      if (!sticky || this.now - last.at > sticky.withinMs) continue;
      if (agent.groups.some(({ groupId }) => groupId === id))
        return { agent: agent.id, until: this.now + sticky.extraWaitMs, why: 'sticky' };
    }
    return null;
  }

  protected move(call: CallId, groups: readonly GroupId[]): void {
    if (this.floor.callers.get(call)?.agent === null) this.queue({ type: 'caller.queued', call, groups });
  }

  protected prioritise(event: Extract<AcdEvent, { type: 'caller.prioritised' }>): void {
    const caller = this.floor.callers.get(event.call);
    if (!caller) return;
    const priority = event.priority === undefined ? caller.priority : priorityOf(event.priority);
    const weights = event.weights ?? caller.weights;
    const rank = rankOf(caller.since, priority, weights);
    if (priority === caller.priority && rank === caller.rank) return;
    this.changed = true;
    this.floor.putCaller({ ...caller, priority, weights, rank });
  }

  /** A wait has come to a point where something may be due; a timer that fires early is set again. */
  protected due(call: CallId): void {
    const caller = this.floor.callers.get(call);
    if (caller?.agent !== null) return;
    if (caller.direct) return this.now < caller.direct.until ? this.remind(caller) : this.undirect(caller);
    const due = nextDue(this.floor, caller);
    if (due === undefined || this.now < caller.entered + due) return this.remind(caller);
    this.floor.removeCaller(caller);
    this.seek(caller, false);
  }

  /**
   * Gives a call whose offer failed its original place, or another agent. One who is ready again at once, as somebody
   * else had chosen, takes whoever comes first.
   */
  protected giveBack(call: CallId, from: AgentId): void {
    const caller = this.floor.callers.get(call);
    if (caller?.agent === from) this.floor.putCaller(this.rewanted({ ...caller, agent: null }));
    this.serve(from);
    const waits = this.floor.callers.get(call);
    if (caller?.agent !== from || waits?.agent !== null) return;
    this.floor.removeCaller(waits);
    this.seek(waits, false);
  }

  protected forget(call: CallId): void {
    const caller = this.floor.callers.get(call);
    if (!caller) return;
    this.changed = true;
    this.floor.removeCaller(caller);
  }
}
