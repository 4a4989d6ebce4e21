import {
  type AlarmMemory,
  type AlarmThresholds,
  judge,
  observeAgent,
  observeGroup,
  observeLine,
  type Observation,
  type WatchedLine,
} from '@sibai/call';
import type { Alarm, AlarmPage, AlarmQuery, FloorSettings } from '@sibai/contracts';
import { type AlarmId, DomainError, type Instant, type LineId, type TenantId } from '@sibai/kernel';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { v7 as uuid } from 'uuid';

import { audit } from '../../platform/audit.js';
import type { Me } from '../../platform/auth.js';
import { Db } from '../../platform/db.js';
import { ENV, type Env } from '../../platform/env.js';
import { CallEngine } from '../engine.js';
import { Tenants } from '../tenants.js';
import { FloorSettingsStore } from './floor-settings.js';
import { type OwnGroupSet, OwnGroups } from './own-groups.js';
import { type LineConfig, WallGroups } from './wall-groups.js';

const LOOK_MS = 5_000;

type Row = Omit<Alarm, 'openedAt' | 'acknowledgedAt' | 'closedAt'> & {
  openedAt: Date;
  acknowledgedAt: Date | null;
  closedAt: Date | null;
};

const ALARMS = `
  SELECT a.id, a.kind, a.subject, a.group_ids AS groups, a.name, a.value, a.advice, a.opened_at AS "openedAt",
         u.name AS "acknowledgedBy", a.acknowledged_at AS "acknowledgedAt", a.closed_at AS "closedAt"
    FROM floor_alarm a LEFT JOIN app_user u ON u.id = a.acknowledged_by`;

/**
 * The alarms of the floor: the process that runs a tenant's calls looks every few seconds, whoever watches. What is open is a
 * row, so that a restart neither forgets an alarm nor opens it twice.
 */
