import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { advance, newPosition } from './advance.js';
import { Digit, Flow, type FlowInput } from './flow.js';
import type { Effect, Input, Position } from './position.js';
import { simulate } from './simulate.js';

const SALES = '0199a2f0-0000-7000-8000-000000000001';
/** A Monday, 10:00 in Shanghai. */
const clock = { now: Date.parse('2026-11-23T10:00:00+08:00') };
const night = { now: Date.parse('2026-11-23T22:00:00+08:00') };

const text = (text: string) => ({ kind: 'text', text }) as const;
const hotline: FlowInput = {
  schemaVersion: 1,
  start: 'hours',
  nodes: {
    hours: {
      kind: 'hours',
      title: '工作时间',
      weekly: { mon: [{ from: '09:00', to: '18:00' }] },
      open: 'greet',
      closed: 'closed',
    },
    greet: { kind: 'play', title: '欢迎', prompts: [text('欢迎致电${company}')], next: 'name' },
    name: { kind: 'set', variable: 'choice', value: '业务', next: 'menu' },
    menu: {
      kind: 'menu',
      title: '主菜单',
      prompts: [text('${choice}咨询请按1'), { kind: 'audio', id: 'jingle' }],
      options: { '1': 'sales', '2': 'boss', '9': 'menu' },
      retries: 2,
      onWrong: text('按键有误'),
      onTimeout: text('未收到按键'),
      exhausted: 'bye',
    },
    sales: { kind: 'queue', title: '销售', groups: [SALES], nobody: 'closed' },
    boss: { kind: 'number', title: '值班', to: '13800138000', next: 'sales' },
    closed: { kind: 'hangup', title: '下班', prompts: [text('现在是非工作时间')], cause: 'closed' },
    bye: { kind: 'hangup' },
  },
};
const flow = Flow.parse(hotline);
const run = (inputs: readonly Input[], at = clock) => simulate(flow, inputs, at, { company: '四百' });
const lastOf = (inputs: readonly Input[]): readonly Effect[] => run(inputs).steps.at(-1)?.effects ?? [];

const played: Input = { type: 'played' };
const timeout: Input = { type: 'timeout' };
const key = (digit: Digit): Input => ({ type: 'key', digit });

describe('a caller in a flow', () => {
  it('runs through hours and hears the greeting with its variables filled in', () => {
    expect(run([]).effects).toEqual([{ do: 'play', prompts: [text('欢迎致电四百')], interruptible: false, turn: 1 }]);
  });

  it('hears the menu after the greeting, then the timer runs', () => {
    expect(run([played, played]).effects.slice(1)).toEqual([
      { do: 'play', prompts: [text('业务咨询请按1'), { kind: 'audio', id: 'jingle' }], interruptible: true, turn: 2 },
      { do: 'start_timer', ms: 5000, turn: 3 },
    ]);
  });

  it('cuts the menu short with a key, and shows nodes and keys on its path', () => {
    const { position } = run([played, key('1')]);
    expect(lastOf([played, key('1')])).toEqual([
      { do: 'stop_playing' },
      {
        do: 'queue',
        groups: [SALES],
        announce: { everySeconds: 30, position: true, estimatedWait: true },
        handlesNobody: true,
      },
    ]);
    expect(position.path).toEqual([
      { node: 'hours', title: '工作时间' },
      { node: 'greet', title: '欢迎' },
      { node: 'name', title: '' },
      { node: 'menu', title: '主菜单', key: '1' },
      { node: 'sales', title: '销售' },
    ]);
  });

  it('clears the timer when the key comes after the menu has ended', () => {
    expect(lastOf([played, played, key('2')])).toEqual([
      { do: 'clear_timer' },
      { do: 'dial', to: '13800138000', timeoutSeconds: 30 },
    ]);
  });

  it('is told of a wrong key and asked again', () => {
    expect(lastOf([played, key('7')])).toMatchObject([
      { do: 'stop_playing' },
      { do: 'play', prompts: [text('按键有误'), text('业务咨询请按1'), { kind: 'audio', id: 'jingle' }] },
    ]);
  });

  it('is told of its silence, asked again, and let go when the tries are used up', () => {
    expect(lastOf([played, played, timeout])).toMatchObject([{ do: 'play', prompts: [text('未收到按键'), {}, {}] }]);
    expect(lastOf([played, played, timeout, played, timeout])).toEqual([{ do: 'hangup', cause: 'normal' }]);
  });

  it('has its tries back when it comes to the menu anew', () => {
    expect(run([played, key('7'), key('9')]).position).toMatchObject({ node: 'menu', tries: 0 });
  });

  it('hears why the line is closed before it is hung up', () => {
    const { effects, position } = run([played], night);
    expect(effects).toMatchObject([
      { do: 'play', prompts: [text('现在是非工作时间')], interruptible: false },
      { do: 'hangup', cause: 'closed' },
    ]);
    expect(position.awaiting).toBe('ended');
  });

  it('goes where the flow says when nobody is signed in', () => {
    expect(run([played, key('1'), { type: 'nobody' }]).position.node).toBe('closed');
  });

  it('goes on when the number dialled does not answer', () => {
    expect(run([played, key('2'), { type: 'returned', reason: 'busy' }]).position).toMatchObject({
      node: 'sales',
      awaiting: 'queue',
    });
  });

  it('hears again what was playing, or has its timer back, when the engine resumes', () => {
    expect(lastOf([{ type: 'resume' }])).toMatchObject([{ do: 'play', turn: 2 }]);
    expect(lastOf([played, played, { type: 'resume' }])).toEqual([{ do: 'start_timer', ms: 5000, turn: 4 }]);
    expect(lastOf([played, key('1'), { type: 'resume' }])).toEqual([]);
  });
});

