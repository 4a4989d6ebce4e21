import { callerDigits, readBlock } from '@sibai/compliance';
import {
  type AddBlock,
  type Block,
  type BlockPage,
  type BlockQuery,
  type BlockSettings,
  DEFAULT_BLOCK_SETTINGS,
  MOST_BLOCKS,
  type ProposeBlock,
} from '@sibai/contracts';
import { type CallId, DomainError, type UserId } from '@sibai/kernel';
import { Injectable } from '@nestjs/common';
import { type EntityManager, In } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { audit } from '../../platform/audit.js';
import type { Me } from '../../platform/auth.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { type Limit, Limits } from '../../platform/limits.js';
import { violates } from '../../platform/pg-error.js';
import { BlockedCallerEntity, BlockSettingEntity } from './block.entities.js';

type BlockId = Block['id'];
type Numbers = Pick<BlockedCallerEntity, 'number' | 'whole'>;

/** An agent has a handful of such callers a day; who proposes more is proposing a list. */
const PROPOSALS: Limit = { points: 30, seconds: 3600 };

const OPEN = `state IN ('proposed', 'in_force')`;
const IN_FORCE = `state = 'in_force' AND (until IS NULL OR until > $1)`;
const STATES = {
  proposed: `state = 'proposed'`,
  in_force: IN_FORCE,
  past: `NOT (state = 'proposed' OR ${IN_FORCE})`,
} as const;

/** Numbers whose calls an enterprise does not take: who wants that, why, until when, and who has ended it. */
@Injectable()
export class BlockService {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly limits: Limits,
  ) {}

  page({ q, state, before, limit }: BlockQuery): Promise<BlockPage> {
    const now = this.clock.now();
    const digits = q && /^[\d\s+()*-]+$/.test(q) && callerDigits(q.replaceAll('*', ''));
    return this.db.run(async (em) => {
      const rows = await em
        .createQueryBuilder(BlockedCallerEntity, 'b')
        .where(state ? STATES[state].replaceAll('$1', ':now') : 'true', { now })
        .andWhere(`(:q::text IS NULL OR reason ILIKE :like OR :digits <> '' AND position(:digits IN number) > 0)`, {
          q: q || null,
          like: `%${(q ?? '').replace(/[\\%_]/g, '\\$&')}%`,
          digits: digits || '',
        })
        .andWhere('(:before::uuid IS NULL OR id < :before)', { before: before ?? null })
        .orderBy('b.id', 'DESC')
        .limit(limit + 1)
        .getMany();
      const shown = rows.slice(0, limit);
      const [sums] = await em.query<Pick<BlockPage, 'inForce' | 'proposed'>[]>(
        `SELECT count(*) FILTER (WHERE ${IN_FORCE})::int AS "inForce",
                count(*) FILTER (WHERE state = 'proposed')::int AS proposed FROM blocked_caller WHERE ${OPEN}`,
        [now],
      );
      return {
        blocks: shown.map((row) => row.toWire(now)),
        ...(sums ?? { inForce: 0, proposed: 0 }),
        next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
      };
    });
  }

  add(me: Me, { number: text, reason, until, callId }: AddBlock): Promise<Block> {
    const read = this.#read(text);
    const end = this.#end(until);
    return this.#open(me, read, async (em) => {
      if (callId) await callerOf(em, me, callId);
      const fresh = { ...read, reason, until: end, callId: callId ?? null, state: 'in_force' as const };
      const proposed = await em.findOneBy(BlockedCallerEntity, { ...read, state: 'proposed' });
      const id = proposed
        ? await this.#decide(em, me, proposed.id, { state: 'in_force', reason, until: end })
        : await this.#insert(em, me, fresh);
      await audit(em, me, 'block.added', shownAs(read), { reason, until });
      return id;
    });
  }

  /** From the desk, by an agent who has had the call: a supervisor accepts it, or does not. */
  async propose(me: Me, { callId, reason }: ProposeBlock): Promise<Block> {
    await this.limits.take(`block:${me.userId}`, PROPOSALS);
    const caller = await this.db.run((em) => callerOf(em, me, callId));
    const read = this.#read(caller);
    return this.#open(me, read, async (em) => {
      const id = await this.#insert(em, me, { ...read, reason, until: null, callId, state: 'proposed' });
      await audit(em, me, 'block.proposed', shownAs(read), { reason });
      return id;
    });
  }

  accept(me: Me, id: BlockId, until: string | null): Promise<Block> {
    const end = this.#end(until);
    return this.#change(me, id, 'block.accepted', ['proposed'], { until }, async (em, { reason }) => {
      await this.#decide(em, me, id, { state: 'in_force', reason, until: end });
    });
  }

  decline(me: Me, id: BlockId): Promise<Block> {
    return this.#change(me, id, 'block.declined', ['proposed'], {}, async (em) => {
      await this.#decide(em, me, id, { state: 'declined' });
    });
  }

  end(me: Me, id: BlockId): Promise<Block> {
    return this.#change(me, id, 'block.ended', ['in_force'], {}, async (em, { until }) => {
      if (until && until <= this.clock.now()) throw new DomainError('block.over', { id });
      const ended = { endedBy: me.userId, endedByName: me.name, endedAt: this.clock.now() };
      await em.update(BlockedCallerEntity, { id }, { state: 'ended', ...ended });
    });
  }

  settings(): Promise<BlockSettings> {
    return this.db.run(async (em) => {
      const [row] = await em.find(BlockSettingEntity);
      return row?.toWire() ?? DEFAULT_BLOCK_SETTINGS;
    });
  }

  saveSettings(me: Me, settings: BlockSettings): Promise<BlockSettings> {
    return this.db.run(async (em, tenantId) => {
      await em.upsert(BlockSettingEntity, { tenantId, ...settings }, ['tenantId']);
      await audit(em, me, 'block.settings_changed', settings.answer, settings);
      return settings;
    });
  }

  /** That the list was taken is put on record. */
  exported(me: Me): Promise<void> {
    return this.db.run((em) => audit(em, me, 'block.exported', ''));
  }

  /** What is over by its time is ended, so that the number may be entered anew. */
  async clear(em: EntityManager): Promise<void> {
    await em.query(
      `UPDATE blocked_caller SET state = 'ended', ended_at = until WHERE state = 'in_force' AND until <= $1`,
      [this.clock.now()],
    );
  }

  #read(text: string): Numbers {
    const read = readBlock(text);
    if ('fault' in read) throw new DomainError(`block.${read.fault}`);
    return read;
  }

  #end(until: string | null): Date | null {
    if (until === null) return null;
    const end = new Date(until);
    if (end <= this.clock.now()) throw new DomainError('block.past');
    return end;
  }

  async #open(me: Me, read: Numbers, work: (em: EntityManager) => Promise<BlockId>): Promise<Block> {
    return this.db
      .run(async (em) => {
        await this.clear(em);
        if ((await ownAmong(em, [read])).size > 0) throw new DomainError('block.own');
        await roomFor(em, 1);
        return (await get(em, await work(em))).toWire(this.clock.now());
      })
      .catch((cause: unknown) => {
        if (violates(cause, 'blocked_caller_open_key')) throw new DomainError('block.taken', {}, { cause });
        throw cause;
      });
  }

  async #insert(
    em: EntityManager,
    me: Me,
    row: Pick<BlockedCallerEntity, 'number' | 'whole' | 'reason' | 'until' | 'callId' | 'state'>,
  ): Promise<BlockId> {
    const id = uuid() as BlockId;
    const added = { addedBy: me.userId, addedByName: me.name, addedAt: this.clock.now() };
    await em.insert(BlockedCallerEntity, { id, tenantId: me.tenantId, ...row, ...added });
    return id;
  }

  async #decide(
    em: EntityManager,
    me: Me,
    id: BlockId,
    verdict: Pick<BlockedCallerEntity, 'state'> & Partial<Pick<BlockedCallerEntity, 'reason' | 'until'>>,
  ): Promise<BlockId> {
    const decided = { decidedBy: me.userId, decidedByName: me.name, decidedAt: this.clock.now() };
    await em.update(BlockedCallerEntity, { id }, { ...verdict, ...decided });
    return id;
  }

  /** One who is later than another finds that it has been done. */
  #change(
    me: Me,
    id: BlockId,
    act: string,
    from: BlockedCallerEntity['state'][],
    detail: object,
    work: (em: EntityManager, before: BlockedCallerEntity) => Promise<void>,
  ): Promise<Block> {
    return this.db.run(async (em) => {
      const before = await em.findOne(BlockedCallerEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!before) throw new DomainError('block.missing', { id });
      if (!from.includes(before.state)) throw new DomainError('block.over', { id });
      await work(em, before);
      await audit(em, me, act, shownAs(before), { ...detail });
      return (await get(em, id)).toWire(this.clock.now());
    });
  }
}

