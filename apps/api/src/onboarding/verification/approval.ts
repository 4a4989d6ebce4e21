import type { VerificationForm } from '@sibai/contracts';
import { DomainError, type TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Clock } from '../../platform/clock.js';
import { Messages } from '../../platform/messages.js';
import type { ParamsOf, TemplateName } from '../../platform/message-texts.js';
import type { Me } from '../../platform/session.service.js';
import { History, type NewEvent } from '../history.js';
import { type Act, type Application, step } from './application.js';
import { greenChecks } from './differences.js';
import { type Dossier, Dossiers, requiredKinds } from './dossier.js';
import { type Decision, DecisionEntity, SettingEntity } from './record.entities.js';
import { columnsOf } from './verification.entity.js';
import { dayInShanghai } from './working-time.js';

export type DecisionAct = Extract<Act, { do: Decision }>;

/** Decisions on what was handed in, whoever makes them: written down, put into effect, and told to the applicant. */
@Injectable()
export class Approval {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly history: History,
    private readonly messages: Messages,
    private readonly clock: Clock,
  ) {}

  /** Approves what needs no eyes, when the operator has switched that on. */
  async ifGreen(em: EntityManager, dossier: Dossier): Promise<Dossier> {
    const setting = await em.findOneBy(SettingEntity, { name: 'automatic_approval' });
    if (setting?.value !== true || !this.checks(dossier).every(({ ok }) => ok)) return dossier;
    return this.decide(em, dossier, this.approve(dossier, 'system'), 'system', '');
  }

  checks({ form, papers, findings, confirmed }: Dossier) {
    return greenChecks({ form, papers, findings, confirmed, required: requiredKinds(form) });
  }

  approve({ form }: Dossier, by: Me['userId'] | 'system'): DecisionAct {
    const today = dayInShanghai(this.clock.now().getTime());
    return { do: 'approve', by, expiresOn: expiresOn(form), today };
  }

  async decide(
    em: EntityManager,
    dossier: Dossier,
    act: DecisionAct,
    actor: Me | 'system',
    remark: string,
  ): Promise<Dossier> {
    const { row } = dossier;
    const { id, tenantId, kind } = row;
    const now = this.clock.now();
    const outcome = step(row.application, act, now.getTime());
    if (outcome.kind === 'refused') throw new DomainError(outcome.code, outcome.details);
    const { application } = outcome;

    const reasons = 'reasons' in act ? [...act.reasons] : [];
    await em.insert(DecisionEntity, {
      id: uuid(),
      tenantId,
      verificationId: id,
      decision: act.do,
      decidedBy: actor === 'system' ? null : actor.userId,
      decidedName: actor === 'system' ? null : actor.name,
      reasons,
      remark: remark || null,
      at: now,
    });
    // What was said when a refusal was proposed is what the applicant is told when it is confirmed.
    const said = act.do === 'confirm' ? row.remark : act.do === 'return' || act.do === 'refuse' ? remark || null : null;
    const decided = await this.dossiers.write(em, dossier, { ...columnsOf(application, now), remark: said });
    const type = EVENTS[act.do];
    const data = { kind, ...('reasons' in application && { reasons: application.reasons }) };
    await this.history.record(em, { tenantId, type, actor, subject: id, reason: said ?? undefined, data });
    await this.#tell(em, decided, application);
    return decided;
  }

  /** Tells the people of an application: by its confirmed mobile number, and its administrators by mail. */
  async notify<T extends TemplateName>(
    em: EntityManager,
    { row, form, confirmed }: Dossier,
    template: T,
    params: ParamsOf<T>,
  ): Promise<void> {
    const { tenantId } = row;
    if (confirmed.includes(form.operatorMobile))
      await this.messages.send(em, { to: { mobile: form.operatorMobile }, template, params, tenantId });
    for (const email of await adminsOf(em, tenantId))
      await this.messages.send(em, { to: { email }, template, params, tenantId });
  }

  async #tell(em: EntityManager, dossier: Dossier, application: Application): Promise<void> {
    const company = dossier.form.companyName;
    switch (application.at) {
      case 'approved':
        return this.notify(em, dossier, 'verification_approved', { company, expiresOn: application.expiresOn });
      case 'returned':
        return this.notify(em, dossier, 'verification_returned', { company, count: application.reasons.length });
      case 'refused':
        return this.notify(em, dossier, 'verification_refused', { company });
      default:
        return; // A proposed refusal is told once it is confirmed.
    }
  }
}

const EVENTS = {
  approve: 'verification.approved',
  return: 'verification.returned',
  refuse: 'verification.refusal_proposed',
  confirm: 'verification.refused',
  dismiss: 'verification.refusal_dismissed',
} as const satisfies Record<Decision, NewEvent['type']>;

/** The day the first of the papers expires; null when all are for good. */
export function expiresOn(form: VerificationForm): string | null {
  const dates = [
    form.licenceExpiresOn,
    form.legalIdExpiresOn,
    ...(form.operatorIsLegal ? [] : [form.operatorIdExpiresOn]),
  ].filter((date) => date !== '' && date !== 'long_term');
  return dates.toSorted()[0] ?? null;
}

async function adminsOf(em: EntityManager, tenantId: TenantId): Promise<string[]> {
  const rows = await em.query<{ email: string }[]>(
    `SELECT email FROM app_user WHERE tenant_id = $1 AND role = 'admin' AND disabled_at IS NULL AND email IS NOT NULL`,
    [tenantId],
  );
  return rows.map(({ email }) => email);
}
