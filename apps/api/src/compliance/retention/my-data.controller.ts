import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { AskForMyData, AskSubjectCode, MyData, MyDataAsked, MyDataToken, SubjectCodeSent } from '@sibai/contracts';
import { Body, Controller, Get, HttpCode, Ip, Param, Post, Res } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { Response } from 'express';

import { Public } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { MyDataService } from './my-data.service.js';
import { zipStream } from './zip-stream.js';

/** For who has called: by the number called from, which a code proves. */
@Controller('my-data')
export class MyDataController {
  constructor(private readonly service: MyDataService) {}

  @Public()
  @Post('code')
  @HttpCode(200)
  @Answers(SubjectCodeSent)
  code(@Body({ schema: AskSubjectCode }) body: AskSubjectCode, @Ip() ip: string): Promise<SubjectCodeSent> {
    return this.service.sendCode(body, ip);
  }

  @Public()
  @Post()
  @Answers(MyDataAsked, 201)
  ask(@Body({ schema: AskForMyData }) body: AskForMyData, @Ip() ip: string): Promise<MyDataAsked> {
    return this.service.ask(body, ip);
  }

  @Public()
  @Get(':token')
  @Answers(MyData)
  status(@Param('token', { schema: MyDataToken }) token: string, @Ip() ip: string): Promise<MyData> {
    return this.service.status(token, ip);
  }

  @Public()
  @Get(':token/copy')
  @ApiProduces('application/zip')
  async copy(
    @Param('token', { schema: MyDataToken }) token: string,
    @Ip() ip: string,
    @Res() response: Response,
  ): Promise<void> {
    const parts = await this.service.copy(token, ip);
    response.set('Cache-Control', 'private, no-store').attachment('my-calls.zip').type('zip');
    // A recording that is damaged ends the answer short: the archive then has no directory and does not open.
    await pipeline(Readable.from(zipStream(parts)), response).catch(() => response.destroy());
  }

  @Public()
  @Get(':token/certificate')
  @ApiProduces('application/pdf')
  async certificate(
    @Param('token', { schema: MyDataToken }) token: string,
    @Ip() ip: string,
    @Res() response: Response,
  ): Promise<void> {
    const { bytes, name } = await this.service.certificate(token, ip);
    response
      .set('Cache-Control', 'private, no-store')
      .attachment(name ?? 'certificate.pdf')
      .type('pdf')
      .send(bytes);
  }
}
