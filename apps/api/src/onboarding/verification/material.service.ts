import type { MaterialKind } from '@sibai/compliance';
import type { Verification } from '@sibai/contracts';
import { DomainError, type MaterialId, type TenantId, type VerificationId } from '@sibai/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type EntityManager, IsNull } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { Jobs } from '../../platform/jobs.js';
import { Limits } from '../../platform/limits.js';
import { Safe, type StoredFile } from '../../platform/safe.js';
import { forApplicant, insistEditable } from './applicant.service.js';
import { Documents } from './documents.js';
import { type Dossier, Dossiers } from './dossier.js';
import { MaterialEntity } from './material.entity.js';
import { Ocr } from './ocr.js';
import type { OcrOutcome, OcrPaper } from './ocr-reading.js';

const READ = 'verification.read';
/** Of one applicant: all of them wait in one line to have their files looked at. */
const UPLOADS = { points: 120, seconds: 3600 };
/** The share of a change in progress that is worth a row's update. */
const STEP = 0.1;

const OCR_PAPERS: Partial<Record<MaterialKind, OcrPaper>> = {
  business_licence: 'business_licence',
  legal_id_portrait: 'id_card',
  legal_id_emblem: 'id_card',
  operator_id_portrait: 'id_card',
  operator_id_emblem: 'id_card',
};

interface Reading {
  readonly tenantId: TenantId;
  readonly materialId: MaterialId;
}

/** The papers of an application: taken in, read by a job, replaced, removed and shown. */
@Injectable()
export class MaterialService implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly dossiers: Dossiers,
    private readonly safe: Safe,
    private readonly documents: Documents,
    private readonly jobs: Jobs,
    private readonly limits: Limits,
    private readonly ocr: Ocr,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.work<Reading>(READ, (reading) => this.#read(reading), { slow: true });
  }

  /** Takes a file in as the paper of that kind, in place of the one there is. */
  async upload(id: VerificationId, kind: MaterialKind, name: string, bytes: Uint8Array): Promise<Verification> {
    // Before the work of taking it in: who may not change it shall not make the machine sweat either.
    const tenant = await this.db.run(async (em, tenantId) => {
      insistEditable(await this.dossiers.open(em, tenantId, id));
      return tenantId;
    });
    await this.limits.take(`verification.upload:${tenant}`, UPLOADS);
    const taken = await this.documents.take(bytes);
    if (!taken.ok) throw new DomainError('verification.document_refused', { reason: taken.reason });
    const { document } = taken;

    return this.db.run(async (em, tenantId) => {
      const dossier = await this.dossiers.open(em, tenantId, id, true);
      insistEditable(dossier);
      await this.#putAside(em, dossier, kind);
      const stored = await this.safe.put(em, tenantId, { kind, mime: document.mime, bytes: document.bytes, name });
      const materialId = uuid() as MaterialId;
      const readable = OCR_PAPERS[kind] !== undefined;
      await em.insert(MaterialEntity, {
        id: materialId,
        tenantId,
        verificationId: id,
        kind,
        fileId: stored.id,
        name,
        bytes: document.bytes.length,
        source: document.source,
        notes: [...document.notes],
        pages: document.pages.map((page) => ({ ...page })),
        readingState: readable ? 'waiting' : 'none',
        uploadedAt: this.clock.now(),
      });
      if (readable) await this.jobs.send(READ, { tenantId, materialId } satisfies Reading, { em });
      return this.#changed(em, dossier);
    });
  }

  async remove(id: VerificationId, materialId: MaterialId): Promise<Verification> {
    return this.db.run(async (em, tenantId) => {
      const dossier = await this.dossiers.open(em, tenantId, id, true);
      insistEditable(dossier);
      const paper = dossier.papers.find(({ row }) => row.id === materialId);
      if (!paper) throw new DomainError('verification.material_missing', { id: materialId });
      await this.#putAside(em, dossier, paper.kind);
      return this.#changed(em, dossier);
    });
  }

  async picture(tenantId: TenantId, id: VerificationId, materialId: MaterialId): Promise<StoredFile> {
    const row = await this.db.as(tenantId, (em) =>
      em.findOneBy(MaterialEntity, { id: materialId, verificationId: id, tenantId }),
    );
    if (!row) throw new DomainError('verification.material_missing', { id: materialId });
    return this.safe.read(tenantId, row.fileId);
  }

  /** What a reviewer has seen stays for the reviewers; what nobody has seen, and no other application has, is destroyed. */
  async #putAside(em: EntityManager, { row, papers }: Dossier, kind: MaterialKind): Promise<void> {
    const old = papers.find((paper) => paper.kind === kind)?.row;
    if (!old) return;
    const { id, tenantId, fileId } = old;
    if (row.submittedAt && old.uploadedAt <= row.submittedAt) {
      await em.update(MaterialEntity, { id, tenantId }, { replacedAt: this.clock.now() });
      return;
    }
    await em.query(`DELETE FROM verification_material WHERE id = $1 AND tenant_id = $2`, [id, tenantId]);
    if (!(await em.existsBy(MaterialEntity, { tenantId, fileId }))) await this.safe.destroy(em, tenantId, fileId);
  }

  async #changed(em: EntityManager, dossier: Dossier): Promise<Verification> {
    const reread = await this.dossiers.read(em, dossier.row);
    await this.dossiers.recount(em, reread, { savedAt: this.clock.now() });
    return forApplicant(this.dossiers.toWire(reread));
  }

  /** Reads a paper. What was read is kept beside it and changes no field: the applicant's page offers it. */
  async #read({ tenantId, materialId }: Reading): Promise<void> {
    const row = await this.db.as(tenantId, (em) =>
      em.findOneBy(MaterialEntity, { id: materialId, tenantId, replacedAt: IsNull() }),
    );
    const paper = row && OCR_PAPERS[row.kind];
    if (!row || !paper || row.readingState === 'done') return;

    const { bytes } = await this.safe.read(tenantId, row.fileId);
    let told = 0;
    await this.#note(tenantId, materialId, { readingState: 'running', progress: 0 });
    const outcome = await this.ocr.read(paper, bytes, ({ percent }) => {
      if (percent / 100 - told < STEP) return;
      told = percent / 100;
      void this.#note(tenantId, materialId, { progress: told }).catch(() => undefined);
    });
    // Not a reading: the job is tried again later.
    if (!outcome.ok && outcome.reason === 'too_busy') throw new Error(`no room to read ${materialId}`);
    await this.#keep(tenantId, row, outcome);
  }

  /** The findings are of the papers too, and so the application has changed. */
  async #keep(tenantId: TenantId, { id, verificationId }: MaterialEntity, outcome: OcrOutcome): Promise<void> {
    const reading = await this.dossiers.sealReading(tenantId, outcome);
    await this.db.as(tenantId, async (em) => {
      // The application first, as who changes its papers does: two that wait for each other would both be in vain.
      const { row } = await this.dossiers.open(em, tenantId, verificationId, true);
      await em.update(
        MaterialEntity,
        { id, tenantId },
        { readingState: outcome.ok ? 'done' : 'failed', progress: 1, reading },
      );
      await this.dossiers.recount(em, await this.dossiers.read(em, row));
    });
  }

  #note(tenantId: TenantId, id: MaterialId, changes: Partial<Pick<MaterialEntity, 'readingState' | 'progress'>>) {
    return this.db.as(tenantId, (em) => em.update(MaterialEntity, { id, tenantId }, changes));
  }
}
