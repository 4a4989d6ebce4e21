import { createHash, randomBytes } from 'node:crypto';

import type { ChangeKind, ChangeTerms, CodeSent, ConfirmedChange, LineChange, RequestChange } from '@sibai/contracts';
import { DomainError, type LineId, type TenantId } from '@sibai/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import type { Me } from '../../platform/auth.js';
import { Clock } from '../../platform/clock.js';
import { Codes } from '../../platform/codes.js';
import { Db } from '../../platform/db.js';
import { each, Jobs } from '../../platform/jobs.js';
import { violates } from '../../platform/pg-error.js';
import { History } from '../history.js';
import { type Act, type Change, earliestEnd, kept, lockedUntil, step } from './line-change.js';
import { LineChangeEntity } from './line-change.entity.js';
import { get, LineService } from './line.service.js';
import { Transfer } from './transfer.js';

const INVITATION_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** Changes of who holds a number, as both sides ask for them; when one is done, it is done here. */
@Injectable()
export class LineChangeService implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly codes: Codes,
    private readonly jobs: Jobs,
    private readonly history: History,
    private readonly lines: LineService,
    private readonly transfer: Transfer,
  ) {}

  onModuleInit(): void {
    this.jobs.every('line.changes', '23 * * * *', () => this.sweep());
    for (const type of ['verification.approved', 'contract.signed'] as const)
      this.history.on(type, 'a transfer goes on', ({ tenantId }) => this.#progress({ toTenantId: tenantId }));
    this.history.on('line.restored', 'a transfer goes on', ({ tenantId }) => this.#progress({ tenantId }));
  }

  terms(lineId: LineId, kind: ChangeKind): Promise<ChangeTerms> {
    return this.db.run(async (em, tenantId) => {
      const line = await get(em, lineId);
      const now = this.clock.now();
      const effectiveAt = kind === 'transfer' ? now : earliestEnd(line.liveAt, now);
      return {
        kind,
        effectiveAt: effectiveAt.toISOString(),
        lockedUntil: lockedUntil(line.liveAt, now)?.toISOString() ?? null,
        mobile: masked(await mobileOf(em, tenantId)),
        kept: kept(effectiveAt).map(({ what, until }) => ({ what, until: until.toISOString() })),
      };
    });
  }

  /** Both what the tenant gives away and what it is being given, newest first. */
  list(): Promise<LineChange[]> {
    return this.db.run(async (em, tenantId) => {
      const mine = await em
        .createQueryBuilder(LineChangeEntity, 'c')
        .where('c.tenant_id = :tenantId OR c.to_tenant_id = :tenantId', { tenantId })
        .orderBy('c.requestedAt', 'DESC')
        .take(50)
        .getMany();
      const mobile = masked(await mobileOf(em, tenantId));
      return mine.map((change) => wire(change, tenantId, mobile));
    });
  }

  /** Writes the wish down and sends the code that confirms it. */
  async request(me: Me, lineId: LineId, wish: RequestChange, ip: string): Promise<LineChange> {
    const change = await this.db
      .run(async (em, tenantId) => {
        const line = await get(em, lineId);
        if (wish.typed.replace(/[\s-]/g, '') !== line.number) throw new DomainError('line.mistyped', {});
        // What it is suspended for does not go away by another owner.
        if (wish.kind === 'transfer' && line.suspensions.length > 0)
          throw new DomainError('line.suspended', { suspensions: line.suspensions });
        if (wish.kind === 'transfer' && (await isOverdue(em, tenantId, this.clock.now())))
          throw new DomainError('line.in_arrears', {});
        const mobile = await mobileOf(em, tenantId);
        if (!mobile) throw new DomainError('line.no_contact', {});
        const id = uuid();
        await em.insert(LineChangeEntity, {
          ...{ id, tenantId, lineId, number: line.number, kind: wish.kind, state: 'requested', reason: wish.reason },
          ...{ requestedBy: me.userId, requestedAt: this.clock.now(), toName: wish.toName ?? null },
        });
        await this.#record(em, tenantId, me, line.number, wish.kind, 'requested', wish.reason);
        return { row: await one(em, id, tenantId), mobile };
      })
      .catch((cause: unknown) => {
        if (violates(cause, 'line_change_open_key')) throw new DomainError('line.change_open', {}, { cause });
        throw cause;
      });
    await this.#sendCode(me.tenantId, change.mobile, ip);
    return wire(change.row, me.tenantId, masked(change.mobile));
  }

  async sendCode(me: Me, id: string, ip: string): Promise<CodeSent> {
    const mobile = await this.db.run(async (em, tenantId) => {
      const { state } = await one(em, id, tenantId);
      if (state !== 'requested') throw new DomainError('line.change_not_now', { state });
      return mobileOf(em, tenantId);
    });
    if (!mobile) throw new DomainError('line.no_contact', {});
    return this.#sendCode(me.tenantId, mobile, ip);
  }

  /** By the code of the authorised person. What the next carrier or the taker needs is told here, once. */
  async confirm(me: Me, id: string, code: string): Promise<ConfirmedChange> {
    const mobile = await this.db.run((em, tenantId) => mobileOf(em, tenantId));
    if (!mobile) throw new DomainError('line.no_contact', {});
    await this.codes.take({ purpose: 'transfer', to: { mobile }, code });
    return this.db.run(async (em, tenantId) => {
      const row = await one(em, id, tenantId);
      const line = await get(em, row.lineId);
      const next = this.#advance(row, { act: 'confirm', liveAt: line.liveAt });
      const invitation = row.kind === 'transfer' ? secret(12) : null;
      await em.update(
        LineChangeEntity,
        { id },
        {
          ...{ state: next.state, effectiveAt: next.effectiveAt, confirmedAt: this.clock.now() },
          inviteHash: invitation === null ? null : digest(invitation),
          authorisation: row.kind === 'port_out' ? secret(10) : null,
        },
      );
      await this.#record(em, tenantId, me, row.number, row.kind, next.state, row.reason);
      return { change: wire(await one(em, id, tenantId), tenantId, masked(mobile)), invitation };
    });
  }

  withdraw(me: Me, id: string): Promise<LineChange> {
    return this.db.run(async (em, tenantId) => {
      const row = await one(em, id, tenantId);
      const next = this.#advance(row, { act: 'withdraw' });
      await em.update(LineChangeEntity, { id }, { state: next.state, endedAt: this.clock.now() });
      await this.#record(em, tenantId, me, row.number, row.kind, 'withdrawn', row.reason, row.toTenantId);
      return wire(await one(em, id, tenantId), tenantId, null);
    });
  }

  /** The taker's word. From here on the giver's number waits for the taker's papers and contract. */
  async accept(me: Me, invitation: string): Promise<LineChange> {
    const typed = digest(invitation.toUpperCase().replace(/[\s-]/g, ''));
    const [found] = await this.db.query<{ id: string; tenant_id: TenantId }>('SELECT * FROM find_transfer($1)', [
      typed,
    ]);
    if (!found) throw new DomainError('line.change_missing', {});
    if (found.tenant_id === me.tenantId) throw new DomainError('line.transfer_to_self', {});
    const number = await this.db.as(found.tenant_id, async (em) => {
      const row = await one(em, found.id, found.tenant_id);
      const next = this.#advance(row, { act: 'accept' });
      const acceptedAt = this.clock.now();
      await em.update(LineChangeEntity, { id: row.id }, { state: next.state, toTenantId: me.tenantId, acceptedAt });
      await this.#record(em, found.tenant_id, 'system', row.number, 'transfer', 'accepted', row.reason);
      return row.number;
    });
    return this.db.run(async (em, tenantId) => {
      await this.#record(em, tenantId, me, number, 'transfer', 'accepted', null);
      // The taker's papers are looked at anew, also when it is a customer already.
      await em.query(`SELECT open_verification($1, $2, 'transfer', $3)`, [uuid(), tenantId, this.clock.now()]);
      const [row] = await em.findBy(LineChangeEntity, { id: found.id });
      if (!row) throw new DomainError('line.change_missing', {});
      return wire(row, tenantId, null);
    });
  }

  /** What the calendar brings: notices that are over, and what was never confirmed or taken up. */
  async sweep(): Promise<void> {
    const open = await this.db.query<{ id: string; tenant_id: TenantId }>('SELECT * FROM open_line_changes($1)', [
      this.clock.now(),
    ]);
    await each(open, ({ id, tenant_id }) => this.#day(tenant_id, id));
  }

  async #day(tenantId: TenantId, id: string): Promise<void> {
    const closed = await this.db.as(tenantId, async (em) => {
      const row = await one(em, id, tenantId);
      const next = step(row.toChange(), { act: 'day' }, this.clock.now());
      if (!next) return undefined;
      await em.update(LineChangeEntity, { id }, { state: next.state, endedAt: this.clock.now() });
      await this.#record(em, tenantId, 'system', row.number, row.kind, next.state, row.reason, row.toTenantId);
      if (next.state !== 'done' || row.kind === 'transfer') return undefined;
      const line = await get(em, row.lineId);
      await this.lines.close(em, 'system', line, row.kind);
      return line;
    });
    if (closed) this.lines.tell(closed);
  }

  /** The taker has been verified or has signed, or the giver's line works again: handed over when all of it is there. */
  async #progress(side: { toTenantId: TenantId } | { tenantId: TenantId }): Promise<void> {
    const waiting = await this.db.as('tenantId' in side ? side.tenantId : side.toTenantId, (em) =>
      em.findBy(LineChangeEntity, { ...side, kind: 'transfer', state: 'accepted' }),
    );
    for (const { id, tenantId, toTenantId } of waiting)
      if (toTenantId) await this.transfer.progress(tenantId, id, toTenantId);
  }

  #sendCode(tenantId: TenantId, mobile: string, ip: string): Promise<CodeSent> {
    return this.codes.send({ purpose: 'transfer', to: { mobile }, ip, tenantId });
  }

  #advance(row: LineChangeEntity, act: Act): Change {
    const next = step(row.toChange(), act, this.clock.now());
    if (!next) throw new DomainError('line.change_not_now', { state: row.state });
    return next;
  }

  async #record(
    em: EntityManager,
    tenantId: TenantId,
    actor: Me | 'system',
    number: string,
    kind: ChangeKind,
    state: string,
    reason: string | null,
    toTenantId: TenantId | null = null,
  ): Promise<void> {
    const type = kind === 'transfer' ? 'line.transferring' : 'line.cancelling';
    const data = { kind, state, ...(toTenantId && { toTenantId }) };
    await this.history.record(em, { tenantId, type, actor, subject: number, reason: reason ?? undefined, data });
  }
}

