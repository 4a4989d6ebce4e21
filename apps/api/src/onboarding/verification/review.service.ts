import type {
  DecideReview,
  RelatedReview,
  RevealIdNumber,
  Review,
  ReviewList,
  ReviewQuery,
  ReviewSettings,
  ReviewSummary,
} from '@sibai/contracts';
import { DomainError, type MaterialId, type TenantId, type UserId, type VerificationId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import { type EntityManager, IsNull, Not } from 'typeorm';

import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { Keys } from '../../platform/keys.js';
import { Safe, type StoredFile } from '../../platform/safe.js';
import type { Me } from '../../platform/session.service.js';
import { type Act, claimant, step } from './application.js';
import { Approval, type DecisionAct } from './approval.js';
import { differencesOf } from './differences.js';
import { type Dossier, Dossiers, idText } from './dossier.js';
import { withoutIdNumbers } from './id-numbers.js';
import { MaterialEntity } from './material.entity.js';
import { DecisionEntity, SettingEntity } from './record.entities.js';
import { columnsOf, VerificationEntity } from './verification.entity.js';
import { findReviews, type QueueRow, RELATED, type RelatedRow } from './review.queries.js';
import { workingTimeBetween } from './working-time.js';

type Decided = DecideReview extends infer D ? (D extends unknown ? Omit<D, 'version' | 'remark'> : never) : never;

/**
 * The operator's side. It reads across tenants, which row-level security allows the platform's own, and writes in a
 * transaction of the tenant it decides on, where the audit of what was looked at stands too.
 */
@Injectable()
export class ReviewService {
  constructor(
    private readonly db: Db,
    private readonly dossiers: Dossiers,
    private readonly approval: Approval,
    private readonly safe: Safe,
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {}

  list(me: Me, query: ReviewQuery): Promise<ReviewList> {
    return this.db.run(async (em) => {
      const fingerprint = /^\d{17}[\dXx]$/.test(query.search)
        ? await this.keys.fingerprint(idText(query.search))
        : undefined;
      const { rows, total, counts } = await findReviews(em, me.userId, query, this.clock.now(), fingerprint);
      const names = await this.#names(em);
      return { rows: rows.map((row) => this.#summary(row, me, names)), total, counts };
    });
  }

  /** An application as the reviewer sees it. That it was looked at is written down. */
  async show(me: Me, id: VerificationId): Promise<Review> {
    const tenantId = await this.#tenantOf(id);
    const [dossier, replaced, decisions] = await this.db.as(tenantId, async (em) => {
      await audit(em, me, 'verification.viewed', id);
      const where = { tenantId, verificationId: id };
      const old = await em.find(MaterialEntity, {
        where: { ...where, replacedAt: Not(IsNull()) },
        order: { uploadedAt: 'DESC' },
      });
      return Promise.all([
        this.dossiers.open(em, tenantId, id),
        Promise.all(old.map((row) => this.dossiers.paper(row))),
        em.find(DecisionEntity, { where, order: { at: 'ASC' } }),
      ]);
    });
    const { row, form, papers } = dossier;
    return this.db.run(async (em) => {
      const names = await this.#names(em);
      const [{ name: tenantName = '' } = {}] = await em.query<{ name: string }[]>(
        `SELECT name FROM tenant WHERE id = $1`,
        [tenantId],
      );
      const related = await em.query<RelatedRow[]>(RELATED, [id, tenantId, row.uscc, row.idFingerprints]);
      return {
        ...this.#summary({ ...row, tenantName, form: row.form }, me, names),
        application: this.dossiers.toWire(dossier),
        replaced: replaced.map((paper) => this.dossiers.paperToWire(paper)),
        differences: differencesOf(form, papers),
        green: this.approval.checks(dossier),
        decisions: decisions.map(({ decision, decidedName, at, reasons, remark }) => ({
          decision,
          name: decidedName,
          at: at.toISOString(),
          reasons,
          remark,
        })),
        related: related.map(relatedToWire),
        proposed: row.proposedBy && claimToWire(row.proposedBy, me, names),
      };
    });
  }

  claim(me: Me, id: VerificationId): Promise<Review> {
    return this.#act(me, id, { do: 'claim', by: me.userId }, 'verification.claimed');
  }

  release(me: Me, id: VerificationId): Promise<Review> {
    return this.#act(me, id, { do: 'release', by: me.userId }, 'verification.released');
  }

  async decide(me: Me, id: VerificationId, { version, remark, ...decision }: DecideReview): Promise<Review> {
    const tenantId = await this.#tenantOf(id);
    await this.db.as(tenantId, async (em) => {
      const dossier = await this.dossiers.open(em, tenantId, id, true);
      const { row } = dossier;
      if (row.version !== version && row.state !== 'refusing' && row.state !== 'submitted')
        throw new DomainError('verification.wrong_state', { state: row.state, act: decision.decision });
      if (row.version !== version) throw new DomainError('verification.stale', { version });
      const act = this.#actOf(decision, dossier, me.userId);
      await this.approval.decide(em, dossier, act, me, remark);
    });
    return this.show(me, id);
  }

  async picture(me: Me, id: VerificationId, materialId: MaterialId): Promise<StoredFile> {
    const tenantId = await this.#tenantOf(id);
    const fileId = await this.db.as(tenantId, async (em) => {
      const row = await em.findOneBy(MaterialEntity, { id: materialId, verificationId: id, tenantId });
      if (!row) throw new DomainError('verification.material_missing', { id: materialId });
      await audit(em, me, 'verification.document_viewed', materialId, { verification: id, kind: row.kind });
      return row.fileId;
    });
    return this.safe.read(tenantId, fileId);
  }

  /** One ID number in the clear, for a reason that is written down before it is told. */
  async reveal(me: Me, id: VerificationId, { field, reason }: RevealIdNumber): Promise<{ value: string }> {
    const tenantId = await this.#tenantOf(id);
    return this.db.as(tenantId, async (em) => {
      const { form } = await this.dossiers.open(em, tenantId, id);
      const value = withoutIdNumbers(form).idNumbers[field];
      if (value === undefined) throw new DomainError('verification.missing', { id, field });
      await audit(em, me, 'verification.id_revealed', id, { field, reason });
      return { value };
    });
  }

  settings(): Promise<ReviewSettings> {
    return this.db.run(async (em) => settingsToWire(await em.findOneBy(SettingEntity, { name: 'automatic_approval' })));
  }

  saveSettings(me: Me, automaticApproval: boolean): Promise<ReviewSettings> {
    return this.db.run(async (em) => {
      const [before] = await em.findBy(SettingEntity, { name: 'automatic_approval' });
      const setting = em.create(SettingEntity, {
        name: 'automatic_approval',
        value: automaticApproval,
        changedAt: this.clock.now(),
        changedBy: me.name,
      });
      await em.upsert(SettingEntity, { ...setting }, ['name']);
      const detail = { from: before?.value ?? false, to: automaticApproval };
      await audit(em, me, 'verification.setting_changed', 'automatic_approval', detail);
      return settingsToWire(setting);
    });
  }

  async #act(me: Me, id: VerificationId, act: Act, auditedAs: string): Promise<Review> {
    const tenantId = await this.#tenantOf(id);
    await this.db.as(tenantId, async (em) => {
      const { row } = await this.dossiers.open(em, tenantId, id, true);
      const now = this.clock.now();
      const outcome = step(row.application, act, now.getTime());
      if (outcome.kind === 'refused') throw new DomainError(outcome.code, outcome.details);
      const { claimedBy = null, claimedAt = null } = columnsOf(outcome.application, now);
      await em.update(VerificationEntity, { id, tenantId }, { claimedBy, claimedAt });
      await audit(em, me, auditedAs, id);
    });
    return this.show(me, id);
  }

  #actOf(decision: Decided, dossier: Dossier, by: UserId): DecisionAct {
    switch (decision.decision) {
      case 'approve':
        return this.approval.approve(dossier, by);
      case 'return':
      case 'refuse':
        return { do: decision.decision, by, reasons: decision.reasons };
      case 'confirm':
      case 'dismiss':
        return { do: decision.decision, by };
    }
  }

  /** An application is the applicant's own until it is handed in; that of a yearly review is the operator's task too. */
  #tenantOf(id: VerificationId): Promise<TenantId> {
    return this.db.run(async (em) => {
      const row = await em.findOneBy(VerificationEntity, { id });
      if (!row || (!row.submittedAt && row.kind !== 'yearly')) throw new DomainError('verification.missing', { id });
      return row.tenantId;
    });
  }

  async #names(em: EntityManager): Promise<Map<UserId, string>> {
    const rows = await em.query<{ id: UserId; name: string }[]>(
      `SELECT id, name FROM app_user WHERE role = 'operator'`,
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  #summary(row: QueueRow, me: Me, names: ReadonlyMap<UserId, string>): ReviewSummary {
    const now = this.clock.now().getTime();
    const ours = row.state === 'submitted' || row.state === 'refusing';
    const due = ours ? row.dueAt : null;
    const claim = row.claimedBy && row.claimedAt ? { by: row.claimedBy, at: row.claimedAt.getTime() } : null;
    const by = row.state === 'submitted' ? claimant(claim, now) : null;
    const { id, tenantId, tenantName, kind, state, warnings, form, uscc } = row;
    return {
      ...{ id, tenantId, tenantName, kind, state, warnings },
      companyName: form.companyName ?? '',
      uscc: uscc ?? '',
      submittedAt: row.submittedAt?.toISOString() ?? null,
      openedAt: row.createdAt.toISOString(),
      dueAt: due?.toISOString() ?? null,
      workingMsLeft: due && workingTimeBetween(now, due.getTime()),
      decidedAt: row.decidedAt?.toISOString() ?? null,
      claim: by && claimToWire(by, me, names),
    };
  }
}

const claimToWire = (by: UserId, me: Me, names: ReadonlyMap<UserId, string>) => ({
  by,
  name: names.get(by) ?? '',
  mine: by === me.userId,
});

const relatedToWire = ({ submittedAt, decidedAt, ...row }: RelatedRow): RelatedReview => ({
  ...row,
  submittedAt: submittedAt?.toISOString() ?? null,
  decidedAt: decidedAt?.toISOString() ?? null,
});

const settingsToWire = (setting: SettingEntity | null): ReviewSettings => ({
  automaticApproval: setting?.value === true,
  changedBy: setting?.changedBy ?? null,
  changedAt: setting?.changedAt.toISOString() ?? null,
});
