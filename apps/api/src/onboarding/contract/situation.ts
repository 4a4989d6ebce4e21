import { type PlanTerms, quote, type TariffTerms } from '@sibai/billing';
import type { ContractFacts, ContractKind, ContractNeed } from '@sibai/contracts';
import type { ContractId, PlanChoiceId, TenantId } from '@sibai/kernel';
import type { EntityManager } from 'typeorm';

import type { Env } from '../../platform/env.js';
import { chinaDate, type Paper } from './paper.js';
import { TermsEntity } from './terms.entity.js';

/** The person who may sign, as the verification knows them. */
export interface Signer {
  readonly name: string;
  /** Whole: where the code goes. Nothing else is shown of it. */
  readonly mobile: string;
  readonly verificationId: string;
  readonly verifiedAt: Date;
}

/** All that a contract would be made of now. */
export interface Ready {
  readonly kind: ContractKind;
  readonly number: string;
  readonly planChoiceId: PlanChoiceId;
  readonly supplementTo: ContractId | null;
  readonly terms: TermsEntity;
  readonly facts: ContractFacts;
  readonly base: Paper['base'];
  readonly signer: Signer;
}

/** Where a tenant stands: what is missing, whether what is chosen is signed already, or what can be drawn up. */
export type Situation =
  | { readonly at: 'missing'; readonly missing: readonly ContractNeed[] }
  | { readonly at: 'signed' }
  | ({ readonly at: 'ready' } & Ready);

interface Identity {
  readonly verification_id: string;
  readonly company_name: string;
  readonly uscc: string;
  readonly address: string;
  readonly legal_name: string;
  readonly operator_name: string;
  readonly operator_mobile: string;
  readonly approved_at: Date;
}
interface Plan {
  readonly id: PlanChoiceId;
  readonly number: string | null;
  readonly choice: PlanTerms;
  readonly definition: TariffTerms;
  readonly version: number;
  readonly signed: boolean;
}
interface NumberRow {
  readonly number: string;
  readonly price_fen: number;
  readonly transferred: boolean;
}
interface Base {
  readonly id: ContractId;
  readonly no: string;
  readonly signed_at: Date;
  readonly facts: ContractFacts;
}

export const masked = (mobile: string): string => mobile.replace(/^(\d{3})\d{4}(\d{4})$/, '$1****$2');

/** Reads the other stages' tables in one transaction, so that what is put side by side belongs together. */
export async function situationOf(em: EntityManager, tenant: TenantId, env: Env, now: Date): Promise<Situation> {
  const [identity] = await em.query<Identity[]>(`SELECT * FROM verified_identity($1) WHERE in_force`, [tenant]);
  const [plan] = await em.query<Plan[]>(
    `SELECT p.id, p.number, p.choice, t.definition, t.version,
            EXISTS (SELECT FROM contract c WHERE c.plan_choice_id = p.id AND c.state = 'signed') AS signed
       FROM plan_choice p JOIN tariff t ON t.id = p.tariff_id
      WHERE p.tenant_id = $1 AND p.state = 'chosen'`,
    [tenant],
  );
  if (plan?.signed) return { at: 'signed' };
  const number = await numberFor(em, tenant, plan?.number ?? null, now);
  const terms = await termsAt(em, now);
  if (!identity || !plan || !number) {
    if (!plan && (await hasSigned(em, tenant))) return { at: 'signed' };
    const needs: [ContractNeed, unknown][] = [
      ['identity', identity],
      ['number', number],
      ['plan', plan],
    ];
    return { at: 'missing', missing: needs.filter(([, found]) => !found).map(([need]) => need) };
  }

  const base = number.transferred ? undefined : await baseOf(em, tenant, number.number);
  const facts = factsOf(identity, plan, number, terms, env);
  return {
    at: 'ready',
    kind: number.transferred ? 'transfer' : base ? 'supplement' : 'first',
    number: number.number,
    planChoiceId: plan.id,
    supplementTo: base?.id ?? null,
    terms,
    facts,
    base: base ? { no: base.no, signedOn: chinaDate(base.signed_at), plan: base.facts } : null,
    signer: {
      name: identity.operator_name,
      mobile: identity.operator_mobile,
      verificationId: identity.verification_id,
      verifiedAt: identity.approved_at,
    },
  };
}

