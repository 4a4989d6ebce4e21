import { sellNumber } from '@sibai/tools/customer';
import type { ApiClient } from '@sibai/tools/api-client';
import type { Stack } from '@sibai/tools/stack';

const post = async (admin: ApiClient, path: string, wish: object): Promise<string> =>
  ((await admin.send('POST', path, wish)) as { id: string }).id;

/** A group of the demonstration, as it is set. */
export async function groupNamed<T extends object>(admin: ApiClient, name: string): Promise<T & { id: string }> {
  const groups = await admin.get<(T & { id: string; name: string })[]>('/groups');
  const found = groups.find((group) => group.name === name);
  if (!found) throw new Error(`the demonstration has no group ${name}`);
  return found;
}

/** An agent on a busy machine is as slow to answer: the groups ring three times as long. */
export async function ringLong(admin: ApiClient): Promise<void> {
  const groups = await admin.get<{ id: string; agents: number }[]>('/groups');
  for (const { id, agents: _, ...group } of groups)
    await admin.send('PUT', `/groups/${id}`, { ...group, ringSeconds: 60 });
}

/** Makes a number a line whose callers wait for a group at once: no menu, no notice, nothing recorded. */
export async function addDirectLine(
  admin: ApiClient,
  stack: Stack,
  { number, group, trunkId }: { number: string; group: string; trunkId?: string },
): Promise<void> {
  const lineType = trunkId === undefined ? 'cloud' : 'sip_trunk';
  await sellNumber(stack.run.databaseOwnerUrl, number, lineType);
  const flowId = await post(admin, '/flows', {
    name: '直接排队',
    definition: {
      schemaVersion: 1,
      start: 'queue',
      nodes: { queue: { kind: 'queue', title: '售前咨询', groups: [group] } },
    },
  });
  const line = { number, name: `直拨 ${number}`, lineType, flowId, concurrency: 10, ...(trunkId && { trunkId }) };
  const lineId = await post(admin, '/lines', line);
  await admin.send('PUT', `/recording-rules/lines/${lineId}`, { policy: 'never' });
}
