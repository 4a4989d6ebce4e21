import { expect, expectStory, test } from '../../fixtures.ts';
import { callerHearsSound } from '../../hearing.ts';
import { groupNamed } from '../../lines.ts';

test('a ring that nobody answers puts the caller back at the head, and the agent on a break', async ({
  dial,
  direct,
  desk,
  admin,
}) => {
  const { id: group, agents: _, ...asItWas } = await groupNamed<{ agents: number }>(admin, '售前咨询');
  const ring = (seconds: object) => admin.send('PUT', `/groups/${group}`, { ...asItWas, ...seconds });
  await ring({ ringSeconds: 5 });
  const agent = await desk();
  await agent.beReady();

  const first = await dial({ number: direct, from: '13944440001' });
  const card = agent.page.getByRole('alertdialog', { name: '来电' });
  await expect(card).toBeVisible();
  await dial({ number: direct, from: '13944440002' });

  await expect(agent.page.getByText('刚才的来电未接听，系统已替您示忙')).toBeVisible();
  await expect(agent.page.getByRole('status').filter({ hasText: '示忙 · 未接' })).toBeVisible();
  await expectStory(admin, '13944440001', { assignments: [{ state: 'refused', reason: 'no_answer' }] });
  await callerHearsSound(first);

  // Who is to answer has all the time in the world.
  await ring({});
  await agent.beReady();
  await expect(card).toBeVisible();
  await agent.answer();
  await expectStory(admin, '13944440001', {
    assignments: [{ state: 'refused' }, { state: 'answered', agentName: '王敏' }],
  });
  await expectStory(admin, '13944440002', { endedAt: null, assignments: [] });
});
