import type { Directory } from '@sibai/contracts';
import { expect, it } from 'vitest';

import { isReachable, search, targetOf } from './directory';

const agent = (id: string, name: string, presence: Directory['agents'][number]['presence'], groups = ['售前咨询']) =>
  ({ id, name, presence, reason: null, since: '2026-11-22T08:00:00.000Z', groups }) as Directory['agents'][number];
const directory = {
  agents: [agent('a1', '王芳', 'talking'), agent('a2', '李强', 'ready'), agent('a3', '赵敏', 'offline', ['投诉'])],
  groups: [
    { id: 'g1', name: '售前咨询', waiting: 2, ready: 1, signedIn: 2 },
    { id: 'g2', name: '投诉', waiting: 0, ready: 0, signedIn: 0 },
  ],
  nodes: [{ id: 'menu', title: '主菜单' }],
} as unknown as Directory;
const ALL = ['agent', 'group', 'number', 'flow'] as const;
const found = (typed: string, kinds: Parameters<typeof search>[2] = ALL) =>
  search(directory, typed, kinds).map(({ key }) => key);

it('lists everything, whoever is free first', () => {
  expect(found('')).toEqual(['a2', 'a1', 'a3', 'g1', 'g2', 'start', 'node menu']);
});

it('leaves people where they were shown before, and puts who is new after them', () => {
  const keys = search(directory, '', ['agent'], ['a3', 'a1']).map(({ key }) => key);
  expect(keys).toEqual(['a3', 'a1', 'a2']);
});

it('finds people by name and by group, and groups and menus by name', () => {
  expect(found('王')).toEqual(['a1']);
  expect(found('投诉')).toEqual(['a3', 'g2']);
  expect(found('菜单')).toEqual(['node menu']);
  expect(found('售前', ['agent'])).toEqual(['a2', 'a1']);
});

it('takes a number that was typed or pasted as itself', () => {
  expect(search(directory, '+86 138-0013-8000', ALL)).toEqual([{ kind: 'number', key: 'number', to: '13800138000' }]);
});

it('calls nobody who cannot be rung', () => {
  const byKey = new Map(search(directory, '', ALL).map((each) => [each.key, isReachable(each)]));
  expect(Object.fromEntries(byKey)).toMatchObject({ a1: false, a2: true, a3: false, g1: true, g2: false, start: true });
});

it('says it in the words of the wire', () => {
  expect(search(directory, '', ALL).map(targetOf)).toMatchObject([
    { kind: 'agent', agentId: 'a2' },
    {},
    {},
    { kind: 'group', groupId: 'g1' },
    {},
    { kind: 'flow' },
    { kind: 'flow', node: 'menu' },
  ]);
});
