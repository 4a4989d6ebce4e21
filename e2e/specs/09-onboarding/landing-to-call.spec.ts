import type { BrowserContext, Page } from '@playwright/test';
import { DeskPage } from '@sibai/tools/desk-page';
import { fictionalPapers, idEmblemPicture, idPortraitPicture, licencePicture } from '@sibai/tools/papers';
import { letMinutePass } from '../../codes.ts';
import { AGENT_HZ, CALLER_HZ, expect, test } from '../../fixtures.ts';
import { agentHears, callerHears } from '../../hearing.ts';

const ADMIN = 'owner@lanhai.example';
const MOBILE = '13912340001';
const AGENT = 'zhou@lanhai.example';
const PASSWORD = '晨光里有三只白鹭';

/** The newest code, or link, that was sent to an address: from the page where a developer finds it. */
async function fromOutbox(context: BrowserContext, address: string, what: 'code' | 'link'): Promise<string> {
  const page = await context.newPage();
  await page.goto(`/outbox?address=${address}`);
  const newest = page.getByRole('article').first();
  const found =
    what === 'code'
      ? await newest.locator('code').innerText()
      : await newest.getByRole('link', { name: '打开链接' }).getAttribute('href');
  await page.close();
  if (!found) throw new Error(`the outbox has no ${what} for ${address}`);
  return found;
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

test('an enterprise goes from the landing page to a call answered on its own line', async ({
  browser,
  stack,
  dial,
  portal,
}) => {
  test.setTimeout(300_000);
  const context = await browser.newContext({ locale: 'zh-CN' });
  const page = await context.newPage();
  const { licence, idCard } = fictionalPapers(7);
  let number = '';

  await test.step('sees numbers before it signs up, and wants one', async () => {
    await page.goto('/');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('400');
    // The numbers shown until they are found are beautiful, too, and move away.
    const answer = page.waitForResponse((response) => /\/numbers\/search\?.*\bq=888/.test(response.url()));
    await page.getByRole('combobox').fill('888');
    const found = (await (await answer).json()) as { items: { number: string }[] };
    number = found.items[0]?.number ?? '';
    expect(number).toMatch(/^400\d*888\d*$/);
    await button(page, `预留 ${number.replace(/^(\d{3})(\d{3})/, '$1-$2-')}`).click();
    await expect(page).toHaveURL(/\/sign-up/);
  });

  await test.step('signs up with a code', async () => {
    await page.getByLabel('手机号或邮箱').fill(ADMIN);
    await button(page, '获取验证码').click();
    await expect(button(page, /秒后可重发/)).toBeVisible();
    await page.getByLabel('验证码', { exact: true }).fill(await fromOutbox(context, ADMIN, 'code'));
    await page.getByLabel('企业名称').fill(licence.companyName);
    await page.getByLabel('您的姓名').fill(licence.personName);
    await page.getByLabel('设置密码').fill(PASSWORD);
    await button(page, '注册并开始').click();
    await expect(page).toHaveURL(/\/onboarding\/number/);
  });

  await test.step('holds the number it had wanted', async () => {
    await button(page, '预留它').click();
    await expect(page.getByText('购物车预留')).toBeVisible();
  });

  await test.step('proves who it is, with papers that fill the form in', async () => {
    await page.goto('/onboarding/verification');
    await button(page, '开始认证').click();
    await page.getByText('法定代表人本人').click();
    await page.getByLabel('手机号').fill(MOBILE);
    await page.getByRole('button', { name: '发送验证码', exact: true }).click();
    await expect(page.getByLabel('6 位验证码')).toBeVisible();
    await page.getByLabel('6 位验证码').fill(await fromOutbox(context, MOBILE, 'code'));
    await expect(page.getByText('已确认')).toBeVisible();

    const upload = (name: string, buffer: Buffer) =>
      page
        .getByLabel(name, { exact: true })
        .and(page.locator('input'))
        .first()
        .setInputFiles({ name: 'paper.png', mimeType: 'image/png', buffer });
    await upload('营业执照', await licencePicture(licence));
    await upload('法定代表人身份证 · 人像面', await idPortraitPicture(idCard));
    await upload('法定代表人身份证 · 国徽面', await idEmblemPicture(idCard));
    await expect(page.getByLabel('统一社会信用代码').first()).toHaveValue(licence.uscc, { timeout: 60_000 });
    await expect(page.getByLabel('企业名称')).toHaveValue(licence.companyName);
    await expect(page.getByText(/已识别 \d 项/)).toHaveCount(3, { timeout: 90_000 });

    await page.getByLabel('行业', { exact: true }).fill('软件');
    await page.keyboard.press('Enter');
    await page.getByLabel('号码用途名称').fill(`${licence.companyName}客服热线`);
    await button(page, '添加号码').click();
    await page.getByLabel('号码', { exact: true }).fill('010-62345678');

    const letter = page.waitForEvent('download', { timeout: 30_000 });
    await button(page, '下载已填好的文件').click();
    expect((await letter).suggestedFilename()).toMatch(/\.pdf$/);
    // Signed and sealed it would be another picture; what the reviewer looks at is a paper all the same.
    await upload('承诺书', await licencePicture(licence));
    await expect(page.getByText('全部完成，可以提交。')).toBeVisible({ timeout: 30_000 });
    await page.getByRole('checkbox', { name: /我确认以上信息真实有效/ }).check();
    await button(page, '提交审核').click();
    await expect(page.getByText('正在审核').first()).toBeVisible();
  });

  await test.step('is approved by the operator', async () => {
    const operator = await portal('operator', '/operator/reviews');
    await operator.getByRole('link', { name: licence.companyName }).click();
    await button(operator, /^通过/).click();
    await operator.getByRole('dialog').getByRole('button', { name: '通过' }).click();
    await expect(operator.getByText('已通过', { exact: true }).first()).toBeVisible();
    await operator.context().close();
  });

  await test.step('chooses a plan', async () => {
    await page.goto('/onboarding/plan');
    await page.getByRole('listitem').filter({ hasText: '云标准' }).getByRole('button').click();
    await expect(page.getByText('首期应付')).toBeVisible();
    await button(page, '确定套餐').click();
    await expect(page.getByRole('heading', { name: '开通 400 热线' })).toBeVisible();
  });

  await test.step('reads and signs the contract', async () => {
    await page.goto('/onboarding/contract');
    await button(page, '生成合同').click();
    await page.getByRole('checkbox').check();
    await letMinutePass(stack, MOBILE);
    await button(page, '获取验证码').click();
    await expect(page.getByText(/内有效/)).toBeVisible();
    await page.getByRole('textbox', { name: '短信验证码' }).fill(await fromOutbox(context, MOBILE, 'code'));
    await button(page, '确认签署').click();
    await expect(page.getByText('合同已签署').first()).toBeVisible({ timeout: 30_000 });
    const original = page.waitForEvent('download');
    await page.getByRole('link', { name: /下载/ }).or(button(page, /下载/)).first().click();
    const file = await (await original).path();
    const anybody = await (await browser.newContext({ locale: 'zh-CN' })).newPage();
    await anybody.goto('/verify-contract');
    await anybody.locator('input[type=file]').setInputFiles(file);
    await expect(anybody.getByText('真实有效')).toBeVisible({ timeout: 30_000 });
    await anybody.context().close();
  });

  await test.step('pays by Alipay', async () => {
    await page.goto('/onboarding/payment');
    await page.getByRole('radio', { name: /支付宝/ }).check();
    await button(page, /^去支付/).click();
    await button(page, '确认付款').click();
    await expect(page.getByText('付款成功')).toBeVisible({ timeout: 30_000 });
  });

  await test.step('asks a colleague to answer', async () => {
    await page.goto('/users');
    await button(page, '邀请成员').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('姓名').fill('周琳');
    await dialog.getByLabel('手机号或邮箱').fill(AGENT);
    await button(page, '保存').click();
    await expect(page.getByText('等待接受')).toBeVisible();
    const colleague = await (await browser.newContext({ locale: 'zh-CN' })).newPage();
    await colleague.goto(await fromOutbox(context, AGENT, 'link'));
    await colleague.getByLabel('设置密码').fill(PASSWORD);
    await button(colleague, '接受邀请').click();
    await expect(colleague).toHaveURL(/\/$/);
    await colleague.context().close();
  });

  await test.step('goes live, and the line is checked', async () => {
    await page.goto('/onboarding/line');
    await button(page, /^开通 400/).click();
    await expect(page.getByText('您的号码已经开通')).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText(/线路一切正常|线路可用/)).toBeVisible({ timeout: 90_000 });
    await page.goto('/onboarding');
    await expect(page.getByRole('link', { name: '已完成 7 / 7 步' })).toBeVisible();
  });

  await test.step('is called, and answers', async () => {
    const agent = await DeskPage.open(browser, stack.baseUrl, { email: AGENT, password: PASSWORD });
    await agent.beReady();
    const call = await dial({ number, from: '13911119999' });
    await call.answered();
    await agent.answer();
    await agentHears(agent, CALLER_HZ);
    await callerHears(call, AGENT_HZ);
    await call.hangUp();
  });
});
