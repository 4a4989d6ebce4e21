import { Controller, Get } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { expect, it } from 'vitest';

import { ApiTokens } from './api-tokens.js';
import { Allow, AuthGuard, Public } from './auth.js';
import { Routes } from './routes.js';
import { SessionService } from './session.service.js';

@Controller('doors')
class Doors {
  @Allow('live.view')
  @Get('guarded')
  guarded(): void {}

  @Public()
  @Get('open')
  open(): void {}
}

@Controller('doors')
class Forgotten {
  @Get('forgotten')
  forgotten(): void {}
}

const start = async (...controllers: (new () => unknown)[]) => {
  const module = await Test.createTestingModule({
    imports: [DiscoveryModule],
    controllers,
    providers: [...[Routes, AuthGuard], ...[SessionService, ApiTokens].map((provide) => ({ provide, useValue: {} }))],
  }).compile();
  return module.init();
};

it('knows each route and who may use it', async () => {
  const module = await start(Doors);
  expect(module.get(Routes).list()).toEqual([
    { method: 'GET', path: '/api/doors/guarded', access: 'live.view' },
    { method: 'GET', path: '/api/doors/open', access: 'public' },
  ]);
});

it('does not let the api start with a route that names no permission', async () => {
  await expect(start(Doors, Forgotten)).rejects.toThrow('no @Allow or @Public on GET /api/doors/forgotten');
});
