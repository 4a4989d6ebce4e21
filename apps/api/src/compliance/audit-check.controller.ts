import { AuditCheck } from '@sibai/contracts';
import { Controller, Get, HttpCode, Post } from '@nestjs/common';

import { Allow, Me } from '../platform/auth.js';
import { Answers } from '../platform/openapi.js';
import { AuditChain } from './audit-chain.js';

/** Whether the own audit log is whole. */
@Controller('audit/checks')
export class AuditCheckController {
  constructor(private readonly chain: AuditChain) {}

  @Allow('audit.view')
  @Get()
  @Answers([AuditCheck])
  list(@Me() me: Me): Promise<AuditCheck[]> {
    return this.chain.checks(me.tenantId);
  }

  @Allow('audit.view')
  @Post()
  @HttpCode(200)
  @Answers(AuditCheck)
  verify(@Me() me: Me): Promise<AuditCheck> {
    return this.chain.verify(me);
  }
}
