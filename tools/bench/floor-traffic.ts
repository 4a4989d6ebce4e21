import type { AgentId, CallId, GroupId } from '@sibai/kernel';
import type { AcdEvent, CallerQueued, Effect, Group, Membership, StrategyName } from '@sibai/routing';

/** What takes the events of a floor and says what must happen. */
export interface Engine {
  decide(event: AcdEvent, now: number): readonly Effect[];
}

export interface Size {
  readonly agents: number;
  readonly groups: number;
  /** With priorities, weights, asked proficiencies, relaxation and lending, which the naive floor knows nothing of. */
  readonly rules?: boolean;
}

const TALK_MS = 180_000;
const WRAP_UP_MS = 30_000;
const PICK_UP_MS = 4_000;
const PATIENCE_MS = 120_000;
const PAUSE_MS = 60_000;
const GROUPS_PER_AGENT = 3;
const LOAD = 0.95;
const DECLINED = 0.05;
const IN_TWO_GROUPS = 0.3;
const STRATEGIES: readonly StrategyName[] = ['longest_idle', 'most_skilled', 'fewest_calls', 'weighted_random'];

/** In words, for the report. */
export const TRAFFIC = [
  `agents in ${GROUPS_PER_AGENT} groups each; Poisson arrivals at ${LOAD * 100} % of the staff's capacity;`,
  `${IN_TWO_GROUPS * 100} % of callers wait in two groups, the others in one; ${DECLINED * 100} % of offers are declined;`,
  'talk 180 s, patience 120 s, both exponential; answer after 4 s, wrap-up 30 s',
].join(' ');

/** What the rules add, in words. */
export const RULES = [
  'a tenth of callers have a priority of 1 to 3, a fifth a weight of up to two minutes; groups ask for a proficiency of 4',
  'and take any after 20 s; after 45 s the caller waits in another group too; every group lends agents to another while',
  '80 % of its own callers of late were answered in 20 s; strategies by turns: longest idle, most skilled, fewest calls,',
  'weighted random',
].join(' ');

/**
 * A call centre in steady state: callers arrive, are offered, answered, declined, give up, talk; agents write up
 * and become ready. Answers each event in turn, and learns from the engine's effects what comes next.
 * The same seed gives the same people; an engine that makes the same offers sees the same events.
 */
export class FloorTraffic {
  readonly #random: () => number;
  readonly #agenda = new Agenda();
  readonly #memberships: (readonly Membership[])[] = [];
  /** Calls not yet over, and whether an agent has answered. */
  readonly #answered = new Map<CallId, boolean>();
  readonly #size: Size;
  readonly #meanGapMs: number;
  #now = Date.UTC(2026, 0, 1);
  #calls = 0;

  constructor(size: Size, seed = 1) {
    this.#size = size;
    this.#random = mulberry32(seed);
    this.#meanGapMs = (TALK_MS + WRAP_UP_MS + PICK_UP_MS) / (size.agents * LOAD);
    this.#agenda.add(this.#now, { type: 'caller.queued', call: this.#nextCall(), groups: [] });
  }

