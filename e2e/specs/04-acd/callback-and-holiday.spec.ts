import { Ari, ariAddress } from '@sibai/ari';
import type { ApiClient } from '@sibai/tools/api-client';
import type { Stack } from '@sibai/tools/stack';
import { AGENT_HZ, CALLER_HZ, expect, expectStory, storyOf, test } from '../../fixtures.ts';
import { agentHears, callerHears } from '../../hearing.ts';
import { addDirectLine, groupNamed } from '../../lines.ts';
import { speechOf } from '../../speech.ts';
import { contains } from '../../telephony/hearing.ts';
import { Phone } from '../../telephony/phone.ts';
import { leadTo, shortenPatience } from '../../trunks.ts';

const NUMBER = '4008006611';
const CLI = '02155550061';
/** Where the carrier is from whose trunk callers come, and those come who are called. */
const CARRIER = '127.0.0.48';
const CALLEE_HZ = 700;
/** After so long without audio a caller is lost; half a minute by default. */
const PATIENCE_S = 5;

const ALWAYS = [{ from: '00:00', to: '24:00' }];
const WEEK = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, ALWAYS]));
/** Today in China. */
const today = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

test('a holiday closes the line; who asks to be called back and who was cut off keep their places', async ({
  dial,
  desk,
  portal,
  admin,
  stack,
}) => {
  const presales = await groupNamed<{ agents: number; settings: object }>(admin, '售前咨询');
  const { id: group, agents: _, ...asItWas } = presales;
  const settings = { ...asItWas.settings, hours: WEEK };
  await admin.send('PUT', `/groups/${group}`, { ...asItWas, settings, wrapUpSeconds: 0, callbackOffered: true });
  const carrier = await Phone.open();
  carrier.voice = CALLEE_HZ;
  const call = (from: string) => dial({ number: NUMBER, source: CARRIER, from });
  const happened = (from: string, type: string) =>
    expectStory(admin, from, { events: expect.arrayContaining([expect.objectContaining({ type })]) });

  const [calendar, supervisor] = await Promise.all([
    portal('admin', '/calendar'),
    portal('supervisor', '/callbacks'),
    lineOf(admin, stack, carrier, group),
  ]);
  const day = calendar.getByRole('button', { name: new RegExp(`^${today()}`) });
  const form = calendar.getByRole('dialog');

  const agent = await test.step('an administrator closes the day: a caller hears it, the record says it', async () => {
    await day.click();
    await form.getByRole('radio', { name: /^放假/ }).check();
    await form.getByLabel('名称').fill('司庆');
    await form.getByRole('button', { name: '保存' }).click();
    await expect(form).toBeHidden();
    await expect(day).toHaveAccessibleName(`${today()} 司庆 放假`);

    const from = '13944450001';
    const shut = await call(from);
    const [opened, end] = await Promise.all([desk(), shut.ended]);
    expect(end).toEqual({ by: 'callee' });
    const words = await speechOf(stack.dir, '您好，司庆期间暂停服务，请在恢复服务后来电。');
    expect(contains(shut.media.heard(), words)).toBe(true);
    await expectStory(admin, from, { outcome: 'ivr', cause: 'closed', assignments: [] });

    await day.click();
    await form.getByRole('button', { name: '恢复公布的安排' }).click();
    await expect(form).toBeHidden();
    await expect(day).not.toHaveAccessibleName(/司庆/);
    return opened;
  });

  await agent.takeBreak();
  const [asking, lost, between] = ['13944450002', '13944450003', '13944450004'];
  const row = supervisor.getByRole('row').filter({ hasText: '139****0002' });

  const middle = await test.step('one asks for a call back, another is cut off, a third comes after both', async () => {
    const asker = await call(asking);
    await happened(asking, 'acd.queued');
    const cut = await call(lost);
    await happened(lost, 'acd.queued');
    cut.kill();

    await happened(asking, 'acd.announced');
    await asker.media.press('1#');
    await happened(asking, 'acd.callback_asked');
    await asker.hangUp();
    await expectStory(admin, asking, { outcome: 'callback' });
    await expect(row).toContainText('排队时按键');
    await expectStory(admin, lost, { outcome: 'abandoned', cause: 'caller_lost' });
    const third = await call(between);
    await happened(between, 'acd.queued');
    return third;
  });

  const back = await test.step('who was cut off calls again, and has the old place', async () => {
    const before = await storyOf(admin, lost);
    const since = Date.parse(before?.events.find(({ type }) => type === 'acd.queued')?.at ?? '');
    const again = await call(lost);
    const data = { call: before?.id, since };
    const redialled = expect.objectContaining({ type: 'acd.redialled', data });
    await expectStory(admin, lost, { endedAt: null, events: expect.arrayContaining([redialled]) });
    return again;
  });

  const card = agent.page.getByRole('alertdialog', { name: '来电' });
  await test.step('an agent is free: the callback is the first, and both hear each other', async () => {
    await expect(row).toContainText('排队中');
    await agent.beReady();
    await expect(card).toContainText('回拨客户');
    await expect(card).toContainText('139****0002');
    await expect(agent.page.getByRole('heading', { name: '往来记录' })).toBeVisible();
    await agent.answer();
    const called = await carrier.rung();
    expect(called.invite.text).toMatch(new RegExp(`^INVITE sip:${asking}@`));
    expect(called.invite.header('From')).toContain(`sip:${CLI}@`);
    await agentHears(agent, CALLEE_HZ);
    await callerHears(called, AGENT_HZ);
    await expect(agent.page.getByText('外呼通话中')).toBeVisible();
    called.hangUp();
  });

  await test.step('then who was cut off, before the one who came in between', async () => {
    await expect(card).toContainText('139****0003');
    await agent.answer();
    await agentHears(agent, CALLER_HZ);
    await callerHears(back, AGENT_HZ);
    await expectStory(admin, between, { endedAt: null, assignments: [] });
    await supervisor.getByRole('checkbox', { name: /只看未完成/ }).uncheck();
    await expect(row).toContainText('已接通');
    await expect(row).toContainText('1 / 3');
  });

  await Promise.all([back, middle].map((each) => each.hangUp()));
  carrier.close();
  await admin.send('PUT', `/groups/${group}`, asItWas);
});

/** A line of the group on a trunk of its own, whose carrier is that phone. */
async function lineOf(admin: ApiClient, stack: Stack, carrier: Phone, group: string): Promise<void> {
  const wish = { name: '自有中继', match: 'address', addresses: [CARRIER], outboundCli: CLI };
  const { id: trunkId } = (await admin.send('POST', '/trunks', wish)) as { id: string };
  await addDirectLine(admin, stack, { number: NUMBER, group, trunkId });
  const ari = new Ari(ariAddress(stack.ariUrl, 'test'));
  const endpoint = `trunk-${trunkId}`;
  await expect.poll(() => ari.configured('res_pjsip', 'endpoint', endpoint)).toBeDefined();
  await leadTo(ari, endpoint, carrier.contact);
  await shortenPatience(ari, endpoint, PATIENCE_S);
}
