import { type Disposition, DISPOSITIONS, type LineScript, PublishScript, type Script } from '@sibai/contracts';
import { DomainError, type LineId, type ScriptId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type * as z from 'zod';

import { audit } from '../../platform/audit.js';
import type { Me } from '../../platform/auth.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { wireHit, Words } from '../../platform/words.js';

type Row = Omit<Script, 'publishedAt'> & { publishedAt: Date };
const SCRIPTS = `
  SELECT s.id, s.version, s.sections, s.published_at AS "publishedAt", u.name AS "publishedBy"
    FROM script s JOIN app_user u ON u.id = s.published_by`;

/** What agents say, by line, and the results they give to calls. */
@Injectable()
export class ScriptService {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly words: Words,
  ) {}

  lines(): Promise<LineScript[]> {
    return this.db.run(async (em) => {
      const lines = await em.query<LineScript['line'][]>(
        `SELECT id, name, number FROM line WHERE state <> 'closed' ORDER BY created_at, id`,
      );
      const found: LineScript[] = [];
      for (const line of lines) found.push({ line, script: await currentScript(em, line.id) });
      return found;
    });
  }

  /** Newest first. */
  versions(line: LineId): Promise<Script[]> {
    return this.db.run(async (em) => {
      const rows = await em.query<Row[]>(`${SCRIPTS} WHERE s.line_id = $1 ORDER BY s.version DESC LIMIT 100`, [line]);
      return rows.map(toWire);
    });
  }

  publish(me: Me, line: LineId, { sections, confirmed }: z.output<typeof PublishScript>): Promise<Script> {
    if (sections.length === 0) throw new DomainError('script.empty');
    return this.db.run(async (em, tenantId) => {
      const [known] = await em.query<{ name: string }[]>(`SELECT name FROM line WHERE id = $1 FOR UPDATE`, [line]);
      if (!known) throw new DomainError('script.missing', { line });
      const words = await this.words.of(em, tenantId);
      const hits = sections.flatMap(({ title, text }, at) => [
        ...words.find(title).map((hit) => wireHit(hit, null, ['sections', at, 'title'])),
        ...words.find(text).map((hit) => wireHit(hit, null, ['sections', at, 'text'])),
      ]);
      const before = await currentScript(em, line);
      const id = uuid() as ScriptId;
      await this.words.allow(em, me, {
        ...{ surface: 'script', subjectId: line, subject: known.name },
        ...{ hits, confirmed: confirmed ?? false },
      });
      const version = (before?.version ?? 0) + 1;
      await em.query(
        `INSERT INTO script (id, tenant_id, line_id, version, sections, published_at, published_by)
           VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [id, tenantId, line, version, JSON.stringify(sections), this.clock.now(), me.userId],
      );
      await audit(em, me, 'script.published', known.name, { version });
      return { id, version, sections, publishedAt: this.clock.now().toISOString(), publishedBy: me.name };
    });
  }

  dispositions(): Promise<Disposition[]> {
    return this.db.run((em) => dispositionsOf(em));
  }

  setDispositions(me: Me, wish: readonly Disposition[]): Promise<Disposition[]> {
    return this.db.run(async (em, tenantId) => {
      await em.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 9))`, [tenantId]);
      await em.query(`UPDATE disposition SET offered = false`);
      for (const [place, { code, name, offered }] of wish.entries()) {
        const own = (DISPOSITIONS as readonly string[]).includes(code) ? code : name;
        if (own === null) throw new DomainError('disposition.unknown', { code });
        await em.query(
          `INSERT INTO disposition VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (tenant_id, code) DO UPDATE SET name = $3, place = $4, offered = $5`,
          [tenantId, code, own, place, offered],
        );
      }
      await audit(em, me, 'disposition.set', '', { offered: wish.filter(({ offered }) => offered).length });
      return dispositionsOf(em);
    });
  }
}

export async function currentScript(em: EntityManager, line: LineId): Promise<Script | null> {
  const [row] = await em.query<Row[]>(`${SCRIPTS} WHERE s.line_id = $1 ORDER BY s.version DESC LIMIT 1`, [line]);
  return row ? toWire(row) : null;
}

/** In the enterprise's order; the product's own until it has set any. */
export async function dispositionsOf(em: EntityManager): Promise<Disposition[]> {
  const rows = await em.query<{ code: string; name: string; offered: boolean }[]>(
    `SELECT code, name, offered FROM disposition ORDER BY offered DESC, place, code`,
  );
  if (rows.length === 0) return DISPOSITIONS.map((code) => ({ code, name: null, offered: true }));
  return rows.map(({ code, name, offered }) => ({
    code,
    name: (DISPOSITIONS as readonly string[]).includes(code) ? null : name,
    offered,
  }));
}

/** Refuses a result that is not offered; one that a call has already stays. */
export async function knownDisposition(em: EntityManager, code: string | null): Promise<void> {
  if (code === null) return;
  const known = (await dispositionsOf(em)).some((each) => each.code === code && each.offered);
  if (!known) throw new DomainError('disposition.unknown', { code });
}

const toWire = (row: Row): Script => ({ ...row, publishedAt: row.publishedAt.toISOString() });
