import type { PublishTerms, Terms } from '@sibai/contracts';
import { DomainError, type TermsId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';

import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import type { Me } from '../../platform/session.service.js';
import { sha256Of } from './signed-pdf.js';
import { termsAt } from './situation.js';
import { TermsEntity } from './terms.entity.js';

/** For the clock of the browser that filled the form in. */
const SLACK_MS = 60_000;

/** The terms, in versions: a published one stays as it is, whatever comes after. */
@Injectable()
export class TermsService {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  current(): Promise<TermsEntity> {
    return this.db.free((em) => termsAt(em, this.clock.now()));
  }

  /** Newest first. */
  async versions(): Promise<Terms[]> {
    return this.db.run(async (em) => {
      const now = this.clock.now();
      const all = await em.find(TermsEntity, { order: { version: 'DESC' } });
      const current = await termsAt(em, now);
      const counts = await em.query<{ terms_id: TermsId; n: number }[]>(
        `SELECT terms_id, count(*)::int AS n FROM contract WHERE signed_at IS NOT NULL GROUP BY terms_id`,
      );
      const signed = new Map(counts.map(({ terms_id, n }) => [terms_id, n]));
      const stateOf = (terms: TermsEntity): Terms['state'] =>
        terms.id === current.id ? 'in_force' : terms.effectiveFrom > now ? 'upcoming' : 'replaced';
      return all.map((terms) => terms.toWire(stateOf(terms), signed.get(terms.id) ?? 0));
    });
  }

  async publish(me: Me, { title, body, note, effectiveFrom }: PublishTerms): Promise<Terms[]> {
    const now = this.clock.now();
    const from = new Date(effectiveFrom);
    if (from.getTime() < now.getTime() - SLACK_MS) throw new DomainError('terms.past', { effectiveFrom });
    await this.db.run(async (em) => {
      // Two operators take turns, so that versions count without gaps.
      await em.query(`SELECT pg_advisory_xact_lock(hashtext('terms'))`);
      const newest = await em.findOneOrFail(TermsEntity, { where: {}, order: { version: 'DESC' } });
      if (newest.body === body && newest.title === title)
        throw new DomainError('terms.same', { version: newest.version });
      const id = uuid() as TermsId;
      const version = newest.version + 1;
      const sha256 = sha256Of(Buffer.from(body));
      const published = { publishedAt: now, publishedBy: me.name };
      await em.insert(TermsEntity, { id, version, title, body, note, sha256, effectiveFrom: from, ...published });
      await audit(em, me, 'terms.published', id, { version, effectiveFrom, sha256 });
    });
    return this.versions();
  }
}