describe('late and meaningless inputs', () => {
  const stays = (inputs: readonly Input[], input: Input) => {
    const { position } = run(inputs);
    expect(advance(flow, position, input, clock)).toEqual({ position, effects: [] });
  };

  it.each<[string, Input[], Input]>([
    ['a key during a greeting that is to be heard to its end', [], key('1')],
    ['the end of a prompt that was cut short', [played, key('9')], { type: 'played', turn: 2 }],
    ['a timeout of a timer that was cleared', [played, played, key('7')], { type: 'timeout', turn: 3 }],
    ['a timeout while something is played', [played], timeout],
    ['a second start', [played], { type: 'start' }],
    ['a key in the queue', [played, key('1')], key('2')],
    ['nobody, outside a queue', [played], { type: 'nobody' }],
    ['anything after the end', [played, played, timeout, played, timeout], { type: 'resume' }],
  ])('%s', (_, inputs, input) => stays(inputs, input));
});

describe('keys pressed ahead', () => {
  const ahead = Flow.parse({
    ...hotline,
    nodes: { ...hotline.nodes, greet: { kind: 'play', prompts: [text('欢迎')], bargeIn: true, next: 'name' } },
  });

  it('cut a greeting short and count in the menu behind it', () => {
    const { steps, position } = simulate(ahead, [key('2')], clock);
    expect(steps[1]?.effects).toEqual([{ do: 'stop_playing' }, { do: 'dial', to: '13800138000', timeoutSeconds: 30 }]);
    expect(position.path.find((s) => s.node === 'menu')?.key).toBe('2');
  });

  it('only cut it short when the menu does not know them', () => {
    expect(simulate(ahead, [key('5')], clock).steps[1]?.effects).toMatchObject([
      { do: 'stop_playing' },
      { do: 'play', turn: 2 },
    ]);
  });
});

describe('a flow that was never validated', () => {
  it('ends a circle of nodes that wait for nothing', () => {
    const circle = Flow.parse({
      schemaVersion: 1,
      start: 'a',
      nodes: {
        a: { kind: 'set', variable: 'x', value: '${x}${x}哈', next: 'b' },
        b: { kind: 'play', prompts: [text(' ')], next: 'a' },
      },
    });
    const { effects, position } = simulate(circle, [], clock);
    expect(effects).toEqual([{ do: 'hangup', cause: 'flow_loop' }]);
    expect(JSON.stringify(position).length).toBeLessThan(5000);
  });

  it('ends a machine that goes round a menu for ever', () => {
    const { effects, position } = run([played, ...Array.from({ length: 600 }, () => key('9'))]);
    expect(effects.at(-1)).toEqual({ do: 'hangup', cause: 'flow_loop' });
    expect(position.path).toHaveLength(50);
  });

  it('ends at a node that does not exist, whatever its name', () => {
    const broken = Flow.parse({ schemaVersion: 1, start: 'constructor', nodes: {} });
    expect(simulate(broken, [], clock).effects).toEqual([{ do: 'hangup', cause: 'flow_broken' }]);
  });
});

