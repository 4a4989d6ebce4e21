import type { AgentId, CallId, GroupId, Instant, UserId } from '@sibai/kernel';

import { type Group, type OverflowTarget, STRATEGIES, type StrategyName, WRAP_UP_MODES } from './config.js';
import { decide } from './decide.js';
import { type Acd, emptyAcd } from './floor.js';
import type { AcdEvent, Effect } from './model.js';

export const START: Instant = 1_800_000_000_000;

const GROUPS = ['g1', 'g2', 'g3'] as GroupId[];
const AGENTS = ['a1', 'a2', 'a3', 'a4'] as AgentId[];
const CALLS = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8'] as CallId[];
const STRATEGY_NAMES = Object.keys(STRATEGIES) as StrategyName[];

/** One thing that happened, as the floor was before and after. */
export interface Moment {
  readonly event: AcdEvent;
  readonly before: Acd;
  readonly after: Acd;
  readonly effects: readonly Effect[];
  readonly now: Instant;
  /** Timers that are set and have not fired yet. */
  readonly timers: readonly Timer[];
}

export interface Timer {
  readonly at: Instant;
  readonly event: AcdEvent;
}

/** A random floor is a list of numbers: each is read, digit by digit, as what happens next. Small numbers are plain. */
class Digits {
  constructor(private rest: number) {}

  below(limit: number): number {
    const digit = this.rest % limit;
    this.rest = Math.floor(this.rest / limit);
    return digit;
  }

  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  some<T>(items: readonly T[]): T[] {
    const chosen = 1 + this.below(2 ** items.length - 1);
    return items.filter((_, at) => (chosen >> at) & 1);
  }
}

/** Plays the numbers on a floor of three groups and shows every moment of it; timers fire when they are due. */
export function play(script: readonly number[], look: (moment: Moment) => void): Acd {
  let state = emptyAcd(script.length);
  let now = START;
  let timers: Timer[] = [];
  let last: AcdEvent | undefined;
  const happen = (event: AcdEvent): void => {
    const { state: after, effects } = decide(state, event, now);
    for (const effect of effects) if (effect.do === 'set_timer') timers.push(effect);
    look({ event, before: state, after, effects, now, timers });
    state = after;
  };
  const pass = (until: Instant): void => {
    for (;;) {
      let due: Timer | undefined;
      for (const timer of timers) if (timer.at <= until && (!due || timer.at < due.at)) due = timer;
      if (!due) break;
      const fires = due;
      timers = timers.filter((timer) => timer !== fires);
      now = Math.max(now, fires.at);
      happen(fires.event);
    }
    now = until;
  };
  for (const [at, number] of script.entries()) {
    const digits = new Digits(number);
    pass(now + 500 * digits.below(40));
    const id = GROUPS[at];
    const event = id ? ({ type: 'group.configured', group: group(id, digits) } as const) : draw(digits, state, last);
    if (!event) continue;
    last = event;
    happen(event);
  }
  return state;
}

function group(id: GroupId, digits: Digits): Group {
  const plain = { id, name: id, wrapUpMs: digits.of([5_000, 0]), ringMs: 20_000 };
  if (digits.below(4) === 0) return plain;
  const other = (): GroupId => digits.of(GROUPS);
  const target = (): OverflowTarget =>
    digits.below(2) === 0
      ? { kind: 'group', groupId: other() }
      : { kind: digits.of(['voicemail', 'callback'] as const) };
  return {
    ...plain,
    strategy: digits.of(STRATEGY_NAMES),
    wrapUp: digits.of(WRAP_UP_MODES),
    wrapUpMaxMs: 30_000,
    minProficiency: digits.of([1, 1, 5]),
    ...(digits.below(2) && {
      relaxation: [
        { afterMs: 8_000, proficiency: 2 },
        { afterMs: 15_000, addGroup: other() },
      ],
    }),
    ...(digits.below(2) && {
      lends: [{ to: other(), safeLevel: 0.5, keepReady: digits.below(2), proficiency: digits.of([5, 1]) }],
    }),
    ...(digits.below(2) && {
      overflow: [digits.below(2) ? { afterMs: 10_000, to: [target(), target()] } : { atLength: 2, to: [target()] }],
    }),
    ...(digits.below(3) === 1 && { maxWait: { ms: 20_000, to: target() } }),
    ...(digits.below(3) === 1 && { maxLength: { callers: 2, to: target() } }),
    ...(digits.below(3) === 1 && { sticky: { withinMs: 60_000, extraWaitMs: 6_000 } }),
  };
}

