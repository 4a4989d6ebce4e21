import { isDeepStrictEqual } from 'node:util';

import { CONSENT_VERSION, consentText, type Contract, type ContractDesk, type SignCodeSent } from '@sibai/contracts';
import { type ContractId, DomainError, type FileId, type TenantId } from '@sibai/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { type EntityManager, IsNull } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Clock } from '../../platform/clock.js';
import { Codes } from '../../platform/codes.js';
import { Db } from '../../platform/db.js';
import { ENV, type Env } from '../../platform/env.js';
import { pdfPage, pdfPageCount, renderPdf } from '../../platform/pdf/pdf.js';
import { Safe } from '../../platform/safe.js';
import type { Me } from '../../platform/session.service.js';
import { History } from '../history.js';
import { ContractEntity } from './contract.entity.js';
import { EvidenceChain } from './evidence.js';
import { chinaDate, paperDocument, titleOf } from './paper.js';
import { sha256Of } from './signed-pdf.js';
import { masked, type Ready, type Situation, situationOf } from './situation.js';

const PDF = 'application/pdf';

/** A tenant's contracts, from the data to a document that can be read. Signing is `SigningService`. */
@Injectable()
export class ContractService {
  constructor(
    private readonly db: Db,
    private readonly safe: Safe,
    private readonly codes: Codes,
    private readonly history: History,
    private readonly chain: EvidenceChain,
    private readonly clock: Clock,
    @Inject(ENV) private readonly env: Env,
  ) {}

  async desk({ tenantId }: Me): Promise<ContractDesk> {
    return this.db.as(tenantId, async (em) => {
      const situation = await situationOf(em, tenantId, this.env, this.clock.now());
      const open = await openOf(em, tenantId);
      const shown = situation.at === 'ready' ? open : await newestSigned(em, tenantId);
      const [contract = null] = shown ? await this.#wire(em, [shown]) : [];
      const toSign = situation.at === 'ready';
      const { no, facts } = shown ?? {};
      return {
        missing: situation.at === 'missing' ? [...situation.missing] : [],
        toSign,
        contract,
        stale: toSign && open !== null && !isOf(open, situation),
        consent:
          toSign && no && facts ? { version: CONSENT_VERSION, text: consentText(no, facts.customer.name) } : null,
      };
    });
  }

  async list({ tenantId }: Me): Promise<Contract[]> {
    return this.db.as(tenantId, async (em) =>
      this.#wire(em, await em.find(ContractEntity, { where: { tenantId }, order: { createdAt: 'DESC', id: 'DESC' } })),
    );
  }

  /** The document for what the tenant has chosen now: the one there is while it still fits, else one drawn up anew. */
  async drawUp(me: Me): Promise<Contract> {
    const { tenantId } = me;
    return this.db.as(tenantId, async (em) => {
      // Two tabs take turns.
      await em.query(`SELECT pg_advisory_xact_lock(hashtext('contract'), hashtext($1))`, [tenantId]);
      const ready = insist(await situationOf(em, tenantId, this.env, this.clock.now()));
      const open = await openOf(em, tenantId);
      if (!open || !isOf(open, ready)) await this.#write(em, me, ready, open);
      const [contract] = await this.#wire(em, [(await openOf(em, tenantId)) as ContractEntity]);
      return contract as Contract;
    });
  }

