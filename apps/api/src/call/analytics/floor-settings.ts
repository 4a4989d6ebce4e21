import { FLOOR_DEFAULTS, FloorSettings } from '@sibai/contracts';
import type { TenantId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';

import { audit } from '../../platform/audit.js';
import type { Me } from '../../platform/auth.js';
import { Changes } from '../../platform/changes.js';
import { Db } from '../../platform/db.js';
import { FloorSettingEntity } from './floor-setting.entity.js';

/** What each tenant's wall warns of. */
@Injectable()
export class FloorSettingsStore {
  readonly #known = new Map<TenantId, Promise<FloorSettings>>();

  constructor(
    private readonly db: Db,
    private readonly changes: Changes,
  ) {
    changes.watch(({ kind, tenantId }) => {
      if (kind === 'floor') this.#known.delete(tenantId);
    });
  }

  of(tenant: TenantId): Promise<FloorSettings> {
    const settings = this.#known.get(tenant) ?? this.#read(tenant);
    this.#known.set(tenant, settings);
    settings.catch(() => this.#known.delete(tenant));
    return settings;
  }

  async save(me: Me, settings: FloorSettings): Promise<FloorSettings> {
    const before = await this.of(me.tenantId);
    await this.db.run(async (em, tenantId) => {
      const row = { tenantId, settings, changedBy: me.userId, changedAt: new Date() };
      await em.upsert(FloorSettingEntity, row, ['tenantId']);
      await audit(em, me, 'floor.settings_changed', 'floor', changedIn(before, settings));
    });
    this.changes.emit({ kind: 'floor', tenantId: me.tenantId });
    return settings;
  }

  async #read(tenant: TenantId): Promise<FloorSettings> {
    const [row] = await this.db.statement<{ settings: unknown }>(tenant, 'SELECT settings FROM floor_setting');
    const known = FloorSettings.safeParse(withDefaults((row?.settings ?? {}) as Partial<FloorSettings>));
    return known.success ? known.data : FLOOR_DEFAULTS;
  }
}

/** What was stored before a new setting, threshold or kind of alarm came has its default. */
const withDefaults = (stored: Partial<FloorSettings>): FloorSettings => ({
  ...FLOOR_DEFAULTS,
  ...stored,
  thresholds: { ...FLOOR_DEFAULTS.thresholds, ...stored.thresholds },
  sounds: { ...FLOOR_DEFAULTS.sounds, ...stored.sounds },
});

/** What was and what is, of each part that differs: for the audit log. */
function changedIn(before: FloorSettings, after: FloorSettings): Record<string, unknown> {
  const names = Object.keys(after) as (keyof FloorSettings)[];
  const differs = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  return Object.fromEntries(differs.map((name) => [name, { before: before[name], after: after[name] }]));
}
