import { Flow } from '@sibai/ivr';
import type { AgentId, AssignmentId, GroupId, LegId, UserId } from '@sibai/kernel';
import { describe, expect, it } from 'vitest';

import { foldCdr } from './cdr.js';
import type { CallEvent, Offer } from './event.js';
import { agentsOf, seating } from './legs.js';
import type { Effect } from './effect.js';
import type { Call } from './session.js';
import type { Stimulus } from './stimulus.js';
import { step } from './step.js';

const [sales, service] = ['0b6f4f5e-0000-4000-8000-000000000001', '0b6f4f5e-0000-4000-8000-000000000002'] as [
  GroupId,
  GroupId,
];
const flow = Flow.parse({
  schemaVersion: 1,
  start: 'menu',
  nodes: {
    menu: { kind: 'menu', title: '菜单', prompts: [{ kind: 'text', text: '您好' }], options: { 1: 'queue' }, exhausted: 'bye' },
    queue: { kind: 'queue', groups: [sales] },
    bye: { kind: 'hangup', prompts: [{ kind: 'text', text: '再见' }] },
  },
}); // prettier-ignore
const ann: Offer = { assignmentId: 'as-ann' as AssignmentId, agentId: 'ann' as AgentId, groupId: sales };
const by = ann.agentId;
const bob = { kind: 'agent', agentId: 'bob' as AgentId } as const;
const legOf = (offer: Offer) => offer.assignmentId as string as LegId;
const up = (leg: string): Stimulus => ({ type: 'leg_up', leg: leg as LegId });
const gone = (leg: string, cause = 16): Stimulus => ({ type: 'leg_gone', leg: leg as LegId, cause });

/** Begins at second 0 with a caller who waits from 2 s on and talks with Ann from 3 s on; then a second for each stimulus. */
function after(...more: readonly Stimulus[]) {
  let call: Call = { at: 'trunk' };
  const events: CallEvent[] = [
    {
      at: 0,
      type: 'trunk.arrived',
      data: { caller: '1', dialled: '4008001234', lineId: null, endpoint: 't', flowVersionId: null },
    },
  ];
  let effects: readonly Effect[] = [];
  const first: Stimulus[] = [
    { type: 'arrived', refused: null, variables: {} },
    { type: 'key', digit: '1' },
    { type: 'offered', offer: ann, ringMs: 20_000 },
    up(legOf(ann)),
  ];
  [...first, ...more].forEach((stimulus, i) => {
    const next = step(call, stimulus, { now: i * 1000, flow, leg: `leg-${i}` as LegId });
    call = next.call;
    effects = next.effects;
    events.push(...next.events);
  });
  const seats = Object.fromEntries(seating(call));
  return { call, effects, did: effects.map((e) => e.do), seats, log: events.map((e) => e.type), cdr: foldCdr(events) };
}

const hangup: Stimulus = { type: 'hangup', cause: 'caller' };
const consult: Stimulus = { type: 'consult', by, to: bob };

