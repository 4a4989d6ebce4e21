import type { ChainState, CustomerContractPage, CustomerContractQuery } from '@sibai/contracts';
import { type ContractId, DomainError, type TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { audit } from '../../platform/audit.js';
import { Db } from '../../platform/db.js';
import type { Me } from '../../platform/session.service.js';
import { ContractEntity } from './contract.entity.js';
import { ContractService } from './contract.service.js';
import { EvidenceChain } from './evidence.js';
import { Signatory } from './signatory.js';
import { SigningService } from './signing.service.js';

const PAGE = 20;

/** What the platform's operator sees and does: the contracts of all customers, and the chain. */
@Injectable()
export class OperatorContractService {
  constructor(
    private readonly db: Db,
    private readonly contracts: ContractService,
    private readonly signing: SigningService,
    private readonly chain: EvidenceChain,
    private readonly signatory: Signatory,
  ) {}

  async page({ q, state, page }: CustomerContractQuery): Promise<CustomerContractPage> {
    return this.db.run(async (em) => {
      const query = em.createQueryBuilder(ContractEntity, 'c');
      if (state) query.andWhere('c.state = :state', { state });
      if (q) {
        const like = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
        query.andWhere(`(c.no ILIKE :like OR c.number LIKE :like OR c.facts->'customer'->>'name' ILIKE :like)`, {
          like,
        });
      }
      const [found, total] = await query
        .orderBy('c.createdAt', 'DESC')
        .addOrderBy('c.id', 'DESC')
        .skip((page - 1) * PAGE)
        .take(PAGE)
        .getManyAndCount();
      const places = await this.chain.placesOf(
        em,
        found.map(({ id }) => id),
      );
      const contracts = found.map((contract) => {
        const { facts, pages, documentSha256, signedBy, supplementTo, ...wire } = contract.toWire(
          null,
          places.get(contract.id) ?? null,
        );
        void [pages, documentSha256, signedBy, supplementTo];
        return {
          ...wire,
          tenantId: contract.tenantId,
          customer: facts.customer.name,
          termsVersion: facts.termsVersion,
        };
      });
      return { contracts, total };
    });
  }

  async file(me: Me, id: ContractId): Promise<{ bytes: Buffer; name: string }> {
    const { tenantId, no } = await this.#find(id);
    await this.db.as(tenantId, (em) => audit(em, me, 'contract.viewed', id, { no }));
    return this.contracts.file(tenantId, id);
  }

  async end(me: Me, id: ContractId, reason: string): Promise<void> {
    const { tenantId } = await this.#find(id);
    await this.db.as(tenantId, async (em) => {
      const contract = await em.findOne(ContractEntity, {
        where: { id, tenantId },
        lock: { mode: 'pessimistic_write' },
      });
      if (contract?.state !== 'signed') throw new DomainError('contract.over', { id });
      await this.signing.end(em, tenantId, contract, reason, me);
      await audit(em, me, 'contract.ended', id, { no: contract.no, reason });
    });
  }

  async state(): Promise<ChainState> {
    const [last, certificate] = await Promise.all([this.chain.last(), this.signatory.describe()]);
    return { last: last?.toWire() ?? null, certificate };
  }

  async check(me: Me): Promise<ChainState> {
    await this.chain.check();
    await this.db.run((em) => audit(em, me, 'contract.chain_checked', 'chain'));
    return this.state();
  }

  async #find(id: ContractId): Promise<{ tenantId: TenantId; no: string }> {
    const contract = await this.db.run((em) => em.findOneBy(ContractEntity, { id }));
    if (!contract) throw new DomainError('contract.missing', { id });
    return contract;
  }
}
