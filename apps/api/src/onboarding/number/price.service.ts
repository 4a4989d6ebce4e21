import type { SaveCarrierPrefix, SaveTierPrice } from '@sibai/contracts';
import type { TierId } from '@sibai/numbers';
import { Injectable } from '@nestjs/common';

import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import type { Me } from '../../platform/session.service.js';
import { CarrierPrefixEntity, TierPriceEntity } from './price.entity.js';
import { PriceBook } from './price-book.js';

/** The operator's prices and carriers. A price is never changed: a new version is added, for what is held from then on. */
@Injectable()
export class PriceService {
  constructor(
    private readonly db: Db,
    private readonly book: PriceBook,
    private readonly clock: Clock,
  ) {}

  tiers(): Promise<TierPriceEntity[]> {
    return this.db.run((em) => em.find(TierPriceEntity, { order: { tier: 'ASC', version: 'DESC' } }));
  }

  async saveTier(me: Me, tier: TierId, { priceFen, reason }: SaveTierPrice): Promise<TierPriceEntity> {
    const saved = await this.db.run(async (em) => {
      const [row] = await em.query<{ version: number }[]>(
        `INSERT INTO number_tier (tier, version, price_fen, changed_at, changed_by, reason)
           SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5 FROM number_tier WHERE tier = $1 RETURNING version`,
        [tier, priceFen, this.clock.now(), me.name, reason ?? null],
      );
      await audit(em, me, 'number_tier.save', tier, { priceFen, reason });
      return em.findOneByOrFail(TierPriceEntity, { tier, version: row?.version ?? 0 });
    });
    this.book.forget();
    return saved;
  }

  prefixes(): Promise<CarrierPrefixEntity[]> {
    return this.db.run((em) => em.find(CarrierPrefixEntity, { order: { prefix: 'ASC' } }));
  }

  async savePrefix(me: Me, prefix: string, spec: SaveCarrierPrefix): Promise<CarrierPrefixEntity> {
    const saved = await this.db.run(async (em) => {
      const row = { prefix, ...spec, changedAt: this.clock.now(), changedBy: me.name };
      await em.upsert(CarrierPrefixEntity, row, ['prefix']);
      await audit(em, me, 'carrier_prefix.save', prefix, spec);
      return em.findOneByOrFail(CarrierPrefixEntity, { prefix });
    });
    this.book.forget();
    return saved;
  }

  async removePrefix(me: Me, prefix: string): Promise<void> {
    await this.db.run(async (em) => {
      await em.delete(CarrierPrefixEntity, { prefix });
      await audit(em, me, 'carrier_prefix.remove', prefix);
    });
    this.book.forget();
  }
}
