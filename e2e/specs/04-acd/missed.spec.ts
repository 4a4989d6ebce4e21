import { expect, expectStory, test } from '../../fixtures.ts';
import { callerHearsSound } from '../../hearing.ts';

test('a ring that nobody answers puts the caller back at the head, and the agent on a break', async ({
  dial,
  desk,
  admin,
}) => {
  const groups = await admin.get<{ id: string; name: string }[]>('/groups');
  const presales = groups.find(({ name }) => name === '售前咨询');
  await admin.send('PUT', `/groups/${presales?.id}`, { name: '售前咨询', ringSeconds: 5 });
  const agent = await desk();
  await agent.beReady();

  const first = await dial({ from: '13944440001' });
  await first.answered();
  await first.media.press('1');
  const card = agent.page.getByRole('alertdialog', { name: '来电' });
  await expect(card).toBeVisible();
  const second = await dial({ from: '13944440002' });
  await second.answered();
  await second.media.press('1');

  await expect(agent.page.getByText('刚才的来电未接听，系统已替您示忙')).toBeVisible();
  await expect(agent.page.getByRole('status').filter({ hasText: '示忙 · 未接' })).toBeVisible();
  await expectStory(admin, '13944440001', { assignments: [{ state: 'refused', reason: 'no_answer' }] });
  await callerHearsSound(first);

  await agent.beReady();
  await expect(card).toBeVisible();
  await agent.answer(5000);
  await expectStory(admin, '13944440001', {
    assignments: [{ state: 'refused' }, { state: 'answered', agentName: '王敏' }],
  });
  await expectStory(admin, '13944440002', { endedAt: null, assignments: [] });
});
