import { Writable } from 'node:stream';

import type { Response } from 'express';
import { expect, it } from 'vitest';

import { sendCsv } from './csv.js';

/** Takes one piece in after another, slowly. */
class Slow extends Writable {
  readonly taken: string[] = [];
  most = 0;
  constructor() {
    super({ highWaterMark: 1 });
  }
  type = () => this;
  attachment = () => this;
  override _write(piece: Buffer, _: unknown, done: () => void): void {
    this.most = Math.max(this.most, this.listenerCount('close'), this.listenerCount('drain'));
    this.taken.push(piece.toString());
    setImmediate(done);
  }
}

it('a long table waits for its reader page after page, and leaves nothing behind that waits', async () => {
  const slow = new Slow();
  async function* pages(): AsyncGenerator<number[]> {
    for (let page = 0; page < 30; page++) yield await Promise.resolve([page]);
  }
  await sendCsv(slow as unknown as Response, 'a.csv', { n: (n: number) => n }, pages());
  expect(slow.taken.join('')).toContain('29');
  expect(slow.most).toBeLessThan(3);
});

it('one whose reader goes away ends', async () => {
  const slow = new Slow();
  async function* pages(): AsyncGenerator<number[]> {
    for (let page = 0; ; page++) {
      if (page === 3) slow.destroy();
      yield await Promise.resolve([page]);
    }
  }
  await sendCsv(slow as unknown as Response, 'a.csv', { n: (n: number) => n }, pages());
  expect(slow.destroyed).toBe(true);
});
