import { createHash, randomBytes, randomUUID } from 'node:crypto';

import { Ari, ariAddress } from '@sibai/ari';
import { Client } from 'pg';
import { io, type Socket } from 'socket.io-client';

import { ApiClient } from '../lib/api-client.ts';
import { sellNumber } from '../lib/customer.ts';
import { Problem } from '../lib/problem.ts';
import type { Stack } from '../lib/stack.ts';
import { addPhone, agentsFor, type Hotline } from './calls-hotline.ts';
import type { Load } from './calls-load.ts';

const NUMBER = '4009990000';

interface Agent {
  readonly id: string;
  readonly cookie: string;
}

/** The product as it stands: a line whose flow goes to one group, the group's agents at their desks, one supervisor at the live page. */
export class SibaiHotline implements Hotline {
  readonly #stack: Stack;
  readonly #ari: Ari;
  readonly #db: Client;
  readonly #load: Load;
  #agents: readonly Agent[] = [];
  /** Of the agents at work, who are always the first ones. */
  readonly #desks: Socket[] = [];
  #livePage: Socket | undefined;

  private constructor(stack: Stack, load: Load, db: Client) {
    this.#stack = stack;
    this.#load = load;
    this.#ari = new Ari(ariAddress(stack.ariUrl, 'bench'));
    this.#db = db;
  }

  static async open(stack: Stack, load: Load, sizes: readonly number[], livePage = true): Promise<SibaiHotline> {
    const admin = stack.demo.signIns.find(({ role }) => role === 'admin');
    if (!admin) throw new Problem('The demonstration has no admin.');
    const client = await ApiClient.signIn(stack.baseUrl, admin);
    const db = new Client({ connectionString: stack.postgres.ownerUrl });
    await db.connect();
    const hotline = new SibaiHotline(stack, load, db);
    hotline.#agents = await addAgents(
      db,
      await addLine(client, stack.run.databaseOwnerUrl),
      agentsFor(Math.max(...sizes)),
    );
    // A floor reads its people when it opens.
    await stack.api.restart();
    if (livePage) hotline.#livePage = await hotline.#connect(`${client.cookie.name}=${client.cookie.value}`, false);
    return hotline;
  }

  get sipPort(): number {
    return this.#stack.sipPort;
  }

  get asteriskPid(): number {
    return this.#stack.asterisk.pid;
  }

  async staff(concurrent: number): Promise<string> {
    const wanted = agentsFor(concurrent);
    for (const agent of this.#agents.slice(this.#desks.length, wanted)) this.#desks.push(await this.#signIn(agent));
    for (const agent of this.#agents.slice(wanted, this.#desks.length))
      await this.#api(agent.cookie, 'PUT', 'agent/presence', { presence: 'offline' });
    for (const desk of this.#desks.splice(wanted)) desk.close();
    return NUMBER;
  }

  async takeRecordings(callers: string, seconds: number): Promise<number> {
    const { rows } = await this.#db.query<{ count: string }>(
      `SELECT count(*) FROM recording JOIN cdr USING (call_id)
        WHERE starts_with(caller, $1) AND state = 'sealed' AND seconds >= $2`,
      [callers, seconds],
    );
    return Number(rows[0]?.count);
  }

  async close(): Promise<void> {
    for (const socket of [...this.#desks, this.#livePage]) socket?.close();
    await this.#db.end();
  }

  /** Gives an agent a phone and a desk, as a browser does, and makes the phone a plain one. */
  async #signIn({ cookie }: Agent): Promise<Socket> {
    const { username } = (await this.#api(cookie, 'POST', 'agent/phone')) as { username: string };
    for (const type of ['endpoint', 'aor', 'auth']) await this.#ari.unconfigure('res_pjsip', type, username);
    await addPhone(this.#ari, username, this.#load.contact(username));
    const desk = await this.#connect(cookie, true);
    await this.#api(cookie, 'PUT', 'agent/presence', { presence: 'ready' });
    return desk;
  }

  async #connect(cookie: string, desk: boolean): Promise<Socket> {
    const socket = io(this.#stack.baseUrl, {
      transports: ['websocket'],
      extraHeaders: { cookie },
      auth: { desk },
      forceNew: true,
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    return socket;
  }

  async #api(cookie: string, method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.#stack.baseUrl}/api/${path}`, {
      method,
      headers: { cookie, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Problem(`${method} /api/${path} answers ${response.status}: ${await response.text()}`);
    return response.json();
  }
}

/** A line whose callers go straight to one group, without wrap-up; answers the group. */
async function addLine(admin: ApiClient, ownerUrl: string): Promise<string> {
  const create = async (path: string, body: unknown) => ((await admin.send('POST', path, body)) as { id: string }).id;
  const group = await create('/groups', { name: 'bench', ringSeconds: 20, wrapUpSeconds: 0 });
  const definition = { schemaVersion: 1, start: 'queue', nodes: { queue: { kind: 'queue', groups: [group] } } };
  const flowId = await create('/flows', { name: 'bench', definition });
  await sellNumber(ownerUrl, NUMBER);
  await create('/lines', { number: NUMBER, name: 'bench', lineType: 'cloud', flowId, concurrency: 2000 });
  return group;
}

/** People with an open session each, as rows: signing in that many one by one would take longer than a measurement. */
async function addAgents(db: Client, group: string, count: number): Promise<Agent[]> {
  const agents = Array.from({ length: count }, () => ({
    id: randomUUID(),
    token: randomBytes(32).toString('base64url'),
  }));
  await db.query(
    `WITH home AS (SELECT tenant_id, id AS group_id FROM skill_group WHERE id = $1),
          fresh AS (SELECT * FROM unnest($2::uuid[], $3::bytea[]) WITH ORDINALITY AS t (id, hash, n)),
          people AS (INSERT INTO app_user (id, tenant_id, email, name, role, password_hash)
                       SELECT id, tenant_id, 'bench' || n || '@bench.sibai', 'bench ' || n, 'agent', '' FROM fresh, home),
          skills AS (INSERT INTO agent_skill (tenant_id, agent_id, group_id, proficiency)
                       SELECT tenant_id, id, group_id, 5 FROM fresh, home)
     INSERT INTO session (id, tenant_id, user_id, token_hash, expires_at)
       SELECT gen_random_uuid(), tenant_id, id, hash, now() + interval '1 day' FROM fresh, home`,
    [group, agents.map(({ id }) => id), agents.map(({ token }) => createHash('sha256').update(token).digest())],
  );
  return agents.map(({ id, token }) => ({ id, cookie: `sibai_session=${token}` }));
}
