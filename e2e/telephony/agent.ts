import type { Ari } from '@sibai/ari';
import type { Desk, Presence } from '@sibai/contracts';
import { type Socket } from 'socket.io-client';
import { type ApiClient } from '@sibai/tools/api-client';
import { connect } from './board.ts';
import { eventually } from './hearing.ts';
import { type Manner, type Phone } from './phone.ts';

/** An agent at a desk, with a plain telephone in place of a browser's. */
export class Agent {
  readonly id: string;
  readonly phone: Phone;
  readonly #ari: Ari;
  readonly #api: ApiClient;
  #desk: Socket | undefined;

  constructor(ari: Ari, id: string, api: ApiClient, phone: Phone) {
    this.#ari = ari;
    this.id = id;
    this.#api = api;
    this.phone = phone;
  }

  /** Opens the desk, takes a phone and is ready. */
  async ready(manner?: Manner): Promise<this> {
    if (manner) this.phone.manner = manner;
    await this.openDesk();
    await this.takePhone();
    await this.choose({ presence: 'ready' });
    return this;
  }

  /** The socket that says that the agent is there. */
  async openDesk(): Promise<void> {
    const desk = connect(this.#api, { desk: true });
    this.#desk = desk;
    await new Promise<void>((resolve, reject) => desk.once('connect', resolve).once('connect_error', reject));
  }

  closeDesk(): void {
    this.#desk?.disconnect();
  }

  /** Asks for an account as a browser does, and puts a telephone in the browser's place. `reachable`: it has registered. */
  async takePhone(reachable = true): Promise<void> {
    const { username } = (await this.#api.send('POST', '/agent/phone')) as { username: string };
    const ari = this.#ari;
    await ari.unconfigure('res_pjsip', 'endpoint', username);
    await ari.unconfigure('res_pjsip', 'aor', username);
    await ari.configure('res_pjsip', 'aor', username, {
      max_contacts: '1',
      ...(reachable && { contact: this.phone.contact }),
    });
    await ari.configure('res_pjsip', 'endpoint', username, {
      context: 'none',
      transport: 'transport-udp',
      disallow: 'all',
      allow: 'alaw',
      dtmf_mode: 'rfc4733',
      direct_media: 'no',
      aors: username,
      rtp_timeout: '10',
      rtp_timeout_hold: '600',
    });
  }

  async choose(wish: object): Promise<void> {
    await this.#api.send('PUT', '/agent/presence', wish);
  }

  /** Asks for something on the own call; answers the desk as it is then. A refusal is thrown. */
  async control(call: string, what: string, wish?: object, method: 'POST' | 'DELETE' = 'POST'): Promise<Desk> {
    return (await this.#api.send(method, `/agent/calls/${call}/${what}`, wish)) as Desk;
  }

  /** A request of the desk's own. A refusal is thrown. */
  ask<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<T> {
    return (method === 'GET' ? this.#api.get(path) : this.#api.send(method, path, body)) as Promise<T>;
  }

  /** A file, as it comes. */
  bytes(path: string): Promise<Buffer> {
    return this.#api.download(path);
  }

  desk(): Promise<Desk> {
    return this.#api.get('/agent/desk');
  }

  /** Waits until the agent is in a state, and why, if that matters. */
  async becomes(presence: Presence, reason?: string, withinMs?: number): Promise<void> {
    const wanted = `${presence} ${reason ?? ''}`.trim();
    let seen = '';
    await eventually(
      `the agent is ${wanted}`,
      async () => {
        const desk = await this.desk();
        seen = `${desk.presence} ${desk.reason ?? ''}`.trim();
        return desk.presence === presence && (reason === undefined || desk.reason === reason);
      },
      withinMs,
    ).catch((cause: unknown) => {
      throw new Error(`the agent is ${seen}, not ${wanted}`, { cause });
    });
  }
}
