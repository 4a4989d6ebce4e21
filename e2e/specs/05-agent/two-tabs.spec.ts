import { AGENT_HZ, CALLER_HZ, expect, test } from '../../fixtures.ts';
import { agentHears } from '../../hearing.ts';
import type { Page } from '@playwright/test';

test('two browsers hold a conversation: 拨打测试 in the portal, and the desk', async ({
  desk,
  portal,
  loneBrowser,
}) => {
  const [agent, caller] = await Promise.all([
    desk(),
    loneBrowser(CALLER_HZ).then(({ browser }) => portal('admin', '/test-call', browser)),
  ]);
  await agent.beReady();
  await caller.evaluate(keepConnection);
  await caller.getByRole('button', { name: /拨打$/ }).click();
  const keypad = caller.getByRole('group', { name: '按键' });
  await keypad.getByRole('button', { name: '1', exact: true }).click();
  await expect(caller.getByText('已按 1')).toBeVisible();

  await agent.answer();
  await agentHears(agent, CALLER_HZ);
  await expect.poll(() => level(caller, AGENT_HZ)).toBeGreaterThan(20);

  await agent.button('挂断').click();
  await expect(caller.getByText('对方已挂断')).toBeVisible();
});

interface Kept {
  connection?: RTCPeerConnection;
}

/** Runs in the page, which plays what it hears on an element that stands nowhere in it. */
function keepConnection(): void {
  const { setRemoteDescription } = RTCPeerConnection.prototype;
  RTCPeerConnection.prototype.setRemoteDescription = function (
    this: RTCPeerConnection,
    description: RTCSessionDescriptionInit,
  ) {
    (window as Kept).connection = this;
    return Reflect.apply(setRemoteDescription, this, [description]) as Promise<void>;
  };
}

/** How far, in decibels, that pitch stands above all others that the page hears. */
const level = (page: Page, hertz: number): Promise<number> =>
  page.evaluate(async (wanted) => {
    const track = (window as Kept).connection?.getReceivers()[0]?.track;
    if (!track) return -Infinity;
    const audio = new AudioContext();
    const analyser = new AnalyserNode(audio, { fftSize: 8192 });
    audio.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const power = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(power);
    const hertzPerBin = audio.sampleRate / analyser.fftSize;
    await audio.close();
    const near = (bin: number) => Math.abs(bin * hertzPerBin - wanted) < 50;
    const loudest = (test: (bin: number) => boolean) => Math.max(...power.filter((_, bin) => test(bin)));
    return loudest(near) - loudest((bin) => !near(bin));
  }, hertz);
