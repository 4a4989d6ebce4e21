import type { MaterialKind } from '@sibai/compliance';
import {
  CodeSent,
  ConfirmVerificationMobile,
  id,
  SaveVerification,
  SubmitVerification,
  Verification,
  VERIFICATION_LETTERS,
  type VerificationLetter,
  VerificationMaterialKind,
  VerificationMobile,
  VerificationStatus,
} from '@sibai/contracts';
import { DomainError, type MaterialId, type VerificationId } from '@sibai/kernel';
import {
  Body,
  type CallHandler,
  Controller,
  Delete,
  type ExecutionContext,
  Get,
  HttpCode,
  Injectable,
  Param,
  Patch,
  PayloadTooLargeException,
  Post,
  Req,
  Res,
  UploadedFile,
  UseInterceptors,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import { ApiConsumes, ApiProduces } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type {} from 'multer';
import type { Observable } from 'rxjs';
import * as z from 'zod';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { ApplicantService } from './applicant.service.js';
import { DOCUMENT_BYTES } from './documents.js';
import { sendFile } from './file-answer.js';
import { LetterService } from './letter.service.js';
import { MaterialService } from './material.service.js';

/** Takes the file of a form into memory, and no more of it than may be kept. */
@Injectable()
class Upload extends FileInterceptor('file', { limits: { fileSize: DOCUMENT_BYTES, files: 1, fields: 5 } }) {
  override async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    try {
      return await super.intercept(context, next);
    } catch (cause) {
      if (!(cause instanceof PayloadTooLargeException)) throw cause;
      throw new DomainError('verification.document_refused', { reason: 'too_large' }, { cause });
    }
  }
}

const UploadForm = z.strictObject({ kind: VerificationMaterialKind });
const verificationId = { schema: id<'Verification'>() };
const materialId = { schema: id<'Material'>() };

@Controller('verification')
export class VerificationController {
  constructor(
    private readonly applicants: ApplicantService,
    private readonly materials: MaterialService,
    private readonly letters: LetterService,
  ) {}

  @Allow('verification.view')
  @Get()
  @Answers(VerificationStatus)
  status(): Promise<VerificationStatus> {
    return this.applicants.status();
  }

  @Allow('verification.manage')
  @Post()
  @HttpCode(200)
  @Answers(Verification)
  open(@Me() me: Me): Promise<Verification> {
    return this.applicants.open(me);
  }

  @Allow('verification.manage')
  @Patch(':id')
  @Answers(Verification)
  save(
    @Param('id', verificationId) application: VerificationId,
    @Body({ schema: SaveVerification }) { version, fields }: SaveVerification,
  ): Promise<Verification> {
    return this.applicants.save(application, version, fields);
  }

  @Allow('verification.manage')
  @Post(':id/submit')
  @HttpCode(200)
  @Answers(Verification)
  submit(
    @Me() me: Me,
    @Param('id', verificationId) application: VerificationId,
    @Body({ schema: SubmitVerification }) { version }: SubmitVerification,
  ): Promise<Verification> {
    return this.applicants.submit(me, application, version);
  }

  @Allow('verification.manage')
  @Post(':id/withdraw')
  @HttpCode(200)
  @Answers(Verification)
  withdraw(@Me() me: Me, @Param('id', verificationId) application: VerificationId): Promise<Verification> {
    return this.applicants.withdraw(me, application);
  }

  @Allow('verification.manage')
  @Post(':id/code')
  @HttpCode(200)
  @Answers(CodeSent)
  code(
    @Me() me: Me,
    @Param('id', verificationId) application: VerificationId,
    @Body({ schema: VerificationMobile }) { mobile }: VerificationMobile,
    @Req() request: Request,
  ): Promise<CodeSent> {
    return this.applicants.sendCode(me, application, mobile, request.ip ?? '');
  }

  @Allow('verification.manage')
  @Post(':id/confirm')
  @HttpCode(200)
  @Answers(Verification)
  confirm(
    @Param('id', verificationId) application: VerificationId,
    @Body({ schema: ConfirmVerificationMobile }) { mobile, code }: ConfirmVerificationMobile,
  ): Promise<Verification> {
    return this.applicants.confirmMobile(application, mobile, code);
  }

  /** A form with `kind` and the picture or PDF as `file`. */
  @Allow('verification.manage')
  @Post(':id/materials')
  @ApiConsumes('multipart/form-data')
  @Answers(Verification, 201)
  @UseInterceptors(Upload)
  upload(
    @Param('id', verificationId) application: VerificationId,
    @Body({ schema: UploadForm }) { kind }: { kind: MaterialKind },
    @UploadedFile() file?: Express.Multer.File,
  ): Promise<Verification> {
    if (!file) throw new DomainError('verification.document_refused', { reason: 'empty' });
    return this.materials.upload(application, kind, nameOf(file), file.buffer);
  }

  @Allow('verification.manage')
  @Delete(':id/materials/:materialId')
  @Answers(Verification)
  remove(
    @Param('id', verificationId) application: VerificationId,
    @Param('materialId', materialId) material: MaterialId,
  ): Promise<Verification> {
    return this.materials.remove(application, material);
  }

  @Allow('verification.view')
  @Get(':id/materials/:materialId/picture')
  @ApiProduces('image/jpeg')
  async picture(
    @Me() me: Me,
    @Param('id', verificationId) application: VerificationId,
    @Param('materialId', materialId) material: MaterialId,
    @Res() response: Response,
  ): Promise<void> {
    sendFile(response, await this.materials.picture(me.tenantId, application, material), 'inline');
  }

  /** 授权委托书 or 承诺书, filled in as far as the form is. */
  @Allow('verification.view')
  @Get(':id/letters/:letter')
  @ApiProduces('application/pdf')
  async letter(
    @Param('id', verificationId) application: VerificationId,
    @Param('letter', { schema: z.enum(VERIFICATION_LETTERS) }) letter: VerificationLetter,
    @Res() response: Response,
  ): Promise<void> {
    sendFile(response, await this.letters.render(application, letter), 'attachment');
  }
}

/** Browsers send the name in UTF-8, which multer takes for Latin-1. */
const nameOf = ({ originalname }: Express.Multer.File): string =>
  Buffer.from(originalname, 'latin1').toString('utf8').slice(-120);
