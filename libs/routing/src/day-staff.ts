import type { AgentId, GroupId, Instant } from '@sibai/kernel';

import type { Shift } from './simulate.js';
import type { DayCall } from './what-if.js';

/** Who talked when. */
export interface Talk {
  readonly agent: AgentId;
  readonly group: GroupId;
  readonly from: Instant;
  readonly to: Instant;
}

const STEP_MS = 10_000;
/** An agent who lets callers wait for longer than this after a call does not write it up, but is away. */
const WRITING_UP_MS = 90_000;

/**
 * Who was at work, from nothing but the talks: each agent from the first talk to the end of the last, in the groups
 * talked to. An agent without a talk while callers of those groups waited wrote up the last call, for a short time;
 * for a longer one the agent was away.
 */
export function staffOf(talks: readonly Talk[], calls: readonly DayCall[]): { shifts: Shift[]; wrapUpMs: number } {
  const waiting = new Waiting(calls);
  const byAgent = new Map<AgentId, Talk[]>();
  for (const talk of talks) byAgent.set(talk.agent, [...(byAgent.get(talk.agent) ?? []), talk]);
  const pauses: number[] = [];
  const stints: { agent: AgentId; from: Instant; to: Instant; groups: readonly GroupId[] }[] = [];
  for (const [agent, own] of byAgent) {
    own.sort((a, b) => a.from - b.from);
    const groups = [...new Set(own.map(({ group }) => group))];
    let [from, to] = [own[0]?.from ?? 0, own[0]?.to ?? 0];
    for (const talk of own.slice(1)) {
      const pause = talk.from - to;
      if (pause > 0 && waiting.during(groups, to, talk.from)) {
        if (pause <= WRITING_UP_MS) pauses.push(pause);
        else {
          stints.push({ agent, from, to, groups });
          ({ from } = talk);
        }
      }
      to = Math.max(to, talk.to);
    }
    stints.push({ agent, from, to, groups });
  }
  pauses.sort((a, b) => a - b);
  const shifts = stints.map(({ groups, ...stint }): Shift => {
    return { ...stint, groups: groups.map((groupId) => ({ groupId, proficiency: 5 })) };
  });
  return { shifts, wrapUpMs: pauses[pauses.length >> 1] ?? 0 };
}

/** When callers of a group waited, in steps of ten seconds. */
class Waiting {
  /** How many steps with callers there were before each. */
  readonly #before = new Map<GroupId, Uint32Array>();
  readonly #start: Instant;

  constructor(calls: readonly DayCall[]) {
    this.#start = Math.min(...calls.map(({ at }) => at));
    const end = Math.max(...calls.map(({ at, waitMs }) => at + waitMs));
    const steps = Math.ceil((end - this.#start) / STEP_MS) + 2;
    for (const { at, waitMs, groups } of calls)
      for (const group of groups) {
        const marks = this.#before.get(group) ?? new Uint32Array(steps);
        this.#before.set(group, marks);
        for (let step = this.#step(at); step < this.#step(at + waitMs); step += 1) marks[step + 1] = 1;
      }
    for (const marks of this.#before.values())
      for (let step = 1; step < marks.length; step += 1) marks[step] = (marks[step] ?? 0) + (marks[step - 1] ?? 0);
  }

  #step(at: Instant): number {
    return Math.floor((at - this.#start) / STEP_MS);
  }

  during(groups: readonly GroupId[], from: Instant, to: Instant): boolean {
    return groups.some((group) => {
      const before = this.#before.get(group);
      return before !== undefined && (before[this.#step(to)] ?? 0) > (before[this.#step(from)] ?? 0);
    });
  }
}
