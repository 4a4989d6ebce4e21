import { Flow, newPosition } from '@sibai/ivr';
import type { AgentId, AssignmentId, GroupId, LegId, UserId } from '@sibai/kernel';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { foldCdr } from './cdr.js';
import type { CallEvent, Offer } from './event.js';
import { agentsOf, firstLeg, legsOf, offersOf, partiesOf, seating } from './legs.js';
import { type RecordingRule, recordingOf } from './recording.js';
import type { BridgeName, Effect, Seat } from './effect.js';
import { type Call, MAX_PARTIES } from './session.js';
import type { Stimulus } from './stimulus.js';
import { step } from './step.js';

const group = '0b6f4f5e-0000-4000-8000-000000000001' as GroupId;
const other = '0b6f4f5e-0000-4000-8000-000000000002' as GroupId;
const text = (words: string) => ({ kind: 'text' as const, text: words });
const flow = Flow.parse({
  schemaVersion: 1,
  start: 'welcome',
  nodes: {
    welcome: { kind: 'menu', prompts: [text('您好')], options: { 1: 'sales', 9: 'away' }, exhausted: 'bye' },
    sales: { kind: 'queue', groups: [group], nobody: 'welcome' },
    away: { kind: 'number', to: '02160001234', next: 'bye' },
    bye: { kind: 'hangup', prompts: [text('再见')] },
  },
});
const AGENTS = ['ann', 'bob', 'cai', 'dan', 'eva', 'fay'] as AgentId[];

const ARRIVED: CallEvent = {
  at: 0,
  type: 'trunk.arrived',
  data: { caller: '1', dialled: '4008001234', lineId: null, endpoint: 't', flowVersionId: null },
};

/** Asterisk and the router, as far as a call's effects reach them. */
class World {
  call: Call;
  readonly effects: Effect[] = [];
  readonly events: CallEvent[];
  readonly #rule: RecordingRule | undefined;
  /** Legs that are there, and whether they are answered. */
  readonly channels = new Map<string, 'ringing' | 'up'>();
  readonly bridges = new Map<BridgeName, Set<Seat>>();
  readonly tones = new Map<string, string>();
  /** What the router counts agents on. */
  readonly rung = new Map<AssignmentId, Offer>();
  readonly talking = new Map<AssignmentId, Offer>();
  /** Every leg ever dialled, and offers not dialled yet. */
  readonly known: LegId[] = [];
  /** Of agents who are away: what must come when they do not. */
  readonly timers = new Map<string, number>();
  music = false;
  #now = 0;
  #legs = 0;

  constructor(call: Call = { at: 'trunk' }, first: CallEvent = ARRIVED, rule?: RecordingRule) {
    this.call = call;
    this.events = [first];
    this.#rule = rule;
  }

