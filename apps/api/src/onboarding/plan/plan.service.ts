import { planFaults, quote, type Quote } from '@sibai/billing';
import type { ChoosePlan, PlanChoice } from '@sibai/contracts';
import { DomainError, type PlanChoiceId, type TenantId } from '@sibai/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { each, Jobs } from '../../platform/jobs.js';
import type { Me } from '../../platform/session.service.js';
import { History } from '../history.js';
import { PlanChoiceEntity } from './plan-choice.entity.js';
import { TariffEntity } from './tariff.entity.js';
import { TariffService } from './tariff.service.js';

interface NumberRow {
  readonly number: string;
  readonly price_fen: number;
}

/**
 * A tenant's plans: chosen, then active when the first order is paid. A change of an active plan is chosen and signed like
 * the first, and takes effect with the next month, or year, that is paid for.
 */
@Injectable()
export class PlanService implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly tariffs: TariffService,
    private readonly history: History,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    const requote = ({ tenantId }: { tenantId: TenantId }) => this.#requote(tenantId);
    this.history.on('number.held', 'plan quotes its price', requote);
    this.history.on('number.released', 'plan drops its price', requote);
    this.history.on('payment.order_paid', 'plan begins', async ({ tenantId, data }) => {
      if (data['kind'] === 'first') await this.#begin(tenantId);
    });
    this.history.on('contract.signed', 'plan changes', async ({ tenantId, data }) => {
      if (data['kind'] === 'supplement') await this.#changeLater(tenantId);
    });
    this.history.on('number.sold', 'plan begins with what is taken over', async ({ tenantId, subject, reason }) => {
      // It is served from this moment, whether it is paid for yet or not.
      if (reason === 'transfer' && subject) await this.#begin(tenantId, subject);
    });
    this.history.on('payment.ended', 'plan ends', ({ tenantId }) => this.#end(tenantId));
    this.history.on('contract.ended', 'plan ends with its contract', async ({ tenantId, data }) => {
      if (typeof data['number'] === 'string') await this.#endOf(tenantId, data['number']);
    });
    this.jobs.every('plan.changes', '5 * * * *', () => this.applyChanges());
  }

  async mine(): Promise<{ chosen: PlanChoice | null; active: PlanChoice[] }> {
    return this.db.run(async (em, tenantId) => {
      const plans = await em.find(PlanChoiceEntity, { where: { tenantId }, order: { createdAt: 'DESC' } });
      const tariffs = await em.find(TariffEntity);
      const wire = (plan: PlanChoiceEntity): PlanChoice => {
        const tariff = tariffs.find(({ id }) => id === plan.tariffId);
        if (!tariff) throw new Error(`plan ${plan.id} has no tariff`);
        return plan.toWire(tariff);
      };
      const chosen = plans.find(({ state }) => state === 'chosen');
      return {
        chosen: chosen ? wire(chosen) : null,
        active: plans.filter(({ state }) => state === 'active').map(wire),
      };
    });
  }

  async choose(me: Me, { tariffId, terms }: ChoosePlan): Promise<void> {
    const tariff = (await this.tariffs.offered()).find(({ id }) => id === tariffId);
    if (!tariff) throw new DomainError('tariff.missing', { id: tariffId });
    const faults = planFaults(tariff.definition, terms);
    if (faults.length) throw new DomainError('plan.not_offered', { faults });

    await this.db.as(me.tenantId, async (em) => {
      const { tenantId } = me;
      // Two tabs take turns, and a plan is not changed while it is signed.
      await em.query(`SELECT pg_advisory_xact_lock(hashtext('plan'), hashtext($1))`, [tenantId]);
      const before = await em.findOneBy(PlanChoiceEntity, { tenantId, state: 'chosen' });
      if (before && (await isSigned(em, before.id))) throw new DomainError('plan.signed');
      if (before) await em.update(PlanChoiceEntity, { id: before.id }, { state: 'ended', endedAt: this.clock.now() });
      const number = await numberOf(em, tenantId);
      const id = uuid() as PlanChoiceId;
      await em.insert(PlanChoiceEntity, {
        id,
        tenantId,
        tariffId,
        number: number?.number ?? null,
        choice: terms,
        quote: quote(tariff.definition, terms, number?.price_fen ?? 0),
        state: 'chosen',
        createdAt: this.clock.now(),
        activeFrom: null,
        endedAt: null,
      });
      const data = { tariff: tariff.code, version: tariff.version, terms };
      await this.history.record(em, { tenantId, type: 'plan.chosen', actor: me, subject: id, data });
    });
  }

  /** A sweep: plans whose time has come replace those they change. */
  async applyChanges(): Promise<void> {
    await each(await this.db.query<{ id: TenantId }>('SELECT tenant_ids() AS id'), ({ id }) => this.#applyOf(id));
  }

  async #applyOf(tenantId: TenantId): Promise<void> {
    await this.db.as(tenantId, async (em) => {
      const [due] = await em.query<{ id: PlanChoiceId; number: string }[]>(
        `SELECT id, number FROM plan_choice WHERE tenant_id = $1 AND state = 'chosen' AND active_from <= $2 FOR UPDATE`,
        [tenantId, this.clock.now()],
      );
      if (!due) return;
      await this.#activate(em, tenantId, due, 'plan.changed');
    });
  }

  /** As it was signed: for the number of the contract, at the price that stands there. */
  async #begin(tenantId: TenantId, number: string | null = null): Promise<void> {
    await this.db.as(tenantId, async (em) => {
      const [plan] = await em.query<{ id: PlanChoiceId; number: string; quote: Quote }[]>(
        `SELECT p.id, c.number, coalesce(c.facts->'quote', p.quote) AS quote
           FROM plan_choice p JOIN contract c ON c.tenant_id = p.tenant_id AND c.plan_choice_id = p.id
          WHERE p.tenant_id = $1 AND p.state = 'chosen' AND p.active_from IS NULL AND c.state = 'signed'
            AND ($2::text IS NULL OR c.number = $2) FOR UPDATE OF p`,
        [tenantId, number],
      );
      if (!plan) return;
      await em.update(PlanChoiceEntity, { id: plan.id }, { number: plan.number, quote: plan.quote });
      await this.#activate(em, tenantId, plan, 'plan.activated');
    });
  }

  async #activate(
    em: EntityManager,
    tenantId: TenantId,
    { id, number }: { id: PlanChoiceId; number: string },
    type: 'plan.activated' | 'plan.changed',
  ): Promise<void> {
    const now = this.clock.now();
    await em.update(PlanChoiceEntity, { tenantId, number, state: 'active' }, { state: 'ended', endedAt: now });
    await em.query(`UPDATE plan_choice SET state = 'active', active_from = coalesce(active_from, $2) WHERE id = $1`, [
      id,
      now,
    ]);
    await this.history.record(em, { tenantId, type, actor: 'system', subject: id, data: { number } });
  }

  /** The signed change of an active plan begins with the next month, or with the next year of a plan paid by the year. */
  async #changeLater(tenantId: TenantId): Promise<void> {
    await this.db.as(tenantId, async (em) => {
      const chosen = await em.findOneBy(PlanChoiceEntity, { tenantId, state: 'chosen' });
      if (!chosen || chosen.activeFrom || !(await isSigned(em, chosen.id))) return;
      const active = await em.findOneBy(PlanChoiceEntity, { tenantId, state: 'active', number: chosen.number ?? '' });
      const from = nextPeriod(
        active?.activeFrom ?? this.clock.now(),
        active?.choice.period ?? 'month',
        this.clock.now(),
      );
      await em.update(PlanChoiceEntity, { id: chosen.id }, { activeFrom: from });
    });
  }

  async #end(tenantId: TenantId): Promise<void> {
    await this.db.as(tenantId, async (em) => {
      const ended = { state: 'ended', endedAt: this.clock.now() } as const;
      const { affected } = await em.update(PlanChoiceEntity, { tenantId, state: 'active' }, ended);
      if (affected) await this.history.record(em, { tenantId, type: 'plan.ended', actor: 'system' });
    });
  }

  /** Unless the number is under contract again. */
  async #endOf(tenantId: TenantId, number: string): Promise<void> {
    await this.db.as(tenantId, async (em) => {
      const [, ended] = await em.query<[unknown, number]>(
        `UPDATE plan_choice SET state = 'ended', ended_at = $3
          WHERE tenant_id = $1 AND number = $2 AND (state = 'active' OR state = 'chosen' AND active_from IS NOT NULL)
            AND NOT EXISTS (SELECT FROM contract c
                             WHERE c.tenant_id = $1 AND c.number = $2 AND c.kind <> 'supplement' AND c.state = 'signed')`,
        [tenantId, number, this.clock.now()],
      );
      if (ended > 0) await this.history.record(em, { tenantId, type: 'plan.ended', actor: 'system', data: { number } });
    });
  }

  /** What is chosen and not signed follows the number that is held. */
  async #requote(tenantId: TenantId): Promise<void> {
    await this.db.as(tenantId, async (em) => {
      await em.query(`SELECT pg_advisory_xact_lock(hashtext('plan'), hashtext($1))`, [tenantId]);
      const chosen = await em.findOneBy(PlanChoiceEntity, { tenantId, state: 'chosen' });
      if (!chosen || (await isSigned(em, chosen.id))) return;
      const tariff = await em.findOneByOrFail(TariffEntity, { id: chosen.tariffId });
      const number = await numberOf(em, tenantId);
      await em.update(
        PlanChoiceEntity,
        { id: chosen.id },
        { number: number?.number ?? null, quote: quote(tariff.definition, chosen.choice, number?.price_fen ?? 0) },
      );
    });
  }
}

