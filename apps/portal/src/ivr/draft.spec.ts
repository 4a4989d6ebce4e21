import { Flow, type FlowNode } from '@sibai/ivr';
import { describe, expect, it } from 'vitest';

import { inOrder, readDraft, saidBy, withNode } from './draft';

const flow = Flow.parse({
  schemaVersion: 1,
  start: 'hello',
  nodes: {
    lost: { kind: 'hangup' },
    bye: { kind: 'hangup' },
    hello: { kind: 'play', prompts: [{ kind: 'text', text: '您好' }], next: 'menu' },
    menu: { kind: 'menu', prompts: [{ kind: 'text', text: '请按键' }], options: { '1': 'bye' }, exhausted: 'bye' },
  },
});

describe('readDraft', () => {
  it('tells a text that is not JSON', () => {
    expect(readDraft('{ "schemaVersion": ')).toMatchObject({ flow: null, faults: [], syntax: expect.any(String) });
  });

  it('places what is not a flow at its node', () => {
    const text = JSON.stringify({ ...flow, nodes: { ...flow.nodes, bye: { kind: 'hangup', cause: 'tired' } } });
    const { faults } = readDraft(text);
    expect(faults).toMatchObject([{ node: 'bye', path: 'cause', problem: { sentence: expect.any(String) } }]);
  });

  it('places what keeps a flow from going live at its node', () => {
    expect(readDraft(JSON.stringify(flow)).faults).toEqual([
      { node: 'lost', path: '', problem: { code: 'unreachable' }, details: {} },
    ]);
  });
});

it('lists nodes as a caller meets them, and those nobody meets last', () => {
  expect(inOrder(flow).map(({ id, reachable }) => [id, reachable])).toEqual([
    ['hello', true],
    ['menu', true],
    ['bye', true],
    ['lost', false],
  ]);
});

describe('saidBy', () => {
  it('replaces what a node says and leaves the rest of the flow', () => {
    const [prompts] = saidBy(flow.nodes['hello'] as FlowNode);
    const changed = withNode(flow, 'hello', prompts!.with([{ kind: 'text', text: '早上好' }]));
    expect(changed.nodes['hello']).toMatchObject({ prompts: [{ text: '早上好' }], next: 'menu' });
    expect(changed.nodes['menu']).toBe(flow.nodes['menu']);
  });

  it('knows the asides of a menu, and takes them away again', () => {
    const menu = flow.nodes['menu'] as FlowNode;
    const [, onTimeout] = saidBy(menu);
    const asked = onTimeout!.with([{ kind: 'text', text: '请您按键' }]);
    expect(asked).toMatchObject({ onTimeout: { text: '请您按键' } });
    expect(saidBy(asked)[1]!.with([])).toEqual(menu);
  });
});
