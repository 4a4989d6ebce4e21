import { createSocket, type Socket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';

import { authorization, branch, parseSip, type SipMessage, tag } from './message.js';

/** How long an answer is waited for, final or not, and how often a request is said again (RFC 3261, timer A). */
const ANSWER_MS = 8000;
/** A far end that has begun may say something before it refuses (183): it is heard to its end. */
const EARLY_MS = 25_000;
const AGAIN_MS = 500;

export interface CallerOptions {
  readonly target: { readonly address: string; readonly port: number };
  readonly username: string;
  readonly password: string;
  /** Told of every message, as it goes over the line. */
  readonly log: (sent: boolean, message: SipMessage) => void;
}

/** What came of an INVITE. */
export interface Outcome {
  /** The final answer; undefined when none came. */
  readonly answer: SipMessage | undefined;
  /** From the first request to the final answer. */
  readonly ms: number;
  /** Presses a key by an INFO; answers whether the far end took it. */
  readonly info: (key: string) => Promise<boolean>;
  /** Ends a call that was answered. */
  readonly hangUp: () => Promise<void>;
}

/** A SIP telephone that only calls: signs in by digest, answers a BYE, and tells every message. */
export class SipCaller {
  readonly #socket: Socket;
  readonly #options: CallerOptions;
  readonly #waiting = new Map<string, (message: SipMessage) => void>();
  readonly #from = tag();
  readonly #keys: string[] = [];
  /** The address that the far end is reached from. */
  readonly address: string;

  private constructor(socket: Socket, options: CallerOptions) {
    this.#socket = socket;
    this.#options = options;
    this.address = socket.address().address;
    socket.on('message', (packet) => this.#take(parseSip(packet.toString('latin1'))));
    socket.on('error', () => undefined);
  }

  static async open(options: CallerOptions): Promise<SipCaller> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve, reject) =>
      socket.once('error', reject).connect(options.target.port, options.target.address, resolve),
    );
    return new SipCaller(socket, options);
  }

  /** The keys that came by INFO, in order. */
  get keys(): string {
    return this.#keys.join('');
  }

  close(): void {
    this.#socket.close();
  }

  /** Asks whether anybody is there. */
  async options(): Promise<{ answer: SipMessage | undefined; ms: number }> {
    const { address, port } = this.#options.target;
    const began = performance.now();
    const answer = await this.#request('OPTIONS', `sip:${address}:${port}`, dialog());
    return { answer, ms: performance.now() - began };
  }

  /** Calls, with that offer; the answer may be anything from 200 to none. */
  async invite(user: string, sdp: string): Promise<Outcome> {
    const { address, port } = this.#options.target;
    const uri = `sip:${user}@${address}:${port}`;
    const call = dialog();
    const began = performance.now();
    const answer = await this.#request('INVITE', uri, call, sdp);
    const ms = performance.now() - began;
    const answered = answer?.status !== undefined && answer.status < 300;
    const contact = /<([^>]+)>/.exec(answer?.header('Contact') ?? '')?.[1] ?? uri;
    if (answer && answered) this.#say('ACK', contact, { ...call, branch: branch() }, answer.header('To'));
    return {
      answer,
      ms,
      info: async (key) => {
        call.cseq++;
        const pressed = `Signal=${key}\r\nDuration=120\r\n`;
        const done = await this.#request(
          'INFO',
          contact,
          call,
          pressed,
          answer?.header('To'),
          'application/dtmf-relay',
        );
        return done?.status === 200;
      },
      hangUp: async () => {
        if (!answer || !answered) return;
        call.cseq++;
        await this.#request('BYE', contact, call, '', answer.header('To'));
      },
    };
  }

  /** A request and its final answer, the challenge in between included. */
  async #request(
    method: string,
    uri: string,
    call: Dialog,
    body = '',
    to?: string,
    type = 'application/sdp',
  ): Promise<SipMessage | undefined> {
    const content = { type, body };
    const first = await this.#transaction(method, uri, call, content, to);
    if (first?.status !== 401 && first?.status !== 407) return first;
    const proxy = first.status === 407;
    const challenge = first.header(proxy ? 'Proxy-Authenticate' : 'WWW-Authenticate');
    const { username, password } = this.#options;
    const credentials = authorization(challenge, { method, uri, username, password });
    call.cseq++;
    return this.#transaction(method, uri, call, content, to, `${proxy ? 'Proxy-' : ''}Authorization: ${credentials}`);
  }

  async #transaction(
    method: string,
    uri: string,
    call: Dialog,
    content: Content,
    to?: string,
    extra?: string,
  ): Promise<SipMessage | undefined> {
    const step = { ...call, branch: branch() };
    const began = performance.now();
    let deadline = began + ANSWER_MS;
    let provisional = false;
    const final = new Promise<SipMessage>((resolve) =>
      this.#waiting.set(step.branch, (message) => {
        if ((message.status ?? 0) >= 200) return resolve(message);
        provisional = true;
        if (message.status !== 100) deadline = began + EARLY_MS;
      }),
    );
    let answer: SipMessage | undefined;
    for (let pause = AGAIN_MS; !answer && performance.now() < deadline; pause *= 2) {
      if (!provisional || method !== 'INVITE') this.#say(method, uri, step, to, content, extra);
      answer = await Promise.race([final, sleep(Math.min(pause, deadline - performance.now())).then(() => undefined)]);
    }
    this.#waiting.delete(step.branch);
    if (method === 'INVITE') {
      // A refusal is acknowledged in its own transaction; a call nobody answers is taken back.
      if (answer && (answer.status ?? 0) >= 300) this.#say('ACK', uri, step, answer.header('To'));
      if (!answer) this.#say('CANCEL', uri, step, to);
    }
    return answer;
  }

  #say(
    method: string,
    uri: string,
    call: Dialog & { branch: string },
    to = `<${uri}>`,
    { type, body }: Content = NOTHING,
    extra?: string,
  ): void {
    const { username } = this.#options;
    const { port } = this.#socket.address();
    const self = `sip:${username}@${this.address}:${port}`;
    const text = [
      `${method} ${uri} SIP/2.0`,
      `Via: SIP/2.0/UDP ${this.address}:${port};branch=${call.branch};rport`,
      `From: <${self}>;tag=${this.#from}`,
      `To: ${to}`,
      `Call-ID: ${call.id}`,
      `CSeq: ${call.cseq} ${method}`,
      `Contact: <${self}>`,
      'Max-Forwards: 70',
      'User-Agent: Sibai line check',
      ...(extra ? [extra] : []),
      ...(body === '' ? [] : [`Content-Type: ${type}`]),
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n');
    this.#options.log(true, parseSip(text));
    this.#socket.send(text);
  }

  #take(message: SipMessage): void {
    this.#options.log(false, message);
    if (message.status !== undefined) {
      const via = /branch=([^;\s]+)/.exec(message.header('Via'))?.[1] ?? '';
      this.#waiting.get(via)?.(message);
      return;
    }
    if (message.method === 'ACK') return;
    const key = message.method === 'INFO' && /^Signal= *(\S)/im.exec(message.body)?.[1];
    if (key) this.#keys.push(key);
    const answer = parseSip(
      [
        'SIP/2.0 200 OK',
        ...['Via', 'From', 'To', 'Call-ID', 'CSeq'].flatMap((name) =>
          message.headers(name).map((value) => `${name}: ${value}`),
        ),
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    );
    this.#options.log(true, answer);
    this.#socket.send(answer.text);
  }
}

interface Content {
  readonly type: string;
  readonly body: string;
}
const NOTHING: Content = { type: '', body: '' };

interface Dialog {
  readonly id: string;
  cseq: number;
}

const dialog = (): Dialog => ({ id: `${tag()}@check.sibai`, cseq: 1 });
