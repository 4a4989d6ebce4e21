import type { ChainCheck, ChainFault, Contract } from '@sibai/contracts';
import type { ContractId } from '@sibai/kernel';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { type EntityManager, In } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { ChainWalk } from '../../platform/chain.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { Jobs } from '../../platform/jobs.js';
import { registry } from '../../platform/metrics.js';
import { ChainCheckEntity, SignatureEvidenceEntity } from './evidence.entities.js';
import type { Evidence } from './evidence-page.js';

const PAGE = 500;

const broken = new Gauge({
  name: 'sibai_contract_chain_broken',
  help: '1 when the last check found the chain of signatures broken',
  registers: [registry],
});

interface Link {
  readonly seq: string;
  readonly payload: string;
  readonly previous_hash: string;
  readonly entry_hash: string;
  readonly document_sha256: string;
  readonly file_sha256: string;
  readonly no: string;
  readonly contract_id: string;
  readonly contract_document: string;
  readonly contract_file: string | null;
}

/**
 * The chain of all signatures of the installation. Each entry's hash covers its place, its payload and the hash before it, so
 * none can be changed, taken out or put in without all that follow.
 */
@Injectable()
export class EvidenceChain implements OnModuleInit {
  readonly #log = new Logger('Contracts');

  constructor(
    private readonly db: Db,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.every('contract.chain', '20 3 * * *', async () => void (await this.check()));
  }

  /** Within the transaction that signs. Signings of the whole installation take turns here. */
  async append(
    em: EntityManager,
    evidence: Evidence,
    file: { readonly sha256: string; readonly certificate: string },
  ): Promise<void> {
    const payload = JSON.stringify({ ...evidence, fileSha256: file.sha256, certificateSha256: file.certificate });
    await em.query(`SELECT append_evidence($1, $2, $3, $4, $5, $6, $7, $8)`, [
      ...[evidence.tenantId, evidence.contractId, evidence.documentSha256, evidence.documentBytes],
      ...[file.sha256, file.certificate, evidence.signedAt, payload],
    ]);
  }

  /** The places of contracts in the chain. */
  async placesOf(
    em: EntityManager,
    contracts: readonly ContractId[],
  ): Promise<ReadonlyMap<ContractId, NonNullable<Contract['evidence']>>> {
    const rows = await em.find(SignatureEvidenceEntity, {
      where: { contractId: In([...contracts]) },
      select: { seq: true, contractId: true, entryHash: true },
    });
    return new Map(rows.map(({ contractId, seq, entryHash }) => [contractId, { seq: Number(seq), hash: entryHash }]));
  }

  last(): Promise<ChainCheckEntity | null> {
    return this.db.free((em) => em.findOne(ChainCheckEntity, { where: {}, order: { at: 'DESC', id: 'DESC' } }));
  }

  /** Goes over the whole chain and writes down what it found. */
  async check(): Promise<ChainCheckEntity> {
    const sound = await this.db.free((em) =>
      em.query<{ entries: string; head: string }[]>(
        `SELECT entries, head FROM chain_check WHERE fault IS NULL ORDER BY entries DESC, at DESC LIMIT 1`,
      ),
    );
    const found = await this.#walk(sound[0]);
    const row = {
      id: uuid(),
      at: this.clock.now(),
      entries: String(found.entries),
      head: found.head,
      fault: found.fault,
    };
    await this.db.free((em) => em.insert(ChainCheckEntity, row));
    broken.set(found.fault ? 1 : 0);
    const told = `the chain of signatures has ${found.entries} entries, its head is ${found.head}`;
    if (found.fault) this.#log.error(`${told}; it is broken: ${JSON.stringify(found.fault)}`);
    else this.#log.log(told);
    return Object.assign(new ChainCheckEntity(), row);
  }

  async #walk(
    before: { readonly entries: string; readonly head: string } | undefined,
  ): Promise<Pick<ChainCheck, 'entries' | 'head' | 'fault'>> {
    const walk = new ChainWalk(before && { entries: Number(before.entries), head: before.head });
    const found = (fault: ChainCheck['fault']) => ({ entries: walk.entries, head: walk.head, fault });
    const fault = (kind: ChainFault, seq: number | null, no: string | null) => found({ kind, seq, no });
    for (;;) {
      const links = await this.db.query<Link>(`SELECT * FROM evidence_chain($1, $2)`, [walk.entries, PAGE]);
      for (const { seq: place, no, ...link } of links) {
        const seq = Number(place);
        const { payload, previous_hash: previousHash, entry_hash: entryHash } = link;
        const broken = walk.next({ seq, payload, previousHash, entryHash });
        if (broken) return fault(broken, seq, broken === 'shortened' ? null : no);
        if (!fits({ no, ...link })) return fault('contract', seq, no);
      }
      if (links.length < PAGE) break;
    }
    if (walk.isShort) return fault('shortened', walk.entries, null);
    const [unproven] = await this.db.query<{ no: string }>(`SELECT no FROM unproven_contracts()`);
    return unproven ? fault('missing', null, unproven.no) : found(null);
  }
}

/** Whether an entry, its columns and its contract say the same. */
function fits(link: Omit<Link, 'seq'>): boolean {
  const payload = JSON.parse(link.payload) as Partial<Evidence & { fileSha256: string }>;
  return (
    payload.contractNo === link.no &&
    payload.contractId === link.contract_id &&
    payload.documentSha256 === link.document_sha256 &&
    payload.fileSha256 === link.file_sha256 &&
    link.contract_document === link.document_sha256 &&
    link.contract_file === link.file_sha256
  );
}
