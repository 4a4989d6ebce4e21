import { machineTime } from '../../machine.ts';
import { expect, onThisMachine, storyOf, test } from '../../fixtures.ts';
import type { ApiClient } from '@sibai/tools/api-client';
import type { Page } from '@playwright/test';

test('the live page shows each step of a call within a second of the event', async ({ dial, desk, portal, admin }) => {
  const [agent, live] = await Promise.all([desk(), portal('supervisor', '/live')]);
  await agent.beReady();
  await expect(live.getByRole('heading', { name: '导航中' })).toBeVisible();
  const seen = { ivr: sight(live, 'ivr'), waiting: sight(live, 'waiting'), talking: sight(live, 'talking') };

  const from = '13977770001';
  const owed = await machineTime();
  const call = await dial({ from });
  await call.answered();
  const at = { ivr: await seen.ivr };
  await call.media.press('1');
  const ringing = await seen.waiting;
  await agent.answer();
  const talking = await seen.talking;
  await expect(live.getByText('王敏').first()).toBeVisible();
  const empty = sight(live, 'talking', false);
  await call.hangUp();
  const gone = await empty;

  const soon = onThisMachine(1000, agent) + (await owed());
  expect(at.ivr - (await timeOf(admin, from, 'trunk.arrived'))).toBeLessThan(soon);
  expect(ringing - (await timeOf(admin, from, 'acd.queued'))).toBeLessThan(soon);
  expect(talking - (await timeOf(admin, from, 'agent.answered'))).toBeLessThan(soon);
  expect(gone - (await timeOf(admin, from, 'cdr.closed'))).toBeLessThan(soon);
});

/** When a call was first seen in a column of the page, or was no more. */
async function sight(page: Page, column: string, there = true): Promise<number> {
  const handle = await page.waitForFunction(
    ([name, wanted]) => (document.querySelector(`[data-column="${name}"] a`) !== null) === wanted && Date.now(),
    [column, there] as const,
    { polling: 'raf' },
  );
  return Number(await handle.jsonValue());
}

async function timeOf(admin: ApiClient, from: string, type: string): Promise<number> {
  const story = await storyOf(admin, from);
  const event = story?.events.find((each) => each.type === type);
  if (!event) throw new Error(`the call from ${from} has no ${type}`);
  return Date.parse(event.at);
}
