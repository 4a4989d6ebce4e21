import type { AgentId, CallId, GroupId, Instant } from '@sibai/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { StrategyName } from './config.js';
import { decide } from './decide.js';
import { type Acd, emptyAcd } from './floor.js';
import type { AcdEvent, Effect } from './model.js';
import { position } from './queries.js';
import { type AcdSnapshot, restore, snapshot } from './snapshot.js';

const START: Instant = 1_800_000_000_000;
const RUNS = { numRuns: 600 };

const groupId = fc.constantFrom(...['g1', 'g2', 'g3']).map((id) => id as GroupId);
const agentId = fc.constantFrom(...['a1', 'a2', 'a3', 'a4']).map((id) => id as AgentId);
const callId = fc.constantFrom(...['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7']).map((id) => id as CallId);
const groups = fc.uniqueArray(groupId, { minLength: 1 });
const memberships = fc.uniqueArray(fc.record({ groupId, proficiency: fc.integer({ min: 1, max: 10 }) }), {
  minLength: 1,
  selector: (each) => each.groupId,
});
const ready = { at: 'ready' } as const;
const choice = fc.constantFrom(ready, ready, ready, { at: 'break' }, { at: 'offline' }, {
  at: 'busy',
  reason: 'meeting',
} as const);
const reason = fc.constantFrom('no_answer', 'declined', 'failed', 'lost');

const fixed = <T extends string>(type: T) => fc.constant(type);
const configured = fc.record({
  type: fixed('group.configured'),
  group: fc.record({
    id: groupId,
    name: fc.constant('g'),
    strategy: fc.constantFrom<StrategyName>('longest_idle', 'most_skilled'),
    wrapUpMs: fc.constantFrom(0, 5_000),
    ringMs: fc.constant(20_000),
  }),
});
const floorEvent = fc.oneof(
  { weight: 1, arbitrary: fc.record({ type: fixed('agent.configured'), agent: agentId, groups: memberships }) },
  { weight: 5, arbitrary: fc.record({ type: fixed('agent.presence'), agent: agentId, choice }) },
);
const rareEvent = fc.oneof(
  configured,
  fc.record({ type: fixed('group.removed'), group: groupId }),
  fc.record({ type: fixed('agent.removed'), agent: agentId }),
  fc.record({ type: fixed('acd.resumed') }),
);
const callEvent = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ type: fixed('caller.queued'), call: callId, groups, priority: fc.constantFrom(0, 0, 1) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fixed('caller.left'), call: callId }) },
);

/** What happens to a call in progress is drawn as "the n-th of those it can happen to". */
const progress = fc.record({ type: fixed('progress'), nth: fc.nat(6), refused: fc.option(reason, { freq: 3 }) });
type Progress = { type: 'progress'; nth: number; refused: 'no_answer' | 'declined' | 'failed' | 'lost' | null };
type Draw = AcdEvent | Progress;

const script = fc.array(
  fc.record({
    after: fc.nat(30_000),
    draw: fc.oneof(
      { weight: 4, arbitrary: floorEvent },
      { weight: 5, arbitrary: callEvent },
      { weight: 6, arbitrary: progress },
      { weight: 1, arbitrary: rareEvent },
    ) as fc.Arbitrary<Draw>,
  }),
  { minLength: 20, maxLength: 80, size: 'max' },
);

interface Moment {
  readonly event: AcdEvent;
  readonly before: AcdSnapshot;
  readonly state: Acd;
  readonly after: AcdSnapshot;
  readonly effects: readonly Effect[];
  readonly now: Instant;
}

function actual(draw: Draw, { agents }: AcdSnapshot): AcdEvent | null {
  if (draw.type !== 'progress') return draw;
  const busy = agents.filter(({ presence }) => ['ringing', 'talking', 'wrap_up'].includes(presence.at));
  const agent = busy[draw.nth % Math.max(1, busy.length)];
  if (!agent || !('call' in agent.presence)) return null;
  const { at, call } = agent.presence;
  if (at === 'wrap_up') return { type: 'wrap_up.ended', agent: agent.id };
  if (at === 'talking') return { type: 'talk.ended', agent: agent.id, call };
  return draw.refused
    ? { type: 'offer.refused', agent: agent.id, call, reason: draw.refused }
    : { type: 'offer.accepted', agent: agent.id, call };
}

/** Plays a script on a floor of three groups and looks at every moment of it. */
function play(steps: readonly { after: number; draw: Draw }[], look: (moment: Moment) => void): void {
  let state = emptyAcd();
  let now = START;
  const opening = (['g1', 'g2', 'g3'] as GroupId[]).map((id): { after: number; draw: Draw } => ({
    after: 0,
    draw: { type: 'group.configured', group: { id, name: id, wrapUpMs: 5_000, ringMs: 20_000 } },
  }));
  for (const { after, draw } of [...opening, ...steps]) {
    now += after;
    const before = snapshot(state);
    const event = actual(draw, before);
    if (!event) continue;
    const decision = decide(state, event, now);
    look({ event, before, state: decision.state, after: snapshot(decision.state), effects: decision.effects, now });
    state = decision.state;
  }
}

const holds = (look: (moment: Moment) => void): void =>
  fc.assert(
    fc.property(script, (steps) => play(steps, look)),
    RUNS,
  );

const engaged = ({ agents }: AcdSnapshot, ...at: string[]): { agent: AgentId; call: CallId }[] =>
  agents.flatMap(({ id, presence }) =>
    'call' in presence && at.includes(presence.at) ? [{ agent: id, call: presence.call }] : [],
  );
