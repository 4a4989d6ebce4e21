import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, open, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './ports.ts';
import { RtpPeer } from './rtp-peer.ts';
import { tied } from './service.ts';
import { callerScenario } from './sipp-scenario.ts';

const POLL_MS = 10;
/** Longer than a far end may take to answer a BYE or a CANCEL. */
const GOODBYE_MS = 20_000;

export interface CallOptions {
  /** The program. */
  readonly sipp: string;
  /** Where the call goes to. */
  readonly target: { readonly address: string; readonly port: number };
  readonly number: string;
  readonly from: string;
  /** The address the call comes from; the demonstration trunk takes 127.0.0.2 to 127.0.0.9. */
  readonly source: string;
}

/** A SIP message of the call, as it went over the line. */
export interface SipMessage {
  /** By performance.now(). */
  readonly at: number;
  readonly sent: boolean;
  /** The request's method; undefined for an answer. */
  readonly method: string | undefined;
  readonly status: number | undefined;
  readonly text: string;
}

export type CallEnd =
  | { readonly by: 'caller' | 'callee' }
  | { readonly by: 'refused'; readonly status: number; readonly phrase: string }
  /** Nobody answered at all. */
  | { readonly by: 'silence' }
  | { readonly by: 'fault'; readonly detail: string };

/** A telephone call placed by SIPp, which signals, and heard and spoken by `media`. */
export class SipCall extends EventEmitter<{ message: [SipMessage] }> {
  readonly messages: SipMessage[] = [];
  readonly media: RtpPeer;
  /** Settles when the call is over, however it came to that. */
  readonly ended: Promise<CallEnd>;
  readonly #address: string;
  readonly #port: number;
  readonly #id = randomUUID();
  #over = false;
  #pid = 0;

  private constructor(media: RtpPeer, { source }: CallOptions, port: number, run: (call: SipCall) => Promise<CallEnd>) {
    super();
    this.media = media;
    this.#address = source;
    this.#port = port;
    this.ended = run(this).finally(() => {
      this.#over = true;
      media.stop();
    });
    // Whoever does not wait for the end must not be brought down by it.
    this.ended.catch(() => undefined);
  }

