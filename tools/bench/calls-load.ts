import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { encodeALaw, tone } from '../lib/audio.ts';
import { freePort } from '../lib/ports.ts';
import { Problem } from '../lib/problem.ts';
import { tied } from '../lib/service.ts';

/** How long an agent lets it ring. */
const RING_MS = 200;
const AGENTS = '127.0.0.10';
/** Of the demonstration trunk's addresses. Two, since one load still ends while the next one starts. */
const CALLERS = ['127.0.0.2', '127.0.0.3'];

/** Times are milliseconds of this machine's clock. */
export interface PlacedCall {
  readonly caller: string;
  readonly dialled: number;
  /** The agent's INVITE, the agent's ACK, and the answer to the caller's own goodbye; undefined when they never came. */
  rung?: number;
  connected?: number;
  finished?: number;
}

interface Sipp {
  readonly port: number;
  readonly pid: number;
  readonly exited: Promise<string>;
  stop(): void;
}

/** The callers and the agents: SIPp on both sides, each of them signalling and sending A-law audio. */
export class Load {
  readonly #sipp: string;
  readonly #dir: string;
  readonly #agents: Sipp;
  #runs = 0;

  private constructor(sipp: string, dir: string, agents: Sipp) {
    this.#sipp = sipp;
    this.#dir = dir;
    this.#agents = agents;
  }