/** As it is written: a beginning has a `*` behind it. */
export const shownAs = ({ number, whole }: Numbers): string => (whole ? number : `${number}*`);

export async function roomFor(em: EntityManager, more: number): Promise<void> {
  const open = await em.countBy(BlockedCallerEntity, { state: In(['proposed', 'in_force']) });
  if (open + more > MOST_BLOCKS) throw new DomainError('block.too_many', { most: MOST_BLOCKS });
}

/** Those that would keep out a number of the enterprise's own: a line's, one it calls with, or a colleague's. */
export async function ownAmong(em: EntityManager, blocks: readonly Numbers[]): Promise<ReadonlySet<string>> {
  const rows = await em.query<{ number: string }[]>(
    `SELECT number FROM line WHERE state <> 'closed' UNION SELECT number FROM caller_number
      UNION SELECT outbound_cli FROM trunk WHERE outbound_cli IS NOT NULL
      UNION SELECT mobile FROM app_user WHERE mobile IS NOT NULL AND disabled_at IS NULL`,
  );
  const own = rows.map(({ number }) => callerDigits(number));
  const keepsOut = ({ number, whole }: Numbers) =>
    own.some((each) => (whole ? each === number : each.startsWith(number)));
  return new Set(blocks.filter(keepsOut).map(shownAs));
}

/** Of a call of one's own; who manages the list may take any call's. */
async function callerOf(em: EntityManager, me: Me, call: CallId): Promise<string> {
  const [row] = await em.query<{ caller: string }[]>(
    `SELECT c.caller FROM cdr c
      WHERE c.call_id = $1 AND ($2::uuid IS NULL OR EXISTS (
        SELECT FROM assignment a WHERE a.call_id = c.call_id AND a.agent_id = $2 AND a.state <> 'withdrawn'))`,
    [call, me.role === 'agent' ? (me.userId as UserId) : null],
  );
  if (!row) throw new DomainError('call.missing', { id: call });
  return row.caller;
}

async function get(em: EntityManager, id: BlockId): Promise<BlockedCallerEntity> {
  const row = await em.findOneBy(BlockedCallerEntity, { id });
  if (!row) throw new DomainError('block.missing', { id });
  return row;
}