@Injectable()
export class Alarms implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #log = new Logger(Alarms.name);
  readonly #open = new Map<TenantId, Promise<readonly Alarm[]>>();
  readonly #watchers = new Set<(tenant: TenantId) => void>();
  readonly #memory = new Map<TenantId, AlarmMemory>();
  #timer: NodeJS.Timeout | undefined;
  #busy: Promise<void> = Promise.resolve();

  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly db: Db,
    private readonly tenants: Tenants,
    private readonly walls: WallGroups,
    private readonly engine: CallEngine,
    private readonly settings: FloorSettingsStore,
    private readonly own: OwnGroups,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.env.SIBAI_ROLES.includes('engine')) return;
    this.#timer = setInterval(() => void this.lookAll(Date.now()), LOOK_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#busy;
  }

  /** Told of every alarm that opens, changes, is acknowledged or closes. */
  watch(watcher: (tenant: TenantId) => void): void {
    this.#watchers.add(watcher);
  }

  /** Looks at every tenant, one after another; while the look before lasts there is no other. */
  lookAll(now: Instant): Promise<void> {
    this.#busy = this.#busy.then(async () => {
      for (const tenant of this.tenants.held)
        await this.look(tenant, now).catch((error: unknown) =>
          this.#log.error({ tenant, error: String(error) }, 'the alarms of a tenant could not be looked at'),
        );
    });
    return this.#busy;
  }

  async look(tenant: TenantId, now: Instant): Promise<void> {
    const [state, settings, open] = await Promise.all([
      this.walls.state(tenant, now),
      this.settings.of(tenant),
      this.open(tenant),
    ]);
    const limits = thresholdsOf(settings);
    const groups = state.groups.flatMap(({ config, counts, open: isOpen, agents, hour }) =>
      observeGroup(
        {
          ...config,
          open: isOpen,
          signedIn: counts.signedIn,
          serving: agents,
          longestWaitMs: counts.longestWaitMs,
          hour,
          handleMs: counts.handleMs,
        },
        limits,
      ),
    );
    const lines = await this.#watchedLines(tenant, [...state.names.lines.values()], limits, now);
    const observed = [
      ...groups,
      ...lines.flatMap((line) => observeLine(line, limits)),
      ...state.agents.flatMap((agent) => observeAgent({ ...agent, lastedMs: now - Date.parse(agent.since) }, limits)),
    ];
    const judged = judge(this.#memory.get(tenant) ?? new Map(), open as never, observed, now);
    this.#memory.set(tenant, judged.memory);
    for (const observation of judged.open) await this.#opened(tenant, observation, now);
    for (const id of judged.close) await this.#closed(tenant, id, now);
    const changed = judged.stay.filter(([id, { value }]) => open.find((alarm) => alarm.id === id)?.value !== value);
    for (const [id, observation] of changed) await this.#stays(tenant, id, observation);
    if (judged.open.length + judged.close.length + changed.length > 0) this.#told(tenant);
  }

  /** The open alarms of a tenant, newest first. */
  open(tenant: TenantId): Promise<readonly Alarm[]> {
    const known = this.#open.get(tenant);
    if (known) return known;
    const alarms = this.db
      .statement<Row>(tenant, `${ALARMS} WHERE a.closed_at IS NULL ORDER BY a.id DESC`)
      .then((rows) => rows.map(wire));
    this.#open.set(tenant, alarms);
    alarms.catch(() => this.#open.delete(tenant));
    return alarms;
  }

  /** Open and closed, newest first; a supervisor's are of their own groups. */
  async page(me: Me, { before, limit }: AlarmQuery): Promise<AlarmPage> {
    const own = await this.own.of(me);
    const rows = await this.db.run((em) =>
      em.query<Row[]>(
        `${ALARMS} WHERE ($1::uuid IS NULL OR a.id < $1) AND ($2::uuid[] IS NULL OR a.group_ids && $2)
          ORDER BY a.id DESC LIMIT ${limit + 1}`,
        [before ?? null, own === 'all' ? null : [...own]],
      ),
    );
    const shown = rows.slice(0, limit);
    return { alarms: shown.map(wire), next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
  }

  /** Says that somebody has seen it. Who was first stays. */
  async acknowledge(me: Me, id: AlarmId): Promise<Alarm> {
    const own = await this.own.of(me);
    const alarm = await this.db.run(async (em) => {
      const find = () => em.query<Row[]>(`${ALARMS} WHERE a.id = $1`, [id]);
      const [found] = await find();
      if (!found) throw new DomainError('alarm.missing', { id });
      if (!isOfOwn(own, found)) throw new DomainError('floor.not_own_group');
      if (found.acknowledgedAt) return found;
      await em.query(
        `UPDATE floor_alarm SET acknowledged_by = $2, acknowledged_at = clock_timestamp()
          WHERE id = $1 AND acknowledged_at IS NULL`,
        [id, me.userId],
      );
      await audit(em, me, 'floor.alarm_acknowledged', found.name, { kind: found.kind });
      const [now] = await find();
      return now ?? found;
    });
    this.#told(me.tenantId);
    return wire(alarm);
  }

  async #opened(tenant: TenantId, { kind, subject, groups, name, value, advice }: Observation, now: Instant) {
    await this.db.statement(
      tenant,
      `INSERT INTO floor_alarm (id, tenant_id, kind, subject, group_ids, name, value, advice, opened_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (tenant_id, kind, subject) WHERE closed_at IS NULL DO NOTHING`,
      [uuid(), tenant, kind, subject, groups, name, value, JSON.stringify(advice), new Date(now).toISOString()],
    );
  }

  async #closed(tenant: TenantId, id: AlarmId, now: Instant) {
    await this.db.statement(tenant, `UPDATE floor_alarm SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL`, [
      id,
      new Date(now).toISOString(),
    ]);
  }

  async #stays(tenant: TenantId, id: AlarmId, { value, advice }: Observation) {
    await this.db.statement(tenant, `UPDATE floor_alarm SET value = $2, advice = $3 WHERE id = $1`, [
      id,
      value,
      JSON.stringify(advice),
    ]);
  }

  #told(tenant: TenantId): void {
    this.#open.delete(tenant);
    for (const watcher of this.#watchers) watcher(tenant);
  }

  /** What a line carried in the last hour is read only where it matters: when it is near its concurrency. */
  async #watchedLines(
    tenant: TenantId,
    lines: readonly LineConfig[],
    { lineLoad }: AlarmThresholds,
    now: Instant,
  ): Promise<WatchedLine[]> {
    const inUse = new Map<LineId, number>();
    for (const { facts, state } of this.engine.calls())
      if (facts.tenantId === tenant && state.at !== 'leaving' && state.at !== 'ended')
        inUse.set(facts.lineId, (inUse.get(facts.lineId) ?? 0) + 1);
    const watched = lines.map((line) => ({ ...line, inUse: inUse.get(line.id) ?? 0, busyMs: 0, calls: 0, refused: 0 }));
    const near = watched.filter((line) => (100 * line.inUse) / line.concurrency >= lineLoad).map(({ id }) => id);
    if (near.length === 0) return watched;
    const hour = await this.db.statement<{ id: LineId; busyMs: number; calls: number; refused: number }>(
      tenant,
      `SELECT line_id AS id, count(*) FILTER (WHERE cause = 'over_limit')::int AS refused,
              count(*) FILTER (WHERE coalesce(outcome, '') NOT IN ('refused', 'blocked'))::int AS calls,
              coalesce(sum(extract(epoch FROM coalesce(ended_at, $2) - greatest(started_at, $2::timestamptz - interval '1 hour')) * 1000)
                         FILTER (WHERE coalesce(outcome, '') NOT IN ('refused', 'blocked')), 0)::float8 AS "busyMs"
         FROM cdr
        WHERE line_id = ANY($1) AND started_at > $2::timestamptz - interval '2 hours' AND coalesce(ended_at, $2) > $2::timestamptz - interval '1 hour'
        GROUP BY line_id`,
      [near, new Date(now).toISOString()],
    );
    const byLine = new Map(hour.map((row) => [row.id, row]));
    return watched.map((line) => ({ ...line, ...byLine.get(line.id) }));
  }
}

/** Whether an alarm concerns somebody: a supervisor those of own groups, and of agents in them. */
export const isOfOwn = (own: OwnGroupSet, { groups }: Pick<Alarm, 'groups'>): boolean =>
  own === 'all' || groups.some((group) => own.has(group));

const thresholdsOf = ({ thresholds, enoughCalls, alarmsOff }: FloorSettings): AlarmThresholds => ({
  connectRate: thresholds.connectRate.bad,
  handleSeconds: thresholds.handleSeconds.bad,
  longestWaitSeconds: thresholds.longestWaitSeconds.bad,
  lineLoad: thresholds.lineLoad.bad,
  breakMinutes: thresholds.breakMinutes.bad,
  busyMinutes: thresholds.busyMinutes.bad,
  enoughCalls,
  off: alarmsOff,
});

const wire = ({ openedAt, acknowledgedAt, closedAt, ...row }: Row): Alarm => ({
  ...row,
  openedAt: openedAt.toISOString(),
  acknowledgedAt: acknowledgedAt?.toISOString() ?? null,
  closedAt: closedAt?.toISOString() ?? null,
});
