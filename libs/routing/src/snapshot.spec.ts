import { expect, it } from 'vitest';

import { decide } from './decide.js';
import { type AgentRow, restore, snapshot } from './snapshot.js';
import { agent, call, group, TestFloor } from './testing.js';

const ringing = (id: string, callId: string, at: number): AgentRow => ({
  id: agent(id),
  groups: [{ groupId: group('sales'), proficiency: 5 }],
  presence: { at: 'ringing', since: at, idleSince: at - 5_000, call: call(callId), group: group('sales'), next: null },
});
const sales = { id: group('sales'), name: 'sales', wrapUpMs: 0, ringMs: 20_000 };
const caller = { call: call('c1'), groups: [group('sales')], since: 1_000, priority: 0 };

it('survives JSON', () => {
  const { state } = new TestFloor().group('sales').ready('a1', 'sales').queue('c1', ['sales']).queue('c2', ['sales']);
  const rows = snapshot(state);
  expect(snapshot(restore(JSON.parse(JSON.stringify(rows)) as typeof rows))).toEqual(rows);
});

it('frees an agent whose call is gone', () => {
  const state = restore({ groups: [sales], agents: [ringing('a1', 'c9', 9_000)], callers: [] });
  expect(state.agents.get(agent('a1'))?.presence).toEqual({ at: 'ready', since: 4_000 });
});

it('keeps one of two offers of the same call', () => {
  const state = restore({
    groups: [sales],
    agents: [ringing('a1', 'c1', 9_000), ringing('a2', 'c1', 9_000)],
    callers: [caller],
  });
  expect(snapshot(state).agents.map(({ presence }) => presence.at)).toEqual(['ringing', 'ready']);
});

it('makes a row for a talk that has none', () => {
  const talk: AgentRow = {
    ...ringing('a1', 'c1', 9_000),
    presence: { at: 'talking', since: 9_000, call: call('c1'), group: group('sales'), next: null },
  };
  expect(restore({ groups: [sales], agents: [talk], callers: [] }).callers.get(call('c1'))?.agent).toBe('a1');
});

it('is resumed with its timers set and the offers made that are due', () => {
  const free: AgentRow = { ...ringing('a2', 'c2', 0), presence: { at: 'ready', since: 3_000 } };
  const other = { ...caller, call: call('c2') };
  const state = restore({ groups: [sales], agents: [ringing('a1', 'c1', 9_000), free], callers: [caller, other] });
  const { effects } = decide(state, { type: 'acd.resumed' }, 10_000);
  expect(effects.map((effect) => effect.do)).toEqual(['set_timer', 'offer', 'presence_changed', 'set_timer']);
  expect(effects[0]).toMatchObject({ at: 31_000, event: { type: 'offer.expired', call: 'c1', agent: 'a1' } });
  expect(effects[1]).toMatchObject({ call: 'c2', agent: 'a2' });
});
