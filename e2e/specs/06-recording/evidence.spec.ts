import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AGENT_HZ, CALLER_HZ, type CallStory, expect, expectStory, storyOf, test } from '../../fixtures.ts';
import { agentHears, callerHears, talkOn } from '../../hearing.ts';

/** Writes over the middle of a file, and answers what puts it right again. */
async function tamper(path: string): Promise<() => Promise<void>> {
  const file = await open(path, 'r+');
  const at = Math.floor((await file.stat()).size / 2);
  const before = Buffer.alloc(4);
  await file.read(before, 0, 4, at);
  const put = (bytes: Buffer) => file.write(bytes, 0, 4, at);
  await put(Buffer.from(before.map((byte) => byte ^ 0xff)));
  return async () => {
    await put(before);
    await file.close();
  };
}

test('a recording is paused at the desk, heard for a purpose, proven on paper, and its tampering is seen', async ({
  stack,
  dial,
  desk,
  portal,
  admin,
}) => {
  const agent = await desk();
  await agent.beReady();
  const from = '13922220011';
  const call = await dial({ from });
  await call.answered();
  await call.media.press('1');
  await agent.answer();
  const says = agent.page.getByRole('status');
  await callerHears(call, AGENT_HZ);
  await agentHears(agent, CALLER_HZ);
  await expect(says.filter({ hasText: '录音中' })).toBeVisible();
  await agent.button('暂停录音').click();
  await expect(says.filter({ hasText: '录音已暂停' })).toBeVisible();
  await talkOn(call, 1);
  await agent.button('恢复录音').click();
  await expect(says.filter({ hasText: '录音中' })).toBeVisible();
  await call.hangUp();
  await expectStory(admin, from, { outcome: 'answered', recordings: [{ state: 'sealed' }] });
  const story = (await storyOf(admin, from)) as CallStory;

  const page = await portal('admin', `/calls/${story.id}`);
  await expect(page.getByText('录音告知已完整播放')).toBeVisible();
  await expect(page.getByText(/暂停了录音/).first()).toBeVisible();
  await page.getByRole('combobox', { name: '用途' }).click();
  await page.getByTitle('核实争议').click();
  await page.getByRole('button', { name: '开始收听' }).click();
  const player = page.getByRole('region', { name: /录音/ });
  await expect(player.getByTitle('已暂停录音')).toBeAttached();
  for (const [item, name] of [
    ['证据单（PDF）', /^evidence-.*\.pdf$/],
    ['MP3（小）', /^recording-.*\.mp3$/],
  ] as const) {
    await player.getByRole('button', { name: '导出' }).click();
    const file = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: item }).click();
    expect((await file).suggestedFilename()).toMatch(name);
  }
  await expect(page.getByText('文件 SHA-256').first()).toBeVisible();
  await page.reload();
  await expect(page.getByText('已导出')).toBeVisible();

  const vault = join(stack.dir, 'vault');
  const sealed = (await readdir(vault, { recursive: true })).find((name) =>
    name.includes(story.recordings[0]?.id ?? '-'),
  );
  const mend = await tamper(join(vault, sealed ?? ''));
  const operator = await portal('operator', '/operator/vault');
  const row = operator.getByRole('row').filter({ hasText: '四百演示' });
  // Asked for while another check is under way it says nothing of what has changed since.
  const check = (shown: string) =>
    expect(async () => {
      await operator.getByRole('button', { name: '立即核查全部' }).click();
      await expect(operator.getByText('已开始核查').first()).toBeVisible();
      await operator.reload();
      await expect(row.getByRole('cell').nth(1)).toHaveText(shown, { timeout: 5000 });
    }).toPass({ timeout: 60_000 });
  await check('1');
  await mend();
  await check('完好');
});
