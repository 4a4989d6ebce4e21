import type { AgentId, CallId, GroupId } from '@sibai/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Group } from './config.js';
import { decide } from './decide.js';
import { recentLevel } from './figures.js';
import { type Moment, play, START } from './floor.play.testing.js';
import { type Acd, emptyAcd } from './floor.js';
import type { AcdEvent, Agent, Caller } from './model.js';
import { MAX_HEAD_START_MS } from './order.js';
import { position } from './queries.js';
import { restore, snapshot } from './snapshot.js';

const script = fc.array(fc.nat(0x7fffffff), { minLength: 8, maxLength: 48, size: 'max' });

const before = (a: Caller, b: Caller): boolean =>
  a.rank < b.rank || (a.rank === b.rank && (a.since < b.since || (a.since === b.since && a.call < b.call)));

/** With what proficiency an agent counts in a group, as a member or lent; the higher of the two. */
function proficiencyIn(state: Acd, agent: Agent, group: GroupId, now: number): number {
  let best = agent.groups.find(({ groupId }) => groupId === group)?.proficiency ?? 0;
  for (const { groupId } of agent.groups) {
    const lender = state.groups.get(groupId);
    const terms = lender?.config.lends?.find(({ to }) => to === group);
    if (!lender || !terms || !state.groups.get(group)) continue;
    const ready = state.agents
      .values()
      .filter((each) => isReady(each) && each.groups.some((own) => own.groupId === groupId));
    const level = recentLevel(lender.recent, now) ?? 1;
    if (ready.length > terms.keepReady && level >= terms.safeLevel) best = Math.max(best, terms.proficiency);
  }
  return best;
}

const isReady = ({ presence, capacity }: Agent): boolean => presence.at === 'ready' && capacity > 0;

function mayTake(state: Acd, agent: Agent, caller: Caller, now: number): boolean {
  if (caller.direct) {
    const known = [...caller.groups, ...agent.groups.map(({ groupId }) => groupId)].some((id) => state.groups.get(id));
    return caller.direct.agent === agent.id && known;
  }
  return caller.wants.some(
    ({ groupId, proficiency }) =>
      state.groups.get(groupId) && proficiencyIn(state, agent, groupId, now) >= Math.max(1, proficiency),
  );
}

type Flaw = string | undefined;

function pairing({ after, effects }: Moment): Flaw {
  const held = new Map<CallId, AgentId>();
  for (const { id, presence } of after.agents.values()) {
    if ((presence.at !== 'ringing' && presence.at !== 'talking') || presence.called) continue;
    if (held.has(presence.call)) return `${presence.call} has two agents`;
    held.set(presence.call, id);
    if (after.callers.get(presence.call)?.agent !== id) return `${id} has a call that does not know it`;
  }
  for (const { call, agent } of after.callers.values())
    if (agent !== null && held.get(call) !== agent) return `${call} has an agent who does not know it`;
  const offered = effects.flatMap((effect) => (effect.do === 'offer' ? [effect.agent] : []));
  if (new Set(offered).size < offered.length) return 'an agent has two offers';
  return undefined;
}

function nobodyLost({ event, before: was, after }: Moment): Flaw {
  const gone = was.callers.values().filter(({ call }) => !after.callers.get(call));
  if (gone.length > 1) return 'more than one call is gone';
  if (gone.length === 1 && !['caller.left', 'talk.ended', 'agent.removed'].includes(event.type))
    return 'a call is lost';
  if (event.type === 'caller.queued' && !after.callers.get(event.call)) return 'a call did not come in';
  for (const { call, since } of was.callers.values())
    if ((after.callers.get(call)?.since ?? since) !== since) return `${call} began to wait anew`;
  return undefined;
}

function settled({ after, now }: Moment): Flaw {
  const waiting = after.callers.values().filter((caller) => caller.agent === null);
  if (waiting.length === 0) return undefined;
  for (const agent of after.agents.values().filter(isReady))
    for (const caller of waiting)
      if (mayTake(after, agent, caller, now)) return `${agent.id} is ready beside ${caller.call}`;
  return undefined;
}