const anyInput: fc.Arbitrary<Input> = fc.oneof(
  fc.constantFrom<Input>(played, timeout, { type: 'start' }, { type: 'nobody' }, { type: 'resume' }),
  fc.record({ type: fc.constant('returned' as const), reason: fc.string() }),
  fc.record({ type: fc.constant('key' as const), digit: fc.constantFrom(...Digit.options) }),
  fc.record({ type: fc.constantFrom('played' as const, 'timeout' as const), turn: fc.nat(20) }),
);
const id = fc.constantFrom('a', 'b', 'c', 'd', 'gone');
const anyPrompt = fc.constantFrom(text('您好${x}'), text(''), { kind: 'audio' as const, id: 'hold' });
const anyPrompts = fc.array(anyPrompt, { maxLength: 2 });
const anyNode = fc.oneof(
  fc.record({ kind: fc.constant('play' as const), prompts: anyPrompts, bargeIn: fc.boolean(), next: id }),
  fc.record({
    kind: fc.constant('menu' as const),
    prompts: anyPrompts,
    options: fc.dictionary(fc.constantFrom(...Digit.options), id, { maxKeys: 4, noNullPrototype: true }),
    exhausted: id,
    bargeIn: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('set' as const), variable: fc.constant('x'), value: fc.constant('${x}一'), next: id }),
  fc.record({ kind: fc.constant('hours' as const), weekly: fc.constant({}), open: id, closed: id }),
  fc.record({ kind: fc.constant('queue' as const), groups: fc.constant([SALES]), nobody: id }),
  fc.record({ kind: fc.constant('number' as const), to: fc.constant('13800138000'), next: id }),
  fc.record({ kind: fc.constant('hangup' as const), prompts: anyPrompts }),
);
const anyFlow = fc
  .record({ a: anyNode, b: anyNode, c: anyNode, d: anyNode })
  .map((nodes) => Flow.parse({ schemaVersion: 1, start: 'a', nodes }));

describe('any flow under any inputs', () => {
  it('never throws, ends at most once, and otherwise waits for what it asked for', () => {
    fc.assert(
      fc.property(anyFlow, fc.array(anyInput, { maxLength: 40 }), (flow, inputs) => {
        const { position, effects } = simulate(flow, inputs, clock);
        const hangups = effects.filter((e) => e.do === 'hangup').length;
        expect(hangups).toBe(position.awaiting === 'ended' ? 1 : 0);
        expect(waitsFor(effects)).toBe(position.awaiting);
      }),
    );
  });

  it('goes the same way when every position has been through JSON', () => {
    fc.assert(
      fc.property(anyFlow, fc.array(anyInput, { maxLength: 20 }), (flow, inputs) => {
        let stored: Position = newPosition(flow);
        for (const input of [{ type: 'start' } as const, ...inputs])
          stored = JSON.parse(JSON.stringify(advance(flow, stored, input, clock).position)) as Position;
        expect(stored).toEqual(simulate(flow, inputs, clock).position);
      }),
    );
  });
});

/** What the world, having done as it was told, will report next. */
function waitsFor(effects: readonly Effect[]): Position['awaiting'] {
  let waiting: Position['awaiting'] = 'start';
  for (const effect of effects) {
    if (effect.do === 'play') waiting = 'prompt';
    else if (effect.do === 'start_timer') waiting = 'key';
    else if (effect.do === 'queue') waiting = 'queue';
    else if (effect.do === 'dial') waiting = 'dial';
    else if (effect.do === 'hangup') waiting = 'ended';
  }
  return waiting;
}
