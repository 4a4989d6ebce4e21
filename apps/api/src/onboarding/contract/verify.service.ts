import type { ContractKind, ContractState, ContractVerdict, VerifyCheck } from '@sibai/contracts';
import { DomainError } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { Db } from '../../platform/db.js';
import { Limits } from '../../platform/limits.js';
import { networkOf } from '../../platform/network-of.js';
import { fingerprintOf } from './certificate.js';
import { SigningCertificateEntity } from './evidence.entities.js';
import { checkPdf, sha256Of } from './signed-pdf.js';

const PER_ADDRESS = { points: 60, seconds: 600 };

interface Found {
  readonly no: string;
  readonly kind: ContractKind;
  readonly state: ContractState;
  readonly number: string;
  readonly signed_at: Date;
  readonly customer: string;
  readonly provider: string;
  readonly document_sha256: string;
  readonly document_bytes: number;
  readonly file_sha256: string;
  readonly certificate: string;
  readonly seq: string;
  readonly hash: string;
}

/** Tells anybody whether a file is a contract of ours, whole and unchanged. Nothing of the file is kept. */
@Injectable()
export class VerifyService {
  constructor(
    private readonly db: Db,
    private readonly limits: Limits,
  ) {}

  /** Before a file is taken into memory: anybody may send one. */
  count(address: string): Promise<void> {
    return this.limits.take(`contract.verify:${networkOf(address)}`, PER_ADDRESS);
  }

  async verify(pdf: Buffer): Promise<ContractVerdict> {
    if (!pdf.subarray(0, 1024).includes('%PDF-')) throw new DomainError('contract.not_pdf');
    const sha256 = sha256Of(pdf);
    const claimed = /\/T \((SB\d{8}-\d{5,})\)/.exec(pdf.toString('latin1'))?.[1] ?? null;
    const [found] = await this.db.query<Found>(`SELECT * FROM find_signed_contract($1, $2)`, [sha256, claimed]);
    const signature = checkPdf(pdf);
    const fingerprint = signature && fingerprintOf(signature.certificate);
    const known = fingerprint !== undefined && (await this.#isOurs(fingerprint));

    const passed: Record<VerifyCheck, boolean> = {
      signature: signature?.signed === true,
      whole: signature?.whole === true,
      content: signature?.overContent === true,
      certificate: known && (!found || found.certificate === fingerprint),
      register: found?.file_sha256 === sha256,
    };
    const valid = Object.values(passed).every(Boolean);
    // What begins like a document of ours, bears a number of ours or was signed by us is a contract that somebody changed.
    const ours = found !== undefined || known;
    return {
      verdict: valid ? 'valid' : ours ? 'altered' : 'not_ours',
      checks: Object.entries(passed).map(([check, passed]) => ({ check: check as VerifyCheck, passed })),
      sha256,
      no: found?.no ?? null,
      contract: valid && found ? factsOf(found) : null,
    };
  }

  #isOurs(fingerprint: string): Promise<boolean> {
    return this.db.free((em) => em.existsBy(SigningCertificateEntity, { fingerprint }));
  }
}

/** Enough to know one's own contract by, and not to learn another's. */
const factsOf = (found: Found): ContractVerdict['contract'] => ({
  kind: found.kind,
  state: found.state,
  signedAt: found.signed_at.toISOString(),
  number: found.number.replace(/^(\d{3})\d{4}(\d{3})$/, '$1****$2'),
  customer: maskedName(found.customer),
  provider: found.provider,
  evidence: { seq: Number(found.seq), hash: found.hash },
});

export function maskedName(name: string): string {
  const chars = [...name];
  if (chars.length <= 4) return `${chars[0] ?? ''}${'*'.repeat(Math.max(1, chars.length - 1))}`;
  return `${chars.slice(0, 2).join('')}${'*'.repeat(chars.length - 4)}${chars.slice(-2).join('')}`;
}
