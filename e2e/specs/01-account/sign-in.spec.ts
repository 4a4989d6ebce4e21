import type { Page } from '@playwright/test';
import { expect, signInOf, test, type Role } from '../../fixtures.ts';

test('a wrong password is told, the right one leads to the page that was asked for', async ({ page, stack }) => {
  const { email, password } = signInOf(stack, 'supervisor');
  await page.goto('/calls');
  await page.getByLabel('邮箱').fill(email);
  await page.getByLabel('密码').fill('wrong');
  await page.getByRole('button', { name: '登录' }).click();
  await expect(page.getByText('邮箱或密码不正确')).toBeVisible();
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '登录' }).click();
  await expect(page.getByRole('heading', { name: '通话记录' })).toBeVisible();
});

const MENUS: Readonly<Record<Role, readonly string[]>> = {
  operator: [
    '开始',
    '实名审核',
    '企业',
    '订单与收款',
    '客户线路',
    '录音保管',
    '号码库',
    '资费',
    '合同与条款',
    '录音',
    '中继',
    '操作记录',
  ],
  admin: [
    '开始',
    '开通进度',
    '实时',
    '时段报表',
    '等待预测',
    '推演',
    '通话记录',
    '录音',
    '客户',
    '工单',
    '回拨',
    '留言',
    '拨打测试',
    '语音导航',
    '话术与小结',
    '技能组',
    '节假日',
    '排队优先级',
    '黑名单',
    '坐席',
    '线路',
    '中继',
    '外呼',
    '成员',
    '合同',
    '费用中心',
    '合规中心',
    '录音保存',
    '违禁词',
    '操作记录',
  ],
  supervisor: [
    '开始',
    '实时',
    '时段报表',
    '等待预测',
    '通话记录',
    '录音',
    '客户',
    '工单',
    '回拨',
    '留言',
    '拨打测试',
    '语音导航',
    '话术与小结',
    '技能组',
    '节假日',
    '排队优先级',
    '黑名单',
    '坐席',
    '线路',
    '外呼',
    '成员',
    '违禁词',
  ],
  agent: ['开始', '客户', '工单', '话术与小结', '技能组', '节假日'],
};

test('the menu of each role holds what it may see, and every page of it opens', async ({ portal }) => {
  const pages: [Role, Page][] = [];
  for (const role of ['operator', 'admin', 'supervisor', 'agent'] as const) {
    const page = await portal(role);
    await expect(page.getByRole('menuitem')).toHaveText([...MENUS[role]]);
    pages.push([role, page]);
  }
  await Promise.all(pages.map(([role, page]) => visit(role, page)));
});

async function visit(role: Role, page: Page): Promise<void> {
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  for (const name of MENUS[role].slice(1)) {
    await page.getByRole('menuitem').getByText(name, { exact: true }).click();
    // The way to a line is headed by what it leads to.
    const heading = name === '开通进度' ? '开通' : name;
    await expect(page.getByRole('heading', { level: 1, name: heading }), `${name} of a ${role}`).toBeVisible();
    await expect(page.getByText('页面出错了')).toBeHidden();
  }
  expect(errors).toEqual([]);
}

test('a page of another role says that it may not be seen', async ({ portal }) => {
  const page = await portal('agent', '/calls');
  await expect(page.getByText('没有权限')).toBeVisible();
});

test('the portal and the desk speak English too, and remember it', async ({ portal, desk }) => {
  const page = await portal('admin', '/live');
  await page.getByRole('button', { name: '语言' }).click();
  await page.getByRole('menuitem', { name: 'English' }).click();
  await expect(page.getByRole('heading', { name: 'In call flow' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'In call flow' })).toBeVisible();

  const agent = await desk();
  await agent.button('语言').click();
  await agent.page.getByRole('menuitem', { name: 'English' }).click();
  await expect(agent.page.getByRole('button', { name: 'Ready', exact: true }).first()).toBeVisible();
});

test('a session that ends elsewhere ends here too', async ({ portal }) => {
  const page = await portal('admin', '/users');
  await expect(page.getByRole('heading', { level: 1, name: '成员' })).toBeVisible();
  await page.request.delete('/api/session');
  // Whatever asks first finds it out: the page that is gone to, or one of the frame's own looks.
  const password = page.getByLabel('密码');
  await page.getByRole('menuitem', { name: '技能组' }).or(password).first().click();
  await expect(password).toBeVisible();
});
