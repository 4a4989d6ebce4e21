import type { Verification, VerificationForm, VerificationKind, VerificationStatus } from '@sibai/contracts';
import { DomainError, type TenantId, type VerificationId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Clock } from '../../platform/clock.js';
import { Codes } from '../../platform/codes.js';
import { Db } from '../../platform/db.js';
import type { Me } from '../../platform/session.service.js';
import { History } from '../history.js';
import { type Act, editable, step } from './application.js';
import { Approval } from './approval.js';
import { type Dossier, Dossiers } from './dossier.js';
import { typedInto } from './id-numbers.js';
import { ConfirmationEntity } from './record.entities.js';
import { columnsOf, VerificationEntity } from './verification.entity.js';

interface Identity {
  company_name: string;
  uscc: string;
  display_name: string;
  approved_at: Date;
  expires_on: string | null;
  in_force: boolean;
}

/** The applicant's side: an application is opened, filled in over days and devices, and handed in. */
@Injectable()
export class ApplicantService {
  constructor(
    private readonly db: Db,
    private readonly dossiers: Dossiers,
    private readonly approval: Approval,
    private readonly history: History,
    private readonly codes: Codes,
    private readonly clock: Clock,
  ) {}

  status(): Promise<VerificationStatus> {
    return this.db.run(async (em, tenantId) => {
      const [identity] = await em.query<Identity[]>(
        `SELECT company_name, uscc, display_name, approved_at, expires_on::text, in_force FROM verified_identity($1)`,
        [tenantId],
      );
      const row = await em.findOne(VerificationEntity, { where: { tenantId }, order: { id: 'DESC' } });
      return {
        application: row && forApplicant(this.dossiers.toWire(await this.dossiers.read(em, row))),
        identity: identity
          ? {
              companyName: identity.company_name,
              uscc: identity.uscc,
              displayName: identity.display_name,
              approvedAt: identity.approved_at.toISOString(),
              expiresOn: identity.expires_on,
              inForce: identity.in_force,
            }
          : null,
      };
    });
  }

  /** Opens an application, filled in from the identity there is; the open one when there is one. */
  open(me: Me): Promise<Verification> {
    return this.db.run(async (em, tenantId) => {
      const known = await em.existsBy(VerificationEntity, [
        { tenantId, state: 'approved' },
        { tenantId, state: 'expired' },
      ]);
      const id = await this.openFor(em, tenantId, known ? 'renewal' : 'first', me);
      return forApplicant(this.dossiers.toWire(await this.dossiers.open(em, tenantId, id)));
    });
  }

  async openFor(
    em: EntityManager,
    tenantId: TenantId,
    kind: VerificationKind,
    actor: Me | 'system',
  ): Promise<VerificationId> {
    const fresh = uuid() as VerificationId;
    const [row] = await em.query<{ id: VerificationId }[]>(`SELECT open_verification($1, $2, $3, $4) AS id`, [
      fresh,
      tenantId,
      kind,
      this.clock.now(),
    ]);
    const id = row?.id ?? fresh;
    if (id === fresh)
      await this.history.record(em, { tenantId, type: 'verification.opened', actor, subject: id, data: { kind } });
    return id;
  }

