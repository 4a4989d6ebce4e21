import type { IntervalSums } from '@sibai/call';
import type { Live } from '@sibai/contracts';
import type { AgentId, GroupId, Instant, LineId, TenantId } from '@sibai/kernel';
import { type Forecast, forecast, type GroupCounts, type ServiceLevelRule, shareAgents } from '@sibai/routing';
import { Injectable } from '@nestjs/common';

import { Changes } from '../../platform/changes.js';
import { Db } from '../../platform/db.js';
import { CallEngine } from '../engine.js';
import { Floor } from '../floor.js';
import { type WallFold, WallFolds } from './wall-folds.js';

const SHORT_ABANDON_MS = 5_000;
const SERVING = ['ready', 'ringing', 'talking', 'wrap_up'];

export interface GroupConfig {
  readonly id: GroupId;
  readonly name: string;
  readonly targetSeconds: number;
  /** 0 to 1. */
  readonly goal: number;
}

export interface LineConfig {
  readonly id: LineId;
  readonly name: string;
  readonly concurrency: number;
}

export interface Names {
  readonly agents: ReadonlyMap<AgentId, string>;
  readonly groups: ReadonlyMap<GroupId, GroupConfig>;
  readonly lines: ReadonlyMap<LineId, LineConfig>;
}

export interface WallGroup {
  readonly config: GroupConfig;
  readonly counts: GroupCounts;
  readonly open: boolean;
  readonly hour: IntervalSums;
  readonly arrivalsPerSecond: number;
  /** Agents of the group, those of several groups in part. */
  readonly agents: number;
  readonly outlook: Forecast;
}

export interface WallState {
  readonly names: Names;
  readonly fold: WallFold;
  readonly groups: readonly WallGroup[];
  readonly agents: Live['agents'];
  readonly ruleOf: (group: GroupId) => ServiceLevelRule;
}

/** How each group of a tenant stands at this moment, for the wall and for its alarms. */
@Injectable()
export class WallGroups {
  readonly #names = new Map<TenantId, Promise<Names>>();

  constructor(
    private readonly db: Db,
    private readonly floor: Floor,
    private readonly engine: CallEngine,
    private readonly folds: WallFolds,
    changes: Changes,
  ) {
    changes.watch(({ tenantId }) => this.#names.delete(tenantId));
  }

  async state(tenant: TenantId, now: Instant): Promise<WallState> {
    const names = await this.names(tenant);
    const ruleOf = ruleFrom(names.groups);
    const fold = await this.folds.of(tenant, ruleOf, now);
    const counts = (this.floor.counts(tenant, now)?.groups ?? []).filter(({ group }) => names.groups.has(group));
    const handleSeconds = new Map(counts.map(({ group, handleMs }) => [group, handleMs / 1000]));

    const agents = this.#agents(tenant, names, fold);
    const groupsOf = agents
      .filter(({ presence }) => SERVING.includes(presence))
      .map((agent) => agent.groups.filter((group) => names.groups.has(group)));
    const shares = shareAgents(groupsOf, (group) => fold.arrivalsPerSecond(group) * (handleSeconds.get(group) ?? 0));
    const waits = this.#waits(tenant, now);

    const groups = counts.flatMap((count): WallGroup[] => {
      const config = names.groups.get(count.group);
      if (!config) return [];
      const share = shares.get(count.group) ?? 0;
      const arrivalsPerSecond = fold.arrivalsPerSecond(count.group);
      return [
        {
          config,
          counts: count,
          open: this.floor.isOpen(tenant, count.group, now),
          hour: fold.hourOf(count.group),
          arrivalsPerSecond,
          agents: share,
          outlook: forecast({
            arrivalsPerSecond,
            agents: share,
            handleSeconds: count.handleMs / 1000,
            waitedSeconds: waits.get(count.group) ?? [],
            targetSeconds: config.targetSeconds,
            goal: config.goal,
          }),
        },
      ];
    });
    return { names, fold, groups, agents, ruleOf };
  }

  #agents(tenant: TenantId, { agents }: Names, { members }: WallFold): Live['agents'] {
    return [...agents].flatMap(([id, name]) => {
      const presence = this.floor.presence(tenant, id);
      if (!presence) return [];
      return [
        {
          id,
          name,
          presence: presence.at,
          reason: presence.at === 'busy' ? presence.reason : null,
          since: new Date(presence.since).toISOString(),
          callId: 'call' in presence ? presence.call : null,
          groups: [...(members.get(id) ?? [])],
        },
      ];
    });
  }

  names(tenant: TenantId): Promise<Names> {
    const names = this.#names.get(tenant) ?? this.#readNames(tenant);
    this.#names.set(tenant, names);
    names.catch(() => this.#names.delete(tenant));
    return names;
  }

  /** How long those who wait have waited, longest first; who waits for several groups does so in each. */
  #waits(tenant: TenantId, now: Instant): ReadonlyMap<GroupId, number[]> {
    const waits = new Map<GroupId, number[]>();
    for (const { facts, state } of this.engine.calls()) {
      if (facts.tenantId !== tenant || state.at !== 'acd' || state.offer) continue;
      for (const group of state.groups) waits.set(group, [...(waits.get(group) ?? []), (now - state.since) / 1000]);
    }
    for (const those of waits.values()) those.sort((a, b) => b - a);
    return waits;
  }

  #readNames(tenant: TenantId): Promise<Names> {
    return this.db.as(tenant, async (em) => {
      const agents: { id: AgentId; name: string }[] = await em.query(
        `SELECT id, name FROM app_user WHERE role IN ('agent', 'supervisor') AND disabled_at IS NULL
          ORDER BY id`,
      );
      const groups: GroupConfig[] = await em.query(
        `SELECT id, name, service_level_seconds AS "targetSeconds", service_level_percent / 100.0::float8 AS goal
           FROM skill_group ORDER BY created_at, id`,
      );
      const lines: LineConfig[] = await em.query(
        `SELECT id, name || ' ' || number AS name, concurrency FROM line WHERE state <> 'closed' ORDER BY number`,
      );
      return {
        agents: new Map(agents.map(({ id, name }) => [id, name])),
        groups: new Map(groups.map((group) => [group.id, group])),
        lines: new Map(lines.map((line) => [line.id, line])),
      };
    });
  }
}

export const ruleFrom =
  (groups: ReadonlyMap<GroupId, Pick<GroupConfig, 'targetSeconds'>>) =>
  (group: GroupId): ServiceLevelRule => ({
    targetMs: (groups.get(group)?.targetSeconds ?? 20) * 1000,
    shortAbandonMs: SHORT_ABANDON_MS,
  });
