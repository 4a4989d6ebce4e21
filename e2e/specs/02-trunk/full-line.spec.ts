import { sellNumber } from '@sibai/tools/customer';
import { expect, expectStory, storyOf, test } from '../../fixtures.ts';
import { callerHearsSound } from '../../hearing.ts';

const NUMBER = '4008005555';

test('a call over the limit of its line hears that it is busy, and is counted', async ({
  dial,
  admin,
  portal,
  stack,
}) => {
  await sellNumber(stack.run.databaseOwnerUrl, NUMBER);
  const [flow] = await admin.get<{ id: string }[]>('/flows');
  await admin.send('POST', '/lines', {
    number: NUMBER,
    name: '单线',
    lineType: 'cloud',
    flowId: flow?.id,
    concurrency: 1,
  });
  // Calls that were not let in belong to no group, and so to no supervisor.
  const live = await portal('admin', '/live');
  const own = '13922220003';
  const first = await dial({ number: NUMBER, from: own });
  await first.answered();

  const from = '13922220001';
  const second = await dial({ number: NUMBER, from });
  await callerHearsSound(second);
  expect((await second.ended).by).not.toBe('caller');
  await expectStory(admin, from, { outcome: 'refused', cause: 'over_limit' });
  await expect(live.getByText('另拒入 1 通')).toBeVisible();

  await first.hangUp();
  await expectStory(admin, own, { endedAt: expect.any(String) });
  const third = await dial({ number: NUMBER });
  expect(await third.answered()).toBeDefined();
});

test('a number that is no line here, and a stranger, get nothing', async ({ dial, admin }) => {
  const from = '13922220002';
  const call = await dial({ number: '4008009999', from });
  expect(await call.ended).toMatchObject({ by: 'refused', status: 404 });
  expect(await storyOf(admin, from)).toBeUndefined();
});
