import { createHash, randomBytes } from 'node:crypto';

import type { Invitation, InvitationFace, Invite } from '@sibai/contracts';
import { DomainError, type TenantId } from '@sibai/kernel';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { ENV, type Env } from '../../platform/env.js';
import { Limits } from '../../platform/limits.js';
import { addressText, Messages } from '../../platform/messages.js';
import type { Me } from '../../platform/session.service.js';
import { InvitationEntity } from './invitation.entity.js';

const DAY = 86_400_000;
export const INVITATION_DAYS = 7;
const RESEND = { points: 1, seconds: 60 };
/** Somebody else's telephones are not to be rung by an enterprise that has just signed up. */
const PER_TENANT = { points: 100, seconds: 86_400 };
const UNVERIFIED = { points: 5, seconds: 86_400 };
const ROLE_TEXT = { admin: '管理员', supervisor: '班长', agent: '坐席' } as const;

const digest = (token: string): Buffer => createHash('sha256').update(token).digest();
const newToken = (): string => randomBytes(18).toString('base64url');

type Row = Omit<Invitation, 'state' | 'sentAt' | 'expiresAt' | 'acceptedAt'> & {
  sentAt: Date;
  expiresAt: Date;
  acceptedAt: Date | null;
  revokedAt: Date | null;
};

const INVITATIONS = `
  SELECT i.id, i.email, i.mobile, i.name, i.role, u.name AS "invitedBy", i.sent_at AS "sentAt",
         i.expires_at AS "expiresAt", i.accepted_at AS "acceptedAt", i.revoked_at AS "revokedAt"
    FROM invitation i JOIN app_user u ON u.id = i.invited_by`;

