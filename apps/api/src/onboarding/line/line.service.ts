import { CHANNELS_PER_TRUNK, type LineStep, type SaveLine } from '@sibai/contracts';
import { DomainError, type LineId, type TenantId, type TrunkId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import type { Me } from '../../platform/auth.js';
import { Changes } from '../../platform/changes.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { violates } from '../../platform/pg-error.js';
import { Words } from '../../platform/words.js';
import { History } from '../history.js';
import { factsOf } from './facts.js';
import { LineEntity } from './line.entity.js';
import { mayChange, mayGoLive, needs } from './may-go-live.js';

/** Puts numbers into service, changes how they are served, and takes them out. */
@Injectable()
export class LineService {
  constructor(
    private readonly db: Db,
    private readonly changes: Changes,
    private readonly clock: Clock,
    private readonly history: History,
    private readonly words: Words,
  ) {}

  /** The lines of the tenant that are in service, suspended ones included; with the closed ones if wanted. */
  list(closed = false): Promise<LineEntity[]> {
    return this.db.run((em, tenantId) =>
      em
        .createQueryBuilder(LineEntity, 'l')
        .where('l.tenant_id = :tenantId', { tenantId })
        .andWhere(closed ? 'true' : `l.state <> 'closed'`)
        .orderBy('l.number')
        .addOrderBy('l.liveAt')
        .getMany(),
    );
  }

  /** The numbers of the tenant, and how far each is from taking calls. */
  step(): Promise<LineStep> {
    return this.db.run(async (em, tenantId) => {
      const numbers = await em.query<{ number: string; lineId: LineId | null }[]>(
        `SELECT n.number, l.id AS "lineId"
           FROM number n LEFT JOIN line l ON l.number = n.number AND l.tenant_id = n.tenant_id AND l.state <> 'closed'
          WHERE n.tenant_id = $1 AND n.state IN ('held', 'sold', 'suspended') ORDER BY l.id IS NULL DESC, n.number`,
        [tenantId],
      );
      const facts = await factsOf(
        em,
        tenantId,
        numbers.map(({ number }) => number),
      );
      const [trunk] = await em.query<{ name: string }[]>('SELECT name FROM platform_trunk()');
      const [identity] = await em.query<{ name: string }[]>('SELECT company_name AS name FROM verified_identity($1)', [
        tenantId,
      ]);
      return {
        cloudTrunk: trunk?.name ?? null,
        company: identity?.name ?? null,
        numbers: numbers.map(({ number, lineId }) => {
          const known = facts.get(number);
          return {
            number,
            lineId,
            missing: known ? needs(known) : [],
            concurrency: known?.plan?.concurrency ?? null,
            lineType: known?.plan?.access ?? null,
          };
        }),
      };
    });
  }

  create(me: Me, spec: SaveLine): Promise<LineEntity> {
    return this.#change(spec, (em, tenantId) => this.open(em, tenantId, me, spec));
  }

  /** Within a transaction of that tenant; who calls it says so to the live engine once that is committed. */
  async open(em: EntityManager, tenantId: TenantId, actor: Me | 'system', spec: SaveLine): Promise<LineEntity> {
    const id = uuid() as LineId;
    const row = await this.#allowed(em, tenantId, spec, true);
    if (actor !== 'system') {
      const { name, confirmed } = spec;
      await this.words.allowName(em, actor, { surface: 'line', subjectId: id, name, confirmed });
    }
    const now = this.clock.now();
    await em.insert(LineEntity, { id, tenantId, ...row, liveAt: now, createdAt: now });
    const line = await get(em, id);
    const { number, lineType, concurrency, codecs, dtmf } = line;
    const data = { lineId: id, lineType, concurrency, codecs, dtmf };
    await this.history.record(em, { tenantId, type: 'line.live', actor, subject: number, data });
    return line;
  }

  update(me: Me, id: LineId, spec: SaveLine): Promise<LineEntity> {
    return this.#change(spec, async (em, tenantId) => {
      const before = await get(em, id);
      if (before.number !== spec.number) throw new DomainError('line.number_fixed', { number: before.number });
      const row = await this.#allowed(em, tenantId, spec, false);
      const { name, confirmed } = spec;
      await this.words.allowName(em, me, { surface: 'line', subjectId: id, name, before: before.name, confirmed });
      await em.update(LineEntity, { id }, row);
      const line = await get(em, id);
      const data = { lineId: id, before: configOf(before), after: configOf(line) };
      await this.history.record(em, { tenantId, type: 'line.changed', actor: me, subject: line.number, data });
      return line;
    });
  }

  /** Takes a number out of service. The number stays the tenant's, and can be put into service again. */
  async remove(me: Me, id: LineId): Promise<void> {
    await this.#change({}, async (em) => {
      const line = await get(em, id);
      // Else it could be put into service again as if nothing had been.
      if (line.suspensions.length > 0) throw new DomainError('line.suspended', { suspensions: line.suspensions });
      await this.close(em, me, line, 'removed');
      return line;
    });
  }

  /** Ends a line for good. Its calls, and what was agreed about it, stay. */
  async close(
    em: EntityManager,
    actor: Me | 'system',
    line: LineEntity,
    why: 'removed' | 'cancel' | 'port_out' | 'transfer' | 'ended',
  ): Promise<void> {
    const { id, tenantId, number } = line;
    await em.update(LineEntity, { id }, { state: 'closed', closedAt: this.clock.now() });
    // What was asked for it has nothing left to change.
    await em.query(
      `UPDATE line_change SET state = 'withdrawn', ended_at = $2
        WHERE line_id = $1 AND state NOT IN ('done', 'withdrawn', 'lapsed')`,
      [id, this.clock.now()],
    );
    const data = { lineId: id, why, final: why !== 'removed', ...configOf(line) };
    await this.history.record(em, { tenantId, type: 'line.closed', actor, subject: number, reason: why, data });
  }

  async #allowed(em: EntityManager, tenantId: TenantId, spec: SaveLine, isNew: boolean): Promise<Partial<LineEntity>> {
    const trunkId = spec.lineType === 'cloud' ? await cloudTrunk(em) : spec.trunkId;
    const facts = (await factsOf(em, tenantId, [spec.number])).get(spec.number);
    if (!facts) throw new Error(`no facts about ${spec.number}`);
    const gate = (isNew ? mayGoLive : mayChange)(facts, { ...spec, trunk: trunkId !== null });
    if (!gate.open) {
      if (!('beyond' in gate)) throw new DomainError('line.not_ready', { missing: gate.missing });
      const { access, concurrency } = facts.plan ?? {};
      if (gate.beyond === 'trunks')
        throw new DomainError('line.over_trunks', {
          trunks: facts.trunks,
          channels: facts.trunks * CHANNELS_PER_TRUNK,
        });
      throw new DomainError(gate.beyond === 'access' ? 'line.other_access' : 'line.over_plan', { access, concurrency });
    }
    const { confirmed: _, ...row } = spec;
    return { ...row, trunkId };
  }

  async #change(
    { number, trunkId, flowId }: Partial<SaveLine>,
    work: (em: EntityManager, tenantId: TenantId) => Promise<LineEntity>,
  ): Promise<LineEntity> {
    const line = await this.db.run(work).catch((cause: unknown) => {
      throw refusalOf(cause, { number, trunkId, flowId });
    });
    this.tell(line);
    return line;
  }

  /** The live engine works with lines, and Asterisk with what the lines of a trunk speak. */
  tell({ tenantId, trunkTenantId }: Pick<LineEntity, 'tenantId' | 'trunkTenantId'>): void {
    this.changes.emit({ kind: 'lines', tenantId });
    this.changes.emit({ kind: 'trunks', tenantId: trunkTenantId });
  }
}

