import { mkdir, statfs } from 'node:fs/promises';

import type { Ready } from '@sibai/contracts';
import { Controller, Get, HttpStatus, Inject, Optional, Res } from '@nestjs/common';
import type { Response } from 'express';

import { Public } from './auth.js';
import { Db } from './db.js';
import { ENV, type Env } from './env.js';
import { Telephony } from './telephony.js';

type Part = Ready['parts']['disk'];

/** Under this much free space recordings and Postgres are soon in trouble. */
const DISK_BYTES = 200 * 1024 * 1024;
const NO_ENGINE: Part = { ok: false, detail: 'this process runs no call engine' };
const NONE = { asterisk: NO_ENGINE, ari: NO_ENGINE, speech: NO_ENGINE, vault: NO_ENGINE };

@Controller()
export class HealthController {
  constructor(
    private readonly db: Db,
    @Inject(ENV) private readonly env: Env,
    @Optional() private readonly telephony?: Telephony,
  ) {}

  /** Alive: the process answers. */
  @Public()
  @Get('health')
  health(): { ok: true } {
    return { ok: true };
  }

  /** Ready: everything a call needs works. */
  @Public()
  @Get('ready')
  async ready(@Res({ passthrough: true }) response: Response): Promise<Ready> {
    const [database, disk] = await Promise.all([this.#database(), this.#disk()]);
    const telephony = this.telephony?.status() ?? NONE;
    const parts = { database, disk, ...telephony };
    const { vault: _, ...needed } = parts;
    const ok = Object.values(needed).every((part) => part.ok);
    response.status(ok ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
    return { ok, parts };
  }

  #database(): Promise<Part> {
    return checked(() => this.db.query('SELECT 1'));
  }

  #disk(): Promise<Part> {
    return checked(async () => {
      for (const folder of [this.env.DATA_DIR, this.env.SPOOL_DIR]) {
        await mkdir(folder, { recursive: true });
        const { bavail, bsize } = await statfs(folder);
        if (bavail * bsize < DISK_BYTES)
          throw new Error(`${folder} has ${Math.floor((bavail * bsize) / 1024 / 1024)} MB left`);
      }
    });
  }
}

async function checked(check: () => Promise<unknown>): Promise<Part> {
  try {
    await check();
    return { ok: true };
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}