/** Nobody who waits on, and whom this agent could have had in this group, had the better place. */
function inTurn({ before: was, after, effects, now }: Moment): Flaw {
  for (const effect of effects) {
    if (effect.do !== 'offer') continue;
    const chosen = after.callers.get(effect.call);
    const agent = after.agents.get(effect.agent);
    if (!chosen || !agent) continue;
    const [traced] = effect.trace.agents.filter((each) => each.agent === effect.agent);
    for (const { call } of was.callers.values()) {
      const passed = after.callers.get(call);
      if (!passed || call === chosen.call || passed.agent !== null || passed.direct) continue;
      const want = passed.wants.find(({ groupId }) => groupId === effect.group);
      const able = want && (traced?.proficiency ?? 0) >= want.proficiency;
      if (able && before(passed, chosen)) return `${call} is passed by ${effect.call} at ${now}`;
    }
  }
  return undefined;
}

/** All that waits for time to pass has a timer. */
function wayOut({ after, timers }: Moment): Flaw {
  for (const { id, presence } of after.agents.values()) {
    if (presence.at === 'ringing') {
      const has = timers.some(
        ({ event }) => event.type === 'offer.expired' && event.agent === id && event.since === presence.since,
      );
      if (!has) return `${id} rings for ever`;
    } else if (presence.at === 'wrap_up') {
      const has = timers.some(
        ({ at, event }) => event.type === 'wrap_up.ended' && event.agent === id && at === presence.until,
      );
      if (!has) return `${id} writes up for ever`;
    }
  }
  for (const { call, direct, agent } of after.callers.values())
    if (
      direct &&
      agent === null &&
      !timers.some(({ at, event }) => event.type === 'caller.due' && event.call === call && at <= direct.until)
    )
      return `${call} waits for one agent for ever`;
  return undefined;
}

const LAWS = [pairing, nobodyLost, settled, inTurn, wayOut];

/** Lets everybody come to work and every call be answered: nobody may be left over. */
function runOut(state: Acd, now: number): Flaw {
  let floor = state;
  let at = now;
  const happen = (event: AcdEvent): void => {
    at += 60_000;
    floor = decide(floor, event, at).state;
  };
  const all = (['g1', 'g2', 'g3'] as GroupId[]).map((groupId) => ({ groupId, proficiency: 10 }));
  for (const { groupId } of all) {
    const plain: Group = { id: groupId, name: groupId, wrapUpMs: 0, ringMs: 20_000 };
    happen({ type: 'group.configured', group: plain });
  }
  happen({ type: 'agent.configured', agent: 'a9' as AgentId, groups: all });
  for (let turn = 0; turn < 60 && floor.callers.values().length > 0; turn += 1) {
    for (const { call } of floor.callers.values()) happen({ type: 'caller.due', call });
    for (const { id, presence } of floor.agents.values()) {
      if (presence.at === 'ringing') happen({ type: 'offer.accepted', agent: id, call: presence.call });
      else if (presence.at === 'talking') happen({ type: 'talk.ended', agent: id, call: presence.call });
      else if (presence.at !== 'ready') happen({ type: 'agent.presence', agent: id, choice: { at: 'ready' } });
    }
  }
  const left = floor.callers.values().map(({ call }) => call);
  return left.length > 0 ? `never served: ${left.join()}` : undefined;
}

const FLOORS = 10_000;
const FLOORS_AT_ONCE = 500;

