import {
  DEFAULT_RECORDING_SETTINGS,
  type LineRecording,
  type LineRecordingPolicy,
  type RecordingRules,
  RecordingSettings,
  type SaveNotice,
} from '@sibai/contracts';
import { DomainError, type LineId, type TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { audit } from '../../platform/audit.js';
import { Changes } from '../../platform/changes.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import type { Me } from '../../platform/session.service.js';
import { wireHit, Words } from '../../platform/words.js';
import { LineRecordingEntity, RecordingNoticeEntity, RecordingSettingEntity } from './rule.entities.js';

/** What is said before a call is recorded, which lines are, and how a recording is paused and marked. */
@Injectable()
export class RecordingRulesService {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly words: Words,
    private readonly changes: Changes,
  ) {}

  rules(): Promise<RecordingRules> {
    return this.db.run((em, tenant) => rulesOf(em, tenant));
  }

  settings(tenant: TenantId): Promise<RecordingSettings> {
    return this.db.as(tenant, (em) => settingsOf(em, tenant));
  }

  /** Adds a notice, which callers hear from now on. */
  supersede(me: Me, { text, textEn, confirmed }: SaveNotice): Promise<RecordingRules> {
    return this.#change(me, async (em, tenantId) => {
      const words = await this.words.of(em, tenantId);
      const hits = [
        ...words.find(text).map((hit) => wireHit(hit, null, ['text'])),
        ...words.find(textEn ?? '').map((hit) => wireHit(hit, null, ['textEn'])),
      ];
      // Two who write at once: the second is refused by the key and asked again by its page.
      const [{ version } = { version: 1 }] = await em.query<{ version: number }[]>(
        `SELECT coalesce(max(version), 0) + 1 AS version FROM recording_notice WHERE tenant_id = $1`,
        [tenantId],
      );
      await this.words.allow(em, me, {
        ...{ surface: 'notice', subjectId: tenantId, subject: `v${version}` },
        ...{ hits, confirmed: confirmed ?? false },
      });
      const made = { madeBy: me.userId, madeName: me.name, at: this.clock.now() };
      await em.insert(RecordingNoticeEntity, { tenantId, version, text, textEn: textEn || null, ...made });
      await audit(em, me, 'recording.notice_superseded', `v${version}`, { text });
    });
  }

  setLine(me: Me, lineId: LineId, policy: LineRecordingPolicy): Promise<RecordingRules> {
    return this.#change(me, async (em, tenantId) => {
      const line = (await linesOf(em, tenantId)).find((known) => known.lineId === lineId);
      if (!line) throw new DomainError('line.missing', { id: lineId });
      if (line.policy === policy) return;
      await em.upsert(LineRecordingEntity, { lineId, tenantId, policy }, ['lineId']);
      await audit(em, me, 'recording.policy_set', line.number, { before: line.policy, after: policy });
    });
  }

  set(me: Me, settings: RecordingSettings): Promise<RecordingRules> {
    return this.#change(me, async (em, tenantId) => {
      const before = await settingsOf(em, tenantId);
      await em.upsert(RecordingSettingEntity, { tenantId, ...settings }, ['tenantId']);
      const changed = Object.entries(settings).filter(
        ([key, value]) => before[key as keyof RecordingSettings] !== value,
      );
      await audit(em, me, 'recording.settings_set', me.tenantName, Object.fromEntries(changed));
    });
  }

  async #change(me: Me, work: (em: EntityManager, tenant: TenantId) => Promise<void>): Promise<RecordingRules> {
    const rules = await this.db.run(async (em, tenant) => {
      await work(em, tenant);
      return rulesOf(em, tenant);
    });
    this.changes.emit({ kind: 'lines', tenantId: me.tenantId });
    return rules;
  }
}

async function rulesOf(em: EntityManager, tenantId: TenantId): Promise<RecordingRules> {
  const notices = await em.find(RecordingNoticeEntity, { where: { tenantId }, order: { version: 'DESC' } });
  return {
    notices: notices.map(({ version, text, textEn, madeName, at }) => ({
      ...{ version, text, textEn, madeBy: madeName },
      at: at.toISOString(),
    })),
    settings: await settingsOf(em, tenantId),
    lines: await linesOf(em, tenantId),
  };
}

export async function settingsOf(em: EntityManager, tenantId: TenantId): Promise<RecordingSettings> {
  const kept = await em.findOneBy(RecordingSettingEntity, { tenantId });
  if (!kept) return DEFAULT_RECORDING_SETTINGS;
  const { tenantId: _, ...settings } = kept;
  return RecordingSettings.parse(settings);
}

const linesOf = (em: EntityManager, tenant: TenantId): Promise<LineRecording[]> =>
  em.query<LineRecording[]>(
    `SELECT l.id AS "lineId", l.number, l.name, coalesce(r.policy, 'always') AS policy
       FROM line l LEFT JOIN line_recording r ON r.line_id = l.id
      WHERE l.tenant_id = $1 AND l.state <> 'closed' ORDER BY l.number`,
    [tenant],
  );
