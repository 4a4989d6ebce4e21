import { addToDay, type Counted, dayFigures, type DaySums, foldCdr, NO_CALLS } from '@sibai/call';
import type { Live } from '@sibai/contracts';
import type { AgentId, GroupId, TenantId } from '@sibai/kernel';
import { SERVICE_LEVEL_20S } from '@sibai/routing';
import { Injectable } from '@nestjs/common';

import { Changes } from '../../platform/changes.js';
import { Db } from '../../platform/db.js';
import { Floor } from '../floor.js';
import { CallEngine } from '../engine.js';
import type { LiveCall } from '../live-call.js';
import { Switchboard } from '../switchboard.js';

const ZONE = 'Asia/Shanghai';
/** Writes a day as 2026-01-31. Making one takes milliseconds, using it microseconds. */
const DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE });

interface Names {
  readonly agents: ReadonlyMap<AgentId, string>;
  readonly groups: ReadonlyMap<GroupId, string>;
}

interface Day {
  readonly date: string;
  /** Of the calls that have ended; those in progress are added when the page is made. */
  ended: DaySums;
}

/** Makes the live page of a tenant, from memory. */
@Injectable()
export class LiveService {
  readonly #names = new Map<TenantId, Promise<Names>>();
  readonly #days = new Map<TenantId, Promise<Day>>();

  constructor(
    private readonly db: Db,
    private readonly engine: CallEngine,
    private readonly floor: Floor,
    private readonly switchboard: Switchboard,
    changes: Changes,
  ) {
    changes.watch(({ tenantId }) => this.#names.delete(tenantId));
    engine.watch((live) => {
      if (live.state.at === 'ended') void this.#count(live);
    });
  }

  async board(tenant: TenantId): Promise<Live> {
    const [names, day] = await Promise.all([this.#namesOf(tenant), this.#dayOf(tenant)]);
    const now = Date.now();
    const calls = [...this.engine.calls()].filter(
      ({ facts, state }) => facts.tenantId === tenant && state.at !== 'ended',
    );
    const today = calls.reduce((so, { events }) => counted(so, foldCdr(events)), day.ended);
    const agents = this.floor.presences(tenant).filter(({ agent }) => names.agents.has(agent));
    return {
      at: new Date(now).toISOString(),
      telephony: this.switchboard.connected,
      calls: calls.map((live) => callOnBoard(live, names)),
      groups: (this.floor.counts(tenant, now)?.groups ?? []).map((g) => ({
        id: g.group,
        name: g.name,
        waiting: g.waiting,
        longestSince: g.longestSince === null ? null : new Date(g.longestSince).toISOString(),
        ready: g.staff.ready,
        signedIn: g.signedIn,
        talking: g.staff.talking,
      })),
      agents: agents.map(({ agent, presence }) => ({
        id: agent,
        name: names.agents.get(agent) ?? '',
        presence: presence.at,
        reason: presence.at === 'busy' ? presence.reason : null,
        since: new Date(presence.since).toISOString(),
        callId: 'call' in presence ? presence.call : null,
      })),
      today: dayFigures(today),
    };
  }

  #namesOf(tenant: TenantId): Promise<Names> {
    const names = this.#names.get(tenant) ?? this.#readNames(tenant);
    this.#names.set(tenant, names);
    names.catch(() => this.#names.delete(tenant));
    return names;
  }

  #readNames(tenant: TenantId): Promise<Names> {
    return this.db.as(tenant, async (em) => {
      const agents: { id: AgentId; name: string }[] = await em.query(
        `SELECT id, name FROM app_user WHERE role IN ('agent', 'supervisor') AND disabled_at IS NULL`,
      );
      const groups: { id: GroupId; name: string }[] = await em.query('SELECT id, name FROM skill_group');
      return {
        agents: new Map(agents.map(({ id, name }) => [id, name])),
        groups: new Map(groups.map(({ id, name }) => [id, name])),
      };
    });
  }

  async #dayOf(tenant: TenantId): Promise<Day> {
    const date = DAY.format();
    const known = await this.#days.get(tenant);
    if (known?.date === date) return known;
    const day = this.#readDay(tenant, date);
    this.#days.set(tenant, day);
    day.catch(() => this.#days.delete(tenant));
    return day;
  }

  async #readDay(tenant: TenantId, date: string): Promise<Day> {
    const rows = await this.db.as<(Pick<Counted, 'outcome' | 'queueMs'> & { queued: boolean; answered: boolean })[]>(
      tenant,
      (em) =>
        em.query(
          `SELECT outcome, queue_ms AS "queueMs", queued_at IS NOT NULL AS queued, answered_at IS NOT NULL AS answered
           FROM cdr WHERE started_at >= ($1::date)::timestamp AT TIME ZONE $2 AND ended_at IS NOT NULL`,
          [date, ZONE],
        ),
    );
    const ended = rows.reduce(
      (so, { outcome, queueMs, queued, answered }) =>
        counted(so, { outcome, queueMs, queuedAt: queued ? 0 : null, answeredAt: answered ? 0 : null, endedAt: 0 }),
      NO_CALLS,
    );
    return { date, ended };
  }

  async #count({ facts, events }: LiveCall): Promise<void> {
    // A day that has not been asked for yet will find this call among its rows.
    const day = await this.#days.get(facts.tenantId);
    if (day) day.ended = counted(day.ended, foldCdr(events));
  }
}

const counted = (so: DaySums, call: Counted | undefined): DaySums =>
  call ? addToDay(so, call, SERVICE_LEVEL_20S) : so;

function callOnBoard({ facts, state, since }: LiveCall, names: Names): Live['calls'][number] {
  const offer = state.at === 'acd' || state.at === 'agent' ? state.offer : null;
  const group = offer?.groupId ?? (state.at === 'acd' ? state.groups[0] : undefined);
  return {
    callId: facts.id,
    stage: state.at === 'leaving' || state.at === 'ended' ? 'trunk' : state.at,
    ringing: state.at === 'acd' && state.offer !== null,
    caller: facts.caller,
    dialled: facts.dialled,
    groupName: (group && names.groups.get(group)) ?? null,
    agentName: (offer && names.agents.get(offer.agentId)) ?? null,
    since: new Date(state.at === 'acd' ? state.since : since).toISOString(),
    startedAt: new Date(facts.startedAt).toISOString(),
  };
}