  tell(stimulus: Stimulus): void {
    if (stimulus.type === 'leg_gone') this.#leave(stimulus.leg);
    if (stimulus.type === 'timer') this.timers.delete(stimulus.name);
    if (stimulus.type === 'leg_up') {
      // Nobody answers what does not ring.
      if (this.#owns(stimulus.leg) && !this.channels.has(stimulus.leg)) return;
      if (this.channels.has(stimulus.leg)) this.channels.set(stimulus.leg, 'up');
    }
    // Of a caller who does not wait the router has let go.
    if (stimulus.type === 'offered' && ['acd', 'out', 'agent', 'transfer', 'number'].includes(this.call.at))
      this.rung.set(stimulus.offer.assignmentId, stimulus.offer);
    if (stimulus.type === 'supervisor_joined' || stimulus.type === 'taken_over') {
      if (this.call.at !== 'agent') return;
      this.channels.set(stimulus.leg, 'up');
    }
    this.#now += 1000;
    const recording = recordingOf(this.#rule, this.events);
    const ctx = { now: this.#now, flow, leg: `leg-${++this.#legs}` as LegId, ...(recording && { recording }) };
    const next = step(this.call, stimulus, ctx);
    this.call = next.call;
    this.events.push(...next.events);
    for (const effect of next.effects) this.#perform(effect);
    // A supervisor's leg that has been let go, or came too late, is not the call's.
    if ('leg' in stimulus && stimulus.leg.startsWith('sup') && !this.#owns(stimulus.leg)) this.#leave(stimulus.leg);
  }

  #owns = (leg: string) => legsOf(this.call).some((own) => own.leg === leg);

  #leave(leg: string): void {
    this.channels.delete(leg);
    this.tones.delete(leg);
    for (const seats of this.bridges.values()) seats.delete(leg as LegId);
  }

  #perform(effect: Effect): void {
    this.effects.push(effect);
    switch (effect.do) {
      case 'ring':
      case 'dial':
        this.channels.set(effect.leg, 'ringing');
        this.known.push(effect.leg);
        return;
      case 'drop_leg':
        return this.#leave(effect.leg);
      case 'music':
        this.music = effect.on;
        return;
      case 'set_timer':
        if (effect.name.startsWith('away.')) this.timers.set(effect.name, effect.turn);
        return;
      case 'clear_timer':
        this.timers.delete(effect.name);
        return;
      case 'leg_tone':
        if (effect.tone === 'none') this.tones.delete(effect.leg);
        else this.tones.set(effect.leg, effect.tone);
        return;
      case 'join':
        for (const seat of effect.seats) {
          // Gone already, and the news of it still on its way.
          if (seat !== 'caller' && this.channels.get(seat) !== 'up') continue;
          for (const seats of this.bridges.values()) seats.delete(seat);
          this.bridges.set(effect.bridge, (this.bridges.get(effect.bridge) ?? new Set()).add(seat));
        }
        return;
      case 'part':
        this.bridges.get(effect.bridge)?.delete(effect.seat);
        return;
      case 'drop_bridge':
        this.bridges.delete(effect.bridge);
        return;
      case 'call_agent':
        this.rung.set(effect.offer.assignmentId, effect.offer);
        this.known.push(effect.offer.assignmentId as string as LegId);
        return;
      case 'accept':
        this.talking.set(effect.offer.assignmentId, effect.offer);
        this.rung.delete(effect.offer.assignmentId);
        return;
      case 'refuse':
      case 'uncall':
      case 'end_talk':
        this.rung.delete(effect.offer.assignmentId);
        this.talking.delete(effect.offer.assignmentId);
        return;
      case 'leave_queue':
        return this.rung.clear();
    }
  }

  /** Everybody is heard where the state says, no leg is anybody's but the call's, and no agent counts twice or is forgotten. */
  check(): void {
    const { call } = this;
    for (const leg of this.channels.keys()) expect(this.#owns(leg), `${leg} is owned at ${call.at}`).toBe(true);
    const legs = legsOf(call).map(({ leg }) => leg);
    expect(new Set(legs).size).toBe(legs.length);
    expect(new Set(agentsOf(call)).size).toBe(agentsOf(call).length);
    expect(legs.length + 1).toBeLessThanOrEqual(MAX_PARTIES);
    const seats = seating(call);
    const where = (seat: Seat) => [...this.bridges].find(([, members]) => members.has(seat))?.[0];
    for (const [seat, place] of seats) {
      if (place === 'call' || place === 'consult') expect(where(seat), `${seat} at ${call.at}`).toBe(place);
      else {
        expect(where(seat)).toBeUndefined();
        expect(seat === 'caller' ? this.music : this.tones.get(seat)).toBe(seat === 'caller' ? true : place);
      }
    }
    for (const members of this.bridges.values()) for (const seat of members) expect(seats.has(seat)).toBe(true);
    const offers = new Set([...this.rung.keys(), ...this.talking.keys()]);
    const own = offersOf(call).map(({ assignmentId }) => assignmentId);
    for (const id of offers) expect(own, `${id} at ${call.at}`).toContain(id);
    for (const [id, since] of awayOn(call)) expect(this.timers.get(`away.${id}`), `${id} has a way out`).toBe(since);
  }

  get over(): boolean {
    return this.call.at === 'ended';
  }
}

/** Every agent who is away, and since when. */
function awayOn(call: Call): [string, number][] {
  if (call.at === 'out' && call.offer && call.leg?.awaySince != null && !call.told)
    return [[call.offer.assignmentId, call.leg.awaySince]];
  if (call.at !== 'agent') return [];
  const parties = partiesOf(call).flatMap((party): [string, number][] =>
    'since' in party && party.who.kind === 'agent' ? [[party.who.assignmentId, party.since]] : [],
  );
  return call.leg.awaySince === null ? parties : [[call.offer.assignmentId, call.leg.awaySince], ...parties];
}

type Move = (world: World) => Stimulus;
const always =
  (stimulus: Stimulus): Move =>
  () =>
    stimulus;
const offer = (n: number): Offer => ({
  assignmentId: `as-${n}` as AssignmentId,
  agentId: AGENTS[n % AGENTS.length] ?? AGENTS[0]!,
  groupId: group,
});
const handling = ({ call }: World): AgentId => agentsOf(call)[0] ?? AGENTS[0]!;
const callee = fc.oneof(
  fc.nat(5).map((n) => ({ kind: 'agent', agentId: AGENTS[n]! }) as const),
  fc.nat(3).map((n) => ({ kind: 'number', to: `1370000000${n}` }) as const),
);
const target = fc.oneof(
  callee,
  fc.constant({ kind: 'group', groupId: other } as const),
  fc.constantFrom({ kind: 'flow' } as const, { kind: 'flow', node: 'away' } as const),
);
/** One of the legs there have been, the latest the likeliest. */
const anyLeg = fc.nat(3).map((back) => (world: World) => world.known.at(-1 - back) ?? ('leg-0' as LegId));
const wish =
  <W extends object>(of: W): Move =>
  (world) =>
    ({ ...of, by: handling(world) }) as unknown as Stimulus;

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: anyLeg.map((leg): Move => (world) => ({ type: 'leg_up', leg: leg(world) })) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(anyLeg, fc.constantFrom(0, 16, 17, 19, 38))
      .map(([leg, cause]): Move => (world) => ({ type: 'leg_gone', leg: leg(world), cause })),
  },
  {
    weight: 4,
    arbitrary: anyLeg.map((leg): Move => (world) => {
      const reserved = [...world.rung.values()].find(({ assignmentId }) => (assignmentId as string) === leg(world));
      return { type: 'called', offer: reserved ?? offer(9), ringMs: 20_000 };
    }),
  },
  anyLeg.map((leg): Move => (world) => ({ type: 'unanswered', leg: leg(world), reason: 'lost' })),
  fc.nat(5).map((n): Move => (world) => {
    const fresh = { ...offer(n), assignmentId: `as-${world.known.length}-${n}` as AssignmentId };
    return { type: 'offered', offer: fresh, ringMs: 20_000 };
  }),
  fc.constantFrom(...'19*').map((digit) => always({ type: 'key', digit })),
  fc
    .constantFrom('ivr-1', 'ivr-2', 'acd-0', 'acd-1', 'leaving')
    .map((playback) => always({ type: 'played', playback })),
  fc.constantFrom<Move>(
    always({ type: 'unstaffed' }),
    always({ type: 'placed', place: 1, estimateSeconds: null }),
    always({ type: 'moved', groups: [other] }),
    always({ type: 'prioritised', priority: 3 }),
    always({ type: 'timer', name: 'transfer', turn: 0 }),
    always({ type: 'timer', name: 'announce', turn: 0 }),
    ({ channels }) => ({ type: 'adopted', legs: Object.fromEntries(channels) }),
  ),
  fc.nat(5).map((n): Move => ({ timers }) => {
    const [name, turn] = [...timers][n % Math.max(1, timers.size)] ?? ['away.nobody', 0];
    return { type: 'timer', name: name as `away.${string}`, turn };
  }),
  {
    weight: 5,
    arbitrary: fc.tuple(fc.nat(5), fc.constantFrom('away', 'attach')).map(([n, type]): Move => ({ call }) => {
      const on = agentsOf(call);
      return { type, by: on[n % Math.max(1, on.length)] ?? AGENTS[0]! } as Stimulus;
    }),
  },
  {
    weight: 8,
    arbitrary: fc.oneof(
      fc.boolean().map((on) => wish({ type: 'hold', on })),
      target.map((to) => wish({ type: 'transfer', to })),
      callee.map((to) => wish({ type: 'consult', to })),
      callee.map((to) => wish({ type: 'party_add', to })),
      anyLeg.map(
        (leg): Move =>
          (world) =>
            wish({ type: 'party_drop', leg: leg(world) })(world),
      ),
      fc
        .constantFrom('consult_complete', 'consult_cancel', 'consult_swap', 'consult_merge')
        .map((type) => wish({ type })),
    ),
  },
  fc
    .tuple(fc.constantFrom('supervisor_joined', 'supervisor_left', 'taken_over', 'supervised'), fc.nat(1))
    .map(([type, n]) =>
      always({ type, leg: `sup-${n}` as LegId, userId: `boss-${n}` as UserId, mode: 'listen' } as Stimulus),
    ),
);

/** What becomes of a number that is called. */
const outward: fc.Arbitrary<Move> = fc.constantFrom<Move>(
  always({ type: 'callee_made' }),
  always({ type: 'callee_heard' }),
  always({ type: 'callee_up' }),
  always({ type: 'callee_up' }),
  always({ type: 'callee_gone', result: 'busy' }),
  always({ type: 'played', playback: 'notice' }),
  always({ type: 'timer', name: 'callee', turn: 0 }),
  always({ type: 'timer', name: 'callee', turn: 1 }),
  always({ type: 'timer', name: 'callee', turn: 2 }),
);

const arrived: Stimulus = { type: 'arrived', refused: null, variables: { caller: '13800001234' } };

/** A call that has come as far as an agent, so that a flood does not spend itself before. */
function talking(): World {
  const world = new World();
  const first = offer(0);
  world.tell(arrived);
  world.tell({ type: 'key', digit: '1' });
  world.tell({ type: 'offered', offer: first, ringMs: 20_000 });
  world.tell({ type: 'leg_up', leg: first.assignmentId as string as LegId });
  return world;
}

/** A number that rings, for an agent who has asked for it or whom a callback has found. */
function placed(): World {
  const first = offer(0);
  const { groupId } = first;
  const out: Call = {
    ...{ at: 'out', to: '13800001234', why: 'click', offer: first, queued: false, leg: null },
    ...{
      position: newPosition(flow, {}),
      groups: [groupId],
      announce: { everySeconds: 30, position: true, estimatedWait: true },
    },
    ...{ since: 0, priority: 0, toldUnstaffed: true },
  } as Call;
  const begun = { at: 0, type: 'trunk.placed', data: { to: '13800001234', dialled: '4008001234' } } as CallEvent;
  const rule: RecordingRule = {
    ...{ policy: 'opt_out', notice: { version: 1, text: '通话将录音。' }, optOutKey: '9', cardDigits: 0 },
    pause: { ms: 60_000, count: 2, totalMs: 90_000 },
  };
  const world = new World(out, begun, rule);
  world.tell({ type: 'begin' });
  world.tell({ type: 'called', offer: first, ringMs: 20_000 });
  world.tell({ type: 'leg_up', leg: firstLeg(first) });
  return world;
}

describe('whatever happens to a call, in any order', () => {
  it('so it is with a call we place, whose agent may leave the desk and come back while the number rings', () => {
    const most = fc.oneof({ weight: 2, arbitrary: outward }, { weight: 3, arbitrary: move });
    fc.assert(
      fc.property(fc.array(most, { maxLength: 30 }), (moves) => {
        const world = placed();
        for (const make of moves) {
          world.tell(make(world));
          world.check();
          const { call } = world;
          // Whoever has answered hears somebody, or music, or is being told.
          if (call.at === 'agent' && !call.leg.up) expect(awayOn(call).length).toBeGreaterThan(0);
        }
        world.tell({ type: 'hangup', cause: 'agent' });
        expect(world.over).toBe(true);
        expect([...world.channels.keys(), ...world.bridges.keys()]).toEqual([]);
        expect([world.rung.size, world.talking.size]).toEqual([0, 0]);
        expect(world.effects.filter((e) => e.do === 'hangup')).toHaveLength(1);
        const cdr = foldCdr(world.events);
        expect(cdr?.holdMs).toBeLessThanOrEqual(cdr?.talkMs ?? 0);
      }),
      { numRuns: 1000 },
    );
  });

  it('everybody is where the state says, no leg and no agent is left to nobody, and a hang-up undoes it all', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), fc.boolean(), (moves, early) => {
        const world = early ? new World() : talking();
        if (early) world.tell(arrived);
        for (const make of moves) {
          world.tell(make(world));
          world.check();
          expect(JSON.parse(JSON.stringify(world.call))).toEqual(world.call);
        }
        world.tell({ type: 'hangup', cause: 'caller' });
        world.tell({ type: 'hangup', cause: 'caller' });
        expect(world.over).toBe(true);
        expect([...world.channels.keys()]).toEqual([]);
        expect([...world.bridges.keys()]).toEqual([]);
        expect([world.rung.size, world.talking.size]).toEqual([0, 0]);
        expect(world.effects.filter((e) => e.do === 'hangup')).toHaveLength(1);
        expect(world.events.filter((e) => e.type === 'cdr.closed')).toHaveLength(1);
        const cdr = foldCdr(world.events);
        const spent = (cdr?.ivrMs ?? 0) + (cdr?.queueMs ?? 0) + (cdr?.talkMs ?? 0);
        expect(spent).toBeLessThanOrEqual((cdr?.endedAt ?? 0) - (cdr?.startedAt ?? 0));
        expect(cdr?.holdMs).toBeLessThanOrEqual(cdr?.talkMs ?? 0);
      }),
      { numRuns: 2000 },
    );
  });

  it('a caller whose people all go is never left alone: talks, waits, is led on, or is done', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 25 }), (moves) => {
        const world = talking();
        for (const make of moves) world.tell(make(world));
        for (let i = 0; i < 12 && (world.call.at === 'agent' || world.call.at === 'transfer'); i++) {
          for (const leg of [...world.channels.keys()]) world.tell({ type: 'leg_gone', leg: leg as LegId, cause: 38 });
          for (const { assignmentId } of [...world.rung.values()])
            world.tell({ type: 'unanswered', leg: assignmentId as string as LegId, reason: 'failed' });
          for (const [id, turn] of awayOn(world.call)) world.tell({ type: 'timer', name: `away.${id}`, turn });
        }
        expect(['ivr', 'acd', 'number', 'leaving', 'ended']).toContain(world.call.at);
      }),
      { numRuns: 800 },
    );
  });
});
