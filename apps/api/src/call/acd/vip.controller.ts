import { ImportVips, SaveVip, Vip, VipImport, VipPage, VipQuery } from '@sibai/contracts';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import { stringify } from 'csv-stringify/sync';
import type { Response } from 'express';
import * as z from 'zod';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { VipService } from './vip.service.js';

const HEAD = ['号码', '备注', '优先级', '有效期至'];

@Controller()
export class VipController {
  constructor(private readonly vips: VipService) {}

  @Allow('vip.view')
  @Get('vips')
  @Answers(VipPage)
  page(@Query({ schema: VipQuery }) query: VipQuery): Promise<VipPage> {
    return this.vips.page(query);
  }

  /** In the form in which a list is taken in. */
  @Allow('vip.manage')
  @Get('vips.csv')
  @ApiProduces('text/csv')
  async csv(@Me() me: Me, @Res() response: Response): Promise<void> {
    const rows = (await this.vips.all(me)).map((vip) => [
      vip.number,
      vip.name,
      String(vip.priority),
      vip.expiresOn ?? '',
    ]);
    const text = stringify([HEAD, ...rows], { bom: true, escape_formulas: true, record_delimiter: 'windows' });
    response.type('text/csv').attachment('vips.csv').send(text);
  }

  @Allow('vip.manage')
  @Post('vips')
  @Answers(Vip, 201)
  create(@Me() me: Me, @Body({ schema: SaveVip }) body: SaveVip): Promise<Vip> {
    return this.vips.create(me, body);
  }

  @Allow('vip.manage')
  @Post('vips/import')
  @HttpCode(200)
  @Answers(VipImport)
  import(@Me() me: Me, @Body({ schema: ImportVips }) { csv }: ImportVips): Promise<VipImport> {
    return this.vips.import(me, csv);
  }

  @Allow('vip.manage')
  @Put('vips/:id')
  @Answers(Vip)
  update(
    @Me() me: Me,
    @Param('id', { schema: z.uuid() }) vipId: string,
    @Body({ schema: SaveVip }) body: SaveVip,
  ): Promise<Vip> {
    return this.vips.update(me, vipId, body);
  }

  @Allow('vip.manage')
  @Delete('vips/:id')
  @HttpCode(204)
  remove(@Me() me: Me, @Param('id', { schema: z.uuid() }) vipId: string): Promise<void> {
    return this.vips.remove(me, vipId);
  }
}
