import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Ready } from '@sibai/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { MetricsServer } from './metrics.js';
import { ROUTES } from './routes.table.js';
import { SessionService } from './session.service.js';
import { TestApi } from './testing.js';

let api: TestApi;
let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sibai-web-'));
  for (const app of ['portal', 'softphone']) {
    const dist = join(root, 'apps', app, 'dist');
    await mkdir(join(dist, 'assets'), { recursive: true });
    await writeFile(join(dist, 'index.html'), `<title>${app}</title>`);
    await writeFile(join(dist, 'assets/index-1a2b.js'), `// ${app}`);
  }
  await writeFile(join(root, 'secret.txt'), 'secret');
  api = await TestApi.start({ WEB_ROOT: root });
});
afterAll(async () => {
  await api.stop();
  await rm(root, { recursive: true });
});

const fetchPage = async (path: string, init?: RequestInit) => {
  const response = await fetch(api.url + path, { redirect: 'manual', ...init });
  return { status: response.status, text: await response.text(), headers: response.headers };
};

describe('pages', () => {
  it.each([
    ['/', 'portal'],
    ['/calls', 'portal'],
    ['/calls/0199-x', 'portal'],
    ['/desk/', 'softphone'],
    ['/desk/settings', 'softphone'],
  ])('answer %s with the %s, never from a cache', async (path, app) => {
    const { status, text, headers } = await fetchPage(path);
    expect({ status, text }).toEqual({ status: 200, text: `<title>${app}</title>` });
    expect(headers.get('cache-control')).toBe('no-cache');
  });

  it('lead from /desk to /desk/, where relative addresses are right', async () => {
    const { status, headers } = await fetchPage('/desk');
    expect({ status, location: headers.get('location') }).toEqual({ status: 301, location: '/desk/' });
  });

  it.each(['/assets/index-1a2b.js', '/desk/assets/index-1a2b.js'])('let browsers keep %s for ever', async (path) => {
    const { status, headers } = await fetchPage(path);
    expect({ status, cache: headers.get('cache-control') }).toEqual({
      status: 200,
      cache: 'public, max-age=31536000, immutable',
    });
  });

  it.each(['/assets/gone.js', '/favicon.ico', '/../secret.txt', '/%2e%2e/%2e%2e/%2e%2e/secret.txt'])(
    'do not serve %s',
    async (path) => {
      const { status, text } = await fetchPage(path);
      expect([403, 404]).toContain(status);
      expect(text).not.toContain('secret');
    },
  );

  it('carry a policy that runs our own scripts only', async () => {
    const { headers } = await fetchPage('/');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`script-src 'self';`);
    expect(policy).toContain(`frame-ancestors 'none'`);
    expect(policy).toContain(`connect-src 'self' ws: wss:`);
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('strict-transport-security')).toBeNull();
  });
});

describe('the API', () => {
  it('says in JSON that a route does not exist', async () => {
    for (const path of ['/nothing', '/users/a/b/c', ''])
      expect(await api.as('admin').get(path)).toMatchObject({
        status: 404,
        body: { code: 'route.missing', details: {} },
      });
  });

  it.each([
    ['no JSON', '{"name":'],
    ['more than a megabyte', JSON.stringify({ name: 'x'.repeat(1_100_000) })],
  ])('refuses a body of %s', async (_, body) => {
    const { id, tenantId } = api.user('admin');
    const { cookie } = await api.app.get(SessionService).open(id, tenantId);
    const response = await fetch(`${api.url}/api/groups`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', cookie },
    });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: 'request.invalid', details: { issues: [{ path: [] }] } });
  });

  it.each([
    ['a NUL in an address', () => api.as('admin').get('/calls?q=%00')],
    ['a time before all calendars', () => api.as('admin').get('/calls?from=0000-01-01T00:00:00Z')],
    ['a NUL in a text', () => api.as('admin').post('/groups', { name: '组\0' })],
    [
      'half of a character on record',
      () => api.as('admin').post('/blocks', { number: '13900000001', reason: '\ud800', until: null }),
    ],
  ])('refuses what nobody can have meant: %s', async (_, ask) => {
    expect(await ask()).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
  });

  it('hides a bug behind a number', async () => {
    await api.db.owner.query(`ALTER TABLE prompt RENAME TO prompt_gone`);
    const { status, body } = await api.as('admin').get('/prompts');
    await api.db.owner.query(`ALTER TABLE prompt_gone RENAME TO prompt`);
    expect({ status, body }).toEqual({ status: 500, body: { code: 'internal', details: { id: expect.any(String) } } });
  });

  it('describes each of its routes', async () => {
    const { body } = await api.nobody.get<{ paths: Record<string, Record<string, unknown>> }>('/openapi.json');
    const described = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    );
    expect(described.toSorted()).toEqual(Object.keys(ROUTES).toSorted());
    expect(body.paths['/api/groups']?.['post']).toMatchObject({
      requestBody: {
        content: { 'application/json': { schema: { properties: { ringSeconds: { minimum: 5, maximum: 120 } } } } },
      },
      responses: { 201: { content: { 'application/json': { schema: { properties: { id: { format: 'uuid' } } } } } } },
    });
  });

  it('shows the description as a page without any other host', async () => {
    const { status, text } = await fetchPage('/api/docs');
    expect(status).toBe(200);
    expect(text).not.toMatch(/(?:src|href|url)[=:(]\s*["']?(?:https?:)?\/\//);
    for (const [, file] of text.matchAll(/(?:src|href)="([^"]+)"/g))
      expect((await fetchPage(new URL(file ?? '', `${api.url}/api/docs`).pathname)).status).toBe(200);
  });
});

describe('health', () => {
  it('is well when the process answers', async () => {
    expect((await api.nobody.get('/health')).body).toEqual({ ok: true });
  });

  it('is ready when every part is, and names those that are not', async () => {
    const { status, body } = await api.nobody.get('/ready');
    const { ok, parts } = Ready.parse(body);
    expect({ status, ok }).toEqual({ status: 503, ok: false });
    expect(parts).toMatchObject({ database: { ok: true }, disk: { ok: true }, asterisk: { ok: false } });
    expect(parts.asterisk.detail).toBeTruthy();
  });

  it('is measured on a port of its own', async () => {
    const { port } = api.app.get(MetricsServer);
    const response = await fetch(`http://127.0.0.1:${port}/metrics`);
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect(await response.text()).toContain('process_cpu_user_seconds_total');
  });
});
