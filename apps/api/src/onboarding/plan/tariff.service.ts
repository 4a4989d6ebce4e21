import type { PublishTariff } from '@sibai/contracts';
import { DomainError, type TariffId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { violates } from '../../platform/pg-error.js';
import type { Me } from '../../platform/session.service.js';
import { TariffEntity } from './tariff.entity.js';

/** The price list. Tariffs belong to no tenant: everybody may read them, also before signing up. */
@Injectable()
export class TariffService {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  versions(): Promise<TariffEntity[]> {
    return this.db.free((em) => em.find(TariffEntity, { order: { code: 'ASC', version: 'DESC' } }));
  }

  /** What is offered now: of every code the newest version that has begun, unless it was withdrawn. */
  async offered(): Promise<TariffEntity[]> {
    const now = this.clock.now();
    const begun = (await this.versions()).filter(({ effectiveFrom }) => effectiveFrom <= now);
    return begun
      .filter(({ code }, i) => begun[i - 1]?.code !== code)
      .filter(({ withdrawnFrom }) => !withdrawnFrom || withdrawnFrom > now);
  }

  async publish(me: Me, { code, effectiveFrom, terms }: PublishTariff): Promise<TariffEntity> {
    const from = new Date(effectiveFrom);
    // A minute for the clock of the browser that filled the form in.
    if (from.getTime() < this.clock.now().getTime() - 60_000) throw new DomainError('tariff.past', { effectiveFrom });
    const id = uuid() as TariffId;
    try {
      return await this.db.run(async (em) => {
        const version = 1 + (await em.countBy(TariffEntity, { code }));
        await em.insert(TariffEntity, {
          id,
          code,
          version,
          effectiveFrom: from,
          withdrawnFrom: null,
          definition: terms,
        });
        await audit(em, me, 'tariff.published', id, { code, version, effectiveFrom });
        return em.findOneByOrFail(TariffEntity, { id });
      });
    } catch (cause) {
      if (violates(cause, 'tariff_version_key')) throw new DomainError('tariff.changed', { code }, { cause });
      throw cause;
    }
  }

  /** From then on nobody new gets it; who has it keeps it. */
  async withdraw(me: Me, id: TariffId, from: Date): Promise<TariffEntity> {
    return this.db.run(async (em) => {
      const { affected } = await em.update(TariffEntity, { id, withdrawnFrom: IsNull() }, { withdrawnFrom: from });
      const tariff = await em.findOneBy(TariffEntity, { id });
      if (!tariff) throw new DomainError('tariff.missing', { id });
      if (affected) await audit(em, me, 'tariff.withdrawn', id, { from: from.toISOString() });
      return tariff;
    });
  }
}
