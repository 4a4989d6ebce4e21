import { AskSignCode, Contract, ContractDesk, ContractVerdict, id, SignCodeSent, SignContract } from '@sibai/contracts';
import { type ContractId, DomainError } from '@sibai/kernel';
import {
  Body,
  type CallHandler,
  Controller,
  type ExecutionContext,
  Get,
  HttpCode,
  Injectable,
  type NestInterceptor,
  Param,
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

import { Allow, Me, Public } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { ContractService } from './contract.service.js';
import { Signatory } from './signatory.js';
import { SigningService } from './signing.service.js';
import { VerifyService } from './verify.service.js';

const MAX_FILE_BYTES = 10 * 1024 * 1024;
const USER_AGENT_LENGTH = 300;
const PageNumber = z.coerce.number().int().min(1).max(500);

/** Takes the file of a form into memory, and no more of it than a contract may have. */
@Injectable()
class Upload extends FileInterceptor('file', { limits: { fileSize: MAX_FILE_BYTES, files: 1, fields: 0 } }) {
  override async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    try {
      return await super.intercept(context, next);
    } catch (cause) {
      if (!(cause instanceof PayloadTooLargeException)) throw cause;
      throw new DomainError('contract.too_large', { maxBytes: MAX_FILE_BYTES }, { cause });
    }
  }
}

@Injectable()
class Counted implements NestInterceptor {
  constructor(private readonly verifying: VerifyService) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    await this.verifying.count(context.switchToHttp().getRequest<Request>().ip ?? '');
    return next.handle();
  }
}

@Controller('contracts')
export class ContractController {
  constructor(
    private readonly contracts: ContractService,
    private readonly signing: SigningService,
    private readonly verifying: VerifyService,
    private readonly signatory: Signatory,
  ) {}

  @Allow('contract.view')
  @Get()
  @Answers([Contract])
  list(@Me() me: Me): Promise<Contract[]> {
    return this.contracts.list(me);
  }

  /** What is missing, what can be signed, what was. */
  @Allow('contract.view')
  @Get('desk')
  @Answers(ContractDesk)
  desk(@Me() me: Me): Promise<ContractDesk> {
    return this.contracts.desk(me);
  }

  /** Draws the contract up for what is chosen now; answers the one there is while it still says that. */
  @Allow('contract.manage')
  @Post()
  @HttpCode(200)
  @Answers(Contract)
  drawUp(@Me() me: Me): Promise<Contract> {
    return this.contracts.drawUp(me);
  }

  @Allow('contract.view')
  @Get(':id/pages/:page')
  @ApiProduces('image/webp')
  async page(
    @Me() { tenantId }: Me,
    @Param('id', { schema: id<'Contract'>() }) contract: ContractId,
    @Param('page', { schema: PageNumber }) page: number,
    @Res() response: Response,
  ): Promise<void> {
    const image = await this.contracts.page(tenantId, contract, page);
    response.set('Cache-Control', 'private, max-age=3600').type('image/webp').send(Buffer.from(image));
  }

  @Allow('contract.view')
  @Get(':id/pdf')
  @ApiProduces('application/pdf')
  async pdf(
    @Me() { tenantId }: Me,
    @Param('id', { schema: id<'Contract'>() }) contract: ContractId,
    @Res() response: Response,
  ): Promise<void> {
    sendPdf(response, await this.contracts.file(tenantId, contract));
  }

  @Allow('contract.manage')
  @Post(':id/code')
  @HttpCode(200)
  @Answers(SignCodeSent)
  code(
    @Me() me: Me,
    @Param('id', { schema: id<'Contract'>() }) contract: ContractId,
    @Body({ schema: AskSignCode }) { documentSha256 }: AskSignCode,
    @Req() request: Request,
  ): Promise<SignCodeSent> {
    return this.contracts.sendCode(me, contract, documentSha256, request.ip ?? '');
  }

  @Allow('contract.manage')
  @Post(':id/sign')
  @HttpCode(200)
  @Answers(Contract)
  sign(
    @Me() me: Me,
    @Param('id', { schema: id<'Contract'>() }) contract: ContractId,
    @Body({ schema: SignContract }) body: SignContract,
    @Req() request: Request,
  ): Promise<Contract> {
    return this.signing.sign(me, contract, body, {
      account: me.name,
      address: request.ip ?? '',
      userAgent: (request.headers['user-agent'] ?? '').slice(0, USER_AGENT_LENGTH),
    });
  }

  /** A form with the PDF as `file`. */
  @Public()
  @Post('verify')
  @HttpCode(200)
  @ApiConsumes('multipart/form-data')
  @Answers(ContractVerdict)
  @UseInterceptors(Counted, Upload)
  verify(@UploadedFile() file?: Express.Multer.File): Promise<ContractVerdict> {
    if (!file) throw new DomainError('request.invalid', { issues: [{ message: 'required', path: ['file'] }] });
    return this.verifying.verify(file.buffer);
  }

  /** The platform's certificate, for readers of PDF that want to be told whom to trust. */
  @Public()
  @Get('certificate')
  @ApiProduces('application/x-pem-file')
  async certificate(@Res() response: Response): Promise<void> {
    const pem = await this.signatory.pem();
    response.type('application/x-pem-file').attachment('sibai-contract-signing.pem').send(pem);
  }
}

export function sendPdf(response: Response, { bytes, name }: { bytes: Buffer; name: string }): void {
  response.set('Cache-Control', 'private, no-store').attachment(name).type('application/pdf').send(bytes);
}
