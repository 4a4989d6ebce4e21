import { expect, test } from '../../fixtures.ts';
import { callerHearsSound } from '../../hearing.ts';

test('a wrong key is forgiven, and the agent sees the way the caller came', async ({ dial, desk }) => {
  const agent = await desk();
  await agent.beReady();
  const call = await dial();
  await call.answered();
  await callerHearsSound(call);
  await call.media.press('9');
  await callerHearsSound(call);
  await call.media.press('2');

  const card = agent.page.getByRole('alertdialog', { name: '来电' });
  await expect(card).toContainText('售后服务');
  await expect(card).toContainText('营业时间 › 欢迎词 › 2 › 售后服务');
  await agent.button('拒接').click();
  await expect(agent.page.getByText('您拒接了来电，系统已替您示忙')).toBeVisible();
});
