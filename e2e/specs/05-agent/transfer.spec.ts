import type { Page } from '@playwright/test';
import { AGENT_HZ, CALLER_HZ, expect, expectStory, signInOf, storyOf, test } from '../../fixtures.ts';
import { agentHears, callerHears, callerHearsAll, callerHearsSound } from '../../hearing.ts';
import { DeskPage } from '@sibai/tools/desk-page';

const SECOND_HZ = 1500;
const THIRD_HZ = 2100;

test('an agent asks a colleague and hands the caller over, who brings a third one in: all by keyboard, in three browsers', async ({
  stack,
  dial,
  direct,
  desk,
  loneBrowser,
  admin,
}) => {
  const [first, second, third] = await Promise.all([
    desk(),
    loneBrowser(SECOND_HZ).then(({ browser }) => desk(2, browser)),
    loneBrowser(THIRD_HZ).then(({ browser }) => DeskPage.open(browser, stack.baseUrl, signInOf(stack, 'supervisor'))),
  ]);
  await Promise.all([first.beReady(), second.takeBreak(), third.takeBreak()]);
  const from = '13911110052';
  const call = await dial({ number: direct, from });
  await first.answer();
  await callerHears(call, AGENT_HZ);

  // A key means what the page shows at that moment: each waits for what it is to act on.
  await expect(first.button('转接')).toBeEnabled();
  await first.page.keyboard.press('t');
  await choose(first.page, '李强');
  await second.answer();
  await agentHears(first, SECOND_HZ);
  await agentHears(second, AGENT_HZ);
  await callerHearsSound(call);
  const withColleague = first.page.getByText(/正在与 李强 通话/);
  await expect(withColleague).toBeVisible();
  await swap(first.page);
  await callerHears(call, AGENT_HZ);
  await expect(first.page.getByText(/正在与客户通话，李强 在等待/)).toBeVisible();
  await swap(first.page);
  await expect(withColleague).toBeVisible();
  await first.page.keyboard.press('z');
  await callerHears(call, SECOND_HZ);
  await agentHears(second, CALLER_HZ);
  await expect(first.page.getByText('话后整理').first()).toBeVisible();

  await expect(second.page.getByRole('toolbar').getByRole('button', { name: '会议', exact: true })).toBeEnabled();
  await second.page.keyboard.press('c');
  await choose(second.page, '赵磊');
  await third.answer();
  await callerHearsAll(call, SECOND_HZ, THIRD_HZ);
  await expect(second.page.getByText('共 3 方通话')).toBeVisible();
  await second.button('请 赵磊 离开').click();
  await callerHears(call, SECOND_HZ);
  await call.hangUp();

  await expectStory(admin, from, { outcome: 'answered', cause: 'caller', agentName: '李强' });
  const events = (await storyOf(admin, from))?.events.map(({ type }) => type);
  expect(events).toEqual(
    expect.arrayContaining(['agent.consulted', 'agent.transferred', 'agent.joined', 'agent.parted']),
  );
  await third.signOff();
});

/** The next key waits for the answer to this one: what is shown comes by another way, and may overtake it. */
async function swap(page: Page): Promise<void> {
  const answered = page.waitForResponse((response) => response.url().endsWith('/consult/swap'));
  await page.keyboard.press('x');
  await (await answered).finished();
}

/** Types into the list that has just opened, and takes the first that is found. */
async function choose(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('combobox', { name: /姓名、技能组/ })).toBeFocused();
  await page.keyboard.type(name);
  await expect(page.getByRole('option', { name }).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('listbox')).toBeHidden();
}
