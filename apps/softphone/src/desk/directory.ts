import { Directory, type TransferTarget } from '@sibai/contracts';
import { call } from '@sibai/ui';
import { queryOptions } from '@tanstack/react-query';

import { digitsOf } from './numbers';

/** Whom the call can go to, asked for again while the list is open: presence changes. */
export const directoryQuery = (callId: string | null, open: boolean) =>
  queryOptions({
    queryKey: ['directory', callId],
    enabled: open,
    refetchInterval: 3_000,
    queryFn: ({ signal }) => call(Directory, `/agent/directory${callId ? `?callId=${callId}` : ''}`, { signal }),
  });

export type Destination =
  | { readonly kind: 'agent'; readonly key: string; readonly agent: Directory['agents'][number] }
  | { readonly kind: 'group'; readonly key: string; readonly group: Directory['groups'][number] }
  | { readonly kind: 'number'; readonly key: string; readonly to: string }
  /** `node` is null for the beginning of the flow. */
  | { readonly kind: 'flow'; readonly key: string; readonly node: Directory['nodes'][number] | null };

/**
 * What fits what was typed: names and groups by any part of them, a number as itself. Whoever is free comes first. People
 * who were shown before stay in that order, whatever they do meanwhile: nobody moves under the pointer.
 */
export function search(
  directory: Directory,
  typed: string,
  kinds: readonly Destination['kind'][],
  before: readonly string[] = [],
): Destination[] {
  const sought = typed.trim().toLowerCase();
  const fits = (...texts: readonly string[]) => texts.some((text) => text.toLowerCase().includes(sought));
  const number = digitsOf(typed);
  const place = ({ id }: { id: string }) => (before.includes(id) ? before.indexOf(id) : before.length);
  const all: Destination[] = [
    ...(number === null ? [] : [{ kind: 'number' as const, key: 'number', to: number }]),
    ...directory.agents
      .filter(({ name, groups }) => fits(name, ...groups))
      .toSorted((a, b) => place(a) - place(b) || RANK[a.presence] - RANK[b.presence])
      .map((agent) => ({ kind: 'agent' as const, key: agent.id, agent })),
    ...directory.groups
      .filter(({ name }) => fits(name))
      .map((group) => ({ kind: 'group' as const, key: group.id, group })),
    ...(sought === '' && directory.nodes.length > 0 ? [{ kind: 'flow' as const, key: 'start', node: null }] : []),
    ...directory.nodes
      .filter(({ title }) => fits(title))
      .map((node) => ({ kind: 'flow' as const, key: `node ${node.id}`, node })),
  ];
  return all.filter(({ kind }) => kinds.includes(kind));
}

const RANK = { ready: 0, busy: 1, break: 1, wrap_up: 2, ringing: 3, talking: 3, offline: 4 } as const;

/** Whether a phone would ring there now: a colleague who is away or talks is shown, and not called. */
export function isReachable(to: Destination): boolean {
  if (to.kind === 'agent') return ['ready', 'busy', 'break'].includes(to.agent.presence);
  return to.kind !== 'group' || to.group.signedIn > 0;
}

export function targetOf(to: Destination): TransferTarget {
  switch (to.kind) {
    case 'agent':
      return { kind: 'agent', agentId: to.agent.id };
    case 'group':
      return { kind: 'group', groupId: to.group.id };
    case 'number':
      return { kind: 'number', to: to.to };
    case 'flow':
      return { kind: 'flow', ...(to.node && { node: to.node.id }) };
  }
}