/** A change of that tenant, which no other is made to at the same time. */
async function one(em: EntityManager, id: string, tenantId: TenantId): Promise<LineChangeEntity> {
  const row = await em.findOne(LineChangeEntity, { where: { id, tenantId }, lock: { mode: 'pessimistic_write' } });
  if (!row) throw new DomainError('line.change_missing', { id });
  return row;
}

/** What is owed is paid before the number that it is owed for goes to somebody else. */
async function isOverdue(em: EntityManager, tenantId: TenantId, now: Date): Promise<boolean> {
  const bills = await em.query<unknown[]>(
    `SELECT FROM bill WHERE tenant_id = $1 AND state = 'due' AND due_at < $2 LIMIT 1`,
    [tenantId, now],
  );
  return bills.length > 0;
}

/** The authorised person of a tenant, whose word moves a number. */
async function mobileOf(em: EntityManager, tenantId: TenantId): Promise<string | null> {
  const [row] = await em.query<{ mobile: string | null }[]>(
    'SELECT operator_mobile AS mobile FROM verified_identity($1)',
    [tenantId],
  );
  return row?.mobile ?? null;
}

const masked = (mobile: string | null): string | null => mobile && `${mobile.slice(0, 3)}****${mobile.slice(-4)}`;
const digest = (invitation: string): Buffer => createHash('sha256').update(invitation).digest();
const secret = (length: number): string =>
  [...randomBytes(length)].map((byte) => INVITATION_ALPHABET[byte % INVITATION_ALPHABET.length]).join('');

function wire(change: LineChangeEntity, tenantId: TenantId, mobile: string | null): LineChange {
  const giver = change.tenantId === tenantId;
  const { id, lineId, number, kind, state, reason, toName, authorisation } = change;
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  return {
    ...{ id, lineId, number, kind, state, side: giver ? 'giver' : 'taker', toName },
    reason: giver ? reason : null,
    mobile: giver ? mobile : null,
    authorisation: giver ? authorisation : null,
    requestedAt: change.requestedAt.toISOString(),
    confirmedAt: iso(change.confirmedAt),
    effectiveAt: iso(change.effectiveAt),
    acceptedAt: iso(change.acceptedAt),
    verified: change.verifiedAt !== null,
    contracted: change.contractId !== null,
    endedAt: iso(change.endedAt),
  };
}
