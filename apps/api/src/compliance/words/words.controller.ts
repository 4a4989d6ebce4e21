import { PLATFORM_WORDS } from '@sibai/compliance';
import { id, PastWordRule, SaveWordRule, WordBook, WordFindings, WordRule } from '@sibai/contracts';
import type { Id } from '@sibai/kernel';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Res } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import { stringify } from 'csv-stringify/sync';
import type { Response } from 'express';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { WordCheckService } from './word-check.service.js';
import { WordsService } from './words.service.js';

const { version, date, owner, source, families } = PLATFORM_WORDS;
const FLOOR_WORDS = families.flatMap((family) =>
  family.words
    .trim()
    .split(/\s+/)
    .map((entry) => {
      const [word = '', suggestion = family.suggestion] = entry.split('>');
      return [word, family.severity, family.article, suggestion, owner, date];
    }),
);

@Controller('words')
export class WordsController {
  constructor(
    private readonly words: WordsService,
    private readonly checks: WordCheckService,
  ) {}

  @Allow('words.view')
  @Get()
  @Answers(WordBook)
  async book(): Promise<WordBook> {
    return { floor: { version, date, owner, source, words: FLOOR_WORDS.length }, rules: await this.words.rules() };
  }

  @Allow('words.view')
  @Get('past')
  @Answers([PastWordRule])
  past(): Promise<PastWordRule[]> {
    return this.words.past();
  }

  @Allow('words.view')
  @Get('findings')
  @Answers(WordFindings)
  findings(): Promise<WordFindings> {
    return this.checks.findings();
  }

  /** The platform's list and the own rules, for Excel. */
  @Allow('words.view')
  @Get('list.csv')
  @ApiProduces('text/csv')
  async csv(@Res() response: Response): Promise<void> {
    const own = (await this.words.rules()).map((rule) => [
      ...[rule.word, rule.severity ?? rule.kind, rule.article, rule.suggestion],
      ...[rule.addedBy, rule.addedAt.slice(0, 10)],
    ]);
    const rows = [['词语', '处理', '依据', '建议', '维护人', '日期'], ...own, ...FLOOR_WORDS];
    response.type('text/csv').attachment('words.csv');
    // The byte order mark makes Excel read the file as UTF-8; a cell that it would run as a formula is made a text.
    response.send(`\uFEFF${stringify(rows, { escape_formulas: true, record_delimiter: 'windows' })}`);
  }

  @Allow('words.manage')
  @Post()
  @Answers(WordRule, 201)
  add(@Me() me: Me, @Body({ schema: SaveWordRule }) body: SaveWordRule): Promise<WordRule> {
    return this.words.add(me, body);
  }

  @Allow('words.manage')
  @Put(':id')
  @Answers(WordRule)
  edit(
    @Me() me: Me,
    @Param('id', { schema: id<'WordRule'>() }) ruleId: Id<'WordRule'>,
    @Body({ schema: SaveWordRule }) body: SaveWordRule,
  ): Promise<WordRule> {
    return this.words.edit(me, ruleId, body);
  }

  @Allow('words.manage')
  @Delete(':id')
  @HttpCode(204)
  remove(@Me() me: Me, @Param('id', { schema: id<'WordRule'>() }) ruleId: Id<'WordRule'>): Promise<void> {
    return this.words.remove(me, ruleId);
  }
}
