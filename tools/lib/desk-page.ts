/// <reference lib="dom" />
import type { Browser, BrowserContext, Locator, Page } from '@playwright/test';
import { ApiClient } from './api-client.ts';
import { SILENCE_RMS } from './audio.ts';

/** The desk remembers by this that the headset was checked. */
const CHECKED = 'sibai.headset-checked';
const REGISTER_MS = 60_000;

/** An agent at the desk in a browser: the page, and the sound that comes out of it. */
export class DeskPage {
  readonly page: Page;
  readonly api: ApiClient;
  /** How long the page took until its phone was ready: what this machine is worth at the moment. */
  readonly openMs: number;
  readonly #context: BrowserContext;

  private constructor(page: Page, api: ApiClient, context: BrowserContext, openMs: number) {
    this.page = page;
    this.api = api;
    this.#context = context;
    this.openMs = openMs;
  }

  /** Signs in by API and opens the desk; resolves when the phone on it is registered. */
  static async open(browser: Browser, url: string, who: { email: string; password: string }): Promise<DeskPage> {
    const api = await ApiClient.signIn(url, who);
    // What moves on a page is drawn by the processors that the voices need.
    const context = await browser.newContext({ locale: 'zh-CN', permissions: ['microphone'], reducedMotion: 'reduce' });
    await context.addCookies([{ ...api.cookie, url }]);
    await context.addInitScript((key) => localStorage.setItem(key, '1'), CHECKED);
    const page = await context.newPage();
    const from = performance.now();
    await page.goto(`${url}/desk/`);
    await page.locator('[data-phone="ready"]').waitFor({ timeout: REGISTER_MS });
    return new DeskPage(page, api, context, performance.now() - from);
  }

  /** A button of the desk by its whole name, icons left out. */
  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Takes calls; one may ring at once. */
  async beReady(): Promise<void> {
    await beReady(this.page);
  }

  /** Takes no calls for a while, but can be called by colleagues. */
  async takeBreak(): Promise<void> {
    await this.page.getByRole('group', { name: '坐席状态' }).getByRole('button', { name: '小休' }).click();
    await this.page.locator('[data-presence="break"]').waitFor();
  }

  /**
   * Waits for a call to ring and answers it, by key: for a click the page would have to stand still first, and on a busy
   * machine it rings no longer than that. Tells when the key was pressed, by performance.now().
   */
  async answer(withinMs = 40_000): Promise<number> {
    await this.button('接听').waitFor({ timeout: withinMs });
    const pressedAt = performance.now();
    await this.page.keyboard.press('F2');
    return pressedAt;
  }

  /** The strongest pitch the agent hears, to some 2 Hz, over about a third of a second; null for silence. */
  hearsHz(): Promise<number | null> {
    return this.page.evaluate(heardHz, SILENCE_RMS);
  }

  /** Takes no more calls, whatever state the page is in. */
  async signOff(): Promise<void> {
    await this.api.send('PUT', '/agent/presence', { presence: 'offline' }).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.#context.close();
  }
}

/** By key, as soon as it may be chosen; a wrap-up that ends by itself may have come first, and brought a ring. */
export async function beReady(page: Page): Promise<void> {
  const free = page.locator('[data-presence="ready"], [data-presence="ringing"]');
  const choice = page.getByRole('group', { name: '坐席状态' }).locator('button:enabled', { hasText: '示闲' });
  await choice.or(free).first().waitFor();
  if (!(await free.isVisible())) await page.keyboard.press('Alt+1');
  await free.waitFor();
}

/** Runs in a page, which is busy enough without handing out samples: the pitch of what its audio element plays of the call. */
async function heardHz(silence: number): Promise<number | null> {
  const stream = document.querySelector<HTMLAudioElement>('audio[data-sound="caller"]')?.srcObject;
  if (!(stream instanceof MediaStream)) return null;
  const audio = new AudioContext();
  try {
    const analyser = new AnalyserNode(audio, { fftSize: 16_384 });
    audio.createMediaStreamSource(stream).connect(analyser);
    const full = analyser.fftSize / audio.sampleRate;
    for (const from = performance.now(); audio.currentTime < full && performance.now() - from < 5000 * full;)
      await new Promise((resolve) => setTimeout(resolve, 20));
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    if (Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length) < silence) return null;
    const power = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(power);
    // The strongest tone lies between two bins; how far, its neighbours tell.
    const best = power.indexOf(power.reduce((a, b) => Math.max(a, b)));
    const [before = 0, at = 0, after = 0] = power.subarray(best - 1, best + 2);
    const bend = before - 2 * at + after;
    const bin = best + (bend === 0 ? 0 : (before - after) / (2 * bend));
    return Math.round((bin * audio.sampleRate * 10) / analyser.fftSize) / 10;
  } finally {
    await audio.close();
  }
}
