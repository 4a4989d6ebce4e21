import 'reflect-metadata';

import { DomainError } from '@sibai/kernel';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

import { Stores } from './call/recording/stores.js';
import { VaultChecks } from './call/recording/vault-check.js';
import { Vault } from './call/recording/vault.js';
import { readEnv } from './platform/env.js';
import { KeyRotations } from './platform/key-rotations.js';
import { PlatformModule } from './platform/platform.module.js';

/** `verify` or `rotate`, beside a product that runs or alone: one line of JSON says what came of it. */
const env = { ...readEnv(), SIBAI_ROLES: ['api' as const], METRICS_PORT: 0 };

@Module({
  imports: [PlatformModule.with(env)],
  providers: [{ provide: Stores, useFactory: () => Stores.open(env) }, Vault, VaultChecks],
})
class VaultProgram {}

const app = await NestFactory.createApplicationContext(VaultProgram, { logger: ['fatal'] });
try {
  switch (process.argv[2]) {
    case 'verify': {
      const checks = await app.get(VaultChecks, { strict: false }).verifyAll();
      process.stdout.write(`${JSON.stringify({ checks: checks.map((check) => check.toWire()) })}\n`);
      break;
    }
    case 'rotate': {
      const rotation = await app.get(KeyRotations).rotate();
      process.stdout.write(`${JSON.stringify({ rotation: rotation.toWire() })}\n`);
      break;
    }
    default:
      throw new Error('verify or rotate is expected');
  }
} catch (error) {
  if (!(error instanceof DomainError)) throw error;
  process.stdout.write(`${JSON.stringify({ refused: error.code })}\n`);
} finally {
  await app.close();
}
