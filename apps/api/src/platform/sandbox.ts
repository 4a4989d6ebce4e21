import { type ChildProcess, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export interface SandboxLimits {
  /** A job that takes longer is given up, and its process with it. */
  readonly jobMs: number;
  /** A process that holds more memory, of whatever kind, is killed. */
  readonly memoryMb: number;
  /** An idle process is ended after this long, and started again at need. */
  readonly idleMs: number;
  /** More jobs than this do not queue. */
  readonly waiting: number;
  /** The process may neither write files nor start programs or threads. */
  readonly confined: boolean;
}

export type SandboxFailure = 'too_busy' | 'took_too_long' | 'too_much_memory' | 'died' | 'stopped';

export class SandboxError extends Error {
  override readonly name = 'SandboxError';
  readonly failure: SandboxFailure;

  constructor(failure: SandboxFailure) {
    super(failure);
    this.failure = failure;
  }
}

interface Job {
  readonly question: unknown;
  readonly heard: (news: never) => void;
  readonly moved: (position: number) => void;
  readonly done: (answer: never) => void;
  readonly failed: (error: Error) => void;
}
type FromChild =
  | { readonly type: 'ready' }
  | { readonly type: 'news'; readonly news: unknown }
  | { readonly type: 'answer'; readonly answer: unknown }
  | { readonly type: 'error'; readonly error: string };

/** What a confined process may read: programs, and none of the data that lies beside them. */
const READABLE = ['node_modules', 'apps/api', 'libs', 'package.json'].map((path) =>
  fileURLToPath(new URL(`../../../../${path}`, import.meta.url)),
);
const WATCH_MS = 250;
/** A process that has not started by then never will. */
const START_MS = 30_000;

/** Lets a process that runs from source find `./x.ts` where it imports `./x.js`, as the compiler and Vite do. */
const FROM_SOURCE = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({
    resolve: (name, context, next) =>
      next(name.startsWith('.') && context.parentURL?.endsWith('.ts') ? name.replace(/\\.js$/, '.ts') : name, context),
  });`)}`;

/**
 * Work on files that strangers send, in a process of its own: one job at a time, with a limit of time and memory. A
 * thread would not do: decoders are native code and WebAssembly, whose memory no heap limit bounds and whose crash would
 * take the api along. The process starts at the first job and knows no secret of the api's environment.
 */
export class Sandbox<Question, Answer, News = never> {
  readonly #file: URL;
  readonly #limits: SandboxLimits;
  readonly #queue: Job[] = [];
  #current: Job | undefined;
  #child: ChildProcess | undefined;
  #ready = false;
  #timer: NodeJS.Timeout | undefined;
  #watch: NodeJS.Timeout | undefined;
  #deadline = 0;

  /** `file` is the module's address without its ending, beside the caller's `import.meta.url`. */
  constructor(file: string, from: string, limits: SandboxLimits) {
    this.#file = new URL(file + (from.endsWith('.ts') ? '.ts' : '.js'), from);
    this.#limits = limits;
  }

  /** `moved` is told how many are before this job, 0 when it begins; `heard` what the job tells on its way. */
  run(
    question: Question,
    on: { readonly moved?: (position: number) => void; readonly heard?: (news: News) => void } = {},
  ): Promise<Answer> {
    if (this.#queue.length >= this.#limits.waiting) return Promise.reject(new SandboxError('too_busy'));
    return new Promise<Answer>((done, failed) => {
      this.#queue.push({ question, done, failed, heard: on.heard ?? ignore, moved: on.moved ?? ignore });
      this.#tellPositions();
      this.#next();
    });
  }

  /** The process, while there is one: for tests and metrics. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  stop(): void {
    for (const job of this.#queue.splice(0)) job.failed(new SandboxError('stopped'));
    this.#kill('stopped');
  }

  #next(): void {
    if (this.#current || this.#queue.length === 0) return;
    clearTimeout(this.#timer);
    this.#current = this.#queue.shift();
    this.#tellPositions();
    this.#child ??= this.#start();
    this.#child.ref();
    this.#deadline = performance.now() + START_MS;
    this.#watch = setInterval(() => void this.#look(), WATCH_MS);
    this.#hand();
  }

  /** Gives the job to the process as soon as both are there. */
  #hand(): void {
    if (!this.#ready || !this.#current) return;
    // A busy machine may take seconds to start a process: that is not the job's time.
    this.#deadline = performance.now() + this.#limits.jobMs;
    this.#child?.send({ question: this.#current.question });
  }

  #tellPositions(): void {
    this.#current?.moved(0);
    for (const [at, job] of this.#queue.entries()) job.moved(at + (this.#current ? 1 : 0));
  }

  #start(): ChildProcess {
    const path = fileURLToPath(this.#file);
    const source = path.endsWith('.ts');
    const child = fork(path, [], {
      serialization: 'advanced',
      execArgv: [
        ...(source ? ['--import', FROM_SOURCE] : []),
        ...(this.#limits.confined
          ? ['--permission', ...READABLE.map((path) => `--allow-fs-read=${path}`), '--allow-addons']
          : []),
        `--max-old-space-size=${Math.ceil(this.#limits.memoryMb / 2)}`,
      ],
      // One malloc arena: with many threads glibc keeps far more than is used.
      env: { PATH: process.env['PATH'], NODE_ENV: process.env['NODE_ENV'], MALLOC_ARENA_MAX: '1' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#ready = false;
    child.on('message', (message: FromChild) => this.#hear(child, message));
    child.on('error', () => this.#lost(child, 'died'));
    child.on('exit', () => this.#lost(child, 'died'));
    return child;
  }

  #hear(child: ChildProcess, message: FromChild): void {
    if (child !== this.#child) return;
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        return this.#hand();
      case 'news':
        return this.#current?.heard(message.news as never);
      case 'answer':
        return this.#finish((job) => job.done(message.answer as never));
      case 'error':
        return this.#finish((job) => job.failed(new Error(message.error)));
    }
  }

  #finish(tell: (job: Job) => void): void {
    clearInterval(this.#watch);
    const job = this.#current;
    this.#current = undefined;
    if (job) tell(job);
    if (this.#queue.length === 0) {
      // An idle process does not keep the api from ending.
      this.#child?.unref();
      (this.#child?.channel as { unref?: () => void } | undefined)?.unref?.();
      this.#timer = setTimeout(() => this.#kill('stopped'), this.#limits.idleMs).unref();
    }
    this.#next();
  }

  async #look(): Promise<void> {
    if (performance.now() > this.#deadline) return this.#kill('took_too_long');
    const memory = await residentMb(this.#child?.pid);
    if (memory > this.#limits.memoryMb) this.#kill('too_much_memory');
  }

  #kill(failure: SandboxFailure): void {
    const child = this.#child;
    if (!child) return;
    child.kill('SIGKILL');
    this.#lost(child, failure);
  }

  #lost(child: ChildProcess, failure: SandboxFailure): void {
    if (child !== this.#child) return;
    this.#child = undefined;
    this.#ready = false;
    clearTimeout(this.#timer);
    this.#finish((job) => job.failed(new SandboxError(failure)));
  }
}

const ignore = (): void => undefined;

/** Resident memory of a process, 0 where it cannot be told (no /proc). */
async function residentMb(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
}

/** The other side: answers one question at a time. */
export function answerInSandbox<Question, Answer, News = never>(
  answer: (question: Question, tell: (news: News) => void) => Promise<Answer>,
): void {
  const send = (message: FromChild): void => void process.send?.(message);
  process.on('disconnect', () => process.exit());
  process.on('message', async ({ question }: { question: Question }) => {
    try {
      send({ type: 'answer', answer: await answer(question, (news) => send({ type: 'news', news })) });
    } catch (error) {
      send({ type: 'error', error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  send({ type: 'ready' });
}
