import { PLATFORM_WORDS } from '@sibai/compliance';
import type { WordFindings } from '@sibai/contracts';
import { Flow, searchSpoken } from '@sibai/ivr';
import type { TenantId } from '@sibai/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type EntityManager, IsNull } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { Jobs } from '../../platform/jobs.js';
import { Words, WORDS_CHECK } from '../../platform/words.js';
import { WordCheckEntity, WordFindingEntity, WordRuleEntity } from './word.entities.js';

type Found = Omit<WordFindingEntity, 'id' | 'tenantId' | 'foundAt'>;

const LIVE_FLOWS = `
  SELECT f.id, f.name, v.definition
    FROM flow f
    JOIN LATERAL (SELECT definition FROM flow_version
                   WHERE tenant_id = f.tenant_id AND flow_id = f.id ORDER BY version DESC LIMIT 1) v ON true
   WHERE f.tenant_id = $1`;
const LIVE_SCRIPTS = `
  SELECT s.line_id AS id, l.name, s.sections
    FROM line l
    JOIN LATERAL (SELECT line_id, sections FROM script
                   WHERE tenant_id = l.tenant_id AND line_id = l.id ORDER BY version DESC LIMIT 1) s ON true
   WHERE l.tenant_id = $1 AND l.state <> 'closed'`;
const LIVE_NAMES = `
  SELECT 'line' AS surface, id, name FROM line WHERE tenant_id = $1 AND state <> 'closed'
   UNION ALL SELECT 'group', id, name FROM skill_group WHERE tenant_id = $1`;
const LIVE_NOTICE = `
  SELECT version, concat_ws(' ', text, text_en) AS text FROM recording_notice
   WHERE tenant_id = $1 ORDER BY version DESC LIMIT 1`;

/** Looks through what is live: whenever it or the list changes, and every night, since the platform's list changes too. */
@Injectable()
export class WordCheckService implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly words: Words,
  ) {}

  onModuleInit(): void {
    this.jobs.work<{ tenantId: TenantId }>(WORDS_CHECK, ({ tenantId }) => this.check(tenantId));
    this.jobs.every('words.nightly', '40 2 * * *', async () => {
      for (const { id } of await this.db.query<{ id: TenantId }>('SELECT id FROM tenant_ids() AS id'))
        await this.jobs.send(WORDS_CHECK, { tenantId: id }, { key: id });
    });
  }

  findings(): Promise<WordFindings> {
    return this.db.run(async (em, tenantId) => {
      const check = await em.findOneBy(WordCheckEntity, { tenantId });
      type Row = Omit<WordFindings['findings'][number], 'foundAt' | 'confirmedAt'> & {
        foundAt: Date;
        confirmedAt: Date | null;
      };
      const rows = await em.query<Row[]>(
        `SELECT f.id, f.surface, f.subject_id AS "subjectId", f.subject, f.node, f.place, f.word, f.found, f.family,
                f.severity, f.article, f.suggestion, f.found_at AS "foundAt",
                c.confirmed_by_name AS "confirmedBy", c.confirmed_at AS "confirmedAt"
           FROM word_finding f
           LEFT JOIN LATERAL (
             SELECT confirmed_by_name, confirmed_at FROM word_confirmation c
              WHERE c.tenant_id = f.tenant_id AND c.subject_id = f.subject_id AND c.word = f.word AND f.severity = 'ask'
              ORDER BY confirmed_at DESC LIMIT 1) c ON true
          WHERE f.tenant_id = $1
          ORDER BY array_position('{block,ask,inform}', f.severity), f.surface, f.subject, f.node, f.place, f.id`,
        [tenantId],
      );
      return {
        check: check && { at: check.at.toISOString(), floorVersion: check.floorVersion, rules: check.rules },
        findings: rows.map((row) => ({
          ...row,
          foundAt: row.foundAt.toISOString(),
          confirmedAt: row.confirmedAt?.toISOString() ?? null,
        })),
      };
    });
  }

  /** Writes down what stands in what is live now. What was found before keeps the time at which it was. */
  async check(tenantId: TenantId): Promise<void> {
    await this.db.as(tenantId, async (em) => {
      // Two looks at once would each write all they find.
      await em.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 7))`, [tenantId]);
      const found = await this.#look(em, tenantId);
      const before = new Map((await em.findBy(WordFindingEntity, { tenantId })).map((old) => [keyOf(old), old]));
      const now = this.clock.now();
      await em.delete(WordFindingEntity, { tenantId });
      for (const one of new Map(found.map((finding) => [keyOf(finding), finding])).values()) {
        const old = before.get(keyOf(one));
        await em.insert(WordFindingEntity, { id: old?.id ?? uuid(), tenantId, foundAt: old?.foundAt ?? now, ...one });
      }
      const rules = await em.countBy(WordRuleEntity, { tenantId, endedAt: IsNull() });
      await em.upsert(WordCheckEntity, { tenantId, at: now, floorVersion: PLATFORM_WORDS.version, rules }, [
        'tenantId',
      ]);
    });
  }

  async #look(em: EntityManager, tenantId: TenantId): Promise<Found[]> {
    const words = await this.words.of(em, tenantId);
    const flows = await em.query<{ id: string; name: string; definition: unknown }[]>(LIVE_FLOWS, [tenantId]);
    const names = await em.query<{ surface: Found['surface']; id: string; name: string }[]>(LIVE_NAMES, [tenantId]);
    const spoken = flows.flatMap(({ id, name, definition }) => {
      const flow = Flow.safeParse(definition);
      if (!flow.success) return [];
      return searchSpoken(flow.data, (text) => words.find(text)).map(({ node, path, hit }): Found => {
        const { word, found, family, severity, article, suggestion } = hit;
        const place = path.slice(2).join('.');
        const what = { word, found, family, severity, article, suggestion };
        return { surface: 'flow', subjectId: id, subject: name, node, place, ...what };
      });
    });
    const named = names.flatMap(({ surface, id, name }) =>
      words.find(name).map(({ word, found, family, severity, article, suggestion }): Found => {
        const what = { word, found, family, severity, article, suggestion };
        return { surface, subjectId: id, subject: name, node: null, place: 'name', ...what };
      }),
    );
    const notices = await em.query<{ version: number; text: string }[]>(LIVE_NOTICE, [tenantId]);
    const noticed = notices.flatMap(({ version, text }) =>
      words.find(text).map(({ word, found, family, severity, article, suggestion }): Found => {
        const what = { word, found, family, severity, article, suggestion };
        return { surface: 'notice', subjectId: tenantId, subject: `v${version}`, node: null, place: 'text', ...what };
      }),
    );
    const scripts = await em.query<{ id: string; name: string; sections: { title: string; text: string }[] }[]>(
      LIVE_SCRIPTS,
      [tenantId],
    );
    const scripted = scripts.flatMap(({ id, name, sections }) =>
      sections.flatMap((section) =>
        words
          .find(`${section.title}\n${section.text}`)
          .map(({ word, found, family, severity, article, suggestion }): Found => {
            const what = { word, found, family, severity, article, suggestion };
            return { surface: 'script', subjectId: id, subject: name, node: null, place: section.title, ...what };
          }),
      ),
    );
    return [...spoken, ...named, ...scripted, ...noticed];
  }
}

const keyOf = ({ surface, subjectId, node, place, word, found, severity }: Found): string =>
  JSON.stringify([surface, subjectId, node, place, word, found, severity]);
