import {
  ChooseRetention,
  Hold,
  LiftHold,
  PlaceHold,
  PreviewQuery,
  RetentionOverview,
  RetentionPreview,
  RetentionRun,
  SubjectRequest,
} from '@sibai/contracts';
import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { Response } from 'express';
import * as z from 'zod';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { RetentionService } from './retention.service.js';

@Controller('retention')
export class RetentionController {
  constructor(private readonly retention: RetentionService) {}

  @Allow('retention.view')
  @Get()
  @Answers(RetentionOverview)
  overview(): Promise<RetentionOverview> {
    return this.retention.overview();
  }

  @Allow('retention.manage')
  @Put('policy')
  @Answers(RetentionOverview)
  choose(@Me() me: Me, @Body({ schema: ChooseRetention }) body: ChooseRetention): Promise<RetentionOverview> {
    return this.retention.choose(me, body);
  }

  /** The dry run: what would go now, under the policy or under so many `days`. */
  @Allow('retention.view')
  @Get('preview')
  @Answers(RetentionPreview)
  preview(@Me() me: Me, @Query({ schema: PreviewQuery }) { days }: PreviewQuery): Promise<RetentionPreview> {
    return this.retention.preview(me, days);
  }

  @Allow('retention.view')
  @Get('holds')
  @Answers([Hold])
  holds(): Promise<Hold[]> {
    return this.retention.holds();
  }

  @Allow('retention.manage')
  @Post('holds')
  @Answers(Hold, 201)
  place(@Me() me: Me, @Body({ schema: PlaceHold }) body: PlaceHold): Promise<Hold> {
    return this.retention.place(me, body);
  }

  @Allow('retention.manage')
  @Post('holds/:id/lift')
  @HttpCode(200)
  @Answers(Hold)
  lift(
    @Me() me: Me,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: LiftHold }) body: LiftHold,
  ): Promise<Hold> {
    return this.retention.lift(me, id, body);
  }

  @Allow('retention.view')
  @Get('requests')
  @Answers([SubjectRequest])
  requests(@Me() me: Me): Promise<SubjectRequest[]> {
    return this.retention.requests(me);
  }

  @Allow('retention.view')
  @Get('runs')
  @Answers([RetentionRun])
  runs(): Promise<RetentionRun[]> {
    return this.retention.runs();
  }

  @Allow('retention.manage')
  @Post('runs')
  @Answers(RetentionRun, 201)
  start(@Me() me: Me): Promise<RetentionRun> {
    return this.retention.start(me);
  }

  @Allow('retention.view')
  @Get('runs/:id/certificate')
  @ApiProduces('application/pdf')
  async certificate(
    @Me() me: Me,
    @Param('id', { schema: z.uuid() }) run: string,
    @Res() response: Response,
  ): Promise<void> {
    const { bytes, name } = await this.retention.certificate(me, run);
    response
      .set('Cache-Control', 'private, no-store')
      .attachment(name ?? 'certificate.pdf')
      .type('pdf')
      .send(bytes);
  }

  /** Byte for byte what the hash on the certificate is taken of. */
  @Allow('retention.view')
  @Get('runs/:id/list.csv')
  @ApiProduces('text/csv')
  async list(@Me() me: Me, @Param('id', { schema: z.uuid() }) run: string, @Res() response: Response): Promise<void> {
    const text = await this.retention.list(me.tenantId, run);
    response.set('Cache-Control', 'private, no-store').attachment(`destruction-${run}.csv`).type('csv').send(text);
  }
}
