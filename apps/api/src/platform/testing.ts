import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Role } from '@sibai/contracts';
import type { TenantId, UserId } from '@sibai/kernel';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { v7 as uuid } from 'uuid';

import { AppModule } from '../app.module.js';
import { Clock } from './clock.js';
import { TestDatabase } from './database.testing.js';
import { type Env, readEnv } from './env.js';
import { configure, ROUTE_CONFLICTS } from './http.js';
import { Jobs } from './jobs.js';
import { hashPassword } from './password.js';
import { SessionService } from './session.service.js';

export const PASSWORD = 'correct horse battery';

export interface Answer<T = unknown> {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
}

/** Two enterprises and the platform; `red` has one user of each role of an enterprise, and so has `blue`. */
export type TenantName = 'red' | 'blue' | 'platform';

export interface TestUser {
  readonly id: UserId;
  readonly tenantId: TenantId;
  readonly email: string;
}

/** The whole api on a free port, over a database of its own. */
export class TestApi {
  readonly #users = new Map<string, TestUser>();

  private constructor(
    readonly app: NestExpressApplication,
    readonly db: TestDatabase,
    readonly url: string,
    private readonly dir: string,
  ) {}

  static async start(changes: Partial<Env> = {}): Promise<TestApi> {
    const db = await TestDatabase.create();
    const dir = await mkdtemp(join(tmpdir(), 'sibai-api-'));
    const env: Env = {
      ...readEnv({
        NODE_ENV: 'test',
        DATABASE_URL: db.appUrl,
        // Nothing happens by itself: `runJobs` and `sweep` say when.
        SIBAI_ROLES: 'api,engine',
        METRICS_PORT: '0',
        DATA_DIR: dir,
        SPOOL_DIR: `${dir}/spool`,
      }),
      ...changes,
    };
    const module = await Test.createTestingModule({ imports: [AppModule.with(env)] }).compile();
    const app = module.createNestApplication<NestExpressApplication>({
      logger: ['error', 'fatal'],
      routeConflictPolicy: ROUTE_CONFLICTS,
    });
    configure(app, env);
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    const api = new TestApi(app, db, `http://127.0.0.1:${port}`, dir);
    await api.#people();
    return api;
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.db.drop();
    await rm(this.dir, { recursive: true });
  }

  get clock(): Clock {
    return this.app.get(Clock);
  }

  /** Does all jobs that wait, and those they bring. */
  runJobs(): Promise<void> {
    return this.app.get(Jobs).drain();
  }

  /** Does now what `jobs.every` registered under that name, and the jobs it brings. */
  async sweep(name: string): Promise<void> {
    await this.app.get(Jobs).now(name);
    await this.runJobs();
  }

  user(role: Role, tenant: TenantName = role === 'operator' ? 'platform' : 'red'): TestUser {
    const user = this.#users.get(`${tenant} ${role}`);
    if (!user) throw new Error(`${tenant} has no ${role}`);
    return user;
  }

  /** Requests of a user of that role, each with a new session. */
  as(role: Role, tenant?: TenantName): Client {
    const user = this.user(role, tenant);
    return new Client(this.url, async () => {
      const { cookie } = await this.app.get(SessionService).open(user.id, user.tenantId);
      return cookie.slice(0, cookie.indexOf(';'));
    });
  }

  /** Requests of nobody. */
  get nobody(): Client {
    return new Client(this.url, async () => undefined);
  }

  async #people(): Promise<void> {
    const hash = await hashPassword(PASSWORD);
    const roles = {
      platform: ['operator'],
      red: ['admin', 'supervisor', 'agent'],
      blue: ['admin', 'supervisor', 'agent'],
    };
    for (const [name, members] of Object.entries(roles)) {
      const tenantId = uuid() as TenantId;
      const kind = name === 'platform' ? 'platform' : 'enterprise';
      await this.db.owner.query(`INSERT INTO tenant (id, name, kind) VALUES ($1, $2, $3)`, [tenantId, name, kind]);
      for (const role of members) {
        const user: TestUser = { id: uuid() as UserId, tenantId, email: `${role}@${name}.test` };
        await this.db.owner.query(
          `INSERT INTO app_user (id, tenant_id, email, name, role, password_hash) VALUES ($1, $2, $3, $4, $5, $6)`,
          [user.id, tenantId, user.email, `${name} ${role}`, role, hash],
        );
        this.#users.set(`${name} ${role}`, user);
      }
    }
  }
}

export class Client {
  constructor(
    private readonly url: string,
    private readonly cookie: () => Promise<string | undefined>,
  ) {}

  get = <T>(path: string, init?: RequestInit) => this.send<T>('GET', path, undefined, init);
  post = <T>(path: string, body: unknown = {}, init?: RequestInit) => this.send<T>('POST', path, body, init);
  put = <T>(path: string, body: unknown = {}, init?: RequestInit) => this.send<T>('PUT', path, body, init);
  delete = <T>(path: string, init?: RequestInit) => this.send<T>('DELETE', path, undefined, init);

  async send<T>(method: string, path: string, body: unknown, init?: RequestInit): Promise<Answer<T>> {
    const response = await this.raw(path, { ...init, method }, body);
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json');
    return { status: response.status, body: (json ? JSON.parse(text) : text) as T, headers: response.headers };
  }

  /** The answer as it comes. A FormData is sent as it is, any other body as JSON. `path` is below /api. */
  async raw(path: string, init: RequestInit = {}, body?: unknown): Promise<Response> {
    const headers = new Headers(init.headers);
    const cookie = await this.cookie();
    if (cookie) headers.set('cookie', cookie);
    const form = body instanceof FormData;
    if (body !== undefined && !form) headers.set('content-type', 'application/json');
    return fetch(`${this.url}/api${path}`, {
      redirect: 'manual',
      ...init,
      headers,
      ...(body !== undefined && { body: form ? body : JSON.stringify(body) }),
    });
  }
}
