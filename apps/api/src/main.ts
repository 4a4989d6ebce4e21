import 'reflect-metadata';

import { flushCompileCache } from 'node:module';

import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';

import { AppModule } from './app.module.js';
import { readEnv } from './platform/env.js';
import { configure, ROUTE_CONFLICTS } from './platform/http.js';
import { Log } from './platform/log.js';

const env = readEnv();
const log = new Log(env);
const app = await NestFactory.create<NestExpressApplication>(AppModule.with(env), {
  logger: log,
  routeConflictPolicy: ROUTE_CONFLICTS,
  // Browsers keep connections open, which would hold up a stop for minutes.
  forceCloseConnections: true,
});
configure(app, env);
app.enableShutdownHooks();
await app.listen(env.PORT, env.HOST);
log.log(`listening on ${await app.getUrl()} as ${env.SIBAI_ROLES.join(', ')}`, 'Sibai');
// Also one that is killed leaves its compiled code to the next, which is back the sooner; without NODE_COMPILE_CACHE it does nothing.
flushCompileCache();
