import { tone } from '@sibai/tools/audio';
import { AGENT_HZ, CALLER_HZ, expect, expectStory, test } from '../../fixtures.ts';
import { agentHears, callerHears, callerHearsAll, shareOf } from '../../hearing.ts';

const SUPERVISOR_HZ = 1700;

test('a supervisor listens from the wallboard, whispers, barges in and takes over by keyboard', async ({
  dial,
  desk,
  portal,
  admin,
  loneBrowser,
}) => {
  const [agent, wall] = await Promise.all([
    desk(),
    loneBrowser(SUPERVISOR_HZ).then(({ browser }) => portal('supervisor', '/live', browser)),
  ]);
  await agent.beReady();
  await expect(wall.getByRole('row', { name: /售前咨询/ })).toBeVisible();

  const from = '13977770002';
  const call = await dial({ from });
  await call.answered();
  await call.media.press('1');
  await agent.answer();
  await callerHears(call, AGENT_HZ);
  // From here on the caller is silent: what the agent hears is the supervisor's, or nothing.
  call.media.play(new Float32Array(8000), true);

  const row = wall.getByRole('listitem').filter({ hasText: '王敏' });
  await expect(row.getByText('通话')).toBeVisible();
  await row.getByRole('button', { name: '对 王敏 的操作' }).click();
  await wall.getByRole('menuitem', { name: '监听' }).click();
  const bar = wall.getByRole('region', { name: '监听' });
  await expect(bar.getByRole('status')).toContainText('监听', { timeout: 20_000 });
  await expect(wall.getByText('监听中')).toBeVisible();
  // Each key is told apart from what it brings: the bar says that it was taken, the ears that it was heard.
  // A key may come while the one before is still being carried out.
  const goesTo = async (key: string, mode: string) => {
    await wall.keyboard.press(key);
    await expect(bar).toHaveAttribute('data-mode', mode);
  };
  const level = () => bar.locator('[aria-hidden] > span').evaluate((shown) => shown.getBoundingClientRect().width);
  await expect.poll(level, { message: 'the supervisor hears the call' }).toBeGreaterThan(0);
  await expect.poll(() => agent.hearsHz(), { message: 'the agent hears nobody' }).toBeNull();
  await expect.poll(() => shareOf(call, SUPERVISOR_HZ)).toBeLessThan(0.02);

  await goesTo('2', 'whisper');
  await agentHears(agent, SUPERVISOR_HZ);
  await callerHears(call, AGENT_HZ);
  await expect.poll(() => shareOf(call, SUPERVISOR_HZ)).toBeLessThan(0.02);

  await goesTo('3', 'barge');
  await callerHearsAll(call, AGENT_HZ, SUPERVISOR_HZ);

  call.media.play(tone(CALLER_HZ, 1), true);
  await wall.keyboard.press('4');
  await wall.getByRole('dialog').getByRole('button', { name: '接管' }).click();
  await expect(bar).toHaveAttribute('data-mode', 'take_over');
  await expect(agent.page.getByText('话后整理').first()).toBeVisible();
  await callerHears(call, SUPERVISOR_HZ);
  await expect(bar.getByRole('status')).toContainText('接管');
  await wall.keyboard.press('0');
  expect(await call.ended).toEqual({ by: 'callee' });
  await expect(bar).toBeHidden();
  await expectStory(admin, from, { outcome: 'answered', cause: 'agent', agentName: '赵磊' });
});
