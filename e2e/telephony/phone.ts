import { randomBytes } from 'node:crypto';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { PCMA, RtpPeer, TELEPHONE_EVENT } from '@sibai/tools/rtp-peer';
import { tone } from '@sibai/tools/audio';
import { PATIENCE_MS } from './hearing.ts';

/** What a phone does with a call: answers, rings for ever, says something without answering, or refuses with a status. */
export type Manner = 'answer' | 'ring' | 'announce' | 486 | 603;

/** The pitch an agent speaks at in these tests. */
export const AGENT_HZ = 1000;

const LOCAL = '127.0.0.10';
/** What the far end must show that it has got is sent again after this, then after twice as long each time (RFC 3261, 17). */
const AGAIN_MS = 500;
const SLOWEST_MS = 4000;
const GIVE_UP_MS = 32_000;

/** A plain SIP telephone of its own address: what an agent's browser is to Asterisk, without the browser. */
export class Phone {
  manner: Manner = 'answer';
  /** The pitch it speaks at. */
  voice = AGENT_HZ;
  /** Every call that has rung here, oldest first. */
  readonly calls: PhoneCall[] = [];
  readonly #socket: Socket;
  /** By Call-ID, from the moment their INVITE came. */
  readonly #known = new Map<string, Promise<PhoneCall>>();
  #dead = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (packet, from) => void this.#take(packet.toString('latin1'), from));
    socket.on('error', () => undefined);
  }

  static async open(manner: Manner = 'answer'): Promise<Phone> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve, reject) => socket.once('error', reject).bind(0, LOCAL, resolve));
    const phone = new Phone(socket);
    phone.manner = manner;
    return phone;
  }

  get contact(): string {
    return `sip:agent@${LOCAL}:${this.#socket.address().port}`;
  }

  /** The call that rang as the `n`th, once it has. */
  async rung(n = 1, withinMs = PATIENCE_MS): Promise<PhoneCall> {
    for (const deadline = Date.now() + withinMs; Date.now() < deadline; await sleep(10)) {
      const call = this.calls[n - 1];
      if (call) return call;
    }
    throw new Error(`the phone has rung ${this.calls.length} times, not ${n}, within ${withinMs} ms`);
  }

  /** Falls silent for good, signalling and audio, as a computer does that is switched off. */
  vanish(): void {
    this.#dead = true;
    for (const call of this.calls) call.silence();
  }

  close(): void {
    this.vanish();
    this.#socket.close();
  }

  async #take(text: string, from: RemoteInfo): Promise<void> {
    if (this.#dead) return;
    const message = parse(text);
    const id = message.header('Call-ID');
    const known = this.#known.get(id);
    if (known) return (await known).take(message);
    if (message.method === 'INVITE') this.#known.set(id, this.#ring(message, from));
    else if (message.method !== undefined && message.method !== 'ACK')
      this.#send(answer(message, 481, 'Unknown dialogue'), from);
  }

  async #ring(invite: Message, from: RemoteInfo): Promise<PhoneCall> {
    const media = await RtpPeer.open(LOCAL);
    const call = new PhoneCall(invite, media, this.contact, (out) => this.#send(out, from));
    this.calls.push(call);
    call.begin(this.manner, this.voice);
    return call;
  }

  #send(text: string, to: { address: string; port: number }): void {
    if (!this.#dead) this.#socket.send(text, to.port, to.address);
  }
}

/** One call at a phone. */
export class PhoneCall {
  readonly rangAt = performance.now();
  answeredAt: number | undefined;
  /** How it ended, as seen here. */
  end: 'cancelled' | 'refused' | 'far end hung up' | 'hung up here' | undefined;
  readonly media: RtpPeer;
  readonly invite: Message;
  readonly #contact: string;
  readonly #send: (text: string) => void;
  readonly #tag = randomBytes(4).toString('hex');
  /** What is said again until it is heeded, by what will show that it was. */
  readonly #said = new Map<string, NodeJS.Timeout>();
  /** What the INVITE was answered with last, and gets again when it comes again. */
  #reply = '';
  #final = false;
  #sequence = 1;
  #silent = false;

  constructor(invite: Message, media: RtpPeer, contact: string, send: (text: string) => void) {
    this.invite = invite;
    this.media = media;
    this.#contact = contact;
    this.#send = send;
  }

  get id(): string {
    return this.invite.header('Call-ID');
  }

  #voice = AGENT_HZ;

  begin(manner: Manner, voice = AGENT_HZ): void {
    this.#voice = voice;
    if (typeof manner === 'number') return this.refuse(manner);
    if (manner === 'announce') return this.announce();
    this.#respond(180, 'Ringing');
    if (manner === 'answer') this.answer();
  }

  /** Sound before the answer, as a network's announcement comes. */
  announce(): void {
    this.#speak();
    this.#respond(183, 'Session Progress', this.#sdp('sendrecv'));
  }

  answer(): void {
    this.#speak();
    this.answeredAt = performance.now();
    this.#respond(200, 'OK', this.#sdp('sendrecv'));
  }

