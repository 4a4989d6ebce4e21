import { AGENT_HZ, expect, expectStory, onThisMachine, test } from '../../fixtures.ts';
import { beReady } from '@sibai/tools/desk-page';
import { machineTime } from '../../machine.ts';
import { callerHears, isHeard } from '../../hearing.ts';
import type { ApiClient } from '@sibai/tools/api-client';

const NETWORK_MS = 5000;
const HEARTBEAT_MS = 10_000;

test('the desk moves to another device in mid-call, its network breaks and comes back, and then its laptop is shut', async ({
  dial,
  direct,
  desk,
  loneBrowser,
  admin,
}) => {
  const [office, laptop] = await Promise.all([desk(), loneBrowser(AGENT_HZ)]);
  await office.beReady();
  const from = '13988880011';
  const call = await dial({ number: direct, from });
  await office.answer();
  await callerHears(call, AGENT_HZ);

  const context = await laptop.browser.newContext({ locale: 'zh-CN', permissions: ['microphone'] });
  await context.addCookies(await office.page.context().cookies());
  const home = await context.newPage();
  // Only sockets that are opened while a network is emulated can be cut.
  const network = await context.newCDPSession(home);
  const cut = (offline: boolean) =>
    network.send('Network.emulateNetworkConditions', {
      ...{ offline, latency: 1, downloadThroughput: 1e8, uploadThroughput: 1e8 },
      packetLoss: offline ? 100 : 0,
    });
  await network.send('Network.enable');
  await cut(false);
  await home.goto(office.page.url());
  await expect(home.locator('[data-mirror="device"]')).toContainText('您正在另一台设备上使用');
  await callerHears(call, AGENT_HZ);
  await home.getByRole('button', { name: '在这里使用' }).click();
  await home.getByRole('dialog').getByRole('button', { name: '在这里使用' }).click();
  await expect(home.locator('[data-phone="talking"]')).toBeVisible();
  await expect(office.page.locator('[data-mirror="device"]')).toBeVisible();
  await callerHears(call, AGENT_HZ);

  await cut(true);
  await expect.poll(() => isHeard(call, AGENT_HZ)).toBe(false);
  await expect(home.getByText('声音中断，正在接回')).toBeVisible();
  await cut(false);
  const owed = await machineTime();
  const backAt = performance.now();
  await expect.poll(() => isHeard(call, AGENT_HZ), { intervals: [50] }).toBe(true);
  const silent = performance.now() - backAt - (await owed());
  expect(silent, 'until the caller hears the agent again').toBeLessThan(onThisMachine(NETWORK_MS, office));
  await expect(home.locator('[data-link="online"]')).toBeVisible();
  await home.keyboard.press('F4');
  await beReady(home);
  await expectStory(admin, from, { outcome: 'answered', cause: 'agent', assignments: [{ agentName: '王敏' }] });

  const owedAsleep = await machineTime();
  await laptop.sleep(true);
  const shutAt = performance.now();
  await expect.poll(() => presenceOf(admin, '王敏'), { intervals: [100], timeout: 30_000 }).toBe('offline');
  const missing = performance.now() - shutAt - (await owedAsleep());
  const late = onThisMachine(500, office);
  expect(missing, 'until no caller is sent to the laptop').toBeLessThan(HEARTBEAT_MS + late);
  await laptop.sleep(false);
  await expect(home.getByText('连接中断过久，系统已将您签出')).toBeVisible();
  await expect(home.locator('[data-phone="ready"]')).toBeVisible();
});

const presenceOf = async (admin: ApiClient, name: string): Promise<string | undefined> =>
  (await admin.get<{ name: string; presence: string }[]>('/agents')).find((agent) => agent.name === name)?.presence;
