import { AGENT_HZ, expect, expectStory, test } from '../../fixtures.ts';
import { callerHears, callerHearsSound } from '../../hearing.ts';

test("an agent's browser dies while it rings: another agent is offered the caller", async ({
  dial,
  direct,
  desk,
  loneBrowser,
  admin,
}) => {
  const doomed = await loneBrowser(AGENT_HZ);
  const [first, second] = await Promise.all([desk(1, doomed.browser), desk(2)]);
  await first.beReady();
  const from = '13955550001';
  const call = await dial({ number: direct, from });
  await expect(first.page.getByRole('alertdialog', { name: '来电' })).toBeVisible();
  await second.beReady();
  await doomed.kill();

  await second.answer();
  await callerHears(call, AGENT_HZ);
  await call.hangUp();
  await expectStory(admin, from, { outcome: 'answered', agentName: '李强' });
});

test("an agent's browser dies in mid-call: the caller is not left in silence, and another agent takes over", async ({
  dial,
  desk,
  loneBrowser,
  admin,
}) => {
  const doomed = await loneBrowser(AGENT_HZ);
  const [first, second] = await Promise.all([desk(1, doomed.browser), desk(2)]);
  await first.beReady();
  const from = '13955550002';
  const call = await dial({ from });
  await call.answered();
  await call.media.press('1');
  await first.answer();
  await callerHears(call, AGENT_HZ);
  await second.beReady();
  await doomed.kill();

  await second.answer();
  await callerHearsSound(call);
  await callerHears(call, AGENT_HZ);
  await call.hangUp();
  await expectStory(admin, from, {
    outcome: 'answered',
    agentName: '李强',
    recordings: [{ state: 'sealed' }, { state: 'sealed' }],
  });
});
