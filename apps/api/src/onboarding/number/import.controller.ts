import { BadLines, type BadLine, NumberImport } from '@sibai/contracts';
import { DomainError } from '@sibai/kernel';
import {
  type CallHandler,
  Controller,
  type ExecutionContext,
  Get,
  HttpCode,
  Injectable,
  Param,
  PayloadTooLargeException,
  Post,
  Res,
  UploadedFile,
  UseInterceptors,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import { ApiConsumes, ApiProduces } from '@nestjs/swagger';
import type { Response } from 'express';
import type {} from 'multer';
import type { Observable } from 'rxjs';
import * as z from 'zod';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { ImportRunner } from './import.runner.js';
import { ImportService } from './import.service.js';

const MAX_BYTES = 1024 ** 3;
const Id = z.uuid();

const REASON: Record<BadLine, string> = {
  not_a_number: '不是 400 号码（应为 400 加七位数字）',
  bad_price: '月租不是金额',
  twice_in_file: '文件中重复',
  already_there: '号码库中已有',
  already_sold: '号码已有归属，不能改价',
};

/** Writes the file of a form to the disk as it comes, and refuses early while another import runs. */
@Injectable()
class Upload extends FileInterceptor('file', { limits: { fileSize: MAX_BYTES, files: 1, fields: 2 } }) {
  override async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    try {
      return await super.intercept(context, next);
    } catch (cause) {
      if (!(cause instanceof PayloadTooLargeException)) throw cause;
      throw new DomainError('number_import.too_large', { maxBytes: MAX_BYTES }, { cause });
    }
  }
}

@Allow('number.operate')
@Controller('inventory/imports')
export class ImportController {
  constructor(
    private readonly imports: ImportService,
    private readonly runner: ImportRunner,
  ) {}

  @Get()
  @Answers([NumberImport])
  async list(): Promise<NumberImport[]> {
    return (await this.imports.list()).map((row) => row.toWire());
  }

  /** A form with the CSV as `file`: a number a line, and a month's price in yuan beside it if it has one of its own. */
  @Post()
  @ApiConsumes('multipart/form-data')
  @Answers(NumberImport, 201)
  @UseInterceptors(Upload)
  async start(@Me() me: Me, @UploadedFile() file?: Express.Multer.File): Promise<NumberImport> {
    if (!file) throw new DomainError('request.invalid', { issues: [{ message: 'required', path: ['file'] }] });
    return (await this.runner.begin(me, file)).toWire();
  }

  @Get(':id')
  @Answers(NumberImport)
  async get(@Param('id', { schema: Id }) id: string): Promise<NumberImport> {
    return (await this.imports.get(id)).toWire();
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Answers(NumberImport)
  async cancel(@Me() me: Me, @Param('id', { schema: Id }) id: string): Promise<NumberImport> {
    return (await this.imports.cancel(me, id)).toWire();
  }

  /** The first of the lines that were not taken. */
  @Get(':id/lines')
  @Answers(BadLines)
  async lines(@Param('id', { schema: Id }) id: string): Promise<BadLines> {
    return { lines: await this.imports.lines(id, 0, 100) };
  }

  /** All of them, to be corrected. */
  @Get(':id/lines.csv')
  @ApiProduces('text/csv')
  async csv(@Param('id', { schema: Id }) id: string, @Res() response: Response): Promise<void> {
    await this.imports.get(id);
    response.type('text/csv').attachment('not-imported.csv').write('\uFEFF行号,原因,内容\r\n');
    for (let after = 0; !response.destroyed;) {
      const lines = await this.imports.lines(id, after, 5000);
      if (lines.length === 0) break;
      const text = lines.map(({ line, reason, content }) => `${line},${REASON[reason]},"${quoted(content)}"\r\n`);
      if (!response.write(text.join('')))
        await new Promise((drained) => response.once('drain', drained).once('close', drained));
      after = lines.at(-1)?.line ?? after;
    }
    response.end();
  }
}

/** A cell that Excel would run as a formula is made a text. */
const quoted = (content: string): string =>
  (/^[=+\-@\t\r]/.test(content) ? `'${content}` : content).replaceAll('"', '""');
