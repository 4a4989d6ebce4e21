import { AcceptInvitation, Invitation, InvitationFace, Invite, Session } from '@sibai/contracts';
import { Body, Controller, Delete, Get, HttpCode, Ip, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import * as z from 'zod';

import { Allow, Me, Public } from '../../platform/auth.js';
import { Limits } from '../../platform/limits.js';
import { networkOf } from '../../platform/network-of.js';
import { Answers } from '../../platform/openapi.js';
import { fromOf } from '../../platform/session.service.js';
import { InvitationService } from './invitation.service.js';
import { InvitedService } from './invited.service.js';
import { wireSession } from './session.controller.js';

const Token = z.string().min(1).max(100);
/** Links of 144 bits are not guessed; this is for who tries all the same. */
const OPENINGS = { points: 60, seconds: 900 };

@Controller()
export class InvitationController {
  constructor(
    private readonly invitations: InvitationService,
    private readonly invited: InvitedService,
    private readonly limits: Limits,
  ) {}

  @Allow('user.manage')
  @Get('invitations')
  @Answers([Invitation])
  list(): Promise<Invitation[]> {
    return this.invitations.list();
  }

  @Allow('user.manage')
  @Post('invitations')
  @Answers(Invitation, 201)
  invite(@Me() me: Me, @Body({ schema: Invite }) body: Invite): Promise<Invitation> {
    return this.invitations.invite(me, body);
  }

  @Allow('user.manage')
  @Post('invitations/:id/resend')
  @HttpCode(200)
  @Answers(Invitation)
  resend(@Me() me: Me, @Param('id', { schema: z.uuid() }) id: string): Promise<Invitation> {
    return this.invitations.resend(me, id);
  }

  @Allow('user.manage')
  @Delete('invitations/:id')
  @HttpCode(200)
  @Answers(Invitation)
  revoke(@Me() me: Me, @Param('id', { schema: z.uuid() }) id: string): Promise<Invitation> {
    return this.invitations.revoke(me, id);
  }

  @Public()
  @Get('invited/:token')
  @Answers(InvitationFace)
  async face(@Param('token', { schema: Token }) token: string, @Ip() ip: string): Promise<InvitationFace> {
    await this.limits.take(`invited:${networkOf(ip)}`, OPENINGS);
    const { id: _, tenantId: __, ...face } = await this.invitations.face(token);
    return face;
  }

  @Public()
  @Post('invited/:token')
  @Answers(Session, 201)
  async accept(
    @Param('token', { schema: Token }) token: string,
    @Body({ schema: AcceptInvitation }) body: AcceptInvitation,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Session> {
    await this.limits.take(`invited:${networkOf(request.ip)}`, OPENINGS);
    const { cookie, me } = await this.invited.accept(token, body, fromOf(request));
    response.setHeader('Set-Cookie', cookie);
    return wireSession(me);
  }
}
