import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { static as files, type Request, type RequestHandler, type Response, Router } from 'express';
import helmet from 'helmet';

import type { Env } from './env.js';

/** antd writes its styles at run time; SIP, media and socket.io need what the others open. */
export const security = (env: Env): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: [`'self'`],
        scriptSrc: [`'self'`],
        styleSrc: [`'self'`, `'unsafe-inline'`],
        imgSrc: [`'self'`, 'data:', 'blob:'],
        mediaSrc: [`'self'`, 'data:', 'blob:'],
        connectSrc: [`'self'`, 'ws:', 'wss:'],
        workerSrc: [`'self'`, 'blob:'],
        objectSrc: [`'none'`],
        baseUri: [`'self'`],
        formAction: [`'self'`],
        frameAncestors: [`'none'`],
      },
    },
    // Browsers take these from HTTPS pages only, and complain about them elsewhere.
    strictTransportSecurity: env.COOKIE_SECURE,
    crossOriginOpenerPolicy: env.COOKIE_SECURE,
    originAgentCluster: env.COOKIE_SECURE,
  });

/** The built pages: the portal at `/`, the desk at `/desk/`, each answering its own routes with its index page. */
export function pages(env: Env): RequestHandler {
  const router = Router();
  const api: RequestHandler = (_request, _response, next) => next('router');
  router.use(['/api', '/socket.io'], api);
  router.use('/desk', page(join(env.WEB_ROOT, 'apps/softphone/dist')));
  router.use('/', page(join(env.WEB_ROOT, 'apps/portal/dist')));
  return router;
}

function page(root: string): RequestHandler {
  const router = Router();
  router.use(
    files(root, {
      setHeaders: (response: Response, file) =>
        response.setHeader(
          'Cache-Control',
          // Vite puts a digest of the content into the name of every asset.
          file.startsWith(join(root, 'assets')) ? 'public, max-age=31536000, immutable' : 'no-cache',
        ),
    }),
  );
  router.use((request: Request, response: Response) => {
    const index = join(root, 'index.html');
    if (!['GET', 'HEAD'].includes(request.method)) response.status(405).end();
    else if (/\.\w+$/.test(request.path)) response.status(404).type('text').send('not found');
    else if (!existsSync(index))
      response.status(503).type('text').send('these pages are not built yet: npm start builds them');
    else response.setHeader('Cache-Control', 'no-cache').sendFile(index);
  });
  return router;
}
