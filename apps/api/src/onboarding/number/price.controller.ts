import {
  CarrierPrefix,
  NUMBER_TIERS,
  PrefixDigits,
  SaveCarrierPrefix,
  SaveTierPrice,
  TierPrice,
} from '@sibai/contracts';
import type { TierId } from '@sibai/numbers';
import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import * as z from 'zod';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { PriceService } from './price.service.js';

@Allow('number.operate')
@Controller('inventory')
export class PriceController {
  constructor(private readonly prices: PriceService) {}

  /** Every version of every tier's price, the latest first. */
  @Get('tiers')
  @Answers([TierPrice])
  async tiers(): Promise<TierPrice[]> {
    return (await this.prices.tiers()).map((price) => price.toWire());
  }

  @Put('tiers/:tier')
  @Answers(TierPrice)
  async saveTier(
    @Me() me: Me,
    @Param('tier', { schema: z.enum(NUMBER_TIERS) }) tier: TierId,
    @Body({ schema: SaveTierPrice }) body: SaveTierPrice,
  ): Promise<TierPrice> {
    return (await this.prices.saveTier(me, tier, body)).toWire();
  }

  @Get('prefixes')
  @Answers([CarrierPrefix])
  async prefixes(): Promise<CarrierPrefix[]> {
    return (await this.prices.prefixes()).map((prefix) => prefix.toWire());
  }

  @Put('prefixes/:prefix')
  @Answers(CarrierPrefix)
  async savePrefix(
    @Me() me: Me,
    @Param('prefix', { schema: PrefixDigits }) prefix: string,
    @Body({ schema: SaveCarrierPrefix }) body: SaveCarrierPrefix,
  ): Promise<CarrierPrefix> {
    return (await this.prices.savePrefix(me, prefix, body)).toWire();
  }

  @Delete('prefixes/:prefix')
  @HttpCode(204)
  async removePrefix(@Me() me: Me, @Param('prefix', { schema: PrefixDigits }) prefix: string): Promise<void> {
    await this.prices.removePrefix(me, prefix);
  }
}
