import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiClient } from '@sibai/tools/api-client';
import { tone, writeWav } from '@sibai/tools/audio';
import { ensureChromium, phoneFlags } from '@sibai/tools/chromium';
import { ensureProgram } from '@sibai/tools/debian';
import { DeskPage } from '@sibai/tools/desk-page';
import { PROGRAMS } from '@sibai/tools/paths';
import { SipCall } from '@sibai/tools/sipp';
import { startStack, type Stack } from '@sibai/tools/stack';
import { addDirectLine, groupNamed, ringLong } from './lines.ts';
import { test as base, chromium, expect, type Browser, type Page } from '@playwright/test';

export { expect };

/** The pitches that the microphones of agents, and callers, hear. */
export const AGENT_HZ = 1000;
export const CALLER_HZ = 440;
const DIRECT = '4008007700';
/** A machine on which nothing else happens opens a desk in less, until its phone is ready. */
const FIT_OPEN_MS = 1500;
export type Role = 'operator' | 'admin' | 'supervisor' | 'agent';

export interface Phone {
  readonly number?: string;
  readonly from?: string;
  /** The address the call comes from. */
  readonly source?: string;
}

/** A browser of its own, which can be killed. */
export interface LoneBrowser {
  readonly browser: Browser;
  kill(): Promise<void>;
  /** Stops all of it, as a laptop that is shut, or lets it go on. */
  sleep(on: boolean): Promise<void>;
}

interface Fixtures {
  /** Keeps what the api and Asterisk have said when a test fails. */
  readonly logs: void;
  /** Places a call that says 440 Hz; hung up when the test is over. */
  readonly dial: (phone?: Phone) => Promise<SipCall>;
  /** Opens the desk of the first, or the second, agent. */
  readonly desk: (n?: 1 | 2, browser?: Browser) => Promise<DeskPage>;
  readonly loneBrowser: (hertz: number) => Promise<LoneBrowser>;
  /** A page of the portal, for somebody of that role. */
  readonly portal: (role: Role, path?: string, browser?: Browser) => Promise<Page>;
}

interface WorkerFixtures {
  readonly program: string;
  readonly stack: Stack;
  readonly sipp: string;
  readonly admin: ApiClient;
  /** A number whose callers wait for the first agents' group at once: for tests of what comes after menu and notice. */
  readonly direct: string;
}

let calls = 0;

