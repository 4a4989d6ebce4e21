import 'reflect-metadata';

import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';

import { AppModule } from './app.module.js';
import { readEnv } from './platform/env.js';
import { configure } from './platform/http.js';

const LEVELS: readonly LogLevel[] = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'];

const env = readEnv();
const app = await NestFactory.create<NestExpressApplication>(AppModule.with(env), {
  logger: new ConsoleLogger({
    json: env.NODE_ENV === 'production',
    logLevels: LEVELS.slice(0, LEVELS.indexOf(env.LOG_LEVEL) + 1),
  }),
  routeConflictPolicy: { duplicate: 'error', shadow: 'error' },
});
configure(app, env);
app.enableShutdownHooks();
await app.listen(env.PORT, env.HOST);
