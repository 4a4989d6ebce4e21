import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ari, ariAddress } from '@sibai/ari';
import type { FlowInput } from '@sibai/ivr';
import { Pool } from 'pg';
import { expect } from 'vitest';
import { type Socket } from 'socket.io-client';
import { ApiClient } from '@sibai/tools/api-client';
import { readWav, tone, writeWav } from '@sibai/tools/audio';
import { sellNumber } from '@sibai/tools/customer';
import { ensureProgram } from '@sibai/tools/debian';
import { PROGRAMS } from '@sibai/tools/paths';
import { SipCall } from '@sibai/tools/sipp';
import { startStack, type Stack } from '@sibai/tools/stack';
import { speechOf } from '../speech.ts';
import { leadTo } from '../trunks.ts';
import { Agent } from './agent.ts';
import { Board, connect } from './board.ts';
import { eventually } from './hearing.ts';
import { Phone } from './phone.ts';

/** The pitch a caller speaks at in these tests. */
export const CALLER_HZ = 440;
const PASSWORD = 'a test of telephones';

export interface SceneOptions {
  /** Agents of all the groups; two by default are none. */
  readonly agents?: number;
  readonly groups?: number;
  /** Longer by default than any test lets it ring. */
  readonly ringSeconds?: number;
  readonly concurrency?: number;
  /** The flow of the line; straight into the queue of all groups by default. */
  readonly flow?: (groups: readonly string[]) => FlowInput;
}

/** A line with its flow, groups and agents, that no other test uses. */
export interface Scene {
  readonly number: string;
  readonly groups: readonly string[];
  readonly agents: readonly Agent[];
}

/** What stands in the tables about one call. */
export interface Story {
  readonly id: string;
  readonly cdr: Readonly<Record<string, unknown>>;
  readonly events: readonly { at: Date; type: string; data: Record<string, unknown> }[];
  readonly assignments: readonly {
    id: string;
    agent_id: string;
    group_id: string;
    kind: string;
    state: string;
    reason: string | null;
    offered_at: Date;
    trace: Record<string, unknown>;
  }[];
  readonly recordings: readonly { id: string; state: string; seconds: number; channels: number }[];
  /** Whether the call still stands among the live ones. */
  readonly live: boolean;
}

/** The built product with real Postgres and Asterisk, and what a test needs to telephone with it. */
export class Hotline {
  readonly #calls: SipCall[] = [];
  readonly #sockets: Socket[] = [];
  readonly #phones: Phone[] = [];
  #count = 0;
  readonly #sql: Pool;
  readonly stack: Stack;
  readonly admin: ApiClient;
  readonly ari: Ari;
  /** The platform's trunk, which the demonstration's line arrives on. */
  readonly trunkId: string;
  readonly #sipp: string;

  private constructor(stack: Stack, admin: ApiClient, sql: Pool, trunkId: string, sipp: string) {
    this.stack = stack;
    this.admin = admin;
    this.trunkId = trunkId;
    this.#sipp = sipp;
    this.ari = new Ari(ariAddress(stack.ariUrl, 'test'));
    this.#sql = sql;
    // Tests stop the database.
    this.#sql.on('error', () => undefined);
  }