describe('on any floor, with priorities, weights, skills, relaxation, lending, overflow and calls past the queue', () => {
  // In parts, so that none is long on a slow machine.
  it.each(Array.from({ length: FLOORS / FLOORS_AT_ONCE }, (_, part) => part + 1))(
    'no two offers, nobody lost, no idle agent beside a caller, no order broken, a way out of every state: part %i',
    () => {
      let floors = 0;
      fc.assert(
        fc.property(script, (numbers) => {
          floors += 1;
          const told: string[] = [];
          let now = START;
          const last = play(numbers, (moment) => {
            now = moment.now;
            told.push(`${moment.now - START} ${JSON.stringify(moment.event)}`);
            for (const law of LAWS) {
              const flaw = law(moment);
              if (flaw) throw new Error(`${law.name}: ${flaw}, after\n${told.join('\n')}`);
            }
          });
          const flaw = runOut(last, now);
          if (flaw) throw new Error(`${flaw}, after\n${told.join('\n')}`);
        }),
        { numRuns: FLOORS_AT_ONCE },
      );
      expect(floors).toBeGreaterThanOrEqual(FLOORS_AT_ONCE);
    },
  );

  it('an earlier state is untouched by what came after, and answers the same again', () => {
    fc.assert(
      fc.property(script, (numbers) => {
        const moments: (Moment & { rows: string })[] = [];
        play(numbers, (moment) => moments.push({ ...moment, rows: JSON.stringify(snapshot(moment.after)) }));
        for (const { before: was, after, event, effects, now, rows } of moments) {
          expect(JSON.stringify(snapshot(after))).toBe(rows);
          const again = decide(was, event, now);
          expect(again.effects).toEqual(effects);
          expect(JSON.stringify(snapshot(again.state))).toBe(rows);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('a floor rebuilt from its rows, in any order of them, is the same and decides the same', () => {
    fc.assert(
      fc.property(script, fc.infiniteStream(fc.nat()), (numbers, dice) => {
        const shuffled = <T>(rows: readonly T[]): T[] =>
          rows
            .map((row) => ({ row, at: dice.next().value }))
            .sort((a, b) => a.at - b.at)
            .map(({ row }) => row);
        play(numbers, ({ before: was, after, event, effects, now }) => {
          if (dice.next().value % 7 !== 0) return;
          const rows = snapshot(was);
          const rebuilt = restore({
            ...rows,
            groups: shuffled(rows.groups),
            agents: shuffled(rows.agents).map((each) => ({ ...each, groups: shuffled(each.groups) })),
            callers: shuffled(rows.callers).map((each) => ({ ...each, groups: shuffled(each.groups) })),
          });
          expect(snapshot(rebuilt)).toEqual(rows);
          const decision = decide(rebuilt, event, now);
          expect(decision.effects).toEqual(effects);
          expect(snapshot(decision.state)).toEqual(snapshot(after));
        });
      }),
      { numRuns: 150 },
    );
  });

  it('places in a queue are 1 to n, in the order of service', () => {
    fc.assert(
      fc.property(script, (numbers) => {
        play(numbers, ({ after }) => {
          for (const { config } of after.groups.values()) {
            const line = after.callers
              .values()
              .filter((caller) => caller.agent === null && !caller.direct)
              .filter((caller) => caller.wants.some(({ groupId }) => groupId === config.id))
              .sort((a, b) => (before(a, b) ? -1 : 1));
            const places = line.map(({ call }) => position(after, call).find((place) => place.group === config.id));
            if (places.some((place, at) => place?.position !== at + 1)) throw new Error(JSON.stringify(places));
          }
        });
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('nobody starves', () => {
  const caller = fc.record({
    afterMs: fc.nat(4_000),
    priority: fc.nat(9),
    seconds: fc.integer({ min: -5_000, max: 5_000 }),
  });

  it('whoever is passed, is passed only by those who came within the greatest head start', () => {
    fc.assert(
      fc.property(fc.array(caller, { minLength: 2, maxLength: 40 }), fc.nat(MAX_HEAD_START_MS), (others, gap) => {
        const group = 'g' as GroupId;
        let state = emptyAcd();
        let now = START;
        const happen = (event: AcdEvent) => {
          const decision = decide(state, event, now);
          ({ state } = decision);
          return decision.effects.flatMap((effect) => (effect.do === 'offer' ? [effect.call] : []));
        };
        happen({ type: 'group.configured', group: { id: group, name: 'g', wrapUpMs: 0, ringMs: 20_000 } });
        const came = new Map<string, number>();
        const join = (call: CallId, priority: number, seconds: number): void => {
          came.set(call, now);
          happen({ type: 'caller.queued', call, groups: [group], priority, weights: [{ why: 'vip', seconds }] });
        };
        others.forEach(({ afterMs, priority, seconds }, at) => {
          now += afterMs + (at === 1 ? gap : 0);
          join(`c${at}` as CallId, priority, seconds);
        });
        // Who comes so late passes nobody, whatever the priority.
        now += MAX_HEAD_START_MS + 1;
        join('late' as CallId, 9, 5_000);
        happen({ type: 'agent.configured', agent: 'a' as AgentId, groups: [{ groupId: group, proficiency: 5 }] });
        const served = happen({ type: 'agent.presence', agent: 'a' as AgentId, choice: { at: 'ready' } });
        for (let at = 0; at < served.length; at += 1) {
          const call = served[at] as CallId;
          happen({ type: 'offer.accepted', call, agent: 'a' as AgentId });
          served.push(...happen({ type: 'talk.ended', call, agent: 'a' as AgentId }));
        }
        expect(served).toHaveLength(others.length + 1);
        expect(served.at(-1)).toBe('late');
        served.forEach((call, at) => {
          for (const earlier of served.slice(at + 1))
            expect((came.get(call) ?? 0) - (came.get(earlier) ?? 0)).toBeLessThanOrEqual(MAX_HEAD_START_MS);
        });
      }),
      { numRuns: 300 },
    );
  });
});
