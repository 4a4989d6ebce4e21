import { randomUUID } from 'node:crypto';

import type { Refusal } from '@sibai/contracts';
import { DomainError, type ErrorKind } from '@sibai/kernel';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, HttpStatus, Logger } from '@nestjs/common';
import type { Response } from 'express';

import { isUnstorable } from './pg-error.js';

const STATUS: Record<ErrorKind, HttpStatus> = {
  invalid: HttpStatus.UNPROCESSABLE_ENTITY,
  unauthenticated: HttpStatus.UNAUTHORIZED,
  forbidden: HttpStatus.FORBIDDEN,
  missing: HttpStatus.NOT_FOUND,
  conflict: HttpStatus.CONFLICT,
  too_many: HttpStatus.TOO_MANY_REQUESTS,
  unavailable: HttpStatus.SERVICE_UNAVAILABLE,
};

/** The last stop of everything thrown in a request: a refusal keeps its code, anything else is a bug with a logged id. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  readonly #log = new Logger('Request');

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const refused = asRefusal(error);
    if (refused && !response.headersSent) {
      const { retryAfterSeconds } = refused.details;
      if (typeof retryAfterSeconds === 'number') response.setHeader('Retry-After', retryAfterSeconds);
      response.status(STATUS[refused.kind]).json({ code: refused.code, details: refused.details } satisfies Refusal);
      return;
    }
    const id = randomUUID();
    const { method } = response.req;
    // The route, not the address: that may hold a number, or the secret of a link.
    const { path } = (response.req.route ?? response.req) as { path: string };
    this.#log.error(`${id} ${method} ${path}`, error instanceof Error ? error.stack : String(error));
    // Too late to be told: an answer that is cut short is not taken for a whole one.
    if (response.headersSent) return void response.destroy();
    response.status(500).json({ code: 'internal', details: { id } } satisfies Refusal);
  }
}

/** What Express, Nest and Postgres refuse by themselves, in our words: no such route, a body that cannot be read, or stored. */
function asRefusal(error: unknown): DomainError | undefined {
  if (error instanceof DomainError) return error;
  if (isUnstorable(error))
    return new DomainError(
      'request.invalid',
      { issues: [{ message: 'a character or a time that cannot be stored', path: [] }] },
      { cause: error },
    );
  const status = error instanceof HttpException ? error.getStatus() : (error as { status?: unknown } | null)?.status;
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  if (status === 404) return new DomainError('route.missing', {}, { cause: error });
  return new DomainError(
    'request.invalid',
    { issues: [{ message: (error as Error).message, path: [] }] },
    { cause: error },
  );
}