describe('an agent passes the caller on', () => {
  it('with a note, which stays with the call until it is replaced, whoever takes it', () => {
    const note = { by, text: '要退款，已核对订单' };
    const asked = { ...consult, note: note.text } as const;
    expect(after(asked).call).toMatchObject({ at: 'agent', note });
    expect(after(asked, up('leg-4'), { type: 'consult_complete', by }).call).toMatchObject({ at: 'agent', note });
    const blind: Stimulus = { type: 'transfer', by, to: bob, note: note.text };
    expect(after(blind).call).toMatchObject({ at: 'transfer', note });
    expect(after(blind, up('leg-4')).call).toMatchObject({ at: 'agent', offer: { agentId: 'bob' }, note });
    expect(after({ type: 'party_add', by, to: bob, note: note.text }).call).toMatchObject({ at: 'agent', note });
    expect(after(consult).call).not.toHaveProperty('note');
  });

  it('after asking: the caller hears music meanwhile, and is the other’s then; the record counts one conversation', () => {
    const asked = after(consult, up('leg-4'));
    expect(asked.seats).toEqual({ caller: 'music', 'as-ann': 'consult', 'leg-4': 'consult' });
    expect(after(consult).seats).toEqual({ caller: 'music', 'as-ann': 'ringback' });
    expect(after(consult, up('leg-4'), { type: 'consult_swap', by }).seats).toEqual({
      caller: 'call',
      'as-ann': 'call',
      'leg-4': 'music',
    });
    const done = after(consult, up('leg-4'), { type: 'consult_complete', by });
    expect(done.call).toMatchObject({ at: 'agent', offer: { agentId: 'bob' }, consult: null, parties: [] });
    expect(done.seats).toEqual({ caller: 'call', 'leg-4': 'call' });
    expect(done.did).toEqual(['stop_playing', 'music', 'join', 'drop_bridge', 'drop_leg', 'end_talk']);
    expect(after(consult, up('leg-4'), { type: 'consult_complete', by }, hangup).cdr).toMatchObject({
      outcome: 'answered', agentId: 'bob', queueMs: 2000, talkMs: 4000, holdMs: 2000,
    }); // prettier-ignore
  });

  it('without a word: nobody answers, nor does who passed the caller on, and the old place in the queue is kept', () => {
    const blind: Stimulus = { type: 'transfer', by, to: bob };
    const rings = after(blind);
    expect(rings.call).toMatchObject({ at: 'transfer', returning: false, party: { leg: 'leg-4' } });
    expect(rings.did).toEqual(['part', 'music', 'drop_bridge', 'drop_leg', 'end_talk', 'call_agent']);
    const back = after(blind, gone('leg-4', 19));
    expect(back.call).toMatchObject({ at: 'transfer', returning: true, party: { who: { agentId: 'ann' } } });
    expect(back.did).toEqual(['drop_leg', 'refuse', 'call_agent']);
    const queued = after(blind, gone('leg-4', 19), { type: 'unanswered', leg: 'leg-5' as LegId, reason: 'failed' });
    expect(queued.call).toMatchObject({ at: 'acd', since: 1000, groups: [sales], offer: null });
    expect(queued.effects).toContainEqual(expect.objectContaining({ do: 'enqueue', since: 1000, groups: [sales] }));
    expect(after(blind, up('leg-4'), hangup).cdr).toMatchObject({ agentId: 'bob', talkMs: 3000, holdMs: 1000 });
  });

  it('to a group: the caller waits there anew, and comes back after a minute, or at once when nobody is there', () => {
    const passed: Stimulus = { type: 'transfer', by, to: { kind: 'group', groupId: service } };
    const waits = after(passed);
    expect(waits.call).toMatchObject({ at: 'acd', groups: [service], since: 4000, passed: { by: ann, since: 1000 } });
    expect(waits.effects).toContainEqual({ do: 'set_timer', name: 'transfer', ms: 60_000, turn: 0 });
    for (const news of [{ type: 'timer', name: 'transfer', turn: 0 }, { type: 'unstaffed' }] as Stimulus[])
      expect(after(passed, news).call).toMatchObject({ at: 'transfer', returning: true, groups: [sales], since: 1000 });
    const cleo: Offer = { assignmentId: 'as-cleo' as AssignmentId, agentId: 'cleo' as AgentId, groupId: service };
    const answered = after(passed, { type: 'offered', offer: cleo, ringMs: 9 }, up('as-cleo'), hangup);
    expect(answered.cdr).toMatchObject({ agentId: 'cleo', groupId: service, queueMs: 4000, talkMs: 2000, holdMs: 0 });
  });

  it('back into the flow, which counts as that', () => {
    const { call, cdr } = after({ type: 'transfer', by, to: { kind: 'flow', node: 'menu' } });
    expect(call).toMatchObject({ at: 'ivr', position: { node: 'menu' } });
    expect(after({ type: 'transfer', by, to: { kind: 'flow' } }, hangup).cdr).toMatchObject({
      talkMs: 1000,
      ivrMs: 2000,
    });
    expect(cdr).toMatchObject({ outcome: null, agentId: 'ann' });
    expect(after({ type: 'transfer', by, to: { kind: 'flow', node: 'nowhere' } }).call).toMatchObject({ at: 'agent' });
  });
});

