import { ChoosePlan, PlanChoice } from '@sibai/contracts';
import { Body, Controller, Get, Put } from '@nestjs/common';
import * as z from 'zod';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { PlanService } from './plan.service.js';

const Plans = z.object({ chosen: PlanChoice.nullable(), active: z.array(PlanChoice) });
type Plans = z.infer<typeof Plans>;

@Controller('plan')
export class PlanController {
  constructor(private readonly plans: PlanService) {}

  @Allow('plan.view')
  @Get()
  @Answers(Plans)
  mine(): Promise<Plans> {
    return this.plans.mine();
  }

  @Allow('plan.manage')
  @Put()
  @Answers(Plans)
  async choose(@Me() me: Me, @Body({ schema: ChoosePlan }) body: ChoosePlan): Promise<Plans> {
    await this.plans.choose(me, body);
    return this.plans.mine();
  }
}
