import type { Address, OutboxMessage, Session } from '@sibai/contracts';
import { Secret, TOTP } from 'otpauth';

import type { Answer, TestApi } from '../../platform/testing.js';

export interface Refused {
  readonly code?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

let used = 0;
/** A mobile nobody has used. */
export const newMobile = (): string => `137${String(10_000_000 + ++used)}`;
export const GOOD = 'persimmons by the river';

/** The newest message to an address, as the outbox shows it. */
export async function received(api: TestApi, address: string): Promise<OutboxMessage> {
  const { body } = await api.nobody.get<OutboxMessage[]>(`/outbox?address=${encodeURIComponent(address)}`);
  const [message] = body;
  if (!message) throw new Error(`nothing was sent to ${address}`);
  return message;
}

export async function codeFor(api: TestApi, to: Address, path: '/sign-up/code' | '/password/code'): Promise<string> {
  const { status } = await api.nobody.post(path, { to });
  if (status !== 200) throw new Error(`no code: ${status}`);
  return (await received(api, 'mobile' in to ? to.mobile : to.email)).code ?? '';
}

export const cookieOf = ({ headers }: Answer): string => headers.get('set-cookie')?.split(';')[0] ?? '';

export const signIn = (
  api: TestApi,
  credentials: Record<string, string>,
  ip?: string,
): Promise<Answer<Session & Refused>> =>
  api.nobody.post('/session', credentials, ip ? { headers: { 'x-forwarded-for': ip } } : {});

/** Requests of whoever holds that cookie. */
export const by = (api: TestApi, cookie: string) => {
  const init: RequestInit = { headers: { cookie } };
  return {
    get: <T>(path: string) => api.nobody.get<T>(path, init),
    post: <T>(path: string, body: unknown = {}) => api.nobody.post<T>(path, body, init),
    put: <T>(path: string, body: unknown = {}) => api.nobody.put<T>(path, body, init),
    delete: <T>(path: string) => api.nobody.delete<T>(path, init),
  };
};

/** What an authenticator app shows at a time. */
export const shown = (secret: string, at: Date): string =>
  new TOTP({ secret: Secret.fromBase32(secret), digits: 6, period: 30 }).generate({ timestamp: at.getTime() });

export const other = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

/** The acts written down for a tenant, newest first. */
export const acts = async (api: TestApi, tenantId: string): Promise<string[]> =>
  (
    await api.db.owner.query<{ act: string }[]>(`SELECT act FROM audit WHERE tenant_id = $1 ORDER BY id DESC`, [
      tenantId,
    ])
  ).map(({ act }) => act);
