/** Counts for `timers.ts`: a worker's clock is not held back when nobody looks at the page. */
addEventListener('message', ({ data }: MessageEvent<{ id: number; ms: number }>) => {
  setTimeout(() => postMessage(data.id), data.ms);
});
