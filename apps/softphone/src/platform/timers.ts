/**
 * Timers that keep their time in a page nobody looks at: there a browser lets its own run once a minute, and an agent whose
 * line was lost would be away for as long.
 */
let worker: Worker | undefined;
const waiting = new Map<number, () => void>();
let last = 0;

/** Answers how to call it off. */
export function after(ms: number, work: () => void): () => void {
  worker ??= start();
  const id = (last += 1);
  waiting.set(id, work);
  worker.postMessage({ id, ms });
  return () => waiting.delete(id);
}

function start(): Worker {
  const started = new Worker(new URL('./timer-worker.ts', import.meta.url), { type: 'module' });
  started.addEventListener('message', ({ data }: MessageEvent<number>) => {
    const work = waiting.get(data);
    waiting.delete(data);
    work?.();
  });
  return started;
}
