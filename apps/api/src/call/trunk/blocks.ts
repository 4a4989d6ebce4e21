import { type Block, blockKeys, blockOf, callerDigits, dateInChina, isAnonymous } from '@sibai/compliance';
import type { BlockAnswer } from '@sibai/contracts';
import type { TenantId } from '@sibai/kernel';
import { Injectable, Logger } from '@nestjs/common';

import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { ownerOf } from '../endpoint.js';

/** What keeps a caller out: an entry of the list, or none when it is that no number is shown. */
export interface KeptOut {
  readonly entry: string | null;
  /** Is told that the line is busy, and no words. */
  readonly silent: boolean;
}

interface Arrival {
  readonly tenantId: TenantId;
  readonly endpoint: string;
  readonly caller: string;
}

interface Found {
  readonly anonymous: boolean | null;
  readonly answer: BlockAnswer | null;
  readonly preferred: boolean;
  readonly blocks: readonly (Block & { readonly id: string })[];
}

/** Says at the door whether an enterprise takes a caller's calls. */
@Injectable()
export class Blocks {
  readonly #log = new Logger(Blocks.name);

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /** Undefined: comes in. So does everybody when the list cannot be read: a customer too many is better than one too few. */
  async keepsOut({ tenantId, endpoint, caller }: Arrival): Promise<KeptOut | undefined> {
    // The enterprise's own: a browser that tries a line, and the line check.
    if (ownerOf(endpoint)) return undefined;
    try {
      return this.#weigh(caller, await this.#look(tenantId, caller));
    } catch (error) {
      this.#log.warn({ tenant: tenantId, error: String(error) }, 'the block list could not be read');
      return undefined;
    }
  }

  #weigh(caller: string, { anonymous, answer, preferred, blocks }: Found): KeptOut | undefined {
    const silent = answer === 'busy';
    if (isAnonymous(caller)) return anonymous ? { entry: null, silent } : undefined;
    const now = this.clock.now().getTime();
    const held = blockOf(caller, blocks, { now, preferred });
    return held && { entry: held.id, silent };
  }

  async #look(tenant: TenantId, caller: string): Promise<Found> {
    const today = dateInChina(this.clock.now().getTime());
    const [found] = await this.db.statement<Found>(
      tenant,
      `SELECT (SELECT anonymous FROM block_setting) AS anonymous, (SELECT answer FROM block_setting) AS answer,
              EXISTS (SELECT FROM vip_caller WHERE number IN ($2, $3) AND (expires_on IS NULL OR expires_on >= $4)) AS preferred,
              coalesce((SELECT jsonb_agg(jsonb_build_object('id', id, 'number', number, 'whole', whole,
                                                            'until', round(extract(epoch FROM until) * 1000)))
                          FROM blocked_caller WHERE number = ANY($1) AND state = 'in_force'), '[]') AS blocks`,
      [blockKeys(caller), caller, callerDigits(caller), today],
    );
    if (!found) throw new Error('the block list answered nothing');
    return found;
  }
}
