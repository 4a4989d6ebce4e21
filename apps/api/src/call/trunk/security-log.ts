import { type FileHandle, open, stat } from 'node:fs/promises';

import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

import { ENV, type Env } from '../../platform/env.js';
import { sipRefused } from '../metrics.js';
import { refusalIn, Refusals } from './refusals.js';

const LOOK_MS = 1_000;
/** Read in one look: some five thousand requests. A flood beyond that is read later, or not at all. */
const MAX_READ = 2 * 1024 * 1024;
/** Further behind than this, what lies between is passed over: an old flood must not hide what happens now. */
const MAX_BEHIND = 4 * MAX_READ;

/**
 * Follows Asterisk's security log, which alone tells of the SIP requests that never became a call. The file may not be
 * there yet, may be emptied and may be replaced.
 */
@Injectable()
export class SecurityLog implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #log = new Logger(SecurityLog.name);
  readonly #refusals = new Refusals();
  readonly #path: string | undefined;
  #at: { inode: number; offset: number; rest: string } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(@Inject(ENV) env: Env) {
    if (env.SIBAI_ROLES.includes('engine')) this.#path = env.ASTERISK_SECURITY_LOG;
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.#path === undefined) return;
    // What was written before has been counted by the process before.
    await this.#look(true);
    this.#again();
  }

  onApplicationShutdown(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #again(): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => void this.#look(false).finally(() => this.#again()), LOOK_MS);
  }

  async #look(skip: boolean): Promise<void> {
    const found = await stat(this.#path ?? '').catch(() => undefined);
    // Looked at so often that nothing but its size is, as long as nobody has been refused.
    if (found && found.ino === this.#at?.inode && found.size === this.#at.offset) return this.#tell();
    const file = await open(this.#path ?? '').catch(() => undefined);
    try {
      if (file) await this.#read(file, skip);
    } catch (error) {
      this.#log.warn(`the security log could not be read: ${String(error)}`);
    } finally {
      await file?.close();
    }
    this.#tell();
  }

  #tell(): void {
    for (const sentence of this.#refusals.due(Date.now())) this.#log.warn(sentence);
  }

  async #read(file: FileHandle, skip: boolean): Promise<void> {
    const { ino: inode, size } = await file.stat();
    let at = this.#at;
    if (!at || at.inode !== inode || size < at.offset) at = { inode, offset: skip ? size : 0, rest: '' };
    if (size - at.offset > MAX_BEHIND) {
      this.#log.warn(`${size - at.offset} bytes of the security log are passed over: it grows faster than it is read`);
      at = { inode, offset: size - MAX_READ, rest: '' };
    }
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(MAX_READ, size - at.offset)), {
      position: at.offset,
    });
    const lines = (at.rest + buffer.toString('latin1', 0, bytesRead)).split('\n');
    this.#at = { inode, offset: at.offset + bytesRead, rest: (lines.pop() ?? '').slice(-4096) };
    for (const line of lines) {
      const refusal = refusalIn(line);
      if (!refusal) continue;
      sipRefused.inc({ event: refusal.event });
      this.#refusals.add(refusal);
    }
  }
}
