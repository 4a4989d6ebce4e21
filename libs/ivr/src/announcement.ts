import { exits, type Flow, type FlowNode, type NodeId, nodeOf, type Prompt } from './flow.js';

const SAYS = /录音|錄音|录制|\brecord(ed|ing)\b/i;
const DENIES = /(不|未|没有|沒有|无|無)[^，。！？,.!?]{0,4}(录音|錄音|录制)|\bnot\b[^,.!?]{0,12}\brecord/i;

/** Whether a text tells the caller that the call is recorded. */
export const saysRecorded = (text: string): boolean => SAYS.test(text) && !DENIES.test(text);

/**
 * How a flow announces that calls are recorded, before anybody who may be recorded is rung: on every way there, on every
 * way if an uploaded prompt says so (which cannot be read), or not on every way, with the queues that are reached unannounced.
 */
export type Announcement =
  | { readonly kind: 'announced' | 'unreadable' | 'no_queue' }
  | { readonly kind: 'missing'; readonly queues: readonly NodeId[] };

export function announcement(flow: Flow): Announcement {
  if (reached(flow, () => false).length === 0) return { kind: 'no_queue' };
  const says = (prompt: Prompt): boolean => prompt.kind === 'text' && saysRecorded(prompt.text);
  if (reached(flow, (node) => heard(node).some(says)).length === 0) return { kind: 'announced' };
  const queues = reached(flow, (node) => heard(node).some((prompt) => prompt.kind === 'audio' || says(prompt)));
  return queues.length === 0 ? { kind: 'unreadable' } : { kind: 'missing', queues };
}

/** What every caller who passes the node hears to its end: a key may cut the rest short. */
const heard = (node: FlowNode): readonly Prompt[] =>
  (node.kind === 'play' || node.kind === 'menu') && !node.bargeIn ? node.prompts : [];

/** The queues that are reached without passing a node that `announces`. */
function reached(flow: Flow, announces: (node: FlowNode) => boolean): NodeId[] {
  const seen = new Set<NodeId>([flow.start]);
  const queues: NodeId[] = [];
  for (const id of seen) {
    const node = nodeOf(flow, id);
    if (!node || announces(node)) continue;
    if (node.kind === 'queue') queues.push(id);
    for (const { to } of exits(node)) seen.add(to);
  }
  return queues;
}
