import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AGENT_HZ, CALLER_HZ, expect, expectStory, test } from '../../fixtures.ts';
import { agentHears, callerHears } from '../../hearing.ts';

test('Asterisk restarts: its calls end with a record, the phones come back, and the next call goes through', async ({
  stack,
  dial,
  desk,
  admin,
}) => {
  const agent = await desk();
  await agent.beReady();
  const lost = await dial({ from: '13999990001' });
  await lost.answered();
  await lost.media.press('1');
  await agent.answer();
  await callerHears(lost, AGENT_HZ);

  // Asterisk keeps the last second of a recording to itself.
  await expect.poll(() => largestIn(stack.run.spool), { message: 'a recording is being written' }).toBeGreaterThan(0);
  await stack.asterisk.kill();
  lost.kill();
  await stack.asterisk.restart();
  await stack.api.ready();
  await expectStory(admin, '13999990001', { cause: 'media_restarted', recordings: [{ state: 'sealed' }] });

  await agent.page.locator('[data-phone="ready"]').waitFor();
  await agent.beReady();
  const next = await dial({ from: '13999990002' });
  await next.answered();
  await next.media.press('1');
  await agent.answer();
  await agentHears(agent, CALLER_HZ);
  await callerHears(next, AGENT_HZ);
  await next.hangUp();
  await expectStory(admin, '13999990002', { outcome: 'answered', recordings: [{ state: 'sealed' }] });
});

async function largestIn(spool: string): Promise<number> {
  const recordings = (await readdir(spool)).filter((name) => name.endsWith('.raw'));
  const sizes = recordings.map(async (name) => (await stat(join(spool, name)).catch(() => null))?.size ?? 0);
  return Math.max(0, ...(await Promise.all(sizes)));
}