/** Colleagues are invited by a link, which proves the address it was sent to. It holds for seven days, once. */
@Injectable()
export class InvitationService {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly messages: Messages,
    private readonly limits: Limits,
    @Inject(ENV) private readonly env: Env,
  ) {}

  async list(): Promise<Invitation[]> {
    const rows = await this.db.run((em) => em.query<Row[]>(`${INVITATIONS} ORDER BY i.created_at DESC, i.id DESC`));
    return rows.map((row) => this.#wire(row));
  }

  async invite(me: Me, { to, name, role }: Invite): Promise<Invitation> {
    this.messages.insist(to);
    await this.#count(me.tenantId);
    const address = addressText(to);
    const id = uuid();
    const now = this.clock.now();
    const token = newToken();
    await this.db.run(async (em, tenantId) => {
      // Two invitations to one address take turns, or both would find none.
      await em.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`invite ${tenantId} ${address}`]);
      const [known] = await em.query<unknown[]>(
        `SELECT FROM app_user WHERE tenant_id = $1 AND (email = $2 OR mobile = $2)`,
        [tenantId, address],
      );
      if (known) throw new DomainError('mobile' in to ? 'user.mobile_taken' : 'user.email_taken', { ...to });
      const [open] = await em.query<{ id: string }[]>(
        `SELECT id FROM invitation WHERE coalesce(email, mobile) = $1
            AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $2`,
        [address, now],
      );
      if (open) throw new DomainError('invitation.waiting', { id: open.id });
      await em.insert(InvitationEntity, {
        ...{ id, tenantId, name, role, invitedBy: me.userId, createdAt: now, sentAt: now },
        ...('mobile' in to ? { mobile: address, email: null } : { mobile: null, email: address }),
        ...{ tokenHash: digest(token), expiresAt: new Date(now.getTime() + INVITATION_DAYS * DAY) },
        ...{ acceptedAt: null, revokedAt: null },
      });
      await this.#send(em, me, id, token);
      await audit(em, me, 'invitation.sent', name, { to: address, role });
    });
    return this.#get(me.tenantId, id);
  }

  /** A new link: the one sent before no longer opens. */
  async resend(me: Me, id: string): Promise<Invitation> {
    const token = newToken();
    const now = this.clock.now();
    await this.db.run(async (em) => {
      const invitation = await this.#lock(em, id);
      if (invitation.acceptedAt || invitation.revokedAt) throw new DomainError('invitation.lapsed');
      this.messages.insist(invitation.mobile ? { mobile: invitation.mobile } : { email: invitation.email ?? '' });
      await this.limits.take(`invite:one:${id}`, RESEND);
      await this.#count(me.tenantId);
      await em.update(
        InvitationEntity,
        { id },
        { tokenHash: digest(token), sentAt: now, expiresAt: new Date(now.getTime() + INVITATION_DAYS * DAY) },
      );
      await this.#send(em, me, id, token);
      await audit(em, me, 'invitation.resent', invitation.name);
    });
    return this.#get(me.tenantId, id);
  }

  async revoke(me: Me, id: string): Promise<Invitation> {
    await this.db.run(async (em) => {
      const invitation = await this.#lock(em, id);
      if (invitation.acceptedAt) throw new DomainError('invitation.lapsed');
      await em.update(InvitationEntity, { id }, { revokedAt: this.clock.now() });
      await audit(em, me, 'invitation.revoked', invitation.name);
    });
    return this.#get(me.tenantId, id);
  }

  /** What the link shows, while it counts. */
  async face(token: string): Promise<InvitationFace & { readonly tenantId: TenantId; readonly id: string }> {
    const { id, tenantId } = await this.#find(token);
    const [row] = await this.db.statement<Row & { tenant: string }>(
      tenantId,
      `SELECT i.*, t.name AS tenant FROM (${INVITATIONS}) i, tenant t WHERE i.id = $1 AND t.id = $2`,
      [id, tenantId],
    );
    if (!row || this.#wire(row).state !== 'open') throw new DomainError('invitation.lapsed');
    const { tenant, invitedBy, name, role, email, mobile, expiresAt } = row;
    return { id, tenantId, tenant, invitedBy, name, role, email, mobile, expiresAt: expiresAt.toISOString() };
  }

  /** Uses the link up, in the transaction that makes its user. Of two that do it at once one gets it. */
  async take(em: EntityManager, id: string, token: string): Promise<InvitationEntity> {
    const invitation = await this.#lock(em, id);
    const now = this.clock.now();
    const open = !invitation.acceptedAt && !invitation.revokedAt && invitation.expiresAt > now;
    if (!open || !invitation.tokenHash.equals(digest(token))) throw new DomainError('invitation.lapsed');
    await em.update(InvitationEntity, { id }, { acceptedAt: now });
    return invitation;
  }

  async #count(tenantId: TenantId): Promise<void> {
    await this.limits.take(`invite:tenant:${tenantId}`, PER_TENANT);
    const known = await this.db.statement(tenantId, 'SELECT FROM verified_identity($1) WHERE in_force', [tenantId]);
    if (known.length === 0) await this.limits.take(`invite:unverified:${tenantId}`, UNVERIFIED);
  }

  async #find(token: string): Promise<{ id: string; tenantId: TenantId }> {
    const [found] = await this.db.query<{ id: string; tenantId: TenantId }>(
      `SELECT id, tenant_id AS "tenantId" FROM find_invitation($1)`,
      [digest(token)],
    );
    if (!found) throw new DomainError('invitation.lapsed');
    return found;
  }

  async #lock(em: EntityManager, id: string): Promise<InvitationEntity> {
    const invitation = await em.findOne(InvitationEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!invitation) throw new DomainError('invitation.missing', { id });
    return invitation;
  }

  async #get(tenantId: TenantId, id: string): Promise<Invitation> {
    const [row] = await this.db.statement<Row>(tenantId, `${INVITATIONS} WHERE i.id = $1`, [id]);
    if (!row) throw new DomainError('invitation.missing', { id });
    return this.#wire(row);
  }

  async #send(em: EntityManager, me: Me, id: string, token: string): Promise<void> {
    const invitation = await em.findOneByOrFail(InvitationEntity, { id });
    const { mobile, email, role, expiresAt } = invitation;
    await this.messages.send(em, {
      to: mobile ? { mobile } : { email: email ?? '' },
      template: 'invitation',
      params: {
        ...{ tenant: me.tenantName, inviter: me.name, role: ROLE_TEXT[role], days: INVITATION_DAYS },
        link: `${this.env.PUBLIC_URL}/invite/${token}`,
      },
      tenantId: me.tenantId,
      secretUntil: expiresAt,
    });
  }

  #wire({ sentAt, expiresAt, acceptedAt, revokedAt, ...row }: Row): Invitation {
    const open = expiresAt > this.clock.now() ? ('open' as const) : ('expired' as const);
    return {
      ...row,
      state: acceptedAt ? 'accepted' : revokedAt ? 'revoked' : open,
      sentAt: sentAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      acceptedAt: acceptedAt?.toISOString() ?? null,
    };
  }
}
