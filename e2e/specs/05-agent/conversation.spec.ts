import { AGENT_HZ, CALLER_HZ, expect, expectStory, storyOf, test } from '../../fixtures.ts';
import { agentHears, callerHears } from '../../hearing.ts';

test('a caller walks the menu, is answered at the desk, and the call can be read and heard afterwards', async ({
  dial,
  desk,
  portal,
  admin,
}) => {
  const agent = await desk();
  await agent.beReady();
  const from = '13911110001';
  const call = await dial({ from });
  await call.answered();
  await call.media.press('1');

  const card = agent.page.getByRole('alertdialog', { name: '来电' });
  await expect(card).toContainText('售前咨询');
  await expect(card).toContainText('400-800-1234');
  await agent.answer();
  await agentHears(agent, CALLER_HZ);
  await callerHears(call, AGENT_HZ);

  await agent.button('静音').click();
  await expect(agent.page.getByText('已静音，对方听不到您')).toBeVisible();
  await agent.button('取消静音').click();
  await call.hangUp();

  await agent.page.getByPlaceholder('客户的问题').fill('问价格，已答复');
  await agent.page.getByRole('button', { name: '完成，示闲' }).click();
  await expect(agent.page.locator('[data-presence="ready"]')).toBeVisible();

  await expectStory(admin, from, { outcome: 'answered', cause: 'caller', recordings: [{ state: 'sealed' }] });
  const story = await storyOf(admin, from);
  expect(story?.ivrPath).toEqual(['营业时间', '欢迎词', '1', '售前咨询']);

  const page = await portal('admin', '/calls');
  await page.getByRole('row').filter({ hasText: '已接通' }).first().click();
  await expect(page).toHaveURL(new RegExp(`/calls/${story?.id}`));
  const events = page.locator('ol > li');
  await expect(events.filter({ hasText: '按键 1' })).toBeVisible();
  await expect(events.filter({ hasText: /接听$/ })).toBeVisible();
  await expect(page.getByText('为什么这样分配')).toBeVisible();
  await expect(page.getByText('问价格，已答复')).toBeVisible();
  await page.getByRole('combobox', { name: '用途' }).click();
  await page.getByTitle('质量检查').click();
  await page.getByRole('button', { name: '开始收听' }).click();
  const player = page.getByRole('region', { name: /录音/ });
  await player.getByRole('button', { name: '播放' }).click();
  await expect
    .poll(() => player.locator('audio').evaluate((audio: HTMLAudioElement) => audio.currentTime))
    .toBeGreaterThan(0.5);
});