/** The built product, running: one for all the tests of a worker, so that a test must leave it as it was. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  program: [async ({}, use) => use(await ensureChromium(PROGRAMS)), { scope: 'worker', timeout: 300_000 }],
  sipp: [async ({}, use) => use(await ensureProgram('sipp', PROGRAMS)), { scope: 'worker', timeout: 120_000 }],

  stack: [
    async ({}, use) => {
      const stack = await startStack({ dir: await mkdtemp(join(tmpdir(), 'sibai-e2e-')) });
      await ringLong(await ApiClient.signIn(stack.baseUrl, signInOf(stack, 'admin')));
      await use(stack);
      await stack.stop();
    },
    { scope: 'worker', timeout: 300_000 },
  ],

  admin: [
    async ({ stack }, use) => use(await ApiClient.signIn(stack.baseUrl, signInOf(stack, 'admin'))),
    { scope: 'worker' },
  ],

  direct: [
    async ({ admin, stack }, use) => {
      const { id: group } = await groupNamed(admin, '售前咨询');
      await addDirectLine(admin, stack, { number: DIRECT, group });
      await use(DIRECT);
    },
    { scope: 'worker' },
  ],

  browser: [
    async ({ program }, use) => {
      await withMicrophone(AGENT_HZ, async (microphone) => {
        const browser = await chromium.launch({ executablePath: program, args: phoneFlags(microphone) });
        await use(browser);
        await browser.close();
      });
    },
    { scope: 'worker' },
  ],

  baseURL: async ({ stack }, use) => use(stack.baseUrl),

  logs: [
    async ({ stack }, use, info) => {
      await use();
      if (info.status === info.expectedStatus) return;
      await copyFile(stack.api.log, info.outputPath('api.log'));
      await copyFile(join(stack.dir, 'asterisk/log/messages.log'), info.outputPath('asterisk.log')).catch(
        () => undefined,
      );
    },
    { auto: true },
  ],

  dial: async ({ stack, sipp }, use) => {
    const placed: SipCall[] = [];
    await use(async ({ number = stack.demo.number, from, source = '127.0.0.2' } = {}) => {
      const target = { address: '127.0.0.1', port: stack.sipPort };
      const own = from ?? `138${String(10_000_000 + ++calls)}`;
      const call = await SipCall.place({ sipp, target, number, from: own, source });
      placed.push(call);
      call.media.play(tone(CALLER_HZ, 1), true);
      return call;
    });
    await Promise.all(placed.map((call) => call.hangUp()));
  },

  desk: async ({ stack, browser: shared }, use) => {
    const open: DeskPage[] = [];
    await use(async (n = 1, browser = shared) => {
      const desk = await DeskPage.open(browser, stack.baseUrl, signInOf(stack, 'agent', n));
      open.push(desk);
      return desk;
    });
    for (const desk of open) {
      await desk.signOff();
      await desk.close().catch(() => undefined);
    }
  },

  loneBrowser: async ({ program }, use) => {
    const kills: (() => Promise<void>)[] = [];
    await use(async (hertz) => {
      const dir = await mkdtemp(join(tmpdir(), 'sibai-microphone-'));
      const microphone = await recordMicrophone(dir, hertz);
      const server = await chromium.launchServer({ executablePath: program, args: phoneFlags(microphone) });
      kills.push(async () => {
        await server.kill();
        await rm(dir, { recursive: true, force: true });
      });
      const { pid } = server.process();
      return {
        browser: await chromium.connect(server.wsEndpoint()),
        kill: () => server.kill(),
        sleep: async (on) => {
          for (const each of await familyOf(pid ?? 0)) process.kill(each, on ? 'SIGSTOP' : 'SIGCONT');
        },
      };
    });
    for (const kill of kills) await kill();
  },

  portal: async ({ stack, browser: shared }, use) => {
    const pages: Page[] = [];
    await use(async (role, path = '/', browser = shared) => {
      const api = await ApiClient.signIn(stack.baseUrl, signInOf(stack, role));
      const context = await browser.newContext({ locale: 'zh-CN', permissions: ['microphone'] });
      await context.addCookies([{ ...api.cookie, url: stack.baseUrl }]);
      const page = await context.newPage();
      pages.push(page);
      await page.goto(`${stack.baseUrl}${path}`);
      return page;
    });
    for (const page of pages) await page.context().close();
  },
});

export function signInOf(stack: Stack, role: Role, n = 1): Stack['demo']['signIns'][number] {
  const found = stack.demo.signIns.filter((who) => who.role === role)[n - 1];
  if (!found) throw new Error(`the demonstration has no ${role} ${n}`);
  return found;
}

/** What the server tells of a call, as far as tests look at it. */
export interface CallStory {
  readonly id: string;
  readonly outcome: string | null;
  readonly cause: string | null;
  readonly agentName: string | null;
  readonly groupName: string | null;
  readonly ivrPath: readonly string[];
  readonly endedAt: string | null;
  readonly talkMs: number;
  readonly events: readonly { readonly at: string; readonly type: string; readonly data: Record<string, unknown> }[];
  readonly assignments: readonly {
    readonly agentName: string;
    readonly state: string;
    readonly reason: string | null;
  }[];
  readonly recordings: readonly { readonly id: string; readonly state: string; readonly seconds: number | null }[];
}

/** The newest call from a number, if there is one. */
export async function storyOf(admin: ApiClient, from: string): Promise<CallStory | undefined> {
  const { calls: found } = await admin.get<{ calls: { id: string }[] }>(`/calls?q=${from}`);
  return found[0] && admin.get<CallStory>(`/calls/${found[0].id}`);
}

/** Asserts, again and again for a while, what the server tells of the newest call from a number. */
export const expectStory = (admin: ApiClient, from: string, story: Record<string, unknown>): Promise<void> =>
  expect.poll(() => storyOf(admin, from)).toMatchObject(story);

/** What a claim about a fit machine comes to on this one, which may be slow or busy: as much more as it took to open a desk. */
export const onThisMachine = (ms: number, { openMs }: DeskPage): number => ms * Math.max(1, openMs / FIT_OPEN_MS);

/** A process and all that have come from it. */
async function familyOf(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const families = await Promise.all(
    children
      .trim()
      .split(' ')
      .filter(Boolean)
      .map((child) => familyOf(Number(child))),
  );
  return [pid, ...families.flat()];
}

async function withMicrophone(hertz: number, work: (file: string) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'sibai-microphone-'));
  await work(await recordMicrophone(dir, hertz)).finally(() => rm(dir, { recursive: true, force: true }));
}

async function recordMicrophone(dir: string, hertz: number): Promise<string> {
  const file = join(dir, 'microphone.wav');
  await writeFile(file, writeWav(tone(hertz, 10, 48_000), 48_000));
  return file;
}
