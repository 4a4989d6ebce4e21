import { DomainError } from '@sibai/kernel';
import { type DynamicModule, Global, Module, StandardSchemaValidationPipe } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { DataSource } from 'typeorm';

import { ApiTokens } from './api-tokens.js';
import { AuthGuard } from './auth.js';
import { Clock } from './clock.js';
import { Codes } from './codes.js';
import { Changes } from './changes.js';
import { dataSourceOptions } from './data-source.js';
import { Db } from './db.js';
import { ENV, type Env } from './env.js';
import { ErrorFilter } from './error.filter.js';
import { HealthController } from './health.controller.js';
import { Jobs } from './jobs.js';
import { Keys } from './keys.js';
import { KeyRotations } from './key-rotations.js';
import { Limits } from './limits.js';
import { MessagePorts } from './message-ports.js';
import { Messages } from './messages.js';
import { MetricsServer } from './metrics.js';
import { OutboxController } from './outbox.controller.js';
import { Partitions } from './partitions.js';
import { throughOutage } from './pg-error.js';
import { Routes } from './routes.js';
import { Safe } from './safe.js';
import { SessionService } from './session.service.js';
import { Words } from './words.js';
import { VaultAlarms } from './vault-alarms.js';

/** A database that is started together with us, or is too busy to answer at once, is waited for. */
const DATABASE_WAIT_MS = 30_000;

/** One shape of refusal for the client, whether the schema or the domain refused. */
const invalidRequest = (issues: readonly { message: string; path?: unknown }[]) =>
  new DomainError('request.invalid', { issues: issues.map(({ message, path = [] }) => ({ message, path })) });

@Global()
@Module({})
export class PlatformModule {
  static with(env: Env): DynamicModule {
    const giveUpAt = performance.now() + DATABASE_WAIT_MS;
    const source = () =>
      throughOutage(
        () => new DataSource(dataSourceOptions(env.DATABASE_URL, env.DATABASE_POOL)).initialize(),
        () => performance.now() > giveUpAt,
      );
    return {
      module: PlatformModule,
      imports: [DiscoveryModule],
      controllers: [HealthController, OutboxController],
      providers: [
        { provide: ENV, useValue: env },
        { provide: DataSource, useFactory: source },
        ApiTokens,
        Changes,
        Clock,
        Codes,
        Db,
        Jobs,
        KeyRotations,
        Keys,
        Limits,
        MessagePorts,
        Messages,
        MetricsServer,
        Partitions,
        Routes,
        Safe,
        SessionService,
        Words,
        VaultAlarms,
        { provide: APP_GUARD, useClass: AuthGuard },
        { provide: APP_PIPE, useFactory: () => new StandardSchemaValidationPipe({ exceptionFactory: invalidRequest }) },
        { provide: APP_FILTER, useClass: ErrorFilter },
      ],
      exports: [
        ENV,
        ApiTokens,
        Changes,
        Clock,
        Codes,
        Db,
        Jobs,
        KeyRotations,
        Keys,
        Limits,
        Messages,
        MetricsServer,
        Routes,
        Safe,
        SessionService,
        Words,
        VaultAlarms,
      ],
    };
  }
}
