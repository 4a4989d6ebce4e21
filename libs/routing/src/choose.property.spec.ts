import type { AgentId, CallId, GroupId, Instant } from '@sibai/kernel';
import fc from 'fast-check';
import { expect, it } from 'vitest';

import { decide } from './decide.js';
import type { Group } from './config.js';
import { type AcdSnapshot, type AgentRow, restore } from './snapshot.js';

const NOW: Instant = 1_800_000_000_000;
const GROUPS = ['g1', 'g2', 'g3', 'g4'] as GroupId[];

const rows = GROUPS.map((id): Group => ({ id, name: id, wrapUpMs: 0, ringMs: 20_000 }));
/** Few distinct instants, so that ties are common. */
const since = fc.nat(20).map((ago) => NOW - ago * 1_000);
const groups = fc.uniqueArray(fc.constantFrom(...GROUPS), { minLength: 1 });
const memberships = groups.map((ids) => ids.map((groupId) => ({ groupId, proficiency: 5 })));
const agents = fc
  .array(fc.record({ groups: memberships, since, at: fc.constantFrom('ready', 'ready', 'break', 'offline') }), {
    maxLength: 12,
  })
  .map((list) =>
    list.map(({ groups: each, at, since: began }, n): AgentRow => ({
      id: `a${n}` as AgentId,
      groups: each,
      presence: { at, since: began },
    })),
  );
const callers = fc
  .array(fc.record({ groups, since, priority: fc.constantFrom(0, 0, 0, 1) }), { minLength: 1, maxLength: 12 })
  .map((list): AcdSnapshot['callers'] => list.map((each, n) => ({ ...each, call: `c${n}` as CallId })));

const RUNS = { numRuns: 2_000 };

it('a caller gets the agent idle longest of all who are ready in one of the caller’s groups', () => {
  fc.assert(
    fc.property(agents, groups, (floor, wanted) => {
      const state = restore({ groups: rows, agents: floor, callers: [] });
      const { effects } = decide(state, { type: 'caller.queued', call: 'c' as CallId, groups: wanted }, NOW);
      const [first] = floor
        .filter(({ presence }) => presence.at === 'ready')
        .filter((agent) => agent.groups.some(({ groupId }) => wanted.includes(groupId)))
        .sort((a, b) => a.presence.since - b.presence.since || (a.id < b.id ? -1 : 1));
      expect(effects.find((effect) => effect.do === 'offer')?.agent).toBe(first?.id);
    }),
    RUNS,
  );
});

it('an agent gets the head of the group whose callers have waited longest on average', () => {
  fc.assert(
    fc.property(callers, memberships, (queue, own) => {
      const agent: AgentRow = { id: 'a' as AgentId, groups: own, presence: { at: 'offline', since: NOW } };
      const state = restore({ groups: rows, agents: [agent], callers: queue });
      const { effects } = decide(state, { type: 'agent.presence', agent: agent.id, choice: { at: 'ready' } }, NOW);
      const [best] = own
        .map(({ groupId: id }) => ({ id, line: queue.filter((caller) => caller.groups.includes(id)) }))
        .filter(({ line }) => line.length > 0)
        .map(({ id, line }) => {
          line.sort((a, b) => b.priority - a.priority || a.since - b.since || (a.call < b.call ? -1 : 1));
          return { id, head: line[0], wait: line.reduce((sum, caller) => sum + NOW - caller.since, 0) / line.length };
        })
        .sort((a, b) => b.wait - a.wait || (a.head?.since ?? 0) - (b.head?.since ?? 0) || (a.id < b.id ? -1 : 1));
      const offer = effects.find((effect) => effect.do === 'offer');
      expect([offer?.group, offer?.call]).toEqual([best?.id, best?.head?.call]);
    }),
    RUNS,
  );
});
