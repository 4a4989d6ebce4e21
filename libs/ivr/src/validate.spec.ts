import { describe, expect, it } from 'vitest';

import { Flow, type FlowInput } from './flow.js';
import { validateFlow } from './validate.js';

type Nodes = FlowInput['nodes'];
type NodeInput<K extends string> = Extract<Nodes[string], { kind: K }>;

const say: NodeInput<'play'>['prompts'] = [{ kind: 'text', text: '您好' }];
const bye: NodeInput<'hangup'> = { kind: 'hangup' };
const menu: NodeInput<'menu'> = { kind: 'menu', prompts: say, options: { '1': 'bye' }, exhausted: 'bye' };

const problems = (nodes: Nodes, start = 'a') =>
  validateFlow(Flow.parse({ schemaVersion: 1, start, nodes })).map(({ code, path }) => `${code} ${path.join('.')}`);

const essay = Array.from({ length: 10 }, () => ({ kind: 'text' as const, text: '好'.repeat(500) }));

describe('validateFlow', () => {
  it('finds nothing wrong with a menu that leads to a queue, asked again by a key of its own', () => {
    const options = { '1': 'queue', '9': 'a' };
    const groups = ['0199a2f0-0000-7000-8000-000000000001'];
    expect(problems({ a: { ...menu, options }, queue: { kind: 'queue', groups, nobody: 'bye' }, bye })).toEqual([]);
  });

  it.each<[string, Nodes, string[]]>([
    ['an unknown start', { bye }, ['unknown_target start', 'unreachable nodes.bye']],
    [
      'an exit that leads nowhere',
      { a: { ...menu, options: { '1': 'toString' } }, bye },
      ['unknown_target nodes.a.options.1'],
    ],
    ['a node nobody can reach', { a: bye, b: bye }, ['unreachable nodes.b']],
    [
      'a message that repeats for ever',
      { a: { kind: 'play', prompts: say, next: 'b' }, b: { ...menu, exhausted: 'a' }, bye },
      ['loop_without_input nodes.b.exhausted'],
    ],
    [
      'a flow that never lets go',
      { a: { ...menu, options: { '1': 'a' }, exhausted: 'a' } },
      ['loop_without_input nodes.a.exhausted', 'no_way_out nodes.a'],
    ],
    [
      'a number that is dialled again and again',
      { a: { kind: 'number', to: '13800138000', next: 'a' } },
      ['loop_without_input nodes.a.next'],
    ],
    ['a menu without options', { a: { ...menu, options: {} }, bye }, ['menu_without_options nodes.a.options']],
    ['a menu that says nothing', { a: { ...menu, prompts: [] }, bye }, ['nothing_to_say nodes.a.prompts']],
    ['a queue without groups', { a: { kind: 'queue', groups: [] } }, ['empty_queue nodes.a.groups']],
    [
      'a 400 number as a target',
      { a: { kind: 'number', to: '4008001234', next: 'bye' }, bye },
      ['target_is_400 nodes.a.to'],
    ],
    [
      'a variable nobody sets',
      { a: { kind: 'hangup', prompts: [{ kind: 'text', text: '${caller}，您的${order}' }] } },
      ['unknown_variable nodes.a.prompts.0'],
    ],
    [
      'more text than can be synthesised',
      {
        a: { ...menu, prompts: essay, exhausted: 'b' },
        b: { kind: 'hangup', prompts: essay },
        bye: { kind: 'hangup', prompts: say },
      },
      ['too_much_text nodes'],
    ],
  ])('finds %s', (_, nodes, expected) => expect(problems(nodes)).toEqual(expected));

  it('leaves to the schema what no draft may hold', () => {
    const parse = (node: unknown) => Flow.safeParse({ schemaVersion: 1, start: 'a', nodes: { a: node } }).success;
    expect(parse(bye)).toBe(true);
    expect(parse({ ...menu, options: { x: 'a' } })).toBe(false);
    expect(parse({ kind: 'number', to: '+861380013800', next: 'a' })).toBe(false);
    expect(parse({ kind: 'queue', groups: ['sales'] })).toBe(false);
    expect(parse({ ...bye, colour: 'red' })).toBe(false);
    expect(Flow.safeParse({ schemaVersion: 2, start: 'a', nodes: { a: bye } }).success).toBe(false);
  });
});