export async function get(em: EntityManager, id: LineId): Promise<LineEntity> {
  const line = await em
    .createQueryBuilder(LineEntity, 'l')
    .where(`l.id = :id AND l.state <> 'closed' AND l.tenant_id = current_setting('sibai.tenant')::uuid`, { id })
    .getOne();
  if (!line) throw new DomainError('line.missing', { id });
  return line;
}

/** What the database refused of a line, as a refusal that can be acted on. */
export function refusalOf(
  cause: unknown,
  { number, trunkId, flowId }: { number?: unknown; trunkId?: unknown; flowId?: unknown },
): unknown {
  if (violates(cause, 'line_number_key')) return new DomainError('line.number_taken', { number }, { cause });
  if (violates(cause, 'line_trunk_fkey')) return new DomainError('trunk.missing', { id: trunkId }, { cause });
  if (violates(cause, 'line_flow_fkey')) return new DomainError('flow.missing', { id: flowId }, { cause });
  return cause;
}

async function cloudTrunk(em: EntityManager): Promise<TrunkId | null> {
  const [trunk] = await em.query<{ id: TrunkId }[]>('SELECT id FROM platform_trunk()');
  return trunk?.id ?? null;
}

const configOf = ({ name, lineType, flowId, concurrency, codecs, dtmf }: LineEntity) => ({
  name,
  lineType,
  flowId,
  concurrency,
  codecs,
  dtmf,
});
