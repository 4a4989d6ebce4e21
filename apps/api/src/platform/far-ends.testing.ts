import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A mail server: takes what is sent to it, or refuses an address as told. */
export class MailServer {
  readonly received: ParsedMail[] = [];
  /** The answer to RCPT TO, by address: an SMTP code. */
  readonly refuses = new Map<string, number>();
  #busy = 0;
  readonly #server: SMTPServer;

  private constructor() {
    this.#server = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      onAuth: ({ username, password }, _session, done) =>
        username === 'sibai' && password === 'p@ss' ? done(null, { user: username }) : done(new Error('535 no')),
      onRcptTo: ({ address }, _session, done) => {
        const code = this.refuses.get(address);
        done(code ? Object.assign(new Error('refused'), { responseCode: code }) : null);
      },
      onData: (stream, _session, done) => {
        simpleParser(stream).then((mail) => {
          if (this.#busy-- > 0) return done(Object.assign(new Error('try later'), { responseCode: 451 }));
          this.received.push(mail);
          done();
        }, done);
      },
    });
  }

  static async start(): Promise<MailServer> {
    const server = new MailServer();
    await new Promise<void>((listening) => server.#server.listen(0, '127.0.0.1', listening));
    return server;
  }

  get url(): string {
    const { port } = this.#server.server.address() as AddressInfo;
    return `smtp://sibai:p%40ss@127.0.0.1:${port}`;
  }

  /** Refuses the next messages for now, after it has read them. */
  beBusy(times: number): void {
    this.#busy = times;
  }

  stop = (): Promise<void> => new Promise((closed) => this.#server.close(closed));
}

type Answer = number | 'silence' | 'after_sending_500';

/** A gateway of short messages. It checks what it is sent as docs/configuration.md says, and misbehaves as told. */
export class SmsGateway {
  /** What went out to telephones. */
  readonly sent: { to: string; text: string; id: string; params: Record<string, unknown> }[] = [];
  /** Every request that came, taken or not. */
  readonly asked: string[] = [];
  readonly #next: Answer[] = [];
  readonly #ids = new Set<string>();
  readonly #server = createServer((request, response) => void this.#take(request, response));

  static async start(): Promise<SmsGateway> {
    const gateway = new SmsGateway();
    await new Promise<void>((listening) => gateway.#server.listen(0, '127.0.0.1', listening));
    return gateway;
  }

  url(secret = 's3cr3t:/'): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://key-1:${encodeURIComponent(secret)}@127.0.0.1:${port}/send`;
  }

  /** How the next requests are answered, one each; then all is well again. */
  answer(...answers: Answer[]): void {
    this.#next.push(...answers);
  }

  stop = (): Promise<void> =>
    new Promise((closed) => {
      this.#server.closeAllConnections();
      this.#server.close(() => closed());
    });

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString();
    const header = (name: string): string => String(request.headers[name] ?? '');
    const [id, at] = [header('idempotency-key'), header('sibai-time')];
    this.asked.push(id);

    const wanted = createHmac('sha256', 's3cr3t:/').update(`${at}.${id}.${body}`).digest('hex');
    const given = header('sibai-signature');
    const genuine = given.length === wanted.length && timingSafeEqual(Buffer.from(given), Buffer.from(wanted));
    const fresh = Math.abs(Date.now() / 1000 - Number(at)) < 300;
    if (!genuine || !fresh || header('sibai-key') !== 'key-1') return void response.writeHead(401).end();

    const answer = this.#next.shift() ?? 200;
    if (answer === 'silence') return;
    if (typeof answer === 'number' && answer >= 300) return void response.writeHead(answer).end('{"error":"x"}');
    if (!this.#ids.has(id)) {
      this.#ids.add(id);
      this.sent.push(JSON.parse(body) as (typeof this.sent)[number]);
    }
    response.writeHead(answer === 'after_sending_500' ? 500 : 200).end();
  }
}
