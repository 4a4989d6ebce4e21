import { describe, expect, it } from 'vitest';

import { Flow } from './flow.js';
import { searchSpoken } from './spoken.js';

const find = (text: string) => [...text.matchAll(/最好/g)].map(({ index }) => ({ start: index, end: index + 2 }));
const search = (nodes: object) => searchSpoken(Flow.parse({ schemaVersion: 1, start: 'a', nodes }), find);
const text = (said: string) => ({ kind: 'text', text: said });

describe('what a flow says is searched', () => {
  it('at every prompt, with its place', () => {
    const menu = { kind: 'menu', prompts: [text('您好'), text('选最好的')], options: {}, exhausted: 'b' };
    expect(
      search({ a: { ...menu, onTimeout: text('最好快点'), onWrong: text('再来') }, b: { kind: 'hangup' } }),
    ).toEqual([
      { node: 'a', path: ['nodes', 'a', 'prompts', 1], hit: { start: 1, end: 3 } },
      { node: 'a', path: ['nodes', 'a', 'onTimeout'], hit: { start: 0, end: 2 } },
    ]);
  });

  it('across prompts that follow one another, but not across a recording', () => {
    expect(search({ a: { kind: 'hangup', prompts: [text('我们最'), text('好')] } })).toEqual([
      { node: 'a', path: ['nodes', 'a', 'prompts', 0], hit: { start: 2, end: 3 } },
    ]);
    expect(search({ a: { kind: 'hangup', prompts: [text('最'), { kind: 'audio', id: 'x' }, text('好')] } })).toEqual(
      [],
    );
  });

  it('with each value that the flow gives to a variable', () => {
    const set = (value: string, next: string) => ({ kind: 'set', variable: 'v', value, next });
    const nodes = { a: set('坏', 'b'), b: set('好', 'c'), c: { kind: 'hangup', prompts: [text('价格最${v}')] } };
    expect(search(nodes)).toEqual([{ node: 'c', path: ['nodes', 'c', 'prompts', 0], hit: { start: 2, end: 4 } }]);
    expect(search({ a: { ...set('最好', 'b') }, b: { kind: 'hangup' } })).toEqual([
      { node: 'a', path: ['nodes', 'a', 'value'], hit: { start: 0, end: 2 } },
    ]);
  });
});
