import { Module } from '@nestjs/common';

import { AuditChain } from './audit-chain.js';
import { AuditCheckController } from './audit-check.controller.js';
import { ComplianceController } from './compliance.controller.js';
import { ComplianceService } from './compliance.service.js';
import { ReportService } from './report.service.js';

/** The rules that cannot be forgotten: whether they are kept, and the proof. */
@Module({
  controllers: [AuditCheckController, ComplianceController],
  providers: [AuditChain, ComplianceService, ReportService],
})
export class ComplianceModule {}
