import type { PastWordRule, SaveWordRule, WordRule } from '@sibai/contracts';
import { DomainError, type Id } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import { type EntityManager, IsNull, Not } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { audit } from '../../platform/audit.js';
import type { Me } from '../../platform/auth.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { Jobs } from '../../platform/jobs.js';
import { violates } from '../../platform/pg-error.js';
import { WORDS_CHECK } from '../../platform/words.js';
import { WordRuleEntity } from './word.entities.js';

/** More would make every text slow to check as one types. */
const MOST_RULES = 5000;

/** What an enterprise adds to the platform's list. Each change is on record, and has all that is live looked through again. */
@Injectable()
export class WordsService {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
  ) {}

  async rules(): Promise<WordRule[]> {
    const where = { endedAt: IsNull() };
    const rules = await this.db.run((em) => em.find(WordRuleEntity, { where, order: { addedAt: 'DESC', id: 'DESC' } }));
    return rules.map((rule) => rule.toWire());
  }

  /** Those that hold no more, the one ended last first. */
  async past(): Promise<PastWordRule[]> {
    const where = { endedAt: Not(IsNull()) };
    const rules = await this.db.run((em) =>
      em.find(WordRuleEntity, { where, order: { endedAt: 'DESC', id: 'DESC' }, take: 500 }),
    );
    return rules.map((rule) => ({
      ...rule.toWire(),
      endedBy: rule.endedByName ?? '',
      endedAt: (rule.endedAt ?? rule.addedAt).toISOString(),
    }));
  }

  add(me: Me, spec: SaveWordRule): Promise<WordRule> {
    return this.#change(me, spec.word, async (em) => {
      if ((await em.countBy(WordRuleEntity, { endedAt: IsNull() })) >= MOST_RULES)
        throw new DomainError('words.too_many', { most: MOST_RULES });
      const rule = await this.#insert(em, me, spec);
      await audit(em, me, 'words.added', spec.word, said(rule));
      return rule.toWire();
    });
  }

  edit(me: Me, id: Id<'WordRule'>, spec: SaveWordRule): Promise<WordRule> {
    return this.#change(me, spec.word, async (em) => {
      const before = await this.#end(em, me, id);
      const rule = await this.#insert(em, me, spec);
      await audit(em, me, 'words.changed', spec.word, {
        before: { word: before.word, ...said(before) },
        after: said(rule),
      });
      return rule.toWire();
    });
  }

  remove(me: Me, id: Id<'WordRule'>): Promise<void> {
    return this.#change(me, '', async (em) => {
      const rule = await this.#end(em, me, id);
      await audit(em, me, 'words.removed', rule.word, said(rule));
    });
  }

  async #insert(em: EntityManager, me: Me, spec: SaveWordRule): Promise<WordRuleEntity> {
    const { kind, word, article } = spec;
    const rule = em.create(WordRuleEntity, {
      ...{ id: uuid() as Id<'WordRule'>, tenantId: me.tenantId, kind, word, article },
      severity: spec.kind === 'word' ? spec.severity : null,
      suggestion: spec.kind === 'word' ? spec.suggestion : '',
      ...{ addedBy: me.userId, addedByName: me.name, addedAt: this.clock.now() },
      ...{ endedBy: null, endedByName: null, endedAt: null },
    });
    await em.insert(WordRuleEntity, rule);
    return rule;
  }

  async #end(em: EntityManager, me: Me, id: Id<'WordRule'>): Promise<WordRuleEntity> {
    const rule = await em.findOneBy(WordRuleEntity, { id, endedAt: IsNull() });
    const ended = { endedBy: me.userId, endedByName: me.name, endedAt: this.clock.now() };
    const { affected } = await em.update(WordRuleEntity, { id, endedAt: IsNull() }, ended);
    if (!rule || !affected) throw new DomainError('words.missing', { id });
    return rule;
  }

  #change<T>(me: Me, word: string, work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.db
      .run(async (em) => {
        const done = await work(em);
        await this.jobs.send(WORDS_CHECK, { tenantId: me.tenantId }, { em, key: me.tenantId });
        return done;
      })
      .catch((cause: unknown) => {
        if (violates(cause, 'word_rule_word_key')) throw new DomainError('words.taken', { word }, { cause });
        throw cause;
      });
  }
}

const said = ({ kind, severity, article, suggestion }: WordRuleEntity): Record<string, string> => ({
  how: severity ?? kind,
  article,
  ...(suggestion && { suggestion }),
});
