import { ApiToken, CreateApiToken, CreatedApiToken, id } from '@sibai/contracts';
import type { ApiTokenId } from '@sibai/kernel';
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';

import { ApiTokens } from '../../platform/api-tokens.js';
import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';

/** What the enterprise's own programs sign in with. */
@Controller('api-tokens')
export class TokenController {
  constructor(private readonly tokens: ApiTokens) {}

  @Allow('token.manage')
  @Get()
  @Answers([ApiToken])
  list(): Promise<ApiToken[]> {
    return this.tokens.list();
  }

  /** The answer is the only time the secret is told. */
  @Allow('token.manage')
  @Post()
  @Answers(CreatedApiToken, 201)
  create(@Me() me: Me, @Body({ schema: CreateApiToken }) body: CreateApiToken): Promise<CreatedApiToken> {
    return this.tokens.create(me, body);
  }

  @Allow('token.manage')
  @Delete(':id')
  @HttpCode(204)
  revoke(@Me() me: Me, @Param('id', { schema: id<'ApiToken'>() }) token: ApiTokenId): Promise<void> {
    return this.tokens.revoke(me, token);
  }
}