  #speak(): void {
    this.media.play(tone(this.#voice, 1), true);
    const remote = mediaOf(this.invite.text);
    if (remote) this.media.start(remote);
  }

  refuse(status: 486 | 603): void {
    this.end = 'refused';
    this.#respond(status, status === 486 ? 'Busy Here' : 'Decline');
    this.silence();
  }

  hangUp(): void {
    this.end ??= 'hung up here';
    this.#request('BYE', ++this.#sequence);
    this.silence();
  }

  /** Puts the far end on hold, or takes it back. */
  hold(on: boolean): void {
    this.#request('INVITE', ++this.#sequence, this.#sdp(on ? 'sendonly' : 'sendrecv'));
  }

  silence(): void {
    if (this.#silent) return;
    this.#silent = true;
    this.media.stop();
  }

  take(message: Message): void {
    const { method, status } = message;
    const sequence = message.header('CSeq');
    if (status !== undefined) {
      this.#heeded(sequence);
      if (status >= 200 && sequence.endsWith('INVITE')) this.#request('ACK', Number.parseInt(sequence));
    } else if (method === 'ACK') this.#heeded('answer');
    else if (method === 'INVITE' && sequence === this.invite.header('CSeq')) this.#send(this.#reply);
    else {
      const changed = method === 'INVITE' || method === 'UPDATE';
      this.#send(this.#answer(message, 200, 'OK', changed ? this.#sdp('sendrecv') : ''));
      if (method === 'CANCEL' && !this.#final) {
        this.end = 'cancelled';
        this.#respond(487, 'Request Terminated');
        this.silence();
      } else if (method === 'BYE') {
        this.end ??= 'far end hung up';
        this.silence();
      }
    }
  }

  /** Answers the INVITE. */
  #respond(status: number, phrase: string, body = ''): void {
    this.#reply = this.#answer(this.invite, status, phrase, body);
    this.#final = status >= 200;
    if (this.#final) this.#insist('answer', this.#reply);
    else this.#send(this.#reply);
  }

  #answer(to: Message, status: number, phrase: string, body: string): string {
    return answer(to, status, phrase, { tag: this.#tag, contact: this.#contact, body });
  }

  /** Says it again and again: a packet may be lost. */
  #insist(until: string, text: string): void {
    const began = performance.now();
    const say = (pause: number): void => {
      this.#send(text);
      if (performance.now() - began > GIVE_UP_MS) return;
      this.#said.set(until, setTimeout(() => say(Math.min(2 * pause, SLOWEST_MS)), pause).unref());
    };
    say(AGAIN_MS);
  }

  #heeded(what: string): void {
    clearTimeout(this.#said.get(what));
    this.#said.delete(what);
  }

  #request(method: 'BYE' | 'INVITE' | 'ACK', sequence: number, body = ''): void {
    const { invite } = this;
    const target = /<([^>]+)>/.exec(invite.header('Contact'))?.[1] ?? '';
    const [, local = ''] = /@([^;>]+)/.exec(this.#contact) ?? [];
    const to = invite.header('To').includes('tag=') ? invite.header('To') : `${invite.header('To')};tag=${this.#tag}`;
    const text = [
      `${method} ${target} SIP/2.0`,
      `Via: SIP/2.0/UDP ${local};branch=z9hG4bK${randomBytes(6).toString('hex')};rport`,
      `From: ${to}`,
      `To: ${invite.header('From')}`,
      `Call-ID: ${this.id}`,
      `CSeq: ${sequence} ${method}`,
      `Contact: <${this.#contact}>`,
      'Max-Forwards: 70',
      ...(body === '' ? [] : ['Content-Type: application/sdp']),
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n');
    if (method === 'ACK') this.#send(text);
    else this.#insist(`${sequence} ${method}`, text);
  }

  #sdp(direction: 'sendrecv' | 'sendonly'): string {
    const { address, port } = this.media;
    return [
      'v=0',
      `o=phone 1 ${this.#sequence} IN IP4 ${address}`,
      's=-',
      `c=IN IP4 ${address}`,
      't=0 0',
      `m=audio ${port} RTP/AVP ${PCMA} ${TELEPHONE_EVENT}`,
      `a=rtpmap:${PCMA} PCMA/8000`,
      `a=rtpmap:${TELEPHONE_EVENT} telephone-event/8000`,
      'a=ptime:20',
      `a=${direction}`,
      '',
    ].join('\r\n');
  }
}

export interface Message {
  readonly text: string;
  readonly method: string | undefined;
  readonly status: number | undefined;
  /** The first header of that name, or an empty string. */
  header(name: string): string;
}

export function parse(text: string): Message {
  const [first = '', ...lines] = (text.split('\r\n\r\n')[0] ?? '').split('\r\n');
  const status = /^SIP\/2\.0 (\d{3})/.exec(first)?.[1];
  return {
    text,
    method: status === undefined ? first.split(' ')[0] : undefined,
    status: status === undefined ? undefined : Number(status),
    header: (name) =>
      lines
        .find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
        ?.slice(name.length + 1)
        .trim() ?? '',
  };
}

function answer(
  to: Message,
  status: number,
  phrase: string,
  { tag = 'none', contact = '', body = '' }: { tag?: string; contact?: string; body?: string } = {},
): string {
  const vias = to.text.split('\r\n').filter((line) => /^via:/i.test(line));
  const party = to.header('To');
  return [
    `SIP/2.0 ${status} ${phrase}`,
    ...vias,
    `From: ${to.header('From')}`,
    `To: ${party.includes('tag=') || status === 100 ? party : `${party};tag=${tag}`}`,
    `Call-ID: ${to.header('Call-ID')}`,
    `CSeq: ${to.header('CSeq')}`,
    ...(contact === '' ? [] : [`Contact: <${contact}>`]),
    ...(body === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
}

function mediaOf(text: string): { address: string; port: number } | undefined {
  const address = /^c=IN IP4 (\S+)/m.exec(text)?.[1];
  const port = /^m=audio (\d+)/m.exec(text)?.[1];
  return address && port ? { address, port: Number(port) } : undefined;
}
