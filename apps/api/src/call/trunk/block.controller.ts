import {
  AcceptBlock,
  AddBlock,
  Block,
  BlockPage,
  BlockQuery,
  BlockSettings,
  id,
  ImportBlocks,
  ImportedBlocks,
  ProposeBlock,
} from '@sibai/contracts';
import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { Response } from 'express';

import { Allow, Me } from '../../platform/auth.js';
import { everyPage, localTime, sendCsv } from '../../platform/csv.js';
import { Answers } from '../../platform/openapi.js';
import { BlockImport } from './block-import.js';
import { BlockService, shownAs } from './block.service.js';

const blockId = id<'Block'>();

const STATE: Record<Block['state'], string> = {
  proposed: '待审核',
  in_force: '生效中',
  expired: '已到期',
  ended: '已解除',
  declined: '未采纳',
};

@Controller('blocks')
export class BlockController {
  constructor(
    private readonly list: BlockService,
    private readonly imports: BlockImport,
  ) {}

  @Allow('block.view')
  @Get()
  @Answers(BlockPage)
  page(@Query({ schema: BlockQuery }) query: BlockQuery): Promise<BlockPage> {
    return this.list.page(query);
  }

  @Allow('block.view')
  @Get('settings')
  @Answers(BlockSettings)
  settings(): Promise<BlockSettings> {
    return this.list.settings();
  }

  @Allow('block.manage')
  @Put('settings')
  @Answers(BlockSettings)
  saveSettings(@Me() me: Me, @Body({ schema: BlockSettings }) body: BlockSettings): Promise<BlockSettings> {
    return this.list.saveSettings(me, body);
  }

  @Allow('block.manage')
  @Post()
  @Answers(Block, 201)
  add(@Me() me: Me, @Body({ schema: AddBlock }) body: AddBlock): Promise<Block> {
    return this.list.add(me, body);
  }

  /** The first three columns are those that are taken in. */
  @Allow('block.manage')
  @Get('export.csv')
  @ApiProduces('text/csv')
  async csv(@Me() me: Me, @Query({ schema: BlockQuery }) query: BlockQuery, @Res() response: Response): Promise<void> {
    await this.list.exported(me);
    await sendCsv<Block>(
      response,
      'blocks.csv',
      {
        号码: shownAs,
        原因: (block) => block.reason,
        截止日期: ({ until }) => lastDay(until),
        状态: (block) => STATE[block.state],
        来源通话: (block) => block.callId,
        添加人: (block) => block.addedBy,
        添加时间: (block) => localTime(block.addedAt),
        审核人: (block) => block.decidedBy,
        解除人: (block) => block.endedBy,
        解除时间: (block) => localTime(block.endedAt),
      },
      everyPage(
        (before: BlockQuery['before']) => this.list.page({ ...query, before, limit: 200 }),
        ({ blocks }) => blocks,
      ),
    );
  }

  @Allow('block.manage')
  @Post('import')
  @HttpCode(200)
  @Answers(ImportedBlocks)
  import(@Me() me: Me, @Body({ schema: ImportBlocks }) { text }: ImportBlocks): Promise<ImportedBlocks> {
    return this.imports.take(me, text);
  }

  @Allow('block.propose')
  @Post('proposals')
  @Answers(Block, 201)
  propose(@Me() me: Me, @Body({ schema: ProposeBlock }) body: ProposeBlock): Promise<Block> {
    return this.list.propose(me, body);
  }

  @Allow('block.manage')
  @Post(':id/accept')
  @HttpCode(200)
  @Answers(Block)
  accept(
    @Me() me: Me,
    @Param('id', { schema: blockId }) block: Block['id'],
    @Body({ schema: AcceptBlock }) { until }: AcceptBlock,
  ): Promise<Block> {
    return this.list.accept(me, block, until);
  }

  @Allow('block.manage')
  @Post(':id/decline')
  @HttpCode(200)
  @Answers(Block)
  decline(@Me() me: Me, @Param('id', { schema: blockId }) block: Block['id']): Promise<Block> {
    return this.list.decline(me, block);
  }

  @Allow('block.manage')
  @Post(':id/end')
  @HttpCode(200)
  @Answers(Block)
  end(@Me() me: Me, @Param('id', { schema: blockId }) block: Block['id']): Promise<Block> {
    return this.list.end(me, block);
  }
}

/** Whoever is kept out to the end of a day has that as the last one. */
const lastDay = (until: string | null): string | null =>
  until && (localTime(new Date(Date.parse(until) - 1).toISOString())?.slice(0, 10) ?? null);