describe('several talk', () => {
  const number: Stimulus = { type: 'party_add', by, to: { kind: 'number', to: '13700001111' } };
  it('and go on when the agent leaves; alone, the caller is done', () => {
    const three = after({ type: 'party_add', by, to: bob }, up('leg-4'), number, up('leg-6'));
    expect(three.seats).toEqual({ caller: 'call', 'as-ann': 'call', 'leg-4': 'call', 'leg-6': 'call' });
    const left = [{ type: 'party_add', by, to: bob } as Stimulus, up('leg-4'), number, up('leg-6'), gone('as-ann')];
    expect(after(...left).call).toMatchObject({ at: 'agent', offer: { agentId: 'bob' }, parties: [{ leg: 'leg-6' }] });
    expect(after(...left, gone('leg-4')).call).toMatchObject({ at: 'number', to: '13700001111' });
    expect(after(...left, gone('leg-4'), gone('leg-6')).call).toEqual({ at: 'ended', cause: 'far_end' });
    expect(after(...left, gone('leg-4'), gone('leg-6')).cdr).toMatchObject({ agentId: 'bob', talkMs: 7000, holdMs: 0 });
  });

  it('up to six of them, nobody twice, and only by the word of who handles the call', () => {
    const add = (n: number): Stimulus => ({ type: 'party_add', by, to: { kind: 'number', to: `1370000000${n}` } });
    const full = after(add(1), add(2), add(3), add(4), add(5), add(1));
    expect(full.call).toMatchObject({ parties: [{}, {}, {}, {}] });
    expect(full.did).toEqual([]);
    expect(after(number, number).call).toMatchObject({ parties: [{}] });
    expect(after({ ...number, by: bob.agentId } as Stimulus).call).toMatchObject({ parties: [] });
    expect(after(number, up('leg-4'), { type: 'party_drop', by, leg: 'leg-4' as LegId }).did).toEqual(['drop_leg']);
  });

  it('a supervisor who takes over is who handles the call, and the agent is free', () => {
    const boss = { leg: 'sup' as LegId, userId: 'boss' as UserId };
    const taken = after({ type: 'supervisor_joined', ...boss }, { type: 'taken_over', ...boss });
    expect(agentsOf(taken.call)).toEqual(['boss']);
    expect(taken.seats).toEqual({ caller: 'call', sup: 'call' });
    expect(taken.did).toEqual(['clear_timer', 'drop_leg', 'end_talk', 'call_agent', 'record']);
    expect(after({ type: 'supervisor_joined', ...boss }, { type: 'supervisor_left', leg: boss.leg }).did).toEqual([
      'part',
    ]);
  });
});

describe('an agent whose leg is gone', () => {
  const away: Stimulus = { type: 'away', by };
  const elapsed = (turn: number): Stimulus => ({ type: 'timer', name: 'away.as-ann', turn });

  it('may come back for a while, on another leg of the same assignment', () => {
    expect(after(away).seats).toEqual({ caller: 'music' });
    const rung = after(away, { type: 'attach', by });
    expect(rung.effects).toContainEqual({ do: 'ring', leg: 'leg-5', offer: ann, ringMs: 10_000, attach: true });
    const back = after(away, { type: 'attach', by }, up('leg-5'));
    expect(back.seats).toEqual({ caller: 'call', 'leg-5': 'call' });
    expect(back.effects).toContainEqual({ do: 'record', leg: 'leg-5', assignmentId: ann.assignmentId });
    // The timer of before, and the end of the leg of before, come late.
    expect(after(away, { type: 'attach', by }, up('leg-5'), gone('as-ann'), elapsed(4000)).call).toEqual(back.call);
    expect(after(away, { type: 'attach', by }, up('leg-5'), hangup).cdr).toMatchObject({ talkMs: 4000, holdMs: 2000 });
  });

  it('else the caller has the old place in the queue, or whom there is to talk to', () => {
    expect(after(away, elapsed(4000)).call).toMatchObject({ at: 'acd', since: 1000, groups: [sales] });
    expect(after(consult, up('leg-4'), away, elapsed(6000)).call).toMatchObject({ offer: { agentId: 'bob' } });
    expect(after(gone('as-ann', 38)).effects).toContainEqual({
      do: 'set_timer',
      name: 'away.as-ann',
      ms: 5_000,
      turn: -6000,
    });
  });
});