const waiting = (rows: AcdSnapshot): AcdSnapshot['callers'] => {
  const taken = new Set(engaged(rows, 'ringing', 'talking').map(({ call }) => call));
  return rows.callers.filter(({ call }) => !taken.has(call));
};
const serves = (rows: AcdSnapshot, id: AgentId, wanted: readonly GroupId[]): boolean => {
  const known = new Set(rows.groups.map((group) => group.id));
  const agent = rows.agents.find((each) => each.id === id);
  return agent?.groups.some(({ groupId: each }) => known.has(each) && wanted.includes(each)) ?? false;
};

describe('on any floor', () => {
  it('no call and no agent has two offers or talks, and what one has the other has', () => {
    holds(({ after, state }) => {
      const pairs = engaged(after, 'ringing', 'talking');
      expect(new Set(pairs.map(({ call }) => call)).size).toBe(pairs.length);
      for (const { agent, call } of pairs) expect(state.callers.get(call)?.agent).toBe(agent);
      for (const { call } of after.callers) {
        const holder = state.callers.get(call)?.agent;
        if (holder) expect(pairs).toContainEqual({ agent: holder, call });
      }
    });
  });

  it('no agent is ready beside a caller who waits for one of the agent’s groups', () => {
    holds(({ after }) => {
      for (const { id, presence } of after.agents)
        if (presence.at === 'ready')
          expect(waiting(after).filter((caller) => serves(after, id, caller.groups))).toEqual([]);
    });
  });

  it('a call is lost only by its own leaving, the end of its talk, or the removal of who talks to it', () => {
    holds(({ event, before, after }) => {
      const present = new Set(after.callers.map(({ call }) => call));
      const gone = before.callers.map(({ call }) => call).filter((call) => !present.has(call));
      if (gone.length > 0) expect(['caller.left', 'talk.ended', 'agent.removed']).toContain(event.type);
      expect(gone.length).toBeLessThanOrEqual(1);
      if (event.type === 'caller.queued') expect(present).toContain(event.call);
    });
  });

  it('a wait keeps its beginning from the queue to the end, whatever offers fail', () => {
    holds(({ before, after }) => {
      const since = new Map(before.callers.map((caller) => [caller.call, caller.since]));
      for (const caller of after.callers) expect(caller.since).toBe(since.get(caller.call) ?? caller.since);
    });
  });

  it('nobody is passed: who is offered a group is at the head of its queue', () => {
    holds(({ before, after, effects, event }) => {
      for (const offer of effects.filter((effect) => effect.do === 'offer')) {
        const chosen = after.callers.find(({ call }) => call === offer.call);
        const passed = waiting(before).filter(
          (caller) =>
            caller.call !== offer.call &&
            caller.groups.includes(offer.group) &&
            chosen !== undefined &&
            (caller.priority > chosen.priority ||
              (caller.priority === chosen.priority && caller.since < chosen.since)) &&
            // After a change of the floor several offers are made at once, and the passed one may have got another agent.
            waiting(after).some(({ call }) => call === caller.call),
        );
        expect(passed, event.type).toEqual([]);
      }
    });
  });

  it('places in a queue are 1 to n, in the order of service', () => {
    holds(({ state, after }) => {
      for (const { id } of after.groups) {
        const line = waiting(after).filter((caller) => caller.groups.includes(id));
        line.sort((a, b) => b.priority - a.priority || a.since - b.since || (a.call < b.call ? -1 : 1));
        const places = line.map(({ call }) => position(state, call).find((place) => place.group === id)?.position);
        expect(places).toEqual(line.map((_, at) => at + 1));
      }
    });
  });

  it('an earlier state is untouched by what came after, and answers the same again', () => {
    fc.assert(
      fc.property(script, (steps) => {
        const moments: Moment[] = [];
        play(steps, (moment) => moments.push(moment));
        for (const moment of moments) expect(snapshot(moment.state)).toEqual(moment.after);
        moments.slice(1).forEach((moment, at) => {
          const earlier = moments[at];
          if (!earlier) return;
          const again = decide(earlier.state, moment.event, moment.now);
          expect(again.effects).toEqual(moment.effects);
          expect(snapshot(again.state)).toEqual(moment.after);
        });
      }),
      { numRuns: 100 },
    );
  });

  it('a floor rebuilt from its rows, in any order of them, is the same and decides the same', () => {
    fc.assert(
      fc.property(script, fc.infiniteStream(fc.nat()), (steps, dice) => {
        const shuffled = <T>(rows: readonly T[]): T[] =>
          rows
            .map((row) => ({ row, at: dice.next().value }))
            .sort((a, b) => a.at - b.at)
            .map(({ row }) => row);
        const moments: Moment[] = [];
        play(steps, (moment) => moments.push(moment));
        for (const [at, { before, event, now, effects, after }] of moments.entries()) {
          if (at % 7 !== 0) continue;
          const rows = {
            groups: shuffled(before.groups),
            agents: shuffled(before.agents).map((each) => ({ ...each, groups: shuffled(each.groups) })),
            callers: shuffled(before.callers).map((each) => ({ ...each, groups: shuffled(each.groups) })),
          };
          const rebuilt = restore(rows);
          expect(snapshot(rebuilt)).toEqual(before);
          const decision = decide(rebuilt, event, now);
          expect(decision.effects).toEqual(effects);
          expect(snapshot(decision.state)).toEqual(after);
        }
      }),
      { numRuns: 200 },
    );
  });
});
