import { areaOf, callerRegion, type RegionPrefix } from '@sibai/compliance';
import type { TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { Changes } from '../platform/changes.js';
import { Db } from '../platform/db.js';

type RegionOf = (caller: string) => string | null;

/** Another process may have entered a prefix: what was read is believed no longer than this. */
const FRESH_MS = 60_000;

/** Tells where callers are from: by area code, and by the prefixes an enterprise has entered for the numbers it calls with. */
@Injectable()
export class CallerRegions {
  readonly #known = new Map<TenantId, { readonly prefixes: Promise<RegionPrefix[]>; readonly at: number }>();

  constructor(
    private readonly db: Db,
    changes: Changes,
  ) {
    changes.watch(({ tenantId }) => this.#known.delete(tenantId));
  }

  async of(tenant: TenantId): Promise<RegionOf> {
    let known = this.#known.get(tenant);
    if (!known || Date.now() - known.at > FRESH_MS) {
      known = { prefixes: this.#read(tenant), at: Date.now() };
      this.#known.set(tenant, known);
      known.prefixes.catch(() => this.#known.delete(tenant));
    }
    const prefixes = await known.prefixes;
    return (caller) => callerRegion(caller, prefixes);
  }

  async #read(tenant: TenantId): Promise<RegionPrefix[]> {
    const rows = await this.db.statement<{ number: string; prefixes: string[] }>(
      tenant,
      `SELECT number, prefixes FROM caller_number WHERE prefixes <> '{}'`,
    );
    return rows.flatMap(({ number, prefixes }) => {
      const area = areaOf(number);
      return area === undefined ? [] : prefixes.map((prefix) => ({ prefix, area }));
    });
  }
}
