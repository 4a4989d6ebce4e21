import { AskForCode, CodeSent, ResetPassword, Session, SignUp } from '@sibai/contracts';
import { Body, Controller, HttpCode, Ip, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';

import { Public } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { fromOf } from '../../platform/session.service.js';
import { PasswordService } from './password.service.js';
import { wireSession } from './session.controller.js';
import { SignUpService } from './sign-up.service.js';

/** What somebody without a session may do: begin, or come back. */
@Controller()
export class SignUpController {
  constructor(
    private readonly signUps: SignUpService,
    private readonly passwords: PasswordService,
  ) {}

  @Public()
  @Post('sign-up/code')
  @HttpCode(200)
  @Answers(CodeSent)
  sendCode(@Body({ schema: AskForCode }) { to }: AskForCode, @Ip() ip: string): Promise<CodeSent> {
    return this.signUps.sendCode(to, ip);
  }

  @Public()
  @Post('sign-up')
  @Answers(Session, 201)
  async signUp(
    @Body({ schema: SignUp }) body: SignUp,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Session> {
    const { cookie, me } = await this.signUps.signUp(body, fromOf(request));
    response.setHeader('Set-Cookie', cookie);
    return wireSession(me);
  }

  @Public()
  @Post('password/code')
  @HttpCode(200)
  @Answers(CodeSent)
  sendResetCode(@Body({ schema: AskForCode }) { to }: AskForCode, @Ip() ip: string): Promise<CodeSent> {
    return this.passwords.sendCode(to, ip);
  }

  @Public()
  @Post('password')
  @HttpCode(204)
  reset(@Body({ schema: ResetPassword }) body: ResetPassword, @Ip() ip: string): Promise<void> {
    return this.passwords.reset(body, ip);
  }
}
