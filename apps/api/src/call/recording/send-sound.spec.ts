import { Writable } from 'node:stream';

import type { Request, Response } from 'express';
import { expect, it } from 'vitest';

import { sendFile, sendSound } from './send-sound.js';

/** A file in four parts, and whether it is open. */
function opened() {
  const file = { open: false };
  async function* read(): AsyncGenerator<Buffer> {
    file.open = true;
    try {
      for (let part = 0; part < 4; part++) yield Buffer.alloc(64_000);
    } finally {
      file.open = false;
    }
  }
  return { file, read };
}

/** A listener who takes one part in, or none, and hangs up. */
class Leaver extends Writable {
  constructor() {
    super({ highWaterMark: 1 });
  }
  set = () => this;
  status = () => this;
  attachment = () => this;
  override _write(): void {
    setImmediate(() => this.destroy());
  }
}
const leaver = () => new Leaver() as unknown as Response;
const whole = { range: () => undefined } as unknown as Request;

it('a listener who hangs up on the first part leaves no file open', async () => {
  const { file, read } = opened();
  const heard: number[] = [];
  await sendSound({ bytes: 256_000, watermark: false, read }, whole, leaver(), (_, to) => {
    heard.push(to);
    return Promise.resolve();
  });
  expect(heard).toHaveLength(1);
  expect(file.open).toBe(false);
});

it('nor does one who takes a file along and thinks better of it', async () => {
  const { file, read } = opened();
  await sendFile(leaver(), 'a.wav', 'audio/wav', { sha256: '', bytes: 256_000, body: read() });
  expect(file.open).toBe(false);
});
