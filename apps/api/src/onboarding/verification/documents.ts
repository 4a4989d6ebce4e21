import { Injectable, type OnApplicationShutdown } from '@nestjs/common';

import { Sandbox, SandboxError, type SandboxLimits } from '../../platform/sandbox.js';
import { type Intake } from './document.js';

/** The largest file that is taken: 10 MB. */
export const DOCUMENT_BYTES = 10 * 1024 * 1024;

export const DOCUMENT_LIMITS: SandboxLimits = {
  jobMs: 30_000,
  memoryMb: 900,
  idleMs: 60_000,
  waiting: 100,
  confined: true,
};

/** Takes in the files that applicants send: what is kept is a picture of our own making, or the reason why not. */
@Injectable()
export class Documents implements OnApplicationShutdown {
  readonly #sandbox = new Sandbox<Uint8Array, Intake>('./documents-process', import.meta.url, DOCUMENT_LIMITS);

  async take(bytes: Uint8Array): Promise<Intake> {
    if (bytes.length === 0) return { ok: false, reason: 'empty' };
    if (bytes.length > DOCUMENT_BYTES) return { ok: false, reason: 'too_large' };
    try {
      return await this.#sandbox.run(bytes);
    } catch (error) {
      if (!(error instanceof SandboxError)) throw error;
      switch (error.failure) {
        case 'too_busy':
        case 'stopped':
          return { ok: false, reason: 'too_busy' };
        case 'took_too_long':
          return { ok: false, reason: 'took_too_long' };
        case 'too_much_memory':
        case 'died':
          return { ok: false, reason: 'broken' };
      }
    }
  }

  /** The process that looks at files, while there is one. */
  get pid(): number | undefined {
    return this.#sandbox.pid;
  }

  onApplicationShutdown(): void {
    this.#sandbox.stop();
  }
}