/** The terms in force: the newest version that has begun. */
export async function termsAt(em: EntityManager, now: Date): Promise<TermsEntity> {
  return em
    .createQueryBuilder(TermsEntity, 't')
    .where('t.effectiveFrom <= :now', { now })
    .orderBy('t.effectiveFrom', 'DESC')
    .addOrderBy('t.version', 'DESC')
    .limit(1)
    .getOneOrFail();
}

/** The number to sign for: one that is being taken over, else the plan's, else the one held last. */
async function numberFor(
  em: EntityManager,
  tenant: TenantId,
  preferred: string | null,
  now: Date,
): Promise<NumberRow | undefined> {
  const [taken] = await em.query<NumberRow[]>(
    `SELECT n.number, n.price_fen, true AS transferred
       FROM line_change c JOIN number n ON n.number = c.number
      WHERE c.to_tenant_id = $1 AND c.kind = 'transfer' AND c.state = 'accepted' AND c.contract_id IS NULL
      ORDER BY c.accepted_at LIMIT 1`,
    [tenant],
  );
  if (taken) return taken;
  const [own] = await em.query<NumberRow[]>(
    `SELECT number, price_fen, false AS transferred FROM number
      WHERE tenant_id = $1 AND (state IN ('sold', 'suspended') OR state = 'held' AND held_until > $3)
      ORDER BY number = $2 DESC NULLS LAST, state = 'held' DESC, held_until DESC NULLS LAST, number LIMIT 1`,
    [tenant, preferred, now],
  );
  return own;
}

/** The contract in force for the number, with the plan as it was last agreed. */
async function baseOf(em: EntityManager, tenant: TenantId, number: string): Promise<Base | undefined> {
  const [base] = await em.query<Base[]>(
    `SELECT b.id, b.no, b.signed_at,
            coalesce((SELECT s.facts FROM contract s WHERE s.supplement_to = b.id AND s.state = 'signed'), b.facts) AS facts
       FROM contract b
      WHERE b.tenant_id = $1 AND b.number = $2 AND b.kind IN ('first', 'transfer') AND b.state = 'signed'
      ORDER BY b.signed_at DESC LIMIT 1`,
    [tenant, number],
  );
  return base;
}

async function hasSigned(em: EntityManager, tenant: TenantId): Promise<boolean> {
  const signed = await em.query<unknown[]>(`SELECT FROM contract WHERE tenant_id = $1 AND state = 'signed' LIMIT 1`, [
    tenant,
  ]);
  return signed.length > 0;
}

function factsOf(identity: Identity, plan: Plan, number: NumberRow, terms: TermsEntity, env: Env): ContractFacts {
  const { definition, choice } = plan;
  const { lines, ...sums } = quote(definition, choice, number.price_fen);
  return {
    customer: {
      name: identity.company_name,
      uscc: identity.uscc,
      address: identity.address,
      legalName: identity.legal_name,
      signer: identity.operator_name,
      mobile: masked(identity.operator_mobile),
    },
    provider: {
      name: env.PROVIDER_NAME,
      uscc: env.PROVIDER_USCC,
      address: env.PROVIDER_ADDRESS,
      licence: env.PROVIDER_LICENCE,
    },
    number: number.number,
    tariff: { ...definition.name, version: plan.version },
    access: definition.access,
    period: choice.period,
    concurrency: choice.concurrency,
    seats: choice.seats,
    addOns: [...choice.addOns],
    includedMinutes: definition.includedMinutes,
    minutePrices: definition.minutePrices,
    floorFen: definition.floorFen,
    minimumMonths: definition.minimumMonths,
    quote: { ...sums, lines: [...lines] },
    termsVersion: terms.version,
  };
}
