import { id, SaveTrunk, Trunk } from '@sibai/contracts';
import type { TrunkId } from '@sibai/kernel';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { TrunkService } from './trunk.service.js';

@Controller('trunks')
export class TrunkController {
  constructor(private readonly trunks: TrunkService) {}

  @Allow('trunk.view')
  @Get()
  @Answers([Trunk])
  async list(): Promise<Trunk[]> {
    return (await this.trunks.list()).map((trunk) => trunk.toWire());
  }

  @Allow('trunk.manage')
  @Post()
  @Answers(Trunk, 201)
  async create(@Me() me: Me, @Body({ schema: SaveTrunk }) body: SaveTrunk): Promise<Trunk> {
    return (await this.trunks.create(me, body)).toWire();
  }

  @Allow('trunk.manage')
  @Put(':id')
  @Answers(Trunk)
  async update(
    @Me() me: Me,
    @Param('id', { schema: id<'Trunk'>() }) trunkId: TrunkId,
    @Body({ schema: SaveTrunk }) body: SaveTrunk,
  ): Promise<Trunk> {
    return (await this.trunks.update(me, trunkId, body)).toWire();
  }

  @Allow('trunk.manage')
  @Delete(':id')
  @HttpCode(204)
  async remove(@Me() me: Me, @Param('id', { schema: id<'Trunk'>() }) trunkId: TrunkId): Promise<void> {
    await this.trunks.remove(me, trunkId);
  }
}
