import {
  AskForCode,
  AuthenticatorKey,
  ChangeAddress,
  ChangePassword,
  CodeSent,
  ConfirmAuthenticator,
  ConfirmByPassword,
  EditProfile,
  Profile,
  RecoveryCodes,
} from '@sibai/contracts';
import { Body, Controller, Get, HttpCode, Ip, Post, Put } from '@nestjs/common';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { PasswordService } from './password.service.js';
import { ProfileService } from './profile.service.js';
import { SecondStepService } from './second-step.service.js';

@Controller('account')
export class ProfileController {
  constructor(
    private readonly profiles: ProfileService,
    private readonly passwords: PasswordService,
    private readonly secondStep: SecondStepService,
  ) {}

  @Allow('session.own')
  @Get()
  @Answers(Profile)
  get(@Me() me: Me): Promise<Profile> {
    return this.profiles.get(me);
  }

  @Allow('session.own')
  @Put()
  @Answers(Profile)
  edit(@Me() me: Me, @Body({ schema: EditProfile }) body: EditProfile): Promise<Profile> {
    return this.profiles.edit(me, body);
  }

  @Allow('session.own')
  @Post('address/code')
  @HttpCode(200)
  @Answers(CodeSent)
  sendCode(@Me() me: Me, @Body({ schema: AskForCode }) { to }: AskForCode, @Ip() ip: string): Promise<CodeSent> {
    return this.profiles.sendCode(me, to, ip);
  }

  @Allow('session.own')
  @Put('address')
  @Answers(Profile)
  changeAddress(@Me() me: Me, @Body({ schema: ChangeAddress }) body: ChangeAddress): Promise<Profile> {
    return this.profiles.changeAddress(me, body);
  }

  @Allow('session.own')
  @Put('password')
  @HttpCode(204)
  changePassword(@Me() me: Me, @Body({ schema: ChangePassword }) body: ChangePassword): Promise<void> {
    return this.passwords.change(me, body);
  }

  /** A new key for an authenticator, which asks for nothing until its first code was typed. */
  @Allow('session.own')
  @Post('second-step')
  @Answers(AuthenticatorKey, 201)
  begin(@Me() me: Me, @Body({ schema: ConfirmByPassword }) body: ConfirmByPassword): Promise<AuthenticatorKey> {
    return this.secondStep.begin(me, body.password);
  }

  @Allow('session.own')
  @Put('second-step')
  @Answers(RecoveryCodes)
  async confirm(
    @Me() me: Me,
    @Body({ schema: ConfirmAuthenticator }) { code }: ConfirmAuthenticator,
  ): Promise<RecoveryCodes> {
    return { codes: await this.secondStep.confirm(me, code) };
  }

  @Allow('session.own')
  @Post('second-step/off')
  @HttpCode(204)
  end(@Me() me: Me, @Body({ schema: ConfirmByPassword }) { password }: ConfirmByPassword): Promise<void> {
    return this.secondStep.end(me, password);
  }

  @Allow('session.own')
  @Post('second-step/recovery-codes')
  @HttpCode(200)
  @Answers(RecoveryCodes)
  async renew(
    @Me() me: Me,
    @Body({ schema: ConfirmByPassword }) { password }: ConfirmByPassword,
  ): Promise<RecoveryCodes> {
    return { codes: await this.secondStep.renew(me, password) };
  }
}
