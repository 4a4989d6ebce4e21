import { CreateUser, EditUser, id, SessionEntry, User } from '@sibai/contracts';
import { DomainError, type UserId } from '@sibai/kernel';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import * as z from 'zod';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { ColleagueService } from './colleague.service.js';
import { UserService } from './user.service.js';

const userIdSchema = id<'User'>();

@Controller('users')
export class UserController {
  constructor(
    private readonly users: UserService,
    private readonly colleagues: ColleagueService,
  ) {}

  @Allow('user.view')
  @Get()
  @Answers([User])
  list(): Promise<User[]> {
    return this.users.list();
  }

  @Allow('user.manage')
  @Post()
  @Answers(User, 201)
  create(@Me() me: Me, @Body({ schema: CreateUser }) body: CreateUser): Promise<User> {
    return this.users.create(me, body);
  }

  @Allow('user.manage')
  @Put(':id')
  @Answers(User)
  edit(
    @Me() me: Me,
    @Param('id', { schema: userIdSchema }) userId: UserId,
    @Body({ schema: EditUser }) body: EditUser,
  ): Promise<User> {
    return this.users.edit(me, userId, body);
  }

  @Allow('user.manage')
  @Post(':id/disable')
  @HttpCode(200)
  @Answers(User)
  disable(@Me() me: Me, @Param('id', { schema: userIdSchema }) userId: UserId): Promise<User> {
    if (userId === me.userId) throw new DomainError('permission.denied', { reason: 'self' });
    return this.users.setDisabled(me, userId, true);
  }

  @Allow('user.manage')
  @Post(':id/enable')
  @HttpCode(200)
  @Answers(User)
  enable(@Me() me: Me, @Param('id', { schema: userIdSchema }) userId: UserId): Promise<User> {
    return this.users.setDisabled(me, userId, false);
  }

  @Allow('user.manage')
  @Post(':id/unlock')
  @HttpCode(200)
  @Answers(User)
  unlock(@Me() me: Me, @Param('id', { schema: userIdSchema }) userId: UserId): Promise<User> {
    return this.users.unlock(me, userId);
  }

  /** For who has lost both the authenticator and the recovery codes. */
  @Allow('user.manage')
  @Post(':id/second-step/off')
  @HttpCode(204)
  endSecondStep(@Me() me: Me, @Param('id', { schema: userIdSchema }) userId: UserId): Promise<void> {
    return this.colleagues.endSecondStep(me, userId);
  }

  @Allow('user.manage')
  @Get(':id/sessions')
  @Answers([SessionEntry])
  sessions(@Me() me: Me, @Param('id', { schema: userIdSchema }) userId: UserId): Promise<SessionEntry[]> {
    return this.colleagues.sessions(me, userId);
  }

  @Allow('user.manage')
  @Delete(':id/sessions/:sessionId')
  @HttpCode(204)
  closeSession(
    @Me() me: Me,
    @Param('id', { schema: userIdSchema }) userId: UserId,
    @Param('sessionId', { schema: z.uuid() }) sessionId: string,
  ): Promise<void> {
    return this.colleagues.closeSession(me, userId, sessionId);
  }
}
