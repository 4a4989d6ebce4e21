import { send } from './http.js';
import type { AsteriskInfo, Bridge, Channel, Create, Originate } from './model.js';

/** Asterisk refused a request, or could not be reached (`status` 0). */
export class AriError extends Error {
  override readonly name = 'AriError';
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }

  /** What was asked about is no more: the normal end of a race with a hang-up. */
  get gone(): boolean {
    return this.status === 404 || this.status === 409 || this.status === 412;
  }
}

/** Where to reach one Asterisk's REST Interface. The credentials stand in the URL's user part. */
export interface AriAddress {
  readonly base: URL;
  readonly authorization: string;
  readonly app: string;
}

export function ariAddress(url: string, app: string): AriAddress {
  const base = new URL(url);
  const { username, password } = base;
  base.username = base.password = '';
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { base, authorization: `Basic ${btoa(credentials)}`, app };
}

type Query = Readonly<Record<string, string | number | undefined>>;

/** Asterisk's REST Interface, as far as Sibai uses it. Every method rejects with `AriError`. */
export class Ari {
  readonly #at: AriAddress;

  constructor(at: AriAddress) {
    this.#at = at;
  }

  info = (): Promise<AsteriskInfo> => this.#ask('GET', 'asterisk/info');

  /** The fields of one object of a dynamic configuration; undefined when there is none. */
  async configured(file: string, type: string, id: string): Promise<Readonly<Record<string, string>> | undefined> {
    const fields = await this.#ask<{ attribute: string; value: string }[]>(
      'GET',
      `asterisk/config/dynamic/${file}/${type}/${id}`,
    ).catch(unlessGone);
    return fields && Object.fromEntries(fields.map(({ attribute, value }) => [attribute, value]));
  }

  /**
   * Makes one object of a dynamic configuration. Not for changing one: Asterisk then writes back what it reads of the
   * fields not given, and an endpoint without `callerid` comes out as one whose callers are all `unknown`.
   */
  async configure(file: string, type: string, id: string, fields: Readonly<Record<string, string>>): Promise<void> {
    const attributes = Object.entries(fields).map(([attribute, value]) => ({ attribute, value }));
    await this.#ask('PUT', `asterisk/config/dynamic/${file}/${type}/${id}`, {}, { fields: attributes });
  }

  async unconfigure(file: string, type: string, id: string): Promise<void> {
    await this.#ask('DELETE', `asterisk/config/dynamic/${file}/${type}/${id}`).catch(unlessGone);
  }

  /** Asks for no events but these, from now on: the rest is not even written to the socket. */
  async filterEvents(types: readonly string[]): Promise<void> {
    const allowed = types.map((type) => ({ type }));
    await this.#ask('PUT', `applications/${this.#at.app}/eventFilter`, {}, { allowed });
  }

  /** Sets a variable of a channel, or writes a dialplan function such as `PJSIP_DTMF_MODE()`. */
  async setVariable(channel: string, variable: string, value: string): Promise<void> {
    await this.#ask('POST', `channels/${channel}/variable`, { variable, value });
  }

  /** What a dialplan function says that needs no channel, such as `PJSIP_CONTACT(…,rtt)`. */
  async ask(expression: string): Promise<string> {
    return (await this.#ask<{ value: string }>('GET', 'asterisk/variable', { variable: expression })).value;
  }

  /** Whether a module is loaded, by its name without `.so`. */
  async hasModule(name: string): Promise<boolean> {
    const module = await this.#ask<{ status: string }>('GET', `asterisk/modules/${name}.so`).catch(unlessGone);
    return module?.status === 'Running';
  }

  channels = (): Promise<Channel[]> => this.#ask('GET', 'channels');

  async answer(channel: string): Promise<void> {
    await this.#ask('POST', `channels/${channel}/answer`);
  }

  async hangup(channel: string, cause: { reason?: string; code?: number } = {}): Promise<void> {
    await this.#ask('DELETE', `channels/${channel}`, { reason: cause.reason, reason_code: cause.code }).catch(
      unlessGone,
    );
  }

  /** Plays several files as one playback. `media` are ARI media URIs such as `sound:/path/without/extension`. */
  async play(channel: string, playback: string, media: readonly string[]): Promise<void> {
    await this.#ask('POST', `channels/${channel}/play/${playback}`, { media: media.join(',') });
  }

  async stopPlaying(playback: string): Promise<void> {
    await this.#ask('DELETE', `playbacks/${playback}`).catch(unlessGone);
  }

  /**
   * Records what a channel says, as plain samples, until it is long enough, silent for long enough or a `#` is pressed; the
   * end is told by an event.
   */
  async recordChannel(channel: string, name: string, maxSeconds: number, silenceSeconds: number): Promise<void> {
    await this.#ask('POST', `channels/${channel}/record`, {
      name,
      format: 'sln',
      maxDurationSeconds: maxSeconds,
      maxSilenceSeconds: silenceSeconds,
      ifExists: 'overwrite',
      terminateOn: '#',
    });
  }

  async startMusic(channel: string, mohClass?: string): Promise<void> {
    await this.#ask('POST', `channels/${channel}/moh`, { mohClass });
  }

  async stopMusic(channel: string): Promise<void> {
    await this.#ask('DELETE', `channels/${channel}/moh`).catch(unlessGone);
  }

  /**
   * Makes a channel that hears what another hears and says (`spy`), and that the other one's far end hears (`whisper`: `out`).
   * It enters the application as `snoop`.
   */
  async snoop(channel: string, snoop: string, how: { spy: 'both'; whisper: 'out' | 'none' }): Promise<void> {
    await this.#ask('POST', `channels/${channel}/snoop/${snoop}`, { ...how, app: this.#at.app, appArgs: 'snoop' });
  }

  /** Lets a channel go on in the dialplan; it may come back from there. */
  async continueIn(channel: string, context: string, extension: string): Promise<void> {
    await this.#ask('POST', `channels/${channel}/continue`, { context, extension, priority: 1 });
  }

  /** Whether what a channel says is heard by anybody. */
  async mute(channel: string, on: boolean): Promise<void> {
    await this.#ask(on ? 'POST' : 'DELETE', `channels/${channel}/mute`, { direction: 'in' });
  }

  /** Ringback to a channel that is answered already. */
  async startRinging(channel: string): Promise<void> {
    await this.#ask('POST', `channels/${channel}/ring`);
  }

  async stopRinging(channel: string): Promise<void> {
    await this.#ask('DELETE', `channels/${channel}/ring`).catch(unlessGone);
  }

  /** Calls an endpoint; when it answers, the channel runs `extension@context`. */
  async originate(o: Originate): Promise<void> {
    const query: Query = {
      endpoint: o.endpoint,
      context: o.context,
      extension: o.extension,
      priority: 1,
      callerId: o.callerId,
      timeout: o.timeoutSeconds,
      originator: o.originator,
    };
    await this.#ask('POST', `channels/${o.channelId}`, query, { variables: o.variables ?? {} });
  }

  /** Makes a channel, which enters the application at once and rings nobody before `dial`. */
  async create({ endpoint, channelId, otherChannelId, args, originator, variables }: Create): Promise<void> {
    const query: Query = {
      endpoint,
      channelId,
      otherChannelId,
      app: this.#at.app,
      appArgs: args.join(','),
      originator,
    };
    await this.#ask('POST', 'channels/create', query, { variables });
  }

  async dial(channel: string, timeoutSeconds: number): Promise<void> {
    await this.#ask('POST', `channels/${channel}/dial`, { timeout: timeoutSeconds });
  }

  bridges = (): Promise<Bridge[]> => this.#ask('GET', 'bridges');

  async createBridge(bridge: string): Promise<void> {
    await this.#ask('POST', `bridges/${bridge}`, { type: 'mixing' });
  }

  async addToBridge(bridge: string, channels: readonly string[]): Promise<void> {
    await this.#ask('POST', `bridges/${bridge}/addChannel`, { channel: channels.join(',') });
  }

  async removeFromBridge(bridge: string, channel: string): Promise<void> {
    await this.#ask('POST', `bridges/${bridge}/removeChannel`, { channel }).catch(unlessGone);
  }

  async destroyBridge(bridge: string): Promise<void> {
    await this.#ask('DELETE', `bridges/${bridge}`).catch(unlessGone);
  }

  async #ask<T>(method: string, path: string, query: Query = {}, body?: unknown): Promise<T> {
    const url = new URL(path, this.#at.base);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const headers: Record<string, string> = { authorization: this.#at.authorization };
    if (body !== undefined) headers['content-type'] = 'application/json';

    const { status, text } = await send(
      url,
      method,
      headers,
      body === undefined ? undefined : JSON.stringify(body),
    ).catch((cause: unknown) => {
      throw new AriError(0, `Asterisk cannot be reached for ${method} ${path}`, { cause });
    });
    if (status >= 300) throw new AriError(status, `${method} ${path}: ${status} ${text.trim()}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}

const unlessGone = (error: unknown): undefined => {
  if (!(error instanceof AriError && error.gone)) throw error;
};
