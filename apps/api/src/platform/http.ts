import { SwaggerModule, DocumentBuilder } from '@nestjs/swagger';
import type { NestExpressApplication } from '@nestjs/platform-express';

import { tenancy } from './db.js';
import type { Env } from './env.js';
import { pages, security } from './web.js';

/** A flow of the greatest size allowed fits. */
const BODY_LIMIT = '1mb';

/** Two routes of one address, or one that hides another, are a mistake found at the start. */
export const ROUTE_CONFLICTS = { duplicate: 'error', shadow: 'error' } as const;

/** Puts around the routes what every request meets. Called before the app is initialised. */
export function configure(app: NestExpressApplication, env: Env): void {
  app.set('trust proxy', env.TRUSTED_PROXIES);
  app.disable('x-powered-by');
  app.use(security(env));
  app.use(pages(env));
  app.use((_request: unknown, _response: unknown, next: () => void) => tenancy.run({}, next));
  app.useBodyParser('json', { limit: BODY_LIMIT });
  app.setGlobalPrefix('api');
  const description = new DocumentBuilder().setTitle('Sibai').setVersion('0.1').addCookieAuth('sibai_session').build();
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, description), {
    useGlobalPrefix: true,
    jsonDocumentUrl: 'openapi.json',
  });
}
