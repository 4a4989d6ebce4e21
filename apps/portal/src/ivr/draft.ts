import { exits, Flow, type FlowNode, type FlowProblem, nodeOf, type Prompt, validateFlow } from '@sibai/ivr';
import type * as z from 'zod';

/** A fault that keeps a draft from being published, at the node it belongs to. */
export interface Fault {
  readonly node: string | null;
  readonly path: string;
  /** A code of `validateFlow`, or a sentence where the text is not even a flow. */
  readonly problem: { readonly code: FlowProblem['code'] } | { readonly sentence: string };
  readonly details: Readonly<Record<string, unknown>>;
}

export type Reading =
  | { readonly flow: Flow; readonly faults: readonly Fault[] }
  | { readonly flow: null; readonly faults: readonly Fault[]; readonly syntax: string | null };

/** Reads the text of a draft. `messages` are zod's, in the reader's language. */
export function readDraft(text: string, messages?: z.core.$ZodErrorMap): Reading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { flow: null, faults: [], syntax: error instanceof Error ? error.message : String(error) };
  }
  const parsed = Flow.safeParse(value, messages ? { error: messages } : undefined);
  if (!parsed.success) {
    return { flow: null, syntax: null, faults: parsed.error.issues.map(({ path, message }) => issue(path, message)) };
  }
  return { flow: parsed.data, faults: faultsOf(parsed.data) };
}

export const faultsOf = (flow: Flow): Fault[] => validateFlow(flow).map(faultOf);

export const faultOf = ({ code, node, path, details }: FlowProblem): Fault => ({
  node: node ?? null,
  path: below(path),
  problem: { code },
  details: details ?? {},
});

const issue = (path: readonly PropertyKey[], sentence: string): Fault => ({
  node: path[0] === 'nodes' && path.length > 1 ? String(path[1]) : null,
  path: below(path),
  problem: { sentence },
  details: {},
});

/** Where in its node, or in the flow when it is not in a node. */
const below = (path: readonly PropertyKey[]): string =>
  path
    .slice(path[0] === 'nodes' ? 2 : 0)
    .map(String)
    .join('.');

/** The nodes as a caller may meet them, from the start; those that cannot be met come last. */
export function inOrder(flow: Flow): { readonly id: string; readonly node: FlowNode; readonly reachable: boolean }[] {
  const seen = new Set<string>();
  const open = [flow.start];
  for (let id = open.shift(); id !== undefined; id = open.shift()) {
    const node = nodeOf(flow, id);
    if (!node || seen.has(id)) continue;
    seen.add(id);
    open.push(...exits(node).map(({ to }) => to));
  }
  return [...seen, ...Object.keys(flow.nodes).filter((id) => !seen.has(id))].flatMap((id) => {
    const node = nodeOf(flow, id);
    return node ? [{ id, node, reachable: seen.has(id) }] : [];
  });
}

export const withNode = (flow: Flow, id: string, node: FlowNode): Flow => ({
  ...flow,
  nodes: { ...flow.nodes, [id]: node },
});

/** What a node says, each part with the way to replace it. */
export interface Said {
  readonly part: 'prompts' | 'onTimeout' | 'onWrong';
  readonly prompts: readonly Prompt[];
  readonly with: (prompts: readonly Prompt[]) => FlowNode;
}

export function saidBy(node: FlowNode): Said[] {
  if (!('prompts' in node)) return [];
  const own: Said = { part: 'prompts', prompts: node.prompts, with: (prompts) => ({ ...node, prompts: [...prompts] }) };
  if (node.kind !== 'menu') return [own];
  const aside = (part: 'onTimeout' | 'onWrong'): Said => ({
    part,
    prompts: node[part] ? [node[part]] : [],
    with: ([prompt]) => {
      const { [part]: _, ...rest } = node;
      return prompt ? { ...rest, [part]: prompt } : rest;
    },
  });
  return [own, aside('onTimeout'), aside('onWrong')];
}
