import { CONSENT_VERSION, consentText, type Contract, type SignContract } from '@sibai/contracts';
import { type ContractId, DomainError, type TenantId } from '@sibai/kernel';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { Clock } from '../../platform/clock.js';
import { Codes } from '../../platform/codes.js';
import { Db } from '../../platform/db.js';
import { ENV, type Env } from '../../platform/env.js';
import { Keys } from '../../platform/keys.js';
import { appendPdf } from '../../platform/pdf/pdf.js';
import type { Me } from '../../platform/session.service.js';
import { History, type OnboardingEvent } from '../history.js';
import { ContractEntity } from './contract.entity.js';
import { ContractService } from './contract.service.js';
import { EvidenceChain } from './evidence.js';
import { evidenceDocument, evidenceOf, type SignedFrom } from './evidence-page.js';
import { Signatory } from './signatory.js';
import { SIGNATURE_ROOM } from './signed-pdf.js';

/** From a document that was read to a contract in force, and to its end. */
@Injectable()
export class SigningService implements OnModuleInit {
  constructor(
    private readonly contracts: ContractService,
    private readonly signatory: Signatory,
    private readonly chain: EvidenceChain,
    private readonly codes: Codes,
    private readonly keys: Keys,
    private readonly history: History,
    private readonly db: Db,
    private readonly clock: Clock,
    @Inject(ENV) private readonly env: Env,
  ) {}

