import { type Flow, type FlowNode, type NodeId, type Prompt } from './flow.js';

/** A place in a text, as a search answers it: UTF-16 offsets, end exclusive. */
interface Place {
  readonly start: number;
  readonly end: number;
}

/** Something found in what a flow says, at the prompt where it begins; `start` and `end` are in the text of that prompt. */
export interface SpokenHit<H extends Place> {
  readonly node: NodeId;
  readonly path: readonly (string | number)[];
  readonly hit: H;
}

interface Said {
  readonly path: readonly (string | number)[];
  readonly text: string;
}

/** Most values of one variable that are tried in a text. */
const MOST_VALUES = 8;

/**
 * Searches all that a flow says as a caller hears it: the prompts of a node one after the other, with the values that the
 * flow itself gives to its variables. So nothing is hidden by cutting a word in two.
 */
export function searchSpoken<H extends Place>(flow: Flow, find: (text: string) => readonly H[]): SpokenHit<H>[] {
  const values = valuesOf(flow);
  const rounds = Math.min(MOST_VALUES, Math.max(1, ...[...values.values()].map(({ length }) => length)));
  return Object.entries(flow.nodes).flatMap(([node, spec]) => {
    const found = new Map<string, SpokenHit<H>>();
    for (const run of runsOf(spec))
      for (let round = 0; round < rounds; round++)
        for (const { path, hit } of searchRun(run, values, round, find))
          found.set(JSON.stringify([path, hit]), { node, path: ['nodes', node, ...path], hit });
    return [...found.values()];
  });
}

/** The constants that the flow sets, by variable. */
function valuesOf(flow: Flow): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const node of Object.values(flow.nodes))
    if (node.kind === 'set' && !node.value.includes('${'))
      values.set(node.variable, [...(values.get(node.variable) ?? []), node.value]);
  return values;
}

/** What a node says without a pause: texts in a row; a recording ends one. */
function runsOf(node: FlowNode): Said[][] {
  if (node.kind === 'set') return [[{ path: ['value'], text: node.value }]];
  if (!('prompts' in node)) return [];
  const runs: Said[][] = [[]];
  for (const [i, prompt] of node.prompts.entries())
    if (prompt.kind === 'text') runs.at(-1)?.push({ path: ['prompts', i], text: prompt.text });
    else runs.push([]);
  const aside = (path: string, prompt: Prompt | undefined): void => {
    if (prompt?.kind === 'text') runs.push([{ path: [path], text: prompt.text }]);
  };
  if (node.kind === 'menu') {
    aside('onTimeout', node.onTimeout);
    aside('onWrong', node.onWrong);
  }
  return runs.filter(({ length }) => length > 0);
}

function searchRun<H extends Place>(
  run: readonly Said[],
  values: ReadonlyMap<string, readonly string[]>,
  round: number,
  find: (text: string) => readonly H[],
): { path: Said['path']; hit: H }[] {
  let heard = '';
  /** For each character heard, the prompt it is of and its place there. */
  const from: { said: Said; at: number }[] = [];
  for (const said of run) {
    const add = (text: string, at: (i: number) => number): void => {
      heard += text;
      for (let i = 0; i < text.length; i++) from.push({ said, at: at(i) });
    };
    let last = 0;
    for (const match of said.text.matchAll(/\$\{(\w+)\}/g)) {
      const start = last;
      add(said.text.slice(last, match.index), (i) => start + i);
      const own = values.get(match[1] ?? '') ?? [];
      const value = own[Math.min(round, own.length - 1)];
      add(value ?? match[0], () => match.index);
      last = match.index + match[0].length;
    }
    const start = last;
    add(said.text.slice(last), (i) => start + i);
  }
  return find(heard).flatMap((hit) => {
    const begin = from[hit.start];
    if (!begin) return [];
    const end = from[hit.end - 1];
    const until = end?.said === begin.said ? end.at + 1 : begin.said.text.length;
    return [{ path: begin.said.path, hit: { ...hit, start: begin.at, end: Math.max(until, begin.at + 1) } }];
  });
}
