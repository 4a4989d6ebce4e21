import type { Page } from '@playwright/test';
import { letMinutePass } from '../../codes.ts';
import { expect, expectStory, test } from '../../fixtures.ts';

test('who was recorded gets a copy and has it deleted, unless a court wants it kept', async ({
  stack,
  dial,
  desk,
  portal,
  admin,
  browser,
}) => {
  const agent = await desk();
  await agent.beReady();
  const mobile = '13922220012';
  const call = await dial({ from: mobile });
  await call.answered();
  await call.media.press('1');
  await agent.answer();
  await expect(agent.page.getByRole('status').filter({ hasText: '录音中' })).toBeVisible();
  await call.hangUp();
  await expectStory(admin, mobile, { outcome: 'answered', recordings: [{ state: 'sealed' }] });

  const context = await browser.newContext({ locale: 'zh-CN' });
  const ask = async (kind: '获取副本' | '删除录音'): Promise<Page> => {
    await letMinutePass(stack, mobile);
    const page = await context.newPage();
    await page.goto(`${stack.baseUrl}/my-data`);
    await page.getByLabel('您拨打的 400 号码').fill(stack.demo.number);
    await page.getByLabel('您当时使用的手机号').fill(mobile);
    await page.getByRole('button', { name: '获取验证码' }).click();
    await expect(page.getByText('验证码已发送').first()).toBeVisible();
    const [message] = await admin.get<{ code: string | null }[]>(`/outbox?address=${mobile}`);
    const code = message?.code ?? '';
    await page.locator('#code').fill(code);
    await page.getByRole('radio', { name: kind }).check();
    await page.getByRole('button', { name: '提交请求' }).click();
    return page;
  };

  const copy = await ask('获取副本');
  await expect(copy.getByText('1 次通话，1 段录音')).toBeVisible();
  const zip = copy.waitForEvent('download');
  await copy.getByRole('link', { name: '下载副本（ZIP）' }).click();
  expect((await zip).suggestedFilename()).toMatch(/\.zip$/);

  const page = await portal('admin', '/compliance/retention?tab=holds');
  await page.getByRole('button', { name: '新建保全' }).click();
  await page.getByRole('dialog').getByLabel('主叫号码').last().fill(mobile);
  await page.getByRole('dialog').getByLabel('保全原因').fill('（2026）民初 1 号');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /保\s*存/ })
    .click();
  const hold = page.getByRole('row').filter({ hasText: '（2026）民初 1 号' });
  await expect(hold).toContainText('保全中');
  const held = await ask('删除录音');
  await expect(held.getByText('因诉讼或监管需要暂时保留，解除后再行处理')).toBeVisible();

  await page.goto(`${stack.baseUrl}/compliance/retention?tab=preview`);
  await expect(page.getByText('只是查看，不会销毁任何录音。')).toBeVisible();
  await expect(page.getByText('期限内保留').first()).toBeVisible();
  await page.goto(`${stack.baseUrl}/compliance/retention?tab=holds`);
  await hold.getByRole('button', { name: '解除' }).click();
  await page.getByRole('dialog').getByLabel('解除原因').fill('结案');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /保\s*存/ })
    .click();
  await expect(hold).toContainText('已解除');

  const gone = await ask('删除录音');
  await expect(gone.getByText('已销毁 1 段录音')).toBeVisible();
  const certificate = gone.waitForEvent('download');
  await gone.getByRole('link', { name: '下载销毁证明' }).click();
  expect((await certificate).suggestedFilename()).toMatch(/\.pdf$/);
  await page.goto(`${stack.baseUrl}/compliance/retention?tab=runs`);
  await expect(page.getByRole('row').filter({ hasText: '个人删除请求' }).first()).toBeVisible();
  await context.close();
});
