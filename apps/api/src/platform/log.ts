import { ConsoleLogger, type LogLevel } from '@nestjs/common';

import type { Env } from './env.js';

const LEVELS: readonly LogLevel[] = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'];
/** Where Nest tells of every module and route as it starts. */
const START_UP = ['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory', 'NestApplication'];

/** The log of the process: lines for people, JSON in production. */
export class Log extends ConsoleLogger {
  constructor(env: Pick<Env, 'NODE_ENV' | 'LOG_LEVEL'>) {
    super({
      json: env.NODE_ENV === 'production',
      logLevels: LEVELS.slice(0, LEVELS.indexOf(env.LOG_LEVEL) + 1),
    });
  }

  override log(message: unknown, ...rest: unknown[]): void {
    if (!START_UP.includes(String(rest.at(-1)))) super.log(message, ...(rest as [unknown, string?]));
  }
}