  onModuleInit(): void {
    this.history.on('payment.ended', 'contracts end with arrears', (event) => this.#ended(event, 'arrears'));
    this.history.on('line.closed', 'contracts end with the line', (event) => this.#ended(event, 'closed'));
    this.history.on('line.transferred', 'contracts end with a transfer', (event) => this.#ended(event, 'transferred'));
    this.history.on('number.released', 'contracts end with the number', (event) => this.#ended(event, 'released'));
    this.history.on('payment.refunded', 'contracts end with what was paid for them', async (event) => {
      if (event.data['kind'] === 'first') await this.#ended(event, 'refunded');
    });
    this.history.on('line.transferring', 'contracts end with a transfer that failed', async ({ data, subject }) => {
      const { state, toTenantId } = data;
      if (typeof toTenantId !== 'string' || (state !== 'withdrawn' && state !== 'lapsed')) return;
      await this.#notTaken(toTenantId as TenantId, subject);
    });
  }

  async sign(me: Me, id: ContractId, body: SignContract, from: SignedFrom): Promise<Contract> {
    const { tenantId } = me;
    const { documentSha256, code } = body;
    // Looked at before the code is used up: who has to read a new document keeps the code's tries.
    const { contract, ready } = await this.db.as(tenantId, (em) =>
      this.contracts.signable(em, tenantId, id, documentSha256),
    );
    if (!contract.codeSentAt) throw new DomainError('contract.no_code', { no: contract.no });
    const { mobile } = ready.signer;
    await this.codes.take({ purpose: 'sign_contract', to: { mobile }, code });

    const { bytes } = await this.contracts.file(tenantId, id);
    const fingerprint = await this.keys.fingerprint(`mobile\n${mobile}`);
    await this.db.as(tenantId, async (em) => {
      // Nobody chooses another plan from here on, and of two at once the second waits here, and finds it signed.
      await em.query(`SELECT pg_advisory_xact_lock(hashtext('plan'), hashtext($1))`, [tenantId]);
      const { contract, ready } = await this.contracts.signable(em, tenantId, id, documentSha256);
      const now = this.clock.now();
      const consent = { version: CONSENT_VERSION, text: consentText(contract.no, contract.facts.customer.name) };
      const evidence = evidenceOf(contract, ready.signer, fingerprint, bytes.length, from, consent, now);
      const unsigned = await appendPdf(
        bytes,
        evidenceDocument(contract, evidence, `${this.env.PUBLIC_URL}/verify-contract`),
        {
          field: contract.no,
          name: this.env.PROVIDER_NAME,
          reason: `${contract.no} 合同签署`,
          location: '中国',
          at: now,
          room: SIGNATURE_ROOM,
        },
      );
      const signed = await this.signatory.sign(unsigned);
      await this.signatory.record(em);
      const { fileId, fileSha256 } = await this.contracts.keep(em, contract, signed.file);
      await supersede(em, contract);
      await em.update(
        ContractEntity,
        { id },
        { state: 'signed', fileId, fileSha256, signedAt: now, signedBy: ready.signer.name, pages: contract.pages + 1 },
      );
      await this.chain.append(em, evidence, { sha256: fileSha256, certificate: signed.fingerprint });
      const { kind, number, planChoiceId, no } = contract;
      const data = { kind, number, planChoiceId, no, fileSha256 };
      await this.history.record(em, { tenantId, type: 'contract.signed', actor: me, subject: id, data });
    });
    return this.contracts.one(tenantId, id);
  }

  /** Ends a contract in force with what was added to it. */
  async end(
    em: EntityManager,
    tenantId: TenantId,
    contract: { readonly id: ContractId; readonly no: string; readonly number: string },
    reason: string,
    actor: Me | 'system',
  ): Promise<void> {
    await em.query(
      `UPDATE contract SET state = 'ended', ended_at = $3, end_reason = $4
        WHERE tenant_id = $1 AND (id = $2 OR supplement_to = $2) AND state = 'signed'`,
      [tenantId, contract.id, this.clock.now(), reason],
    );
    const data = { no: contract.no, number: contract.number };
    await this.history.record(em, { tenantId, type: 'contract.ended', actor, subject: contract.id, reason, data });
  }

  /** The taker has signed for a number that it is not given after all. */
  async #notTaken(tenantId: TenantId, number: string | null): Promise<void> {
    await this.db.as(tenantId, async (em) => {
      const over = await em.query<{ id: ContractId; no: string; number: string }[]>(
        `SELECT id, no, number FROM contract c
          WHERE tenant_id = $1 AND state = 'signed' AND kind = 'transfer' AND number = $2
            AND NOT EXISTS (SELECT FROM number n WHERE n.number = c.number AND n.tenant_id = $1)
          FOR UPDATE`,
        [tenantId, number],
      );
      for (const contract of over) await this.end(em, tenantId, contract, 'not_transferred', 'system');
    });
  }

  /** The number an event is about; without one it is about all that the tenant has. */
  async #ended({ tenantId, type, subject, data }: OnboardingEvent, reason: string): Promise<void> {
    const number =
      [data['number'], subject].find((text) => typeof text === 'string' && /^400\d{7}$/.test(text)) ?? null;
    if (number === null && type !== 'payment.ended') return;
    // A line that is only taken out of service leaves the contract as it is.
    if (type === 'line.closed' && data['final'] !== true) return;
    await this.db.as(tenantId, async (em) => {
      const over = await em.query<{ id: ContractId; no: string; number: string }[]>(
        `SELECT id, no, number FROM contract
          WHERE tenant_id = $1 AND state = 'signed' AND kind <> 'supplement' AND ($2::text IS NULL OR number = $2)
            AND NOT ($3 AND EXISTS (SELECT FROM number n WHERE n.number = contract.number AND n.tenant_id = $1))
            AND ($4::text IS NULL OR id::text = $4)
          FOR UPDATE`,
        // Released and held again since: then it is still the contract's. Paid back: only that which was paid for.
        [tenantId, number, type === 'number.released', type === 'payment.refunded' ? String(data['about']) : null],
      );
      for (const contract of over) await this.end(em, tenantId, contract, reason, 'system');
    });
  }
}

/** A later supplement takes the place of the one before; a new contract for a number, that of all that was agreed for it. */
async function supersede(
  em: EntityManager,
  { tenantId, id, kind, number, supplementTo }: ContractEntity,
): Promise<void> {
  await em.query(
    `UPDATE contract SET state = 'superseded'
      WHERE tenant_id = $1 AND id <> $2 AND state = 'signed' AND number = $3
        AND ($4 <> 'supplement' OR supplement_to = $5)`,
    [tenantId, id, number, kind, supplementTo],
  );
}
