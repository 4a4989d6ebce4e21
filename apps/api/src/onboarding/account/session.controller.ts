import { Session, SessionEntry, SignIn } from '@sibai/contracts';
import { DomainError } from '@sibai/kernel';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import * as z from 'zod';

import { audit } from '../../platform/audit.js';
import { Allow, Me, Public } from '../../platform/auth.js';
import { Db } from '../../platform/db.js';
import { Answers } from '../../platform/openapi.js';
import { fromOf, SessionService } from '../../platform/session.service.js';
import { SignInService } from './sign-in.service.js';

export const wireSession = (me: Me): Session => ({
  user: { id: me.userId, name: me.name, email: me.email, mobile: me.mobile, role: me.role },
  tenant: { id: me.tenantId, name: me.tenantName, state: me.tenantState },
});

@Controller()
export class SessionController {
  constructor(
    private readonly signIns: SignInService,
    private readonly sessions: SessionService,
    private readonly db: Db,
  ) {}

  @Public()
  @Post('session')
  @HttpCode(200)
  @Answers(Session)
  async signIn(
    @Body({ schema: SignIn }) body: SignIn,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Session> {
    const { cookie, me } = await this.signIns.signIn(body, fromOf(request));
    response.setHeader('Set-Cookie', cookie);
    return wireSession(me);
  }

  @Allow('session.own')
  @Get('session')
  @Answers(Session)
  me(@Me() me: Me): Session {
    return wireSession(me);
  }

  @Allow('session.own')
  @Delete('session')
  @HttpCode(204)
  async signOut(@Me() me: Me, @Res({ passthrough: true }) response: Response): Promise<void> {
    response.setHeader('Set-Cookie', await this.sessions.close(me));
    await this.db.run((em) => audit(em, me, 'session.closed', me.name));
  }

  @Allow('session.own')
  @Get('sessions')
  @Answers([SessionEntry])
  list(@Me() me: Me): Promise<SessionEntry[]> {
    return this.sessions.list(me.userId, me.tenantId, me.sessionId);
  }

  /** Ends every session but the one that asks. */
  @Allow('session.own')
  @Delete('sessions')
  @HttpCode(204)
  async closeOthers(@Me() me: Me): Promise<void> {
    const closed = await this.sessions.closeAll(me.userId, me.tenantId, me.sessionId);
    await this.db.run((em) => audit(em, me, 'session.revoked', me.name, { closed }));
  }

  @Allow('session.own')
  @Delete('sessions/:id')
  @HttpCode(204)
  async close(@Me() me: Me, @Param('id', { schema: z.uuid() }) id: string): Promise<void> {
    if (!(await this.sessions.closeOne(me.userId, me.tenantId, id))) throw new DomainError('session.missing', { id });
    await this.db.run((em) => audit(em, me, 'session.revoked', me.name, { closed: 1 }));
  }
}
