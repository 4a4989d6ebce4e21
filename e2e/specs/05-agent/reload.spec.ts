import { AGENT_HZ, CALLER_HZ, expect, expectStory, onThisMachine, storyOf, test } from '../../fixtures.ts';
import { machineTime } from '../../machine.ts';
import { agentHears, callerHears, callerHearsSound, isHeard } from '../../hearing.ts';

const BACK_MS = 3000;

test('the page is reloaded in mid-call, then another window takes over: the same call goes on, with all that was written', async ({
  dial,
  direct,
  desk,
  admin,
}) => {
  const agent = await desk();
  await agent.beReady();
  const from = '13911110051';
  const call = await dial({ number: direct, from });
  await agent.answer();
  await callerHears(call, AGENT_HZ);
  await agent.page.getByPlaceholder('客户的问题').fill('要发票，寄到公司');
  await expect(agent.page.getByText('已自动保存')).toBeVisible();
  await agent.page.keyboard.press('Escape');
  await agent.page.getByRole('group', { name: '通话后的状态' }).getByRole('button', { name: '小休' }).click();
  await expect(agent.page.getByText('通话后：小休')).toBeVisible();

  const owed = await machineTime();
  const reloadedAt = performance.now();
  await agent.page.reload({ waitUntil: 'commit' });
  await expect.poll(() => isHeard(call, AGENT_HZ), { intervals: [20] }).toBe(false);
  await callerHearsSound(call);
  await expect.poll(() => isHeard(call, AGENT_HZ), { intervals: [50] }).toBe(true);
  const silent = performance.now() - reloadedAt - (await owed());
  expect(silent, 'until the caller hears the agent again').toBeLessThan(onThisMachine(BACK_MS + 500, agent));
  await agentHears(agent, CALLER_HZ);
  await expect(agent.page.getByPlaceholder('客户的问题')).toHaveValue('要发票，寄到公司');
  await expect(agent.page.getByText('通话后：小休')).toBeVisible();

  const second = await agent.page.context().newPage();
  await second.goto(agent.page.url());
  await expect(second.locator('[data-mirror="window"]')).toContainText('坐席工作台已在另一个窗口打开');
  await expect(second.locator('[data-mirror]')).toContainText('售前咨询');
  await second.getByRole('button', { name: '在这里使用' }).click();
  await second.getByRole('dialog').getByRole('button', { name: '在这里使用' }).click();
  await expect(second.locator('[data-phone="talking"]')).toBeVisible();
  await expect(agent.page.locator('[data-mirror="window"]')).toBeVisible();
  await callerHears(call, AGENT_HZ);

  await second.keyboard.press('F4');
  await expect(second.getByText('话后整理').first()).toBeVisible();
  await expectStory(admin, from, { outcome: 'answered', cause: 'agent', assignments: [{ agentName: '王敏' }] });
  const events = (await storyOf(admin, from))?.events.map(({ type }) => type) ?? [];
  expect(events.filter((type) => type === 'agent.attached')).toHaveLength(2);
  expect(events.indexOf('agent.left')).toBeGreaterThan(events.lastIndexOf('agent.attached'));
  const { id } = (await storyOf(admin, from)) ?? { id: '' };
  const { legs } = await admin.get<{ legs: { samples: { mos: number }[] }[] }>(`/calls/${id}/quality`);
  expect(legs[0]?.samples.length).toBeGreaterThan(0);
  expect(Math.min(...(legs[0]?.samples.map(({ mos }) => mos) ?? [0]))).toBeGreaterThan(3);
  await second.close();
});
