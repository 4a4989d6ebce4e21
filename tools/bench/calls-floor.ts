import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Ari, ariAddress } from '@sibai/ari';
import { Client } from 'pg';
import { io, type Socket } from 'socket.io-client';

import { ApiClient } from '../lib/api-client.ts';
import { Problem } from '../lib/problem.ts';
import { giveToService } from '../lib/service.ts';
import type { Stack } from '../lib/stack.ts';
import type { Load } from './calls-load.ts';

/** The number each way is reached at. */
export const NUMBERS = { native: '4009990001', sibai: '4009990002' } as const;
export type Way = keyof typeof NUMBERS;

/** Both ways record 16-bit samples, 8 kHz, two channels. */
const BYTES_PER_SECOND = 32_000;

interface Agent {
  readonly id: string;
  readonly cookie: string;
}

/**
 * A group of agents who answer both ways: as members of a queue of Asterisk's own, and at Sibai's desks. Their phones
 * are the same plain SIP endpoints.
 */
export class BenchFloor {
  readonly #stack: Stack;
  readonly #ari: Ari;
  readonly #db: Client;
  readonly #recordings: string;
  readonly #desks: Socket[] = [];

  private constructor(stack: Stack, db: Client) {
    this.#stack = stack;
    this.#ari = new Ari(ariAddress(stack.ariUrl, 'bench'));
    this.#db = db;
    // Not in the spool itself: the product removes plain audio that it knows nothing of.
    this.#recordings = `${stack.asterisk.spool}-native`;
  }

  static async open(stack: Stack, load: Load, agents: number): Promise<BenchFloor> {
    const db = new Client({ connectionString: stack.postgres.ownerUrl });
    await db.connect();
    const floor = new BenchFloor(stack, db);
    const admin = stack.demo.signIns.find(({ role }) => role === 'admin');
    if (!admin) throw new Problem('The demonstration has no admin.');
    const client = await ApiClient.signIn(stack.baseUrl, admin);
    const group = await addLine(client, NUMBERS.sibai);
    const people = await addAgents(db, group, agents);
    // A floor reads its people when it opens.
    await stack.api.restart();
    const phones: string[] = [];
    for (const agent of people) phones.push(await floor.#signIn(agent, (name) => load.contact(name)));
    await floor.#watch(`${client.cookie.name}=${client.cookie.value}`);
    await floor.#writeQueue(phones);
    return floor;
  }

  /** How many calls of a load were recorded for at least that long. What Asterisk recorded by itself is removed. */
  async takeRecordings(way: Way, load: string, seconds: number): Promise<number> {
    if (way === 'sibai') {
      const { rows } = await this.#db.query<{ count: string }>(
        `SELECT count(*) FROM recording JOIN cdr USING (call_id) WHERE starts_with(caller, $1) AND state = 'sealed' AND seconds >= $2`,
        [load, seconds],
      );
      return Number(rows[0]?.count);
    }
    const names = (await readdir(this.#recordings)).filter((name) => name.startsWith(load));
    const files = names.map((name) => join(this.#recordings, name));
    const sizes = await Promise.all(files.map((file) => stat(file).then(({ size }) => size)));
    for (const file of files) await rm(file);
    return sizes.filter((bytes) => bytes >= seconds * BYTES_PER_SECOND).length;
  }

  async close(): Promise<void> {
    for (const desk of this.#desks) desk.close();
    await this.#db.end();
    await rm(this.#recordings, { recursive: true, force: true });
  }

  /** Gives an agent a phone and a desk, as a browser does, and makes the phone a plain one that SIPp answers. */
  async #signIn({ cookie }: Agent, contact: (name: string) => string): Promise<string> {
    const { username } = (await this.#api(cookie, 'POST', 'agent/phone')) as { username: string };
    for (const type of ['endpoint', 'aor', 'auth']) await this.#ari.unconfigure('res_pjsip', type, username);
    await this.#ari.configure('res_pjsip', 'aor', username, { contact: contact(username), max_contacts: '1' });
    await this.#ari.configure('res_pjsip', 'endpoint', username, {
      context: 'none',
      transport: 'transport-udp',
      disallow: 'all',
      allow: 'alaw',
      direct_media: 'no',
      aors: username,
    });
    const desk = io(this.#stack.baseUrl, {
      transports: ['websocket'],
      extraHeaders: { cookie },
      auth: { desk: true },
      forceNew: true,
    });
    this.#desks.push(desk);
    await once(desk as unknown as EventTarget & Socket, 'connect');
    await this.#api(cookie, 'PUT', 'agent/presence', { presence: 'ready' });
    return username;
  }

  /** One supervisor has the live page open. */
  async #watch(cookie: string): Promise<void> {
    const page = io(this.#stack.baseUrl, { transports: ['websocket'], extraHeaders: { cookie }, forceNew: true });
    this.#desks.push(page);
    await once(page as unknown as EventTarget & Socket, 'connect');
  }

  async #writeQueue(phones: readonly string[]): Promise<void> {
    const etc = join(this.#stack.dir, 'asterisk/etc');
    await mkdir(this.#recordings, { recursive: true, mode: 0o750 });
    await giveToService(this.#recordings);
    await writeFile(join(etc, 'queues.conf'), queue(phones));
    await mkdir(join(etc, 'extensions.d'), { recursive: true });
    await writeFile(join(etc, 'extensions.d/bench.conf'), extension(NUMBERS.native, this.#recordings));
    for (const path of ['queues.conf', 'extensions.d', 'extensions.d/bench.conf']) await chmod(join(etc, path), 0o755);
    await this.#module('POST', 'app_queue.so');
    await this.#module('PUT', 'pbx_config.so');
  }

  /** Loads (POST) or reloads (PUT) a module of Asterisk. */
  async #module(method: 'POST' | 'PUT', name: string): Promise<void> {
    const { base, authorization } = ariAddress(this.#stack.ariUrl, 'bench');
    const response = await fetch(new URL(`asterisk/modules/${name}`, base), { method, headers: { authorization } });
    if (!response.ok) throw new Problem(`Asterisk does not ${method} ${name}: ${await response.text()}`);
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
async function addLine(admin: ApiClient, number: string): Promise<string> {
  const [trunk] = await admin.get<{ id: string }[]>('/trunks');
  const group = (await admin.send('POST', '/groups', { name: 'bench', ringSeconds: 20, wrapUpSeconds: 0 })) as {
    id: string;
  };
  const flow = (await admin.send('POST', '/flows', {
    name: 'bench',
    definition: { schemaVersion: 1, start: 'queue', nodes: { queue: { kind: 'queue', groups: [group.id] } } },
  })) as { id: string };
  await admin.send('POST', '/lines', { number, name: 'bench', trunkId: trunk?.id, flowId: flow.id, concurrency: 2000 });
  return group.id;
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

/** Sibai's rule in Asterisk's words: the agent who has been idle longest, and no second call for one who talks. */
const queue = (phones: readonly string[]): string => `[bench]
strategy = leastrecent
timeout = 20
retry = 1
wrapuptime = 0
ringinuse = no
autofill = yes
joinempty = yes
leavewhenempty = no
musicclass = default
${phones.map((phone) => `member => PJSIP/${phone}`).join('\n')}
`;

const extension = (number: string, recordings: string): string => `[from-trunk](+)
exten => ${number},1,Answer()
 same => n,MixMonitor(${recordings}/\${CALLERID(num)}.raw,D)
 same => n,Queue(bench)
 same => n,Hangup()
`;
