import { GoLive, id, Line, LineCheck, LineCheckSummary, LineStep, SaveLine } from '@sibai/contracts';
import type { LineId } from '@sibai/kernel';
import { Body, Controller, Delete, Get, HttpCode, Optional, Param, Post, Put, Query } from '@nestjs/common';
import * as z from 'zod';

import { LineUsage } from '../../call/trunk/line-usage.js';
import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import type { LineEntity } from './line.entity.js';
import { LineCheckService } from './line-check.service.js';
import { LineService } from './line.service.js';
import { StarterService } from './starter.service.js';

const Which = z.strictObject({ closed: z.stringbool().default(false) });

@Controller()
export class LineController {
  constructor(
    private readonly lines: LineService,
    private readonly starter: StarterService,
    private readonly checks: LineCheckService,
    @Optional() private readonly usage?: LineUsage,
  ) {}

  @Allow('line.view')
  @Get('lines')
  @Answers([Line])
  async list(@Query({ schema: Which }) { closed }: z.infer<typeof Which>): Promise<Line[]> {
    return (await this.lines.list(closed)).map((line) => this.#wire(line));
  }

  @Allow('line.manage')
  @Post('lines')
  @Answers(Line, 201)
  async create(@Me() me: Me, @Body({ schema: SaveLine }) body: SaveLine): Promise<Line> {
    return this.#wire(await this.lines.create(me, body));
  }

  @Allow('line.manage')
  @Put('lines/:id')
  @Answers(Line)
  async update(
    @Me() me: Me,
    @Param('id', { schema: id<'Line'>() }) lineId: LineId,
    @Body({ schema: SaveLine }) body: SaveLine,
  ): Promise<Line> {
    return this.#wire(await this.lines.update(me, lineId, body));
  }

  @Allow('line.manage')
  @Delete('lines/:id')
  @HttpCode(204)
  async remove(@Me() me: Me, @Param('id', { schema: id<'Line'>() }) lineId: LineId): Promise<void> {
    await this.lines.remove(me, lineId);
  }

  @Allow('line.view')
  @Get('onboarding/line')
  @Answers(LineStep)
  step(): Promise<LineStep> {
    return this.lines.step();
  }

  @Allow('line.manage')
  @Post('onboarding/line')
  @Answers(Line, 201)
  async goLive(@Me() me: Me, @Body({ schema: GoLive }) body: GoLive): Promise<Line> {
    return this.#wire(await this.starter.goLive(me, body));
  }

  @Allow('line.manage')
  @Post('lines/:id/check')
  @Answers(LineCheck, 201)
  async check(@Me() me: Me, @Param('id', { schema: id<'Line'>() }) lineId: LineId): Promise<LineCheck> {
    return (await this.checks.start(me, lineId)).toWire();
  }

  @Allow('line.view')
  @Get('lines/:id/checks')
  @Answers([LineCheckSummary])
  async checksOf(@Param('id', { schema: id<'Line'>() }) lineId: LineId): Promise<LineCheckSummary[]> {
    return (await this.checks.list(lineId)).map((check) => check.toWire());
  }

  @Allow('line.view')
  @Get('lines/:id/checks/:checkId')
  @Answers(LineCheck)
  async readCheck(
    @Param('id', { schema: id<'Line'>() }) lineId: LineId,
    @Param('checkId', { schema: z.uuid() }) checkId: string,
  ): Promise<LineCheck> {
    return (await this.checks.read(lineId, checkId)).toWire();
  }

  #wire(line: LineEntity): Line {
    return line.toWire(this.usage?.inUse(line.id) ?? 0);
  }
}
