import type { SigningCertificate } from '@sibai/contracts';
import { DomainError } from '@sibai/kernel';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { Clock } from '../../platform/clock.js';
import { ENV, type Env } from '../../platform/env.js';
import { fingerprintOf, loadCertificate } from './certificate.js';
import type { KeyAndCertificate } from './p12.js';
import { signPdf } from './signed-pdf.js';

const DAY = 86_400_000;
const WARN_DAYS = 60;

/** The platform as the one who signs: its key, and the certificates it has ever signed with. */
@Injectable()
export class Signatory implements OnModuleInit {
  readonly #log = new Logger('Contracts');
  #pair: Promise<KeyAndCertificate> | undefined;

  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly clock: Clock,
  ) {}

  /** A file that was configured and cannot be used is told at start; one of our own is made when it is first needed. */
  async onModuleInit(): Promise<void> {
    if (!this.env.CONTRACT_P12_FILE) return;
    const { certificate } = await this.#load();
    const days = Math.floor((Date.parse(certificate.validTo) - this.clock.now().getTime()) / DAY);
    if (days < 0) this.#log.error(`the certificate of CONTRACT_P12_FILE has expired: contracts cannot be signed`);
    else if (days < WARN_DAYS) this.#log.warn(`the certificate of CONTRACT_P12_FILE expires in ${days} days`);
  }

  async sign(pdf: Uint8Array): Promise<{ file: Buffer; fingerprint: string }> {
    const pair = await this.#load();
    const { validFrom, validTo } = pair.certificate;
    const now = this.clock.now().getTime();
    if (now < Date.parse(validFrom) || now > Date.parse(validTo))
      throw new DomainError('contract.cannot_sign', { validFrom, validTo });
    return { file: await signPdf(pdf, pair), fingerprint: fingerprintOf(pair.certificate) };
  }

  /** Writes down that this certificate signs: by it later checks know that a file is ours. */
  async record(em: EntityManager): Promise<void> {
    const { certificate } = await this.#load();
    await em.query(
      `INSERT INTO signing_certificate (fingerprint, certificate, subject, not_before, not_after, first_used_at)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (fingerprint) DO NOTHING`,
      [
        ...[fingerprintOf(certificate), certificate.raw, certificate.subject],
        ...[new Date(certificate.validFrom), new Date(certificate.validTo), this.clock.now()],
      ],
    );
  }

  async pem(): Promise<string> {
    return (await this.#load()).certificate.toString();
  }

  async describe(): Promise<SigningCertificate> {
    const { certificate } = await this.#load();
    return {
      subject: inOneLine(certificate.subject),
      issuer: inOneLine(certificate.issuer),
      fingerprint: fingerprintOf(certificate),
      notBefore: new Date(certificate.validFrom).toISOString(),
      notAfter: new Date(certificate.validTo).toISOString(),
      selfMade: !this.env.CONTRACT_P12_FILE,
    };
  }

  #load(): Promise<KeyAndCertificate> {
    const loading = (this.#pair ??= loadCertificate(this.env, this.clock.now()));
    loading.catch(() => (this.#pair = undefined));
    return loading;
  }
}

const inOneLine = (name: string): string => name.split('\n').join(', ');
