import { Prompt } from '@sibai/contracts';
import { DomainError } from '@sibai/kernel';
import {
  Body,
  type CallHandler,
  Controller,
  type ExecutionContext,
  Get,
  Injectable,
  PayloadTooLargeException,
  Post,
  UploadedFile,
  UseInterceptors,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import { ApiConsumes } from '@nestjs/swagger';
import type {} from 'multer';
import type { Observable } from 'rxjs';
import * as z from 'zod';

import { Allow } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { PromptService } from './prompt.service.js';
import { MAX_UPLOAD_BYTES } from './speech/prompt-store.js';

const Named = z.strictObject({ name: z.string().trim().min(1).max(40) });
type Named = z.infer<typeof Named>;

/** Takes the file of a form into memory, and no more of it than may be kept. */
@Injectable()
class Upload extends FileInterceptor('file', { limits: { fileSize: MAX_UPLOAD_BYTES, files: 1, fields: 5 } }) {
  override async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    try {
      return await super.intercept(context, next);
    } catch (cause) {
      if (!(cause instanceof PayloadTooLargeException)) throw cause;
      throw new DomainError('prompt.too_large', { maxBytes: MAX_UPLOAD_BYTES }, { cause });
    }
  }
}

@Controller('prompts')
export class PromptController {
  constructor(private readonly prompts: PromptService) {}

  @Allow('flow.view')
  @Get()
  @Answers([Prompt])
  async list(): Promise<Prompt[]> {
    return (await this.prompts.list()).map((prompt) => prompt.toWire());
  }

  /** A form with `name` and the WAV as `file`. */
  @Allow('flow.manage')
  @Post()
  @ApiConsumes('multipart/form-data')
  @Answers(Prompt, 201)
  @UseInterceptors(Upload)
  async upload(@Body({ schema: Named }) { name }: Named, @UploadedFile() file?: Express.Multer.File): Promise<Prompt> {
    if (!file) throw new DomainError('request.invalid', { issues: [{ message: 'required', path: ['file'] }] });
    return (await this.prompts.add(name, file.buffer)).toWire();
  }
}
