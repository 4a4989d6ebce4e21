import type { Permission } from '@sibai/contracts';
import { Injectable, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';

export const ACCESS = 'sibai:access';
export type Access = Permission | 'public';

export interface Route {
  readonly method: string;
  /** As requested, e.g. `/api/groups/:id`. */
  readonly path: string;
  readonly access: Access | undefined;
}

/** Every route of the API, as Nest knows it. */
@Injectable()
export class Routes {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  list(): Route[] {
    return this.discovery.getControllers().flatMap(({ metatype }) => {
      if (!metatype) return [];
      const prototype = metatype.prototype as Record<string, (...args: unknown[]) => unknown>;
      return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
        const handler = prototype[name];
        const method = handler && (Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined);
        if (!handler || method === undefined) return [];
        const parts = [Reflect.getMetadata(PATH_METADATA, metatype), Reflect.getMetadata(PATH_METADATA, handler)];
        const path = ['api', ...parts.map((part) => String(part))].map((part) => part.replace(/^\/+|\/+$/g, ''));
        return {
          method: RequestMethod[method],
          path: `/${path.filter(Boolean).join('/')}`,
          access: this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [handler, metatype]),
        };
      });
    });
  }
}