  static async open(sipp: string, dir: string): Promise<Load> {
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, 'tone.alaw'), encodeALaw(tone(440, 10)));
    await writeFile(join(dir, 'agents.xml'), AGENTS_XML);
    const media = String(await freePort('udp', AGENTS));
    const agents = await start(sipp, dir, 'agents', AGENTS, ['-mp', media, '-rtp_echo']);
    return new Load(sipp, dir, agents);
  }

  /** Processor time is to be had of these. */
  get agentsPid(): number {
    return this.#agents.pid;
  }

  /** Where an agent is to be called: one SIPp answers for all of them. */
  contact(name: string): string {
    return `sip:${name}@${AGENTS}:${this.#agents.port}`;
  }

  /** Places `calls` calls to a number, evenly: with `holdMs` each, `concurrent` of them are up at a time. */
  async place(plan: { number: string; sipPort: number; concurrent: number; holdMs: number; calls: number }) {
    const run = this.#runs++;
    const name = `callers-${run}`;
    const caller = `138${String(run).padStart(2, '0')}`;
    await writeFile(join(this.#dir, `${name}.xml`), callersXml(plan.number, caller, plan.holdMs));
    const address = CALLERS[run % CALLERS.length] ?? '';
    const sipp = await start(this.#sipp, this.#dir, name, address, [
      ...['-m', String(plan.calls), '-r', String(plan.concurrent), '-rp', String(plan.holdMs)],
      ...['-l', String(plan.concurrent * 2), `127.0.0.1:${plan.sipPort}`],
    ]);
    return {
      /** With this the numbers of all of its callers begin. */
      prefix: caller,
      pid: sipp.pid,
      /** Resolves when the last call has ended. */
      calls: sipp.exited.then(async (code) => {
        // 1: some calls failed, which is for the report to tell.
        if (code !== '0' && code !== '1')
          throw new Problem(`SIPp ended with ${code}: see ${this.#dir}/${name}.errors.`);
        return this.#read(name, caller);
      }),
      stop: () => sipp.stop(),
    };
  }

  close(): void {
    this.#agents.stop();
  }

  async #read(name: string, prefix: string): Promise<PlacedCall[]> {
    const calls = new Map<string, PlacedCall>();
    const callers = await readFile(join(this.#dir, `${name}.log`), 'utf8');
    for (const { what, at, caller } of entries(callers))
      if (what === 'dialled') calls.set(caller, { caller, dialled: at });
      else Object.assign(calls.get(caller) ?? {}, { finished: at });
    for (const { what, at, caller } of entries(await readFile(join(this.#dir, 'agents.log'), 'utf8'))) {
      const call = caller.startsWith(prefix) ? calls.get(caller) : undefined;
      // A second agent may have been rung: the first tells how long the caller waited.
      if (call && what === 'rung') call.rung ??= at;
      if (call && what === 'connected') call.connected ??= at;
    }
    return [...calls.values()];
  }
}

function* entries(log: string): Generator<{ what: string; at: number; caller: string }> {
  for (const [, what = '', at = '', caller = ''] of log.matchAll(/^(\w+) \S+\t\S+\t(\d+\.\d+) (\d+)$/gm))
    yield { what, at: Number(at) * 1000, caller };
}

async function start(sipp: string, dir: string, name: string, address: string, more: readonly string[]): Promise<Sipp> {
  const port = await freePort('udp', address);
  const [command, ...args] = await tied(sipp, [
    ...['-sf', `${name}.xml`, '-i', address, '-p', String(port), '-mi', address, '-aa', '-nostdin'],
    ...['-trace_logs', '-log_file', `${name}.log`, '-trace_err', '-error_file', `${name}.errors`],
    ...more,
  ]);
  const child = spawn(command, args, { cwd: dir, stdio: 'ignore', env: { ...process.env, TERM: 'dumb' } });
  if (child.pid === undefined) throw new Problem(`SIPp cannot be started: ${command}`);
  const exited = once(child, 'exit').then(([code, signal]) => `${code ?? signal}`);
  return { port, pid: child.pid, exited, stop: () => void child.kill('SIGKILL') };
}

const scenario = (name: string, steps: readonly string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="${name}">\n${steps.join('\n')}\n</scenario>\n`;
const send = (message: string, again = true): string =>
  `<send${again ? ' retrans="500"' : ''}><![CDATA[\n${message}\n\n]]></send>`;
const log = (what: string, caller: string): string => `<log message="${what} [timestamp] ${caller}"/>`;
const sdp = (name: string, port: string): string => `Content-Type: application/sdp
Content-Length: [len]

v=0
o=${name} 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio ${port} RTP/AVP 8
a=rtpmap:8 PCMA/8000
a=ptime:20`;

function callersXml(number: string, caller: string, holdMs: number): string {
  const from = `${caller}[call_number]`;
  const request = (method: string, cseq: number, uri: string, to: string): string =>
    `${method} ${uri} SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:${from}@[local_ip]:[local_port]>;tag=[pid]-[call_number]
To: <sip:${number}@[remote_ip]:[remote_port]>${to}
Call-ID: [call_id]
CSeq: ${cseq} ${method}
Contact: <sip:${from}@[local_ip]:[local_port]>
Max-Forwards: 70`;
  const within = (method: string, cseq: number): string =>
    `${request(method, cseq, '[next_url]', '[peer_tag_param]')}\n[routes]\nContent-Length: 0`;
  return scenario('callers', [
    `<nop><action>${log('dialled', from)}</action></nop>`,
    send(
      `${request('INVITE', 1, `sip:${number}@[remote_ip]:[remote_port]`, '')}\n${sdp('caller', '[rtpstream_audio_port]')}`,
    ),
    '<recv response="100" optional="true"/>',
    '<recv response="180" optional="true"/>',
    '<recv response="183" optional="true"/>',
    '<recv response="200" rrs="true"/>',
    send(within('ACK', 1), false),
    '<nop><action><exec rtp_stream="tone.alaw,-1,8"/></action></nop>',
    `<pause milliseconds="${holdMs}"/>`,
    send(within('BYE', 2)),
    `<recv response="200"><action>${log('finished', from)}</action></recv>`,
  ]);
}

const answer = (status: string, tag: string, rest: string): string => `SIP/2.0 ${status}
[last_Via:]
[last_From:]
[last_To:]${tag}
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:[local_ip]:[local_port]>
${rest}`;
const EMPTY = 'Content-Length: 0';
const TAG = ';tag=[pid]-[call_number]';

const AGENTS_XML = scenario('agents', [
  `<recv request="INVITE"><action>
<ereg regexp="sip:([0-9]+)@" search_in="hdr" header="From:" check_it="true" assign_to="whole,caller"/>
${log('rung', '[$caller]')}
</action></recv>`,
  '<Reference variables="whole"/>',
  send(answer('180 Ringing', TAG, EMPTY), false),
  `<pause milliseconds="${RING_MS}"/>`,
  send(answer('200 OK', TAG, sdp('agent', '[media_port]'))),
  `<recv request="ACK"><action>${log('connected', '[$caller]')}</action></recv>`,
  '<recv request="BYE"/>',
  send(answer('200 OK', '', EMPTY), false),
]);
