import { Module } from '@nestjs/common';

import { WordCheckService } from './word-check.service.js';
import { WordsController } from './words.controller.js';
import { WordsService } from './words.service.js';

/** Banned words and promises: the own list, and what of it is live. */
@Module({ controllers: [WordsController], providers: [WordsService, WordCheckService] })
export class WordsModule {}