  async #write(em: EntityManager, me: Me, ready: Ready, open: ContractEntity | null): Promise<void> {
    const { tenantId } = me;
    const now = this.clock.now();
    const no = open?.no ?? (await nextNo(em, now));
    const { kind, facts, base, terms } = ready;
    const bytes = await renderPdf(paperDocument({ no, kind, facts, base, terms, drawnUpAt: now }));
    const pages = await pdfPageCount(bytes);
    const file = { kind: 'contract', mime: PDF, bytes, name: `${titleOf(kind)}-${no}.pdf` };
    const { id: documentId, sha256: documentSha256 } = await this.safe.put(em, tenantId, file);
    const drawn = {
      ...{ kind, number: ready.number, planChoiceId: ready.planChoiceId, supplementTo: ready.supplementTo },
      ...{ termsId: terms.id, facts, documentId, documentSha256, pages, createdAt: now },
      // A code that was sent for another document is not one for this.
      ...{ state: 'draft' as const, codeSentAt: null },
    };
    const id = open?.id ?? (uuid() as ContractId);
    if (open) {
      await em.update(ContractEntity, { id }, drawn);
      await this.safe.destroy(em, tenantId, open.documentId);
    } else {
      const unsigned = {
        fileId: null,
        fileSha256: null,
        signedAt: null,
        signedBy: null,
        endedAt: null,
        endReason: null,
      };
      await em.insert(ContractEntity, { id, tenantId, no, ...drawn, ...unsigned });
    }
    const data = { no, kind, number: ready.number, documentSha256 };
    await this.history.record(em, { tenantId, type: 'contract.drafted', actor: me, subject: id, data });
  }

  /** Sends the verified operator a code for this very document. */
  async sendCode(me: Me, id: ContractId, documentSha256: string, address: string): Promise<SignCodeSent> {
    const { tenantId } = me;
    const { ready } = await this.db.as(tenantId, (em) => this.signable(em, tenantId, id, documentSha256));
    const { mobile } = ready.signer;
    const sent = await this.codes.send({ purpose: 'sign_contract', to: { mobile }, ip: address, tenantId });
    const codeSentAt = this.clock.now();
    await this.db.as(tenantId, (em) =>
      em.update(ContractEntity, { id, documentSha256, fileId: IsNull() }, { state: 'signing', codeSentAt }),
    );
    return { ...sent, mobile: masked(mobile) };
  }

  /** The contract if it may be signed as the document with this hash; says why not. */
  async signable(
    em: EntityManager,
    tenantId: TenantId,
    id: ContractId,
    documentSha256: string,
  ): Promise<{ contract: ContractEntity; ready: Ready }> {
    const contract = await em.findOne(ContractEntity, { where: { id, tenantId }, lock: { mode: 'pessimistic_write' } });
    if (!contract) throw new DomainError('contract.missing', { id });
    if (contract.state === 'signed') throw new DomainError('contract.signed', { no: contract.no });
    if (contract.fileId) throw new DomainError('contract.over', { no: contract.no });
    const situation = await situationOf(em, tenantId, this.env, this.clock.now());
    const ready = insist(situation);
    if (documentSha256 !== contract.documentSha256 || !isOf(contract, ready))
      throw new DomainError('contract.changed', { no: contract.no });
    return { contract, ready };
  }

  /** The file as it is: signed if it is, else the document. */
  async file(tenantId: TenantId, id: ContractId): Promise<{ bytes: Buffer; name: string }> {
    const contract = await this.db.as(tenantId, (em) => em.findOneBy(ContractEntity, { id, tenantId }));
    if (!contract) throw new DomainError('contract.missing', { id });
    const { bytes, name } = await this.safe.read(tenantId, contract.fileId ?? contract.documentId);
    return { bytes, name: name ?? `${contract.no}.pdf` };
  }

  async page(tenantId: TenantId, id: ContractId, page: number): Promise<Uint8Array> {
    const { bytes } = await this.file(tenantId, id);
    const image = await pdfPage(bytes, page);
    if (!image) throw new DomainError('contract.missing', { id, page });
    return image.webp;
  }

  async one(tenantId: TenantId, id: ContractId): Promise<Contract> {
    return this.db.as(tenantId, async (em) => {
      const [contract] = await this.#wire(em, await em.findBy(ContractEntity, { id, tenantId }));
      if (!contract) throw new DomainError('contract.missing', { id });
      return contract;
    });
  }

  /** Puts bytes into the safe as the signed file of a contract. */
  async keep(
    em: EntityManager,
    contract: ContractEntity,
    bytes: Buffer,
  ): Promise<{ fileId: FileId; fileSha256: string }> {
    const name = `${titleOf(contract.kind)}-${contract.no}.pdf`;
    const { id } = await this.safe.put(em, contract.tenantId, { kind: 'contract', mime: PDF, bytes, name });
    return { fileId: id, fileSha256: sha256Of(bytes) };
  }

  async #wire(em: EntityManager, contracts: readonly ContractEntity[]): Promise<Contract[]> {
    const places = await this.chain.placesOf(
      em,
      contracts.map(({ id }) => id),
    );
    const numbers = new Map(
      (await em.find(ContractEntity, { select: { id: true, no: true } })).map((c) => [c.id, c.no]),
    );
    return contracts.map((each) =>
      each.toWire(each.supplementTo ? (numbers.get(each.supplementTo) ?? null) : null, places.get(each.id) ?? null),
    );
  }
}

function insist(situation: Situation): Ready {
  if (situation.at === 'missing') throw new DomainError('contract.not_ready', { missing: situation.missing });
  if (situation.at === 'signed') throw new DomainError('contract.signed');
  return situation;
}

/** Whether the document says what a new one would say. */
function isOf(contract: ContractEntity, ready: Ready): boolean {
  return (
    contract.kind === ready.kind &&
    contract.number === ready.number &&
    contract.planChoiceId === ready.planChoiceId &&
    contract.supplementTo === ready.supplementTo &&
    contract.termsId === ready.terms.id &&
    isDeepStrictEqual(contract.facts, JSON.parse(JSON.stringify(ready.facts)))
  );
}

const openOf = (em: EntityManager, tenantId: TenantId): Promise<ContractEntity | null> =>
  em
    .createQueryBuilder(ContractEntity, 'c')
    .where(`c.tenantId = :tenantId AND c.state IN ('draft', 'signing')`, { tenantId })
    .getOne();

const newestSigned = (em: EntityManager, tenantId: TenantId): Promise<ContractEntity | null> =>
  em.findOne(ContractEntity, { where: { tenantId, state: 'signed' }, order: { signedAt: 'DESC' } });

/** `SB20261122-00042`: the day it was first drawn up, and a count over the installation. */
async function nextNo(em: EntityManager, now: Date): Promise<string> {
  const [row] = await em.query<{ n: string }[]>(`SELECT nextval('contract_no') AS n`);
  const [year, month, day] = chinaDate(now).match(/\d+/g) ?? [];
  return `SB${year}${month?.padStart(2, '0')}${day?.padStart(2, '0')}-${row?.n.padStart(5, '0')}`;
}
