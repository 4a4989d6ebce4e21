import { type BannedWords, evaluate, type Finding, type PaperReading, requiredMaterials } from '@sibai/compliance';
import { type Verification, VerificationForm, type VerificationMaterial } from '@sibai/contracts';
import { DomainError, type TenantId, type VerificationId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import { type EntityManager, IsNull } from 'typeorm';

import { Clock } from '../../platform/clock.js';
import { Keys } from '../../platform/keys.js';
import { Words } from '../../platform/words.js';
import { claimant } from './application.js';
import type { ReadPaper } from './differences.js';
import { type IdNumbers, isMobile, maskIdNumber, withIdNumbers, withoutIdNumbers } from './id-numbers.js';
import { MaterialEntity } from './material.entity.js';
import type { OcrOutcome } from './ocr-reading.js';
import { ConfirmationEntity } from './record.entities.js';
import { VerificationEntity } from './verification.entity.js';

export interface Paper extends ReadPaper {
  readonly row: MaterialEntity;
  readonly fault: string | null;
}

/** An application with all that belongs to it, ID numbers in the clear: never sent as it is. */
export interface Dossier {
  readonly row: VerificationEntity;
  readonly form: VerificationForm;
  readonly papers: readonly Paper[];
  readonly confirmed: readonly string[];
  readonly findings: readonly Finding[];
}

export type Changes = Partial<Omit<VerificationEntity, 'id' | 'tenantId' | 'application'>>;

/** Reads applications from their tables and writes them back. */
@Injectable()
export class Dossiers {
  constructor(
    private readonly keys: Keys,
    private readonly clock: Clock,
    private readonly words: Words,
  ) {}

  /** In a transaction of its tenant. With `lock`, others who would change it wait. */
  async open(em: EntityManager, tenantId: TenantId, id: VerificationId, lock = false): Promise<Dossier> {
    const row = await em.findOne(VerificationEntity, {
      where: { id, tenantId },
      ...(lock && { lock: { mode: 'pessimistic_write' as const } }),
    });
    if (!row) throw new DomainError('verification.missing', { id });
    return this.read(em, row);
  }

  async read(em: EntityManager, row: VerificationEntity): Promise<Dossier> {
    const { tenantId, id: verificationId } = row;
    const idNumbers = row.sealed
      ? (JSON.parse(await this.keys.openText(tenantId, row.sealed, place(tenantId))) as IdNumbers)
      : {};
    const form = withIdNumbers(VerificationForm.parse(row.form), idNumbers);
    const materials = await em.find(MaterialEntity, {
      where: { tenantId, verificationId, replacedAt: IsNull() },
      order: { uploadedAt: 'ASC' },
    });
    const papers = await Promise.all(materials.map((material) => this.paper(material)));
    const confirmations = await em.findBy(ConfirmationEntity, { tenantId, verificationId });
    const confirmed = confirmations.map(({ mobile }) => mobile);
    const words = await this.words.of(em, tenantId);
    return { row, form, papers, confirmed, findings: this.findings(form, papers, confirmed, words) };
  }

  async paper(row: MaterialEntity): Promise<Paper> {
    const outcome = row.reading
      ? (JSON.parse(await this.keys.openText(row.tenantId, row.reading, place(row.tenantId))) as OcrOutcome)
      : undefined;
    const { kind } = row;
    if (!outcome) return { row, kind, fields: null, fault: null };
    if (!outcome.ok) return { row, kind, fields: null, fault: outcome.reason };
    const otherSide = outcome.side === 'portrait' ? '_emblem' : '_portrait';
    if (outcome.side && kind.endsWith(otherSide)) return { row, kind, fields: null, fault: 'other_side' };
    return { row, kind, fields: outcome.fields, fault: null };
  }

  sealReading(tenantId: TenantId, outcome: OcrOutcome): Promise<string> {
    return this.keys.sealText(tenantId, JSON.stringify(outcome), place(tenantId));
  }

  /** What the rule pack says, and that mobile numbers which calls are sent to are their holders' own. */
  findings(
    form: VerificationForm,
    papers: readonly ReadPaper[],
    confirmed: readonly string[],
    words: BannedWords,
  ): Finding[] {
    const materials = papers.map(({ kind, fields }) => ({ kind, ...(fields && { reading: readingOf(fields) }) }));
    const confirmedMobile = confirmed.includes(form.operatorMobile) ? form.operatorMobile : null;
    const { findings } = evaluate({ form, materials, confirmedMobile }, { now: this.clock.now().getTime(), words });
    const unconfirmed = form.boundNumbers.flatMap(({ number }, i): Finding[] =>
      isMobile(number) && !confirmed.includes(number)
        ? [
            {
              rule: 'bound_numbers',
              field: `boundNumbers.${i}.number`,
              severity: 'block',
              code: 'mobile.unconfirmed',
              params: {},
              source: '反电信网络诈骗法 第九条',
            },
          ]
        : [],
    );
    return [...findings, ...unconfirmed];
  }

  /** Writes changes to the row under the next version. `form` is the whole one; its ID numbers are put aside here. */
  async write(em: EntityManager, dossier: Dossier, changes: Changes, form?: VerificationForm): Promise<Dossier> {
    const { row } = dossier;
    const { id, tenantId } = row;
    const next: Changes = { ...changes, version: row.version + 1 };
    const { papers, confirmed } = dossier;
    const findings = form
      ? this.findings(form, papers, confirmed, await this.words.of(em, tenantId))
      : dossier.findings;
    if (form) {
      const { shown, idNumbers } = withoutIdNumbers(form);
      const persons = [...new Set(Object.values(idNumbers).filter((value) => value.length === 18))];
      Object.assign(next, {
        form: shown,
        sealed: await this.keys.sealText(tenantId, JSON.stringify(idNumbers), place(tenantId)),
        uscc: form.uscc || null,
        idFingerprints: await Promise.all(persons.map((value) => this.keys.fingerprint(idText(value)))),
      } satisfies Changes);
    }
    Object.assign(next, countsOf(findings));
    await em.update(VerificationEntity, { id, tenantId }, next as object);
    return {
      ...dossier,
      row: Object.assign(em.create(VerificationEntity, row as object), next),
      form: form ?? dossier.form,
      findings,
    };
  }

  /**
   * Writes down that papers or confirmations have changed. The version stays: it is of what is typed, and somebody who
   * types while a paper is being read shall not be told of a conflict.
   */
  async recount(em: EntityManager, { row, findings }: Dossier, changes: Changes = {}): Promise<void> {
    const { id, tenantId } = row;
    const counted = { ...changes, ...countsOf(findings) };
    await em.update(VerificationEntity, { id, tenantId }, counted as object);
    Object.assign(row, counted);
  }

  toWire({ row, form, papers, confirmed, findings }: Dossier): Verification {
    const { shown, idNumbers } = withoutIdNumbers(form);
    const read = papers.flatMap(({ fields }) => (fields?.idNumber ? [fields.idNumber.value] : []));
    const secrets = new Set([...Object.values(idNumbers), ...read]);
    const application = row.application;
    const claim = application.at === 'submitted' ? application.claim : null;
    const { id, kind, state, version, reasons, remark } = row;
    return {
      ...{ id, kind, state, version, reasons, remark },
      form: shown,
      materials: papers.map((paper) => this.paperToWire(paper)),
      confirmedMobiles: [...confirmed],
      findings: findings.map((finding) => ({ ...finding, params: hide(finding.params, secrets) })),
      inReview: state === 'refusing' || claimant(claim, this.clock.now().getTime()) !== null,
      openedAt: row.createdAt.toISOString(),
      savedAt: row.savedAt.toISOString(),
      submittedAt: row.submittedAt?.toISOString() ?? null,
      dueAt: state === 'submitted' || state === 'refusing' ? (row.dueAt?.toISOString() ?? null) : null,
      decidedAt: row.decidedAt?.toISOString() ?? null,
      expiresOn: row.expiresOn,
      suspended: row.suspendedAt !== null,
    };
  }

  paperToWire({ row, fields, fault }: Paper): VerificationMaterial {
    const { id, kind, name, bytes, pages, notes, uploadedAt, readingState, progress } = row;
    return {
      ...{ id, kind, name, bytes, pages, notes },
      uploadedAt: uploadedAt.toISOString(),
      reading: {
        state: readingState,
        progress,
        fault,
        fields: Object.fromEntries(
          Object.entries(fields ?? {}).map(([field, { value, confidence }]) => [
            field,
            { value: field === 'idNumber' ? maskIdNumber(value) : value, confidence },
          ]),
        ),
      },
    };
  }
}

const countsOf = (findings: readonly Finding[]) => ({
  blocking: findings.filter(({ severity }) => severity === 'block').length,
  warnings: findings.filter(({ severity }) => severity === 'warn').length,
});

/** ID numbers are compared as they are printed. */
export const idText = (typed: string): string => `id ${typed.trim().toUpperCase()}`;

export const requiredKinds = (form: VerificationForm) => requiredMaterials(form).map(({ kind }) => kind);

/** What is sealed belongs to the tenant, so that a renewal may take it over from the application before. */
const place = (tenantId: TenantId): string => `verification of ${tenantId}`;

const readingOf = (fields: NonNullable<ReadPaper['fields']>): PaperReading =>
  Object.fromEntries(Object.entries(fields).map(([field, { value }]) => [field, value]));

/** The rules speak of ID numbers in their parameters; the sentence is as clear with the middle hidden. */
function hide(params: Finding['params'], secrets: ReadonlySet<string>): Record<string, string | number | string[]> {
  const masked = (value: string): string => (secrets.has(value) ? maskIdNumber(value) : value);
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'string' ? masked(value) : typeof value === 'number' ? value : value.map(masked),
    ]),
  );
}