  /** The events that build the floor and sign everybody in. */
  *opening(): Generator<{ event: AcdEvent; now: number }> {
    for (let at = 0; at < this.#size.groups; at += 1) {
      yield { event: { type: 'group.configured', group: this.#group(at) }, now: this.#now };
    }
    for (let at = 0; at < this.#size.agents; at += 1) {
      const groups = new Set<number>();
      while (groups.size < Math.min(GROUPS_PER_AGENT, this.#size.groups)) groups.add(this.#below(this.#size.groups));
      const memberships = [...groups].map((group) => ({ groupId: groupId(group), proficiency: 1 + this.#below(10) }));
      this.#memberships.push(memberships);
      yield { event: { type: 'agent.configured', agent: agentId(at), groups: memberships }, now: this.#now };
      yield { event: { type: 'agent.presence', agent: agentId(at), choice: { at: 'ready' } }, now: this.#now - at };
    }
  }

  #group(at: number): Group {
    const plain: Group = { id: groupId(at), name: `group ${at}`, wrapUpMs: WRAP_UP_MS, ringMs: 20_000 };
    if (!this.#size.rules) return plain;
    const [next, last] = [1, this.#size.groups - 1].map((by) => groupId((at + by) % this.#size.groups));
    if (!next || !last) return plain;
    return {
      ...plain,
      strategy: STRATEGIES[at % STRATEGIES.length] ?? 'longest_idle',
      minProficiency: 4,
      relaxation: [
        { afterMs: 20_000, proficiency: 1 },
        { afterMs: 45_000, addGroup: next },
      ],
      lends: [{ to: last, safeLevel: 0.8, keepReady: 1, proficiency: 5 }],
    };
  }

  next(): { event: AcdEvent; now: number } {
    for (;;) {
      const { at, event } = this.#agenda.take();
      this.#now = at;
      const happens = this.#happen(event, at);
      if (happens) return { event: happens, now: at };
    }
  }

  /** The event as it really takes place, with what it brings about put on the agenda; null when it does not. */
  #happen(event: AcdEvent, at: number): AcdEvent | null {
    switch (event.type) {
      case 'caller.queued':
        this.#answered.set(event.call, false);
        this.#agenda.add(at + this.#exponential(this.#meanGapMs), { ...event, call: this.#nextCall() });
        this.#agenda.add(at + this.#exponential(PATIENCE_MS), { type: 'caller.left', call: event.call });
        return { ...event, groups: this.#callersGroups(), ...(this.#size.rules && this.#headStart()) };
      case 'caller.due':
        return this.#answered.get(event.call) === false ? event : null;
      case 'caller.left':
        if (this.#answered.get(event.call) !== false) return null;
        this.#answered.delete(event.call);
        return event;
      case 'offer.accepted':
        if (!this.#answered.has(event.call)) return null;
        this.#answered.set(event.call, true);
        this.#agenda.add(at + this.#exponential(TALK_MS), { ...event, type: 'talk.ended' });
        return event;
      case 'offer.refused':
        if (!this.#answered.has(event.call)) return null;
        this.#agenda.add(at + PAUSE_MS, { type: 'agent.presence', agent: event.agent, choice: { at: 'ready' } });
        return event;
      case 'talk.ended':
        this.#answered.delete(event.call);
        return event;
      default:
        return event;
    }
  }

  learn(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.do === 'offer') this.#answer(effect.call, effect.agent);
      else if (effect.do === 'set_timer' && effect.event.type !== 'offer.expired')
        this.#agenda.add(effect.at, effect.event);
    }
  }

  #answer(call: CallId, agent: AgentId): void {
    const at = this.#now + PICK_UP_MS;
    const declines = this.#random() < DECLINED;
    this.#agenda.add(
      at,
      declines ? { type: 'offer.refused', call, agent, reason: 'declined' } : { type: 'offer.accepted', call, agent },
    );
  }

  /** Groups of a random agent, so that everybody can be served by somebody. */
  #callersGroups(): GroupId[] {
    const memberships = this.#memberships[this.#below(this.#memberships.length)] ?? [];
    return memberships.slice(0, this.#random() < IN_TWO_GROUPS ? 2 : 1).map(({ groupId: id }) => id);
  }

  #headStart(): Pick<CallerQueued, 'priority' | 'weights'> {
    const priority = this.#random() < 0.1 ? 1 + this.#below(3) : 0;
    return this.#random() < 0.2 ? { priority, weights: [{ why: 'vip', seconds: this.#below(120) }] } : { priority };
  }

  #nextCall(): CallId {
    this.#calls += 1;
    return uuid('c', this.#calls) as string as CallId;
  }

  #exponential(mean: number): number {
    return 1 + Math.round(-mean * Math.log(1 - this.#random()));
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }
}

/** As long as real ids are, and like UUIDv7 alike at the front. */
const uuid = (kind: string, at: number): string => `0199a3c4-${kind}000-7000-8000-${String(at).padStart(12, '0')}`;
const groupId = (at: number): GroupId => uuid('b', at) as string as GroupId;
const agentId = (at: number): AgentId => uuid('a', at) as string as AgentId;

interface Appointment {
  readonly at: number;
  readonly order: number;
  readonly event: AcdEvent;
}

/** What is going to happen, soonest first: a binary heap. */
class Agenda {
  readonly #heap: Appointment[] = [];
  #added = 0;

  add(at: number, event: AcdEvent): void {
    this.#added += 1;
    const item = { at, order: this.#added, event };
    let index = this.#heap.push(item) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = this.#heap[parent];
      if (!above || sooner(above, item)) break;
      this.#heap[index] = above;
      index = parent;
    }
    this.#heap[index] = item;
  }

  take(): Appointment {
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (!first || !last) throw new Error('the agenda is empty');
    if (first === last) return first;
    let index = 0;
    for (;;) {
      const left = this.#heap[2 * index + 1];
      const right = this.#heap[2 * index + 2];
      const child = left && right ? (sooner(left, right) ? left : right) : left;
      if (!child || sooner(last, child)) break;
      this.#heap[index] = child;
      index = 2 * index + (child === left ? 1 : 2);
    }
    this.#heap[index] = last;
    return first;
  }
}

const sooner = (a: Appointment, b: Appointment): boolean => a.at - b.at < 0 || (a.at === b.at && a.order < b.order);

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
