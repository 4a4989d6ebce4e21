import { id, Line, SaveLine } from '@sibai/contracts';
import type { LineId } from '@sibai/kernel';
import { Body, Controller, Delete, Get, HttpCode, Optional, Param, Post, Put } from '@nestjs/common';

import { Allow } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import type { LineEntity } from './line.entity.js';
import { LineUsage } from './line-usage.js';
import { LineService } from './line.service.js';

@Controller('lines')
export class LineController {
  constructor(
    private readonly lines: LineService,
    @Optional() private readonly usage?: LineUsage,
  ) {}

  @Allow('line.view')
  @Get()
  @Answers([Line])
  async list(): Promise<Line[]> {
    return (await this.lines.list()).map((line) => this.#wire(line));
  }

  @Allow('line.manage')
  @Post()
  @Answers(Line, 201)
  async create(@Body({ schema: SaveLine }) body: SaveLine): Promise<Line> {
    return this.#wire(await this.lines.create(body));
  }

  @Allow('line.manage')
  @Put(':id')
  @Answers(Line)
  async update(
    @Param('id', { schema: id<'Line'>() }) lineId: LineId,
    @Body({ schema: SaveLine }) body: SaveLine,
  ): Promise<Line> {
    return this.#wire(await this.lines.update(lineId, body));
  }

  @Allow('line.manage')
  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id', { schema: id<'Line'>() }) lineId: LineId): Promise<void> {
    await this.lines.remove(lineId);
  }

  #wire(line: LineEntity): Line {
    return line.toWire(this.usage?.inUse(line.id) ?? 0);
  }
}
