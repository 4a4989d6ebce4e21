import { may, type Permission, type TokenPermission } from '@sibai/contracts';
import { DomainError } from '@sibai/kernel';
import {
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  type OnApplicationBootstrap,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';

import { ApiTokens } from './api-tokens.js';
import { tenancy } from './db.js';
import { ACCESS, type Access, Routes } from './routes.js';
import { fromOf, type Me as SignedIn, SessionService } from './session.service.js';

/** Opens a route to the roles that hold the permission (libs/contracts, PERMISSIONS). */
export const Allow = (permission: Permission) => SetMetadata(ACCESS, permission satisfies Access);

/** Opens a route to everybody. */
export const Public = () => SetMetadata(ACCESS, 'public' satisfies Access);

type AuthenticRequest = Request & { me?: SignedIn };

/** Who is signed in; not for public routes. */
export const Me = createParamDecorator((_: unknown, context: ExecutionContext): SignedIn => {
  const { me } = context.switchToHttp().getRequest<AuthenticRequest>();
  if (!me) throw new Error('@Me() on a public route');
  return me;
});
export type Me = SignedIn;

const SAFE = ['GET', 'HEAD', 'OPTIONS'];

/**
 * A page of another site may make a browser send our cookie along with a form. Browsers say where a request comes
 * from; programs that are no browsers say nothing and carry no cookie they were not given.
 */
function fromAnotherSite({ method, headers }: Request): boolean {
  if (SAFE.includes(method)) return false;
  const site = headers['sec-fetch-site'];
  if (site) return site !== 'same-origin' && site !== 'none';
  const { origin } = headers;
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== headers.host);
}

/** Stands before every route: who is it, may they, and does the request come from our own pages. */
@Injectable()
export class AuthGuard implements CanActivate, OnApplicationBootstrap {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionService,
    private readonly tokens: ApiTokens,
    private readonly routes: Routes,
  ) {}

  onApplicationBootstrap(): void {
    const open = this.routes.list().filter((route) => !route.access);
    if (open.length) throw new Error(`no @Allow or @Public on ${open.map((r) => `${r.method} ${r.path}`).join(', ')}`);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticRequest>();
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (fromAnotherSite(request)) throw new DomainError('permission.denied', { reason: 'cross_site' });
    if (access === 'public') return true;

    const me = await this.#who(request, access);
    request.me = me;
    const store = tenancy.getStore();
    if (store) {
      store.tenant = me.tenantId;
      store.who = { userId: me.userId, role: me.role };
    }
    return true;
  }

  /** Somebody who is signed in, or a machine that shows its token, and who may do what the route does. */
  async #who(request: AuthenticRequest, access: Permission | undefined): Promise<SignedIn> {
    const from = fromOf(request);
    const { authorization = '', cookie } = request.headers;
    const shown = authorization.startsWith('Bearer ');
    const machine = shown ? await this.tokens.authenticate(authorization, from.address) : undefined;
    const me = shown ? machine?.me : await this.sessions.authenticate(cookie, from);
    if (!me) throw new DomainError('session.required');
    const allowed = machine ? machine.permissions.includes(access as TokenPermission) : access && may(me.role, access);
    if (!allowed) throw new DomainError('permission.denied', { permission: access });
    return me;
  }
}
