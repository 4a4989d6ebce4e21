import { Disposition, id, LineScript, PublishScript, Script, SetDispositions } from '@sibai/contracts';
import type { LineId } from '@sibai/kernel';
import { Body, Controller, Get, Param, Post, Put } from '@nestjs/common';
import type * as z from 'zod';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { ScriptService } from './script.service.js';

const lineId = id<'Line'>();

@Controller()
export class ScriptController {
  constructor(private readonly scripts: ScriptService) {}

  @Allow('script.view')
  @Get('scripts')
  @Answers([LineScript])
  lines(): Promise<LineScript[]> {
    return this.scripts.lines();
  }

  @Allow('script.view')
  @Get('scripts/:line/versions')
  @Answers([Script])
  versions(@Param('line', { schema: lineId }) line: LineId): Promise<Script[]> {
    return this.scripts.versions(line);
  }

  @Allow('script.manage')
  @Post('scripts/:line')
  @Answers(Script, 201)
  publish(
    @Me() me: Me,
    @Param('line', { schema: lineId }) line: LineId,
    @Body({ schema: PublishScript }) wish: z.output<typeof PublishScript>,
  ): Promise<Script> {
    return this.scripts.publish(me, line, wish);
  }

  @Allow('script.view')
  @Get('dispositions')
  @Answers([Disposition])
  dispositions(): Promise<Disposition[]> {
    return this.scripts.dispositions();
  }

  @Allow('disposition.manage')
  @Put('dispositions')
  @Answers([Disposition])
  setDispositions(@Me() me: Me, @Body({ schema: SetDispositions }) wish: SetDispositions): Promise<Disposition[]> {
    return this.scripts.setDispositions(me, wish.dispositions);
  }
}
