import type { Offer } from '@sibai/call';
import type { AgentId, AssignmentId, CallId, GroupId, Instant, TenantId } from '@sibai/kernel';
import {
  type Acd,
  type AcdEvent,
  type CallerQueued,
  decide,
  type DecisionTrace,
  type Effect,
  estimateWait,
  isStaffed,
  type OverflowReason,
  type OverflowTarget,
  position,
  type Presence,
} from '@sibai/routing';
import { Logger } from '@nestjs/common';
import { v7 as uuid } from 'uuid';

import type { Db } from '../platform/db.js';
import { isOutage } from '../platform/pg-error.js';
import { foretold } from './floor.forecasts.js';
import { endedPresences, loggedPresence } from './floor.presence.js';
import type { FloorSettings } from './floor.settings.js';
import { offerRow, presenceRow, takenBack } from './floor.store.js';
import { FloorWrites, type Write } from './floor.writes.js';

/** What the floor asks of the rest of the engine. */
export interface FloorListener {
  offered(call: CallId, offer: Offer, ringMs: number): void;
  /** The router took the offer back: the agent's desk is gone, or the ring outlived its lease. */
  offerCancelled(call: CallId, agent: AgentId): void;
  unstaffed(call: CallId): void;
  /** An agent whom the call has asked for is reserved, and is to be rung. */
  called?(tenant: TenantId, call: CallId, offer: Offer, ringMs: number): void;
  /** That agent cannot be called now. */
  uncallable?(call: CallId, offer: Offer): void;
  /** The caller is to be offered these ways out, and waits on until one is taken. */
  overflowed(call: CallId, to: readonly OverflowTarget[], why: OverflowWhy): void;
}

/** `closed`, `holiday`: outside of the hours of all the caller's groups; the others are the router's. */
export interface OverflowWhy {
  readonly group: GroupId;
  readonly reason: OverflowReason | 'closed' | 'holiday';
  /** What the day is called that the group is closed for. */
  readonly holiday?: string;
}

/** Who is told of what happens on a floor. */
export interface Audience {
  listener: FloorListener | undefined;
  readonly watchers: Set<(tenant: TenantId, agent: AgentId, presence: Presence) => void>;
}

/** One tenant's floor in memory: takes what happens, one event after the other, and does what the router makes of it. */
export class TenantFloor {
  readonly #log = new Logger(TenantFloor.name);
  readonly #writes: FloorWrites;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(
    db: Db,
    private readonly tenant: TenantId,
    private readonly audience: Audience,
    public state: Acd,
    public settings: FloorSettings,
  ) {
    this.#writes = new FloorWrites(db, tenant);
  }

  /** Settles when everything decided so far is written. */
  get settled(): Promise<void> {
    return this.#writes.settled;
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#writes.close();
  }

  write(write: Write): void {
    this.#writes.add(write);
  }

  apply(event: AcdEvent, now = Date.now()): void {
    const { state, effects } = decide(this.state, event, now);
    this.state = state;
    for (const effect of effects) this.#perform(effect, now);
  }

  /** Lets a caller queue, and says how long it should take, unless an agent is found at once. */
  queue(event: CallerQueued): void {
    const known = this.state.callers.get(event.call) !== undefined;
    this.apply(event);
    if (!known) this.foretell(event.call, 'queued');
  }

  /** Holds on to what would be told a caller who waits now. */
  foretell(call: CallId, cause: 'queued' | 'announced'): void {
    const now = Date.now();
    const estimate = estimateWait(this.state, call, now);
    const best = bestPlace(this.state, call);
    if (!estimate || !best) return;
    const forecast = { ...estimate, group: best.group, place: best.position };
    this.write({ statement: foretold(this.tenant, call, cause, forecast, now) });
  }

  /** The last word of a process that died may be missing from the log. */
  logPresences(): void {
    for (const { id, presence } of this.state.agents.values())
      this.write({ statement: loggedPresence(this.tenant, id, presence, Date.now()) });
    this.endPresences();
  }

  /** Ends what the log has open of those who are agents no more. */
  endPresences(): void {
    const agents = this.state.agents.values().map(({ id }) => id);
    this.write({ statement: endedPresences(agents, Date.now()) });
  }

  /** The last agent has gone: whoever waits is told, and may choose. */
  tellUnstaffed(): void {
    for (const caller of this.state.callers.values())
      if (caller.agent === null && !isStaffed(this.state, caller.groups))
        this.audience.listener?.unstaffed(caller.call);
  }

  #perform(effect: Effect, now: Instant): void {
    const { listener } = this.audience;
    switch (effect.do) {
      case 'offer':
        return this.#offer(effect.call, effect.agent, effect.group, effect.ringMs, effect.trace);
      case 'cancel_offer':
        // The row first: the call may be offered to another agent at once. Of a caller who left it is withdrawn already.
        this.write({ statement: takenBack(effect.call, effect.agent) });
        return listener?.offerCancelled(effect.call, effect.agent);
      case 'presence_changed':
        return this.#presenceChanged(effect.agent, effect.presence, now);
      case 'set_timer': {
        const timer = setTimeout(
          () => {
            this.#timers.delete(timer);
            // It is that time now, even if the clock has been set back meanwhile.
            this.apply(effect.event, Math.max(effect.at, Date.now()));
          },
          Math.max(0, effect.at - now),
        );
        this.#timers.add(timer.unref());
        return;
      }
      case 'overflow': {
        const { call, group, reason, to } = effect;
        return listener?.overflowed(call, to, { group, reason });
      }
      case 'unroutable':
        return listener?.unstaffed(effect.call);
    }
  }

  #presenceChanged(agent: AgentId, presence: Presence, now: Instant): void {
    // Told after it is written: who is told looks at the rows.
    const tell = () => {
      for (const watcher of this.audience.watchers) watcher(this.tenant, agent, presence);
    };
    this.write({ statement: loggedPresence(this.tenant, agent, presence, now) });
    this.write({
      statement: presenceRow(this.tenant, agent, presence),
      done: tell,
      failed: (error) => {
        this.#log.error({ agent, error }, 'a presence could not be recorded');
        tell();
      },
    });
  }

  #offer(call: CallId, agentId: AgentId, groupId: GroupId, ringMs: number, trace: DecisionTrace): void {
    const offer: Offer = { assignmentId: uuid() as AssignmentId, agentId, groupId };
    this.write({
      statement: offerRow(this.tenant, call, offer, trace),
      done: () => this.audience.listener?.offered(call, offer, ringMs),
      failed: (error) => {
        if (isOutage(error)) return;
        this.#log.error({ call, agent: agentId, error }, 'an offer could not be recorded: it is not made');
        this.apply({ type: 'offer.refused', call, agent: agentId, reason: 'failed' });
      },
    });
  }
}

/** Where a waiting caller is nearest to the front. */
export const bestPlace = (state: Acd, call: CallId) =>
  position(state, call).toSorted((a, b) => a.position - b.position)[0];
