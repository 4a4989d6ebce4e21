import { id, PublishTariff, Tariff, WithdrawTariff } from '@sibai/contracts';
import type { TariffId } from '@sibai/kernel';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';

import { Allow, Me, Public } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { TariffService } from './tariff.service.js';

@Controller('tariffs')
export class TariffController {
  constructor(private readonly tariffs: TariffService) {}

  /** The price list, as the telecom regulations want it: public. */
  @Public()
  @Get()
  @Answers([Tariff])
  async offered(): Promise<Tariff[]> {
    return (await this.tariffs.offered()).map((tariff) => tariff.toWire());
  }

  @Allow('plan.operate')
  @Get('versions')
  @Answers([Tariff])
  async versions(): Promise<Tariff[]> {
    return (await this.tariffs.versions()).map((tariff) => tariff.toWire());
  }

  @Allow('plan.operate')
  @Post()
  @Answers(Tariff, 201)
  async publish(@Me() me: Me, @Body({ schema: PublishTariff }) body: PublishTariff): Promise<Tariff> {
    return (await this.tariffs.publish(me, body)).toWire();
  }

  @Allow('plan.operate')
  @Post(':id/withdraw')
  @HttpCode(200)
  @Answers(Tariff)
  async withdraw(
    @Me() me: Me,
    @Param('id', { schema: id<'Tariff'>() }) tariffId: TariffId,
    @Body({ schema: WithdrawTariff }) { from }: WithdrawTariff,
  ): Promise<Tariff> {
    return (await this.tariffs.withdraw(me, tariffId, new Date(from))).toWire();
  }
}
