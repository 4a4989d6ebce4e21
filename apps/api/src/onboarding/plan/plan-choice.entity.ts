import type { PlanTerms, Quote } from '@sibai/billing';
import type { PlanChoice, PlanState } from '@sibai/contracts';
import type { PlanChoiceId, TariffId, TenantId } from '@sibai/kernel';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

import { TariffEntity } from './tariff.entity.js';

/** What a tenant chose: one plan at a time is only chosen, one for each number is active. */
@Entity('plan_choice')
@Check('plan_choice_state_check', `state IN ('chosen', 'active', 'ended')`)
@Index('plan_choice_tenant_key', ['tenantId', 'id'], { unique: true })
@Index('plan_choice_chosen_key', ['tenantId'], { unique: true, where: `state = 'chosen'` })
@Index('plan_choice_active_key', ['tenantId', 'number'], { unique: true, where: `state = 'active'` })
export class PlanChoiceEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: PlanChoiceId;

  @ForeignKey('TenantEntity', { name: 'plan_choice_tenant_id_fkey' })
  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId!: TenantId;

  @ForeignKey('TariffEntity', { name: 'plan_choice_tariff_id_fkey' })
  @Column({ name: 'tariff_id', type: 'uuid' })
  tariffId!: TariffId;

  @Column({ type: 'text', nullable: true })
  number!: string | null;

  @Column({ type: 'jsonb' })
  choice!: PlanTerms;

  @Column({ type: 'jsonb' })
  quote!: Quote;

  @Column({ type: 'text' })
  state!: PlanState;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'active_from', type: 'timestamptz', nullable: true })
  activeFrom!: Date | null;

  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt!: Date | null;

  toWire(tariff: TariffEntity): PlanChoice {
    const { id, choice, number, quote, state, createdAt, activeFrom } = this;
    return {
      id,
      tariff: tariff.toWire(),
      terms: choice,
      number,
      quote: { ...quote, lines: [...quote.lines] },
      state,
      chosenAt: createdAt.toISOString(),
      activeFrom: activeFrom?.toISOString() ?? null,
    };
  }
}
