import { CreateUser, id, User } from '@sibai/contracts';
import { DomainError, type UserId } from '@sibai/kernel';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { UserService } from './user.service.js';

@Controller('users')
export class UserController {
  constructor(private readonly users: UserService) {}

  @Allow('user.view')
  @Get()
  @Answers([User])
  async list(): Promise<User[]> {
    return (await this.users.list()).map((user) => user.toWire());
  }

  @Allow('user.manage')
  @Post()
  @Answers(User, 201)
  async create(@Body({ schema: CreateUser }) body: CreateUser): Promise<User> {
    return (await this.users.create(body)).toWire();
  }

  @Allow('user.manage')
  @Post(':id/disable')
  @HttpCode(200)
  @Answers(User)
  async disable(@Me() me: Me, @Param('id', { schema: id<'User'>() }) userId: UserId): Promise<User> {
    if (userId === me.userId) throw new DomainError('permission.denied', { reason: 'self' });
    return (await this.users.setDisabled(userId, true)).toWire();
  }

  @Allow('user.manage')
  @Post(':id/enable')
  @HttpCode(200)
  @Answers(User)
  async enable(@Param('id', { schema: id<'User'>() }) userId: UserId): Promise<User> {
    return (await this.users.setDisabled(userId, false)).toWire();
  }
}
