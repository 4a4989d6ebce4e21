import {
  AcceptTransfer,
  ChangeTerms,
  CHANGE_KINDS,
  CodeSent,
  ConfirmChange,
  ConfirmedChange,
  CustomerLinePage,
  CustomerLineQuery,
  id,
  LineChange,
  RequestChange,
  SuspendLine,
} from '@sibai/contracts';
import type { LineId, TenantId } from '@sibai/kernel';
import { Body, Controller, Get, HttpCode, Ip, Param, Post, Query } from '@nestjs/common';
import * as z from 'zod';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { LineChangeService } from './line-change.service.js';
import { SuspensionService } from './suspension.service.js';

const Kind = z.strictObject({ kind: z.enum(CHANGE_KINDS) });
const ChangeId = z.uuid();

/** Who holds a number, and whether it answers: what its owner asks for, and what the operator does. */
@Controller()
export class ChangeController {
  constructor(
    private readonly changes: LineChangeService,
    private readonly suspensions: SuspensionService,
  ) {}

  @Allow('line.view')
  @Get('line-changes')
  @Answers([LineChange])
  list(): Promise<LineChange[]> {
    return this.changes.list();
  }

  @Allow('line.manage')
  @Get('lines/:id/change-terms')
  @Answers(ChangeTerms)
  terms(
    @Param('id', { schema: id<'Line'>() }) lineId: LineId,
    @Query({ schema: Kind }) { kind }: z.infer<typeof Kind>,
  ): Promise<ChangeTerms> {
    return this.changes.terms(lineId, kind);
  }

  @Allow('line.manage')
  @Post('lines/:id/changes')
  @Answers(LineChange, 201)
  request(
    @Me() me: Me,
    @Param('id', { schema: id<'Line'>() }) lineId: LineId,
    @Body({ schema: RequestChange }) body: RequestChange,
    @Ip() ip: string,
  ): Promise<LineChange> {
    return this.changes.request(me, lineId, body, ip);
  }

  @Allow('line.manage')
  @Post('line-changes/:changeId/code')
  @Answers(CodeSent, 201)
  code(@Me() me: Me, @Param('changeId', { schema: ChangeId }) changeId: string, @Ip() ip: string): Promise<CodeSent> {
    return this.changes.sendCode(me, changeId, ip);
  }

  @Allow('line.manage')
  @Post('line-changes/:changeId/confirm')
  @Answers(ConfirmedChange, 201)
  confirm(
    @Me() me: Me,
    @Param('changeId', { schema: ChangeId }) changeId: string,
    @Body({ schema: ConfirmChange }) { code }: ConfirmChange,
  ): Promise<ConfirmedChange> {
    return this.changes.confirm(me, changeId, code);
  }

  @Allow('line.manage')
  @Post('line-changes/:changeId/withdraw')
  @Answers(LineChange, 201)
  withdraw(@Me() me: Me, @Param('changeId', { schema: ChangeId }) changeId: string): Promise<LineChange> {
    return this.changes.withdraw(me, changeId);
  }

  @Allow('line.manage')
  @Post('line-changes/accept')
  @Answers(LineChange, 201)
  accept(@Me() me: Me, @Body({ schema: AcceptTransfer }) { invitation }: AcceptTransfer): Promise<LineChange> {
    return this.changes.accept(me, invitation);
  }

  @Allow('line.operate')
  @Get('operator/lines')
  @Answers(CustomerLinePage)
  customers(@Query({ schema: CustomerLineQuery }) query: CustomerLineQuery): Promise<CustomerLinePage> {
    return this.suspensions.customers(query);
  }

  @Allow('line.operate')
  @Post('operator/lines/:tenantId/:id/suspend')
  @HttpCode(204)
  async suspend(
    @Me() me: Me,
    @Param('tenantId', { schema: id<'Tenant'>() }) tenantId: TenantId,
    @Param('id', { schema: id<'Line'>() }) lineId: LineId,
    @Body({ schema: SuspendLine }) { reason }: SuspendLine,
  ): Promise<void> {
    await this.suspensions.operate(me, tenantId, lineId, 'suspend', reason);
  }

  @Allow('line.operate')
  @Post('operator/lines/:tenantId/:id/restore')
  @HttpCode(204)
  async restore(
    @Me() me: Me,
    @Param('tenantId', { schema: id<'Tenant'>() }) tenantId: TenantId,
    @Param('id', { schema: id<'Line'>() }) lineId: LineId,
    @Body({ schema: SuspendLine }) { reason }: SuspendLine,
  ): Promise<void> {
    await this.suspensions.operate(me, tenantId, lineId, 'restore', reason);
  }
}
