/// <reference lib="dom" />
import type { Browser, BrowserContext, Locator, Page } from '@playwright/test';
import { ApiClient } from './api-client.ts';
import { peakHz } from './audio.ts';

/** The desk remembers by this that the headset was checked. */
const CHECKED = 'sibai.headset-checked';
const REGISTER_MS = 15_000;

/** An agent at the desk in a browser: the page, and the sound that comes out of it. */
export class DeskPage {
  readonly page: Page;
  readonly api: ApiClient;
  readonly #context: BrowserContext;

  private constructor(page: Page, api: ApiClient, context: BrowserContext) {
    this.page = page;
    this.api = api;
    this.#context = context;
  }

  /** Signs in by API and opens the desk; resolves when the phone on it is registered. */
  static async open(browser: Browser, url: string, who: { email: string; password: string }): Promise<DeskPage> {
    const api = await ApiClient.signIn(url, who);
    const context = await browser.newContext({ locale: 'zh-CN', permissions: ['microphone'] });
    await context.addCookies([{ ...api.cookie, url }]);
    await context.addInitScript((key) => localStorage.setItem(key, '1'), CHECKED);
    const page = await context.newPage();
    await page.goto(`${url}/desk/`);
    await page.locator('[data-phone="ready"]').waitFor({ timeout: REGISTER_MS });
    return new DeskPage(page, api, context);
  }

  /** A button of the desk by its whole name, icons left out. */
  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Takes calls; one may ring at once. */
  async beReady(): Promise<void> {
    await this.page.getByRole('group', { name: '坐席状态' }).getByRole('button', { name: '示闲' }).click();
    await this.page.locator('[data-presence="ready"], [data-presence="ringing"]').waitFor();
  }

  /** Waits for a call to ring and answers it; tells when the button was pressed, by performance.now(). */
  async answer(withinMs: number): Promise<number> {
    const answer = this.button('接听');
    await answer.waitFor({ timeout: withinMs });
    const pressedAt = performance.now();
    await answer.click();
    return pressedAt;
  }

  /** The strongest pitch the agent hears, over about two thirds of a second; null for silence. */
  async hearsHz(): Promise<number | null> {
    const { samples, rate } = await this.page.evaluate(playing);
    return peakHz(Float32Array.from(samples), rate);
  }

  /** Takes no more calls, whatever state the page is in. */
  async signOff(): Promise<void> {
    await this.api.send('PUT', '/agent/presence', { presence: 'offline' }).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.#context.close();
  }
}

/** Runs in a page: what an audio element that plays a call has played lately. */
async function playing(): Promise<{ samples: number[]; rate: number }> {
  const stream = document.querySelector<HTMLAudioElement>('audio[data-sound="caller"]')?.srcObject;
  if (!(stream instanceof MediaStream)) return { samples: [], rate: 8000 };
  const audio = new AudioContext();
  const analyser = new AnalyserNode(audio, { fftSize: 32_768 });
  audio.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  await new Promise((resolve) => setTimeout(resolve, (1000 * samples.length) / audio.sampleRate + 100));
  analyser.getFloatTimeDomainData(samples);
  const rate = audio.sampleRate;
  await audio.close();
  return { samples: [...samples], rate };
}
