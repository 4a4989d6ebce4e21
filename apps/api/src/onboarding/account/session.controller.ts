import { Session, SignIn } from '@sibai/contracts';
import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';

import { Allow, Me, Public } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { SessionService } from '../../platform/session.service.js';
import { SignInService } from './sign-in.service.js';

const wire = ({ userId, name, email, mobile, role, tenantId, tenantName }: Me): Session => ({
  user: { id: userId, name, email, mobile, role },
  tenant: { id: tenantId, name: tenantName },
});

@Controller('session')
export class SessionController {
  constructor(
    private readonly signIns: SignInService,
    private readonly sessions: SessionService,
  ) {}

  @Public()
  @Post()
  @HttpCode(200)
  @Answers(Session)
  async signIn(
    @Body({ schema: SignIn }) body: SignIn,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Session> {
    const { cookie, me } = await this.signIns.signIn(body, request.ip ?? '');
    response.setHeader('Set-Cookie', cookie);
    return wire(me);
  }

  @Allow('session.own')
  @Get()
  @Answers(Session)
  me(@Me() me: Me): Session {
    return wire(me);
  }

  @Allow('session.own')
  @Delete()
  @HttpCode(204)
  async signOut(@Me() me: Me, @Res({ passthrough: true }) response: Response): Promise<void> {
    response.setHeader('Set-Cookie', await this.sessions.close(me));
  }
}