  /** Saves what was typed. What was saved elsewhere meanwhile is not written over: the refusal brings it along. */
  save(id: VerificationId, version: number, typed: Partial<VerificationForm>): Promise<Verification> {
    return this.#change(id, version, async (em, dossier) => {
      const read = dossier.papers.flatMap(({ fields }) => (fields?.idNumber ? [fields.idNumber.value] : []));
      const form = typedInto(dossier.form, typed, read);
      return this.dossiers.write(em, dossier, { savedAt: this.clock.now() }, form);
    });
  }

  /** Hands it in. With all checks green, and the operator's leave, it is approved in the same moment. */
  submit(me: Me, id: VerificationId, version: number): Promise<Verification> {
    return this.#change(id, version, async (em, dossier) => {
      const blocking = dossier.findings.filter(({ severity }) => severity === 'block').length;
      const submitted = await this.#step(em, dossier, { do: 'submit', by: me.userId, blocking });
      const { tenantId, kind } = dossier.row;
      const data = { kind };
      await this.history.record(em, { tenantId, type: 'verification.submitted', actor: me, subject: id, data });
      return this.approval.ifGreen(em, submitted);
    });
  }

  /** Takes it back to change something, as long as nobody is looking at it. */
  withdraw(me: Me, id: VerificationId): Promise<Verification> {
    return this.db.run(async (em, tenantId) => {
      const dossier = await this.dossiers.open(em, tenantId, id, true);
      const draft = await this.#step(em, dossier, { do: 'withdraw' });
      await this.history.record(em, { tenantId, type: 'verification.withdrawn', actor: me, subject: id });
      return forApplicant(this.dossiers.toWire(draft));
    });
  }

  /** Sends a code to a mobile number of the form: the operator's, or one that calls are sent to. */
  async sendCode(me: Me, id: VerificationId, mobile: string, ip: string) {
    const purpose = await this.db.run(async (em, tenantId) => {
      const dossier = await this.dossiers.open(em, tenantId, id);
      insistEditable(dossier);
      return purposeOf(dossier, mobile);
    });
    return this.codes.send({ purpose, to: { mobile }, ip, tenantId: me.tenantId });
  }

  async confirmMobile(id: VerificationId, mobile: string, code: string): Promise<Verification> {
    const purpose = await this.db.run(async (em, tenantId) => {
      const dossier = await this.dossiers.open(em, tenantId, id);
      insistEditable(dossier);
      return purposeOf(dossier, mobile);
    });
    await this.codes.take({ purpose, to: { mobile }, code });
    return this.db.run(async (em, tenantId) => {
      const dossier = await this.dossiers.open(em, tenantId, id, true);
      insistEditable(dossier);
      await em.upsert(ConfirmationEntity, { verificationId: id, mobile, tenantId, confirmedAt: this.clock.now() }, [
        'verificationId',
        'mobile',
      ]);
      const reread = await this.dossiers.read(em, dossier.row);
      await this.dossiers.recount(em, reread);
      return forApplicant(this.dossiers.toWire(reread));
    });
  }

  #change(
    id: VerificationId,
    version: number,
    work: (em: EntityManager, dossier: Dossier) => Promise<Dossier>,
  ): Promise<Verification> {
    return this.db.run(async (em, tenantId) => {
      const dossier = await this.dossiers.open(em, tenantId, id, true);
      insistEditable(dossier);
      if (dossier.row.version !== version)
        throw new DomainError('verification.stale', { version, current: this.dossiers.toWire(dossier) });
      return forApplicant(this.dossiers.toWire(await work(em, dossier)));
    });
  }

  async #step(em: EntityManager, dossier: Dossier, act: Act): Promise<Dossier> {
    const now = this.clock.now();
    const outcome = step(dossier.row.application, act, now.getTime());
    if (outcome.kind === 'refused') throw new DomainError(outcome.code, outcome.details);
    return this.dossiers.write(em, dossier, columnsOf(outcome.application, now));
  }
}

/** A refusal that nobody has confirmed may never come to be: until then the application is with the reviewers. */
export const forApplicant = (application: Verification): Verification =>
  application.state === 'refusing' ? { ...application, state: 'submitted', reasons: [], remark: null } : application;

/** What has been handed in is changed by nobody until it comes back. */
export function insistEditable({ row }: Dossier): void {
  if (!editable(row.state)) throw new DomainError('verification.wrong_state', { state: row.state, act: 'change' });
}

function purposeOf({ form }: Dossier, mobile: string): 'operator_mobile' | 'bind_number' {
  if (form.operatorMobile === mobile) return 'operator_mobile';
  if (form.boundNumbers.some(({ number }) => number === mobile)) return 'bind_number';
  throw new DomainError('verification.mobile_unknown', { mobile });
}