function draw(digits: Digits, state: Acd, last: AcdEvent | undefined): AcdEvent | null {
  const kind = digits.below(32);
  if (kind < 9) return queued(digits);
  if (kind < 18) return progress(digits, state);
  if (kind < 22) return { type: 'agent.presence', agent: digits.of(AGENTS), choice: choice(digits) };
  const call = digits.of(CALLS);
  const agent = digits.of(AGENTS);
  switch (kind) {
    case 22:
    case 23:
      return { type: 'agent.configured', agent, groups: memberships(digits), capacity: digits.of([1, 1, 1, 0]) };
    case 24:
      return { type: 'caller.left', call };
    case 25:
      return { type: 'agent.called', agent, call, group: digits.of(GROUPS) };
    case 26:
      return { type: 'caller.moved', call, groups: digits.some(GROUPS) };
    case 27:
      return { type: 'caller.prioritised', call, priority: digits.below(4) };
    case 28:
      return { type: 'group.configured', group: group(digits.of(GROUPS), digits) };
    case 29:
      return last ?? null;
    case 30:
      return digits.below(2)
        ? { type: 'wrap_up.extended', agent, byMs: 4_000 }
        : { type: 'agent.presence', agent, choice: choice(digits), by: 'u1' as UserId };
    default:
      return digits.of<AcdEvent>([
        { type: 'acd.resumed' },
        { type: 'group.removed', group: digits.of(GROUPS) },
        { type: 'agent.removed', agent },
        { type: 'caller.due', call },
      ]);
  }
}

function queued(digits: Digits): AcdEvent {
  const plain = { type: 'caller.queued', call: digits.of(CALLS), groups: digits.some(GROUPS) } as const;
  if (digits.below(2) === 0) return plain;
  return {
    ...plain,
    priority: digits.of([0, 0, 1, 3]),
    weights: [{ why: 'vip', seconds: digits.of([0, 0, 5, 30, -10]) }],
    ...(digits.below(3) === 1 && { proficiency: 1 + digits.below(9) }),
    ...(digits.below(4) === 1 && { agent: { id: digits.of(AGENTS), forMs: 5_000 } }),
    ...(digits.below(4) === 1 && { last: { id: digits.of(AGENTS), at: START } }),
  };
}

const choice = (digits: Digits) =>
  digits.of([
    { at: 'ready' },
    { at: 'ready' },
    { at: 'ready' },
    { at: 'break' },
    { at: 'offline' },
    { at: 'busy', reason: 'meeting' },
  ] as const);

const memberships = (digits: Digits) =>
  digits
    .some(GROUPS)
    .map((groupId) => ({ groupId, proficiency: 1 + digits.below(10), priority: digits.of([0, 0, 1]) }));

/** What happens to a call in progress is drawn as "the n-th of those it can happen to". */
function progress(digits: Digits, state: Acd): AcdEvent | null {
  const nth = digits.below(4);
  const agents = state.agents.values();
  const busy = agents.filter(({ presence }) => 'call' in presence);
  const agent = busy[nth % Math.max(1, busy.length)];
  if (!agent || !('call' in agent.presence)) return null;
  const { at, call, called } = agent.presence;
  if (at === 'wrap_up') return { type: 'wrap_up.ended', agent: agent.id };
  if (at === 'talking') return { type: 'talk.ended', agent: agent.id, call };
  if (digits.below(3) < 2) return { type: 'offer.accepted', agent: agent.id, call };
  if (called && digits.below(2) === 0) return { type: 'offer.withdrawn', agent: agent.id, call };
  const reason = digits.of(['no_answer', 'declined', 'failed', 'lost'] as const);
  return { type: 'offer.refused', agent: agent.id, call, reason };
}
