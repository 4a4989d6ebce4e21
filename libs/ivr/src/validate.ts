import {
  ENGINE_VARIABLES,
  type Exit,
  exits,
  type Flow,
  type FlowNode,
  type NodeId,
  nodeOf,
  type Prompt,
} from './flow.js';
import { placeholders } from './variables.js';

/** Why a flow may not go live. The sentence for each code is the reader's language's business. */
export const FLOW_PROBLEMS = [
  'unknown_target',
  'unreachable',
  /** A caller who does nothing would go round in a circle for ever. */
  'loop_without_input',
  /** From here no queue, number or hang-up can be reached, whatever the caller presses. */
  'no_way_out',
  'nothing_to_say',
  'unknown_variable',
  'menu_without_options',
  'empty_queue',
  /** A 400 number only receives calls and must not be a hop of one: both sides would pay for both legs. */
  'target_is_400',
  'too_much_text',
] as const;
export type FlowProblemCode = (typeof FLOW_PROBLEMS)[number];

export interface FlowProblem {
  readonly code: FlowProblemCode;
  readonly node?: NodeId;
  /** Where in the flow, as in a zod issue. */
  readonly path: readonly (string | number)[];
  readonly details?: Readonly<Record<string, unknown>>;
}

/** All its text is synthesised when a flow goes live. */
const MAX_TEXT = 10_000;

/** Everything that keeps a flow from going live; an empty list means it may. */
export function validateFlow(flow: Flow): FlowProblem[] {
  const reached = reachable(flow);
  return [
    ...(nodeOf(flow, flow.start)
      ? []
      : [{ code: 'unknown_target', path: ['start'], details: { target: flow.start } } as const]),
    ...(textLength(flow) > MAX_TEXT
      ? [{ code: 'too_much_text', path: ['nodes'], details: { max: MAX_TEXT } } as const]
      : []),
    ...Object.entries(flow.nodes).flatMap(([id, node]) => [
      ...(reached.has(id) ? [] : [problem('unreachable', id)]),
      ...targets(flow, id, node),
      ...content(id, node),
      ...variables(flow, id, node),
    ]),
    ...silentLoops(flow),
    ...deadEnds(flow, reached),
  ];
}

const problem = (
  code: FlowProblemCode,
  node: NodeId,
  path: readonly (string | number)[] = [],
  details?: Readonly<Record<string, unknown>>,
): FlowProblem => ({ code, node, path: ['nodes', node, ...path], ...(details && { details }) });

function targets(flow: Flow, id: NodeId, node: FlowNode): FlowProblem[] {
  return exits(node)
    .filter(({ to }) => !nodeOf(flow, to))
    .map(({ path, to }) => problem('unknown_target', id, path, { target: to }));
}

function content(id: NodeId, node: FlowNode): FlowProblem[] {
  switch (node.kind) {
    case 'play':
      return silent(node.prompts) ? [problem('nothing_to_say', id, ['prompts'])] : [];
    case 'menu':
      return [
        ...(silent(node.prompts) ? [problem('nothing_to_say', id, ['prompts'])] : []),
        ...(Object.keys(node.options).length === 0 ? [problem('menu_without_options', id, ['options'])] : []),
      ];
    case 'queue':
      return node.groups.length === 0 ? [problem('empty_queue', id, ['groups'])] : [];
    case 'number':
      return /^(0086|86)?400\d{7}$/.test(node.to) ? [problem('target_is_400', id, ['to'])] : [];
    case 'hours':
    case 'set':
    case 'hangup':
      return [];
  }
}

function variables(flow: Flow, id: NodeId, node: FlowNode): FlowProblem[] {
  const known = new Set<string>(ENGINE_VARIABLES);
  for (const other of Object.values(flow.nodes)) if (other.kind === 'set') known.add(other.variable);
  return texts(node).flatMap(({ path, text }) =>
    placeholders(text)
      .filter((name) => !known.has(name))
      .map((variable) => problem('unknown_variable', id, path, { variable })),
  );
}

interface Text {
  readonly path: readonly (string | number)[];
  readonly text: string;
}

function texts(node: FlowNode): Text[] {
  if (node.kind === 'set') return [{ path: ['value'], text: node.value }];
  const said: [readonly (string | number)[], Prompt | undefined][] =
    'prompts' in node ? node.prompts.map((prompt, i) => [['prompts', i], prompt]) : [];
  if (node.kind === 'menu') said.push([['onTimeout'], node.onTimeout], [['onWrong'], node.onWrong]);
  return said.flatMap(([path, prompt]) => (prompt?.kind === 'text' ? [{ path, text: prompt.text }] : []));
}

const textLength = (flow: Flow): number =>
  Object.values(flow.nodes).reduce((sum, node) => sum + texts(node).reduce((n, { text }) => n + text.length, 0), 0);

const silent = (prompts: readonly Prompt[]): boolean => prompts.every((p) => p.kind === 'text' && p.text.trim() === '');

function reachable(flow: Flow): Set<NodeId> {
  const seen = new Set<NodeId>();
  const open = [flow.start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = nodeOf(flow, id);
    if (!node || seen.has(id)) continue;
    seen.add(id);
    open.push(...exits(node).map((exit) => exit.to));
  }
  return seen;
}

/** Circles among the exits taken without a key; each is reported once, at the exit that closes it. */
function silentLoops(flow: Flow): FlowProblem[] {
  const found: FlowProblem[] = [];
  const done = new Set<NodeId>();
  const trail: NodeId[] = [];
  const walk = (id: NodeId): void => {
    const node = nodeOf(flow, id);
    if (!node || done.has(id)) return;
    trail.push(id);
    for (const { path, to } of exits(node).filter(withoutKey)) {
      if (trail.includes(to))
        found.push(problem('loop_without_input', id, path, { loop: trail.slice(trail.indexOf(to)) }));
      else walk(to);
    }
    trail.pop();
    done.add(id);
  };
  Object.keys(flow.nodes).forEach(walk);
  return found;
}

const withoutKey = (exit: Exit): boolean => exit.path[0] !== 'options';

function deadEnds(flow: Flow, reached: ReadonlySet<NodeId>): FlowProblem[] {
  const nodes = Object.entries(flow.nodes);
  const saved = new Set(nodes.filter(([, n]) => ['queue', 'number', 'hangup'].includes(n.kind)).map(([id]) => id));
  for (let size = -1; size !== saved.size;) {
    size = saved.size;
    for (const [id, node] of nodes) if (exits(node).some(({ to }) => saved.has(to))) saved.add(id);
  }
  return nodes.filter(([id]) => reached.has(id) && !saved.has(id)).map(([id]) => problem('no_way_out', id));
}
