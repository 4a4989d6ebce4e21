import { WhatIfAnswer, WhatIfQuestion } from '@sibai/contracts';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { WhatIfService } from './what-if.service.js';

@Controller('what-if')
export class WhatIfController {
  constructor(private readonly whatIf: WhatIfService) {}

  @Allow('what_if.run')
  @Post()
  @HttpCode(200)
  @Answers(WhatIfAnswer)
  ask(@Me() me: Me, @Body({ schema: WhatIfQuestion }) body: WhatIfQuestion): Promise<WhatIfAnswer> {
    return this.whatIf.ask(me, body);
  }
}
