import { Refusal } from '@sibai/contracts';
import type { ErrorCode } from '@sibai/kernel';
import type * as z from 'zod';

/** What may go wrong between the browser and the server, besides the server's own refusals. */
export type ClientErrorCode = 'client.offline' | 'client.unexpected' | 'client.bad_response';

/** A request that did not succeed. `status` is 0 when no answer came. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    /** An `ErrorCode`, a `ClientErrorCode`, or the code of a server newer than this page. */
    readonly code: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(code, options);
  }
}

/** Whether `error` is the server's refusal `code`. */
export const isRefusal = (error: unknown, code: ErrorCode): error is ApiError =>
  error instanceof ApiError && error.code === code;

/**
 * Asks the API for `path` (below /api) and parses the answer, so that a server that has drifted fails here and not in
 * a table cell. A plain-text body is taken to be JSON; a FormData or Blob body is sent as it is.
 */
export async function call<T>(schema: z.ZodType<T>, path: string, init: RequestInit = {}): Promise<T> {
  const response = await request(path, init);
  const body: unknown = response.status === 204 ? undefined : await readJson(response);
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    throw new ApiError(response.status, 'client.bad_response', { path, issues: parsed.error.issues });
  }
  return parsed.data;
}

/** A request whose answer has no body, or none of interest. */
export async function send(path: string, init: RequestInit): Promise<void> {
  await request(path, init);
}

/** `init` of a request that carries `body` as JSON. */
export const json = (method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', body: unknown = {}): RequestInit => ({
  method,
  body: JSON.stringify(body),
});

async function request(path: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('accept', 'application/json');
  if (typeof init.body === 'string' && !headers.has('content-type')) headers.set('content-type', 'application/json');

  let response: Response;
  try {
    response = await fetch(`/api${path}`, { credentials: 'same-origin', ...init, headers });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiError(0, 'client.offline', { path }, { cause });
  }
  if (response.ok) return response;

  const refusal = Refusal.safeParse(await readJson(response));
  if (refusal.success) throw new ApiError(response.status, refusal.data.code, refusal.data.details);
  throw new ApiError(response.status, 'client.unexpected', { path });
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}