  /** Dials. */
  static async place(options: CallOptions): Promise<SipCall> {
    const media = await RtpPeer.open(options.source);
    const port = await freePort('udp', options.source);
    return new SipCall(media, options, port, (call) => call.#run(options));
  }

  /** The first message that satisfies a test, once it has come; undefined when the call ends without one. */
  async message(test: (message: SipMessage) => boolean): Promise<SipMessage | undefined> {
    const before = this.messages.find(test);
    if (before || this.#over) return before;
    return new Promise((resolve) => {
      const look = (message: SipMessage) => {
        if (test(message)) done(message);
      };
      const done = (message?: SipMessage) => {
        this.off('message', look);
        resolve(message);
      };
      this.on('message', look);
      void this.ended.then(() => done());
    });
  }

  /** The 200 of the call; undefined when it ends unanswered. */
  answered(): Promise<SipMessage | undefined> {
    return this.message(isAnswer);
  }

  /** Hangs up, whatever state the call is in. */
  async hangUp(): Promise<CallEnd> {
    for (const deadline = Date.now() + GOODBYE_MS; !this.#over; await Promise.race([this.ended, sleep(500)])) {
      if (Date.now() > deadline) this.kill();
      else await this.#wish();
    }
    return this.ended;
  }

  /** Vanishes without a word, as a phone does whose battery is empty. */
  kill(): void {
    if (!this.#over && this.#pid > 0) process.kill(this.#pid, 'SIGKILL');
    this.#over = true;
  }

  /** The INFO that makes the scenario say goodbye. */
  async #wish(): Promise<void> {
    const socket = createSocket('udp4');
    const tag = /^To:.*;tag=([^;>\s]+)/im.exec(this.messages.findLast((m) => m.status !== undefined)?.text ?? '')?.[1];
    const text = [
      `INFO sip:caller@${this.#address}:${this.#port} SIP/2.0`,
      `Via: SIP/2.0/UDP ${this.#address}:9;branch=z9hG4bK-${randomUUID()}`,
      `From: <sip:self@${this.#address}>${tag ? `;tag=${tag}` : ''}`,
      `To: <sip:caller@${this.#address}>`,
      `Call-ID: ${this.#id}`,
      `CSeq: ${Math.floor(performance.now())} INFO`,
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n');
    await new Promise<void>((resolve) =>
      socket.send(text, this.#port, this.#address, () => socket.close(() => resolve())),
    );
  }

  async #run({ sipp, target, number, from, source }: CallOptions): Promise<CallEnd> {
    const dir = await mkdtemp(join(tmpdir(), 'sibai-call-'));
    const [scenario, trace] = [join(dir, 'caller.xml'), join(dir, 'messages')];
    await writeFile(scenario, callerScenario({ from, number, media: this.media }));
    await writeFile(trace, '');
    const [command, ...args] = await tied(sipp, [
      `${target.address}:${target.port}`,
      ...['-sf', scenario, '-m', '1', '-l', '1', '-r', '50', '-nostdin'],
      ...['-i', source, '-p', String(this.#port), '-cid_str', this.#id],
      ...['-trace_msg', '-message_file', trace, '-trace_err', '-error_file', join(dir, 'errors')],
    ]);
    const child = spawn(command, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      cwd: dir,
      env: { ...process.env, TERM: 'dumb' },
    });
    this.#pid = child.pid ?? 0;
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    const exit = once(child, 'exit').then(([code, signal]: unknown[]) =>
      signal ? `signal ${signal}` : `exit code ${code}`,
    );
    const file = await open(trace);
    try {
      const reader = new TraceReader(file);
      let gone: string | undefined;
      // SIPp takes another second to leave after the goodbye: nobody has to wait for that.
      while (gone === undefined && !isOver(this.messages)) {
        gone = await Promise.race([exit, sleep(POLL_MS, undefined)]);
        for (const message of await reader.read(gone !== undefined)) this.#note(message);
      }
      return endOf(this.messages, `${gone} ${complaint.trim()}`);
    } finally {
      await file.close();
      await rm(dir, { recursive: true, force: true });
    }
  }

  #note(message: SipMessage): void {
    this.messages.push(message);
    const remote = message.sent ? undefined : mediaOf(message.text);
    if (remote) this.media.start(remote);
    this.emit('message', message);
  }
}

/** Follows SIPp's trace of messages. A message is whole when the rule of the next one, or the end, has come. */
class TraceReader {
  readonly #file: FileHandle;
  #rest = '';
  constructor(file: FileHandle) {
    this.#file = file;
  }

  async read(last: boolean): Promise<SipMessage[]> {
    const buffer = Buffer.alloc(65_536);
    for (;;) {
      const { bytesRead } = await this.#file.read(buffer, 0, buffer.length);
      if (bytesRead === 0) break;
      this.#rest += buffer.toString('latin1', 0, bytesRead);
    }
    const messages: SipMessage[] = [];
    for (;;) {
      const entry = ENTRY.exec(this.#rest);
      if (!entry?.groups) return messages;
      const { when = '', direction, size = '0' } = entry.groups;
      const from = entry.index + entry[0].length;
      const text = this.#rest.slice(from, from + Number(size));
      if (text.length < Number(size) && !last) return messages;
      this.#rest = this.#rest.slice(from + Number(size));
      messages.push(describe(text, direction === 'sent', when));
    }
  }
}

const ENTRY =
  /-{20,} (?<when>[\d-]+[ T\t][\d:.]+)[^\n]*\n\w+ message (?<direction>sent|received) [([](?<size>\d+)[)\] a-z]*:\s*?\n\n/;

function describe(text: string, sent: boolean, when: string): SipMessage {
  const [first = ''] = text.split('\r\n');
  const status = /^SIP\/2\.0 (\d{3})/.exec(first)?.[1];
  return {
    at: new Date(when.replace(/\s+/, 'T')).getTime() - performance.timeOrigin,
    sent,
    method: status ? undefined : first.split(' ')[0],
    status: status ? Number(status) : undefined,
    text,
  };
}

/** Where the far end wants its audio, when the message says so. */
function mediaOf(text: string): { address: string; port: number } | undefined {
  const address = /^c=IN IP4 (\S+)/m.exec(text)?.[1];
  const port = /^m=audio (\d+)/m.exec(text)?.[1];
  return address && port ? { address, port: Number(port) } : undefined;
}

const isAnswer = ({ sent, status, text }: SipMessage): boolean =>
  !sent && status === 200 && /^CSeq: *\d+ INVITE/im.test(text);

/** Whether the goodbye, or the refusal, has been acknowledged. */
function isOver(messages: readonly SipMessage[]): boolean {
  const goodbye = messages.findIndex((m) => m.method === 'BYE');
  const refusal = messages.findIndex((m) => !m.sent && m.status !== undefined && m.status >= 300);
  if (goodbye >= 0) return messages.slice(goodbye).some((m) => m.status === 200 && /^CSeq: *\d+ BYE/im.test(m.text));
  return refusal >= 0 && messages.slice(refusal).some((m) => m.method === 'ACK');
}

function endOf(messages: readonly SipMessage[], detail: string): CallEnd {
  if (!messages.some((m) => !m.sent && m.method !== 'INFO')) return { by: 'silence' };
  if (messages.some((m) => !m.sent && m.method === 'BYE')) return { by: 'callee' };
  if (messages.some((m) => m.sent && (m.method === 'BYE' || m.method === 'CANCEL'))) return { by: 'caller' };
  const refusal = messages.find((m) => !m.sent && m.status !== undefined && m.status >= 300);
  if (refusal?.status !== undefined)
    return {
      by: 'refused',
      status: refusal.status,
      phrase: /^SIP\/2\.0 \d+ (.*)/.exec(refusal.text)?.[1]?.trim() ?? '',
    };
  return { by: 'fault', detail: `SIPp ended with ${detail}` };
}
