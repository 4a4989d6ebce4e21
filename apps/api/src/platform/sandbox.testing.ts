import { answerInSandbox } from './sandbox.js';

/** A process for the sandbox's test: does whatever it is told, the worst included. */
answerInSandbox<{ do: string; ms?: number }, unknown, string>(async ({ do: act, ms = 0 }, tell) => {
  switch (act) {
    case 'wait':
      tell('waiting');
      await new Promise((done) => setTimeout(done, ms));
      return process.pid;
    case 'hang':
      for (;;);
    case 'eat': {
      const held: Buffer[] = [];
      for (;;) {
        held.push(Buffer.alloc(100_000_000, 1));
        await new Promise((done) => setTimeout(done, 10));
      }
    }
    case 'abort':
      return process.abort();
    case 'throw':
      throw new Error('as told');
    case 'environment':
      return Object.keys(process.env);
    default:
      return act;
  }
});