describe('an agent who was called in and whose leg is gone', () => {
  const wish = (type: 'away' | 'attach'): Stimulus => ({ type, by: bob.agentId });
  const elapsed = (turn: number): Stimulus => ({ type: 'timer', name: 'away.leg-4', turn });
  const bobs: Offer = { assignmentId: 'leg-4' as AssignmentId, agentId: bob.agentId, groupId: sales };
  const inConsult = [consult, up('leg-4')];
  const inConference: Stimulus[] = [{ type: 'party_add', by, to: bob }, up('leg-4')];

  it('comes back to the one who asks, who hears music meanwhile', () => {
    expect(after(...inConsult, wish('away')).seats).toEqual({ caller: 'music', 'as-ann': 'music' });
    const rung = after(...inConsult, wish('away'), wish('attach'));
    expect(rung.effects).toContainEqual({ do: 'ring', leg: 'leg-7', offer: bobs, ringMs: 10_000, attach: true });
    const back = after(...inConsult, wish('away'), wish('attach'), up('leg-7'));
    expect(back.seats).toEqual({ caller: 'music', 'as-ann': 'consult', 'leg-7': 'consult' });
    expect(back.effects).toContainEqual({ do: 'record', leg: 'leg-7', assignmentId: 'leg-4' });
    expect(after(...inConsult, wish('attach')).effects).toContainEqual({ do: 'drop_leg', leg: 'leg-4' });
    expect(after(...inConsult, wish('away'), elapsed(6000)).call).toMatchObject({ consult: null, offer: ann });
    // Who asks may go back to the caller meanwhile, or pass the caller on: then the caller waits for who was asked.
    expect(after(...inConsult, wish('away'), { type: 'consult_swap', by }).seats).toMatchObject({ caller: 'call' });
    expect(after(...inConsult, wish('away'), { type: 'consult_complete', by }).call).toMatchObject({
      offer: bobs, leg: { up: false, awaySince: 6000 }, parties: [],
    }); // prettier-ignore
  });

  it('comes back to a conference, which goes on without', () => {
    expect(after(...inConference, gone('leg-4', 38)).seats).toEqual({ caller: 'call', 'as-ann': 'call' });
    const back = after(...inConference, gone('leg-4', 38), wish('attach'), up('leg-7'), elapsed(-4000));
    expect(back.seats).toEqual({ caller: 'call', 'as-ann': 'call', 'leg-7': 'call' });
    expect(after(...inConference, gone('leg-4', 38), elapsed(-4000)).call).toMatchObject({ parties: [] });
    expect(after(...inConference, gone('leg-4')).call).toMatchObject({ parties: [] });
    expect(after(...inConference, wish('away'), wish('attach'), up('leg-7'), hangup).cdr).toMatchObject({
      agentId: 'ann', holdMs: 0, talkMs: 6000,
    }); // prettier-ignore
  });

  it('is who handles the call when that agent leaves meanwhile: the caller hears music, or waits again', () => {
    const left = [...inConference, wish('away'), gone('as-ann')];
    expect(after(...left).call).toMatchObject({ offer: bobs, leg: { up: false, awaySince: 6000 } });
    expect(after(...left).seats).toEqual({ caller: 'music' });
    expect(after(...left, wish('attach'), up('leg-8')).seats).toEqual({ caller: 'call', 'leg-8': 'call' });
    expect(after(...left, elapsed(6000)).call).toMatchObject({ at: 'acd', since: 1000 });
    expect(after(...left, wish('attach'), up('leg-8'), hangup).cdr).toMatchObject({ agentId: 'bob', holdMs: 2000 });
  });

  it('is found by a process that has just come: rung meanwhile, or still away', () => {
    const adopted = (legs: Record<string, 'ringing' | 'up'>): Stimulus => ({ type: 'adopted', legs });
    const coming = [...inConsult, wish('away'), wish('attach')];
    expect(after(...coming, adopted({ 'as-ann': 'up', 'leg-7': 'up' })).seats).toMatchObject({ 'leg-7': 'consult' });
    const missed = after(...coming, adopted({ 'as-ann': 'up' }));
    expect(missed.call).toMatchObject({ consult: { party: { state: 'away', since: 6000 } } });
    expect(missed.seats).toEqual({ caller: 'music', 'as-ann': 'music' });
    expect(missed.effects).toContainEqual({ do: 'set_timer', name: 'away.leg-4', ms: 13_000, turn: 6000 });
  });
});
