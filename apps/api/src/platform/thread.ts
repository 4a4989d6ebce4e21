import { parentPort, Worker } from 'node:worker_threads';

interface Waiting {
  readonly done: (answer: never) => void;
  readonly failed: (error: Error) => void;
}
interface Reply {
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: string;
}

/** Lets a thread that runs from source find `./x.ts` where it imports `./x.js`, as the compiler and Vite do. */
export const FROM_SOURCE = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({
    resolve: (name, context, next) =>
      next(name.startsWith('.') && context.parentURL?.endsWith('.ts') ? name.replace(/\\.js$/, '.ts') : name, context),
  });`)}`;

/** Work that would hold up the event loop, done in a thread: started at the first question, asked one after the other. */
export class Thread<Question, Answer> {
  readonly #file: URL;
  readonly #megabytes: number;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #asked = 0;

  /** `file` is the module's address without its ending, beside the caller's `import.meta.url`. */
  constructor(file: string, from: string, megabytes = 512) {
    this.#file = new URL(file + (from.endsWith('.ts') ? '.ts' : '.js'), from);
    this.#megabytes = megabytes;
  }

  ask(question: Question): Promise<Answer> {
    const worker = (this.#worker ??= this.#start());
    const id = ++this.#asked;
    // A process with nothing else to do may end while nobody waits.
    worker.ref();
    return new Promise<Answer>((done, failed) => {
      this.#waiting.set(id, { done, failed });
      worker.postMessage({ id, question });
    });
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const source = this.#file.pathname.endsWith('.ts');
    const worker = new Worker(this.#file, {
      execArgv: source ? ['--import', FROM_SOURCE] : [],
      resourceLimits: { maxOldGenerationSizeMb: this.#megabytes },
    });
    worker.on('message', ({ id, answer, error }: Reply) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) worker.unref();
      if (error === undefined) waiting?.done(answer as never);
      else waiting?.failed(new Error(error));
    });
    const lost = (cause: unknown) => {
      if (this.#worker === worker) this.#worker = undefined;
      for (const { failed } of this.#waiting.values()) failed(new Error('the thread has ended', { cause }));
      this.#waiting.clear();
    };
    worker.on('error', lost);
    worker.on('exit', lost);
    return worker;
  }
}

/** The other side: answers every question that comes, in their order. */
export function answerQuestions<Question, Answer>(answer: (question: Question) => Promise<Answer>): void {
  const port = parentPort;
  if (!port) throw new Error('this module runs in a thread');
  let last: Promise<void> = Promise.resolve();
  port.on('message', ({ id, question }: { id: number; question: Question }) => {
    last = last.then(async () => {
      try {
        port.postMessage({ id, answer: await answer(question) } satisfies Reply);
      } catch (error) {
        port.postMessage({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      }
    });
  });
}
