import { type Listening, ListeningPage, ListeningQuery } from '@sibai/contracts';
import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import { stringify } from 'csv-stringify/sync';
import type { Response } from 'express';

import { audit } from '../../platform/audit.js';
import { Allow, Me } from '../../platform/auth.js';
import { Db } from '../../platform/db.js';
import { Answers } from '../../platform/openapi.js';
import { chinaTime, LISTENING_PURPOSE_NAMES, ROLE_NAMES } from './listening-words.js';
import { Listenings } from './listenings.js';

const PAGE = 200;

const local = (instant: string): string => chinaTime(new Date(instant));

const COLUMNS: Record<string, (listening: Listening) => string> = {
  时间: ({ at }) => local(at),
  收听人: ({ userName }) => userName,
  角色: ({ userRole }) => ROLE_NAMES[userRole],
  用途: ({ purpose }) => LISTENING_PURPOSE_NAMES[purpose],
  说明: ({ note }) => note ?? '',
  来源地址: ({ address }) => address,
  主叫号码: ({ caller }) => caller ?? '',
  '已传送(秒)': ({ seconds }) => seconds.toFixed(1),
  '录音时长(秒)': ({ length }) => length?.toFixed(1) ?? '',
  导出: ({ exported }) => (exported ? '是' : '否'),
  通话编号: ({ callId }) => callId,
  录音编号: ({ recordingId }) => recordingId,
};

/** People choose their names: a cell that Excel would run as a formula is made a text. */
const lines = (rows: readonly (readonly string[])[]): string =>
  stringify(rows as string[][], { escape_formulas: true, record_delimiter: 'windows' });

@Controller()
export class ListeningController {
  constructor(
    private readonly listenings: Listenings,
    private readonly db: Db,
  ) {}

  @Allow('listening.view')
  @Get('listenings')
  @Answers(ListeningPage)
  page(@Query({ schema: ListeningQuery }) query: ListeningQuery): Promise<ListeningPage> {
    return this.listenings.page(query);
  }

  /** Everything that matches. Narrowed to a caller's number it answers that person's question who heard them. */
  @Allow('listening.view')
  @Get('listenings.csv')
  @ApiProduces('text/csv')
  async csv(
    @Me() me: Me,
    @Query({ schema: ListeningQuery }) query: ListeningQuery,
    @Res() response: Response,
  ): Promise<void> {
    const { before: _, limit: __, ...filter } = query;
    await this.db.run((em) => audit(em, me, 'recording.listenings_exported', filter.caller ?? '', filter));
    let page = await this.listenings.page({ ...filter, limit: PAGE });
    response
      .type('text/csv')
      .attachment('listenings.csv')
      .write(`\uFEFF${lines([Object.keys(COLUMNS)])}`);
    for (;;) {
      response.write(lines(page.listenings.map((row) => Object.values(COLUMNS).map((column) => column(row)))));
      if (!page.next || response.destroyed) break;
      page = await this.listenings.page({ ...filter, limit: PAGE, before: page.next });
    }
    response.end();
  }
}
