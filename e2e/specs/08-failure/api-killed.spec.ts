import { setTimeout as sleep } from 'node:timers/promises';
import { PHONE_RATE } from '@sibai/tools/audio';
import { AGENT_HZ, CALLER_HZ, expect, expectStory, storyOf, test } from '../../fixtures.ts';
import { machineTime } from '../../machine.ts';
import { agentHears, callerHears, callerHearsSound } from '../../hearing.ts';

const DEAD_MS = 4000;

test('the api is killed in mid-call: nobody notices on the line, and every call is adopted', async ({
  stack,
  dial,
  desk,
  admin,
}) => {
  const agent = await desk();
  await agent.beReady();
  const talking = await dial({ from: '13988880001' });
  await talking.answered();
  await talking.media.press('1');
  await agent.answer();
  await callerHears(talking, AGENT_HZ);
  const waiting = await dial({ from: '13988880002' });
  await waiting.answered();
  await waiting.media.press('1');
  await expect
    .poll(async () => (await storyOf(admin, '13988880002'))?.events.map(({ type }) => type))
    .toContain('acd.queued');
  const inMenu = await dial({ from: '13988880003' });
  await inMenu.answered();

  await stack.api.kill();
  const owed = await machineTime();
  const killedAt = performance.now();
  await sleep(DEAD_MS);
  await callerHears(talking, AGENT_HZ);
  await agentHears(agent, CALLER_HZ);
  await callerHearsSound(waiting);
  const lasted = performance.now() - killedAt;
  const heard = (await owed()) + (1000 * talking.media.heard(killedAt).length) / PHONE_RATE;
  expect(lasted - heard, 'milliseconds that the caller did not hear').toBeLessThan(500);
  await stack.api.restart();

  await expectStory(admin, '13988880001', { endedAt: null });
  await expectStory(admin, '13988880002', { endedAt: null });
  await expect(agent.page.locator('[data-link="online"]')).toBeVisible();
  await agentHears(agent, CALLER_HZ);
  await talking.hangUp();
  await agent.beReady();
  await agent.answer();
  await callerHears(waiting, AGENT_HZ);
  await waiting.hangUp();
  await inMenu.hangUp();

  const sealed = { outcome: 'answered', recordings: [{ state: 'sealed' }] };
  await expectStory(admin, '13988880001', sealed);
  await expectStory(admin, '13988880002', sealed);
  const first = await storyOf(admin, '13988880001');
  expect(first?.events.map(({ type }) => type)).toContain('cdr.adopted');
  expect(first?.recordings[0]?.seconds).toBeGreaterThan(DEAD_MS / 1000);
  await expect.poll(async () => (await storyOf(admin, '13988880003'))?.endedAt).not.toBeNull();
  await expect.poll(() => orphans(stack.run.metricsUrl)).toBe(0);
});

/** Channels and bridges that belong to no call. */
async function orphans(metricsUrl: string): Promise<number> {
  const metrics = await (await fetch(metricsUrl)).text();
  return [...metrics.matchAll(/^sibai_orphans\{.*\} (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
}