  static async open(): Promise<Hotline> {
    const sipp = await ensureProgram('sipp', PROGRAMS);
    const stack = await startStack({ dir: await mkdtemp(join(tmpdir(), 'sibai-telephony-')) });
    try {
      const person = stack.demo.signIns.find(({ role }) => role === 'admin');
      if (!person) throw new Error('the demonstration tenant has no admin');
      const admin = await ApiClient.signIn(stack.baseUrl, person);
      const sql = new Pool({ connectionString: stack.run.databaseOwnerUrl, max: 4 });
      const { rows } = await sql.query<{ trunk_id: string }>('SELECT trunk_id FROM line');
      if (!rows[0]) throw new Error('the demonstration has no line');
      return new Hotline(stack, admin, sql, rows[0].trunk_id, sipp);
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.disconnect();
    for (const call of this.#calls) call.kill();
    await Promise.allSettled(this.#calls.map((call) => call.ended));
    for (const phone of this.#phones) phone.close();
    await this.#sql.end();
    await this.stack.stop();
  }

  /** Dials from a number no other call has. */
  async call(number: string, options: { source?: string; from?: string } = {}): Promise<Caller> {
    const from = options.from ?? `1390000${String(++this.#count).padStart(4, '0')}`;
    const target = { address: '127.0.0.1', port: this.stack.sipPort };
    const sip = await SipCall.place({ sipp: this.#sipp, target, number, from, source: options.source ?? '127.0.0.2' });
    sip.media.play(tone(CALLER_HZ, 1), true);
    this.#calls.push(sip);
    return Object.assign(sip, { from });
  }

  async scene({ agents = 1, groups = 1, ringSeconds = 60, concurrency = 50, flow }: SceneOptions = {}): Promise<Scene> {
    const tag = randomBytes(3).toString('hex');
    const groupIds: string[] = [];
    for (let n = 0; n < groups; n++) {
      const wish = { name: `group ${tag} ${n}`, ringSeconds, wrapUpSeconds: 0 };
      groupIds.push(((await this.admin.send('POST', '/groups', wish)) as { id: string }).id);
    }
    const people = await Promise.all(Array.from({ length: agents }, (_, n) => this.#agent(`${tag}.${n}`, groupIds)));
    return { number: await this.line((flow ?? straight)(groupIds), concurrency), groups: groupIds, agents: people };
  }

  /** A number of its own that is answered by a flow. */
  async line(
    definition: FlowInput,
    concurrency = 50,
    trunkId: string | null = null,
    more: object = {},
  ): Promise<string> {
    const number = `400${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`;
    const flow = (await this.admin.send('POST', '/flows', { name: number, definition })) as { id: string };
    await sellNumber(this.stack.run.databaseOwnerUrl, number, trunkId === null ? 'cloud' : 'sip_trunk');
    const access = trunkId === null ? { lineType: 'cloud' } : { lineType: 'sip_trunk', trunkId };
    await this.admin.send('POST', '/lines', { number, name: number, ...access, flowId: flow.id, concurrency, ...more });
    return number;
  }

  /** A line on a trunk of its own, whose carrier is that phone; callers come from the trunk's address. */
  async carrier(phone: Phone, address: string, outboundCli: string | null, definition: FlowInput): Promise<Carried> {
    const wish = { name: `carrier ${address}`, match: 'address', addresses: [address], outboundCli };
    const { id } = (await this.admin.send('POST', '/trunks', wish)) as { id: string };
    const endpoint = `trunk-${id}`;
    // The one that shows the number is made last.
    const last = outboundCli === null ? endpoint : `out-${id}-${outboundCli}`;
    await eventually('the trunk is in Asterisk', () => this.ari.configured('res_pjsip', 'endpoint', last));
    await leadTo(this.ari, endpoint, phone.contact);
    return { number: await this.line(definition, 10, id), source: address, endpoint };
  }

  /** Uploads a tone as a prompt and answers its id. */
  async tonePrompt(hertz: number, seconds: number): Promise<string> {
    const form = new FormData();
    form.set('name', `${hertz} Hz`);
    form.set('file', new Blob([new Uint8Array(writeWav(tone(hertz, seconds)))]), 'tone.wav');
    const { name, value } = this.admin.cookie;
    const response = await fetch(`${this.stack.baseUrl}/api/prompts`, {
      method: 'POST',
      headers: { cookie: `${name}=${value}` },
      body: form,
    });
    if (!response.ok) throw new Error(`the upload was refused: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { id: string }).id;
  }

  /** The audio of a text as the product says it. */
  speech(text: string): Promise<Float32Array> {
    return speechOf(this.stack.dir, text);
  }

  /** The live page, as a supervisor's browser gets it. */
  async board(): Promise<Board> {
    const socket = connect(this.admin);
    this.#sockets.push(socket);
    return Board.open(socket);
  }

  async query<T>(sql: string, params: readonly unknown[] = []): Promise<T[]> {
    return (await this.#sql.query(sql, [...params])).rows as T[];
  }

  /** What is recorded of the latest call from a number; undefined before anything is. */
  async story({ from }: { from: string }): Promise<Story | undefined> {
    const [cdr] = await this.query<Record<string, unknown> & { call_id: string }>(
      `SELECT * FROM cdr WHERE caller = $1 ORDER BY started_at DESC LIMIT 1`,
      [from],
    );
    if (!cdr) return undefined;
    const id = cdr.call_id;
    const of = <T>(sql: string) => this.query<T>(sql, [id]);
    return {
      id,
      cdr,
      events: await of('SELECT at, type, data FROM call_event WHERE call_id = $1 ORDER BY at, id'),
      assignments: await of('SELECT * FROM assignment WHERE call_id = $1 ORDER BY offered_at'),
      recordings: await of('SELECT * FROM recording WHERE call_id = $1 ORDER BY started_at'),
      live: (await of('SELECT 1 FROM live_call WHERE call_id = $1')).length > 0,
    };
  }

  /** The story, once it says what is waited for. */
  async told(
    caller: { from: string },
    what: string,
    test: (story: Story) => boolean,
    withinMs?: number,
  ): Promise<Story> {
    let last: Story | undefined;
    try {
      return await eventually(
        what,
        async () => {
          last = await this.story(caller);
          return last && test(last) ? last : undefined;
        },
        withinMs,
      );
    } catch (error) {
      const events = last?.events.map(({ type, data }) => `${type} ${JSON.stringify(data)}`).join('\n  ');
      throw new Error(`${(error as Error).message}; recorded so far:\n  ${events}\n  ${JSON.stringify(last?.cdr)}`, {
        cause: error,
      });
    }
  }

  happened(caller: { from: string }, type: string, times = 1, withinMs?: number): Promise<Story> {
    const enough = ({ events }: Story) => events.filter((event) => event.type === type).length >= times;
    return this.told(caller, `${type} of ${caller.from}`, enough, withinMs);
  }

  /** The story of a call that is over: closed, nothing live, no assignment open, and every recording sealed. */
  closed(caller: { from: string }, withinMs?: number): Promise<Story> {
    const over = ({ cdr, live, assignments, recordings }: Story) =>
      cdr['ended_at'] !== null &&
      !live &&
      assignments.every(({ state }) => state !== 'offered' && state !== 'answered') &&
      recordings.every(({ state }) => state !== 'recording');
    return this.told(caller, `the end of the call of ${caller.from}`, over, withinMs);
  }

  /** The channels of a sealed recording, agent and caller, as a listener gets them. */
  async heardBack(recording: string | undefined): Promise<readonly Float32Array[]> {
    const path = `/recordings/${recording}`;
    const { permit } = (await this.admin.send('POST', `${path}/listen`, { purpose: 'quality' })) as { permit: string };
    return readWav(await this.admin.download(`${path}/audio?permit=${permit}`)).channels;
  }

  /** The value of a metric, over all label sets that hold these labels. */
  async metric(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
    const text = await (await fetch(this.stack.run.metricsUrl)).text();
    return text
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
      .filter((line) => Object.entries(labels).every(([key, value]) => line.includes(`${key}="${value}"`)))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  }

  /** Waits until Asterisk carries nothing any more. */
  async empty(): Promise<void> {
    await eventually(
      'Asterisk has no channels or bridges left',
      async () => (await this.ari.channels()).length + (await this.ari.bridges()).length === 0,
    );
  }

  /** Waits until nothing is left of any call: in Asterisk, among what is live, or without an end in the tables. */
  async settled(): Promise<void> {
    await this.empty();
    let left: unknown;
    await eventually('no call is live, no agent is with one, and all recordings are sealed', async () => {
      const rows = await this.query(
        `SELECT 'live' AS what, call_id FROM live_call
         UNION ALL SELECT state, call_id FROM assignment WHERE state IN ('offered', 'answered')
         UNION ALL SELECT 'recording ' || state, call_id FROM recording WHERE state <> 'sealed'`,
      );
      left = rows;
      return rows.length === 0;
    }).catch((cause: unknown) => {
      throw new Error(`left over: ${JSON.stringify(left)}`, { cause });
    });
    expect(await this.metric('sibai_orphans')).toBe(0);
  }

  async #agent(tag: string, groups: readonly string[]): Promise<Agent> {
    const email = `${tag}@test.sibai`;
    const wish = { email, name: tag, role: 'agent', password: PASSWORD };
    const { id } = (await this.admin.send('POST', '/users', wish)) as { id: string };
    const skills = groups.map((groupId) => ({ groupId, proficiency: 5 }));
    await this.admin.send('PUT', `/agents/${id}/skills`, { skills });
    const phone = await Phone.open();
    this.#phones.push(phone);
    return new Agent(this.ari, id, await ApiClient.signIn(this.stack.baseUrl, { email, password: PASSWORD }), phone);
  }
}

/** A line on a trunk of its own: callers come from that address. */
export interface Carried {
  readonly number: string;
  readonly source: string;
  /** What Asterisk knows the trunk by. */
  readonly endpoint: string;
}

/** A caller's telephone, and the number it calls from. */
export type Caller = SipCall & { readonly from: string };

const straight = (groups: readonly string[]): FlowInput => ({
  schemaVersion: 1,
  start: 'queue',
  nodes: { queue: { kind: 'queue', title: 'queue', groups: [...groups] as never[] } },
});
