import { GrantHearing, HearingGrant, id } from '@sibai/contracts';
import { DomainError, type HearingGrantId, type UserId } from '@sibai/kernel';
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { audit } from '../../platform/audit.js';
import { Allow, Me } from '../../platform/auth.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { Answers } from '../../platform/openapi.js';
import { HearingGrantEntity } from './hearing-grant.entity.js';

/** When the platform's operators may hear the tenant's recordings: never, but for the time of a grant. */
@Controller('hearing-grants')
export class HearingController {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  @Allow('hearing.manage')
  @Get()
  @Answers([HearingGrant])
  list(): Promise<HearingGrant[]> {
    return this.db.run(async (em, tenantId) => {
      const grants = await em.find(HearingGrantEntity, { where: { tenantId }, order: { id: 'DESC' } });
      const users = await em.query<{ id: UserId; name: string }[]>(
        `SELECT id, name FROM app_user WHERE tenant_id = $1`,
        [tenantId],
      );
      const names = new Map(users.map((user) => [user.id, user.name]));
      return grants.map((grant) => grant.toWire(names));
    });
  }

  @Allow('hearing.manage')
  @Post()
  @Answers(HearingGrant, 201)
  grant(@Me() me: Me, @Body({ schema: GrantHearing }) { reason, from, until }: GrantHearing): Promise<HearingGrant> {
    const grantId = uuid() as HearingGrantId;
    return this.db.run(async (em, tenantId) => {
      await em.insert(HearingGrantEntity, {
        id: grantId,
        tenantId,
        reason,
        fromAt: new Date(from),
        untilAt: new Date(until),
        grantedBy: me.userId,
        grantedAt: this.clock.now(),
      });
      await audit(em, me, 'recording.hearing_granted', reason, { from, until });
      return (await em.findOneByOrFail(HearingGrantEntity, { id: grantId })).toWire(new Map([[me.userId, me.name]]));
    });
  }

  @Allow('hearing.manage')
  @Delete(':id')
  @HttpCode(204)
  async revoke(@Me() me: Me, @Param('id', { schema: id<'HearingGrant'>() }) grantId: HearingGrantId): Promise<void> {
    await this.db.run(async (em, tenantId) => {
      const open = { id: grantId, tenantId, revokedAt: IsNull() };
      const grant = await em.findOneBy(HearingGrantEntity, open);
      if (!grant) throw new DomainError('hearing_grant.missing', { id: grantId });
      await em.update(HearingGrantEntity, open, { revokedAt: this.clock.now(), revokedBy: me.userId });
      await audit(em, me, 'recording.hearing_revoked', grant.reason);
    });
  }
}
