import { type BannedHit, type BannedWords, compileBannedWords, type TenantWords } from '@sibai/compliance';
import type { WordHit } from '@sibai/contracts';
import { DomainError, type TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { audit } from './audit.js';
import { Clock } from './clock.js';
import { Jobs } from './jobs.js';
import type { Me } from './session.service.js';

export type WordSurface = 'flow' | 'line' | 'group' | 'notice' | 'script';

/** A name that is about to be live; one that stays as it was is not asked about again. */
export interface Naming {
  readonly surface: Extract<WordSurface, 'line' | 'group'>;
  readonly subjectId: string;
  readonly name: string;
  readonly before?: string | undefined;
  readonly confirmed?: boolean | undefined;
}

/** What is about to be live, and whether who brings it answers for the words that need evidence. */
export interface Wording {
  readonly surface: WordSurface;
  readonly subjectId: string;
  readonly subject: string;
  readonly hits: readonly WordHit[];
  readonly confirmed: boolean;
}

interface Compiled {
  readonly stamp: string;
  readonly words: BannedWords;
}
type Rule = TenantWords['words'][number] & { readonly kind: 'word' | 'harmless' };

/** The job that looks again through all that is live of a tenant. */
export const WORDS_CHECK = 'words.check';

/** Most lists that are kept ready; the one used longest ago goes first. */
const KEPT = 200;

/** The banned words of each tenant, for every surface: the platform's list with what the tenant has added. */
@Injectable()
export class Words {
  readonly #compiled = new Map<TenantId, Compiled>();

  constructor(
    private readonly clock: Clock,
    private readonly jobs: Jobs,
  ) {}

  /** The tenant's list as it stands in this transaction. Compiled once: rules are added and ended, so their counts tell a change. Not for a transaction that changes them. */
  async of(em: EntityManager, tenantId: TenantId): Promise<BannedWords> {
    const [row] = await em.query<{ stamp: string }[]>(
      `SELECT count(*) || ' ' || count(ended_at) AS stamp FROM word_rule WHERE tenant_id = $1`,
      [tenantId],
    );
    const stamp = row?.stamp ?? '';
    const known = this.#compiled.get(tenantId);
    this.#compiled.delete(tenantId);
    const words = known?.stamp === stamp ? known.words : compileBannedWords(await rulesOf(em, tenantId));
    this.#compiled.set(tenantId, { stamp, words });
    const [oldest] = this.#compiled.keys();
    if (this.#compiled.size > KEPT && oldest) this.#compiled.delete(oldest);
    return words;
  }

  /** Refuses what is banned, and what needs evidence until somebody answers for it, which is put on record. */
  async allow(em: EntityManager, me: Me, { surface, subjectId, subject, hits, confirmed }: Wording): Promise<void> {
    await this.jobs.send(WORDS_CHECK, { tenantId: me.tenantId }, { em, key: me.tenantId });
    if (hits.some(({ severity }) => severity === 'block')) throw new DomainError('words.blocked', { hits });
    const asked = hits.filter(({ severity }) => severity === 'ask');
    if (asked.length === 0) return;
    if (!confirmed) throw new DomainError('words.unconfirmed', { hits });
    for (const { word, found } of new Map(asked.map((hit) => [hit.word, hit])).values())
      await em.query(
        `INSERT INTO word_confirmation
           (id, tenant_id, surface, subject_id, word, found, confirmed_by, confirmed_by_name, confirmed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [uuid(), me.tenantId, surface, subjectId, word, found, me.userId, me.name, this.clock.now()],
      );
    await audit(em, me, 'words.confirmed', subject, {
      words: [...new Set(asked.map(({ found }) => found))].join('、'),
    });
  }

  /** The same of a name. */
  async allowName(em: EntityManager, me: Me, { surface, subjectId, name, before, confirmed }: Naming): Promise<void> {
    if (name === before) return;
    const words = await this.of(em, me.tenantId);
    const hits = words.find(name).map((hit) => wireHit(hit, null, ['name']));
    await this.allow(em, me, { surface, subjectId, subject: name, hits, confirmed: confirmed ?? false });
  }
}

export const wireHit = (hit: BannedHit, node: string | null, path: readonly (string | number)[]): WordHit => ({
  ...hit,
  node,
  path: [...path],
});

async function rulesOf(em: EntityManager, tenantId: TenantId): Promise<TenantWords> {
  const rules = await em.query<Rule[]>(
    `SELECT kind, word, 'tenant' AS family, severity, article, suggestion, added_by_name AS owner, added_at::text AS date
       FROM word_rule WHERE tenant_id = $1 AND ended_at IS NULL ORDER BY added_at, id`,
    [tenantId],
  );
  return {
    words: rules.filter(({ kind }) => kind === 'word'),
    harmless: rules.filter(({ kind }) => kind === 'harmless').map(({ word }) => word),
  };
}
