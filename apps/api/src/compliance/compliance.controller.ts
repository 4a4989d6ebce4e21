import { AccessConfirmation, AccessList, Compliance, ComplianceReport } from '@sibai/contracts';
import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { Response } from 'express';
import * as z from 'zod';

import { Allow, Me } from '../platform/auth.js';
import { Answers } from '../platform/openapi.js';
import { ComplianceService } from './compliance.service.js';
import { ReportService } from './report.service.js';

@Controller('compliance')
export class ComplianceController {
  constructor(
    private readonly compliance: ComplianceService,
    private readonly reports: ReportService,
  ) {}

  /** Every rule, green or red, with its proof and the page on which it is put right. */
  @Allow('compliance.view')
  @Get()
  @Answers(Compliance)
  standing(@Me() me: Me): Promise<Compliance> {
    return this.compliance.standing(me.tenantId);
  }

  @Allow('compliance.view')
  @Get('access')
  @Answers(AccessList)
  access(@Me() me: Me): Promise<AccessList> {
    return this.compliance.access(me.tenantId);
  }

  /** Confirms that everybody on the list may have the role they have. */
  @Allow('compliance.manage')
  @Post('access')
  @HttpCode(200)
  @Answers(AccessList)
  confirm(@Me() me: Me, @Body({ schema: AccessConfirmation }) { stamp }: AccessConfirmation): Promise<AccessList> {
    return this.compliance.confirmAccess(me, stamp);
  }

  @Allow('compliance.view')
  @Get('reports')
  @Answers([ComplianceReport])
  list(@Me() me: Me): Promise<ComplianceReport[]> {
    return this.reports.list(me.tenantId);
  }

  @Allow('compliance.manage')
  @Post('reports')
  @Answers(ComplianceReport, 201)
  make(@Me() me: Me): Promise<ComplianceReport> {
    return this.reports.make(me.tenantId, me);
  }

  @Allow('compliance.view')
  @Get('reports/:id')
  @ApiProduces('application/pdf')
  async download(
    @Me() me: Me,
    @Param('id', { schema: z.uuid() }) id: string,
    @Res() response: Response,
  ): Promise<void> {
    const { name, bytes } = await this.reports.read(me, id);
    response
      .set('Cache-Control', 'private, no-store')
      .attachment(name ?? 'report.pdf')
      .type('application/pdf')
      .send(bytes);
  }
}