const CHINA_MS = 8 * 3600 * 1000;

/** The first instant of the next month by China's calendar, or of the next year counted from `since`. */
export function nextPeriod(since: Date, period: 'month' | 'year', now: Date): Date {
  const china = (date: Date) => new Date(date.getTime() + CHINA_MS);
  const [begin, today] = [china(since), china(now)];
  const utc = (year: number, month: number, day = 1) => new Date(Date.UTC(year, month, day) - CHINA_MS);
  if (period === 'month') return utc(today.getUTCFullYear(), today.getUTCMonth() + 1);
  const next = (years: number) => utc(begin.getUTCFullYear() + years, begin.getUTCMonth(), begin.getUTCDate());
  const years = today.getUTCFullYear() - begin.getUTCFullYear();
  return next(years) > now ? next(years) : next(years + 1);
}

/** The number a plan is for: the one held last, else the one the tenant has. */
async function numberOf(em: EntityManager, tenantId: TenantId): Promise<NumberRow | undefined> {
  const [row] = await em.query<NumberRow[]>(
    `SELECT number, price_fen FROM number WHERE tenant_id = $1 AND state IN ('held', 'sold', 'suspended')
      ORDER BY state = 'held' DESC, held_until DESC NULLS LAST, number LIMIT 1`,
    [tenantId],
  );
  return row;
}

async function isSigned(em: EntityManager, plan: PlanChoiceId): Promise<boolean> {
  const signed = await em.query<unknown[]>(
    `SELECT FROM contract WHERE plan_choice_id = $1 AND state = 'signed' LIMIT 1`,
    [plan],
  );
  return signed.length > 0;
}
