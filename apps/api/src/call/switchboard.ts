import {
  Ari,
  ariAddress,
  AriError,
  type AriEvent,
  AriEvents,
  type Bridge,
  type Channel,
  EVENT_TYPES,
} from '@sibai/ari';
import type { HangupAs } from '@sibai/call';
import type { Cli } from '@sibai/compliance';
import { type CallId, DomainError } from '@sibai/kernel';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';

import { diallingChannel } from './live-call.js';
import type { DtmfMode } from './trunk/line-book.js';
import { ENV, type Env } from '../platform/env.js';
import type { Telephony } from '../platform/telephony.js';

const APP = 'sibai';

/** The dialplan itself ends a ring, and says how; only when it does not is it ended from here. */
const DIALPLAN_MS = 3_000;

interface Ring {
  readonly channel: string;
  readonly endpoint: string;
  readonly callerId: string;
  readonly ringMs: number;
  /** The channel whose formats come first, if it is there yet. */
  readonly originator?: string;
  readonly words: readonly [string, string];
  readonly recording?: string;
  /** The call that a phone is rung for which answers by itself, since its holder has asked for it. */
  readonly attach?: CallId;
}

interface Outside {
  readonly to: string;
  readonly cli: Cli;
  readonly via: string;
}

interface OutsideCall extends Outside {
  readonly channel: string;
  readonly originator: string;
  readonly ringSeconds: number;
}

/** What stands on Asterisk at one moment. */
export interface Survey {
  readonly channels: ReadonlyMap<string, Channel>;
  readonly bridges: readonly Bridge[];
  /** Differs from the survey before when Asterisk has been restarted in between. */
  readonly startedAt: string;
}

export interface SwitchboardListener {
  /** Asterisk can be spoken to again; what was missed is in the survey. */
  connected(survey: Survey): Promise<void>;
  event(event: AriEvent): void;
}

/**
 * Asterisk, as the engine sees it. Verbs about channels that have gone meanwhile do nothing: the news of their end is
 * on its way. Every other failure is thrown.
 */
@Injectable()
export class Switchboard implements OnApplicationShutdown {
  readonly #log = new Logger(Switchboard.name);
  readonly #ari: Ari | undefined;
  readonly #events: AriEvents | undefined;
  readonly #address: URL | undefined;
  #listener: SwitchboardListener | undefined;
  #trouble: string | undefined = 'connecting';
  /** What is heard before the survey has been dealt with, and means nothing until then. */
  #early: AriEvent[] | undefined;
  #version = '';

  constructor(@Inject(ENV) env: Env) {
    const [url] = env.ARI_URLS;
    if (url === undefined) return;
    const address = ariAddress(url, APP);
    this.#address = address.base;
    this.#ari = new Ari(address);
    this.#events = new AriEvents(address, {
      connected: () => void this.#connected(),
      disconnected: (reason) => {
        if (this.#trouble === undefined) this.#log.error(`lost Asterisk: ${reason}`);
        this.#trouble = reason;
      },
      event: (event) => (this.#early ? this.#early.push(event) : this.#listener?.event(event)),
    });
  }

  /** Port of Asterisk's HTTP server, where browsers find SIP over WebSocket; null without Asterisk. */
  get port(): number | null {
    return this.#address ? Number(this.#address.port || 80) : null;
  }

  /** Where Asterisk is, seen from here. */
  get host(): string | null {
    return this.#address?.hostname ?? null;
  }

  get connected(): boolean {
    return this.#ari !== undefined && this.#trouble === undefined;
  }

  open(listener: SwitchboardListener): void {
    this.#listener = listener;
    this.#events?.open();
  }

  onApplicationShutdown(): void {
    this.#events?.close();
  }

  status(): Pick<ReturnType<Telephony['status']>, 'asterisk' | 'ari'> {
    if (!this.#ari) {
      const detail = 'ARI_URLS is not set: calls cannot be placed or taken';
      return { asterisk: { ok: false, detail }, ari: { ok: false, detail } };
    }
    if (this.#trouble === undefined) return { asterisk: { ok: true, detail: this.#version }, ari: { ok: true } };
    const detail = `Asterisk cannot be reached: ${this.#trouble}`;
    return { asterisk: { ok: false, detail }, ari: { ok: false, detail } };
  }

  /** The client itself, for the few who configure rather than call. Refuses while Asterisk is away. */
  get ari(): Ari {
    if (!this.#ari || !this.connected) throw new DomainError('telephony.unavailable');
    return this.#ari;
  }

  async survey(): Promise<Survey> {
    const ari = this.#required();
    const [channels, bridges, info] = await Promise.all([ari.channels(), ari.bridges(), ari.info()]);
    this.#version = `Asterisk ${info.system.version}`;
    return { channels: new Map(channels.map((c) => [c.id, c])), bridges, startedAt: info.status.startup_time };
  }

  /** Changes how the keys of one call are heard, where its trunk is set to another way. */
  hearKeys = (channel: string, mode: DtmfMode) =>
    this.#try((ari) => ari.setVariable(channel, 'PJSIP_DTMF_MODE()', mode));

  answer = (channel: string) => this.#try((ari) => ari.answer(channel));
  play = (channel: string, playback: string, media: readonly string[]) =>
    this.#try((ari) =>
      ari.play(
        channel,
        playback,
        media.map((file) => `sound:${file}`),
      ),
    );
  stopPlaying = (playback: string) => this.#try((ari) => ari.stopPlaying(playback));
  music = (channel: string, on: boolean) => this.#try((ari) => (on ? ari.startMusic(channel) : ari.stopMusic(channel)));
  /** To `no_answer` of an unanswered call Asterisk answers 480, Temporarily Unavailable. */
  hangup = (channel: string, as: HangupAs | 'unallocated' | 'failure' = 'normal') =>
    this.#try((ari) => ari.hangup(channel, { reason: as === 'unavailable' ? 'no_answer' : as }));

  /** Records what a channel says until it is long, silent or ended; when that is over, an event names it. */
  takeMessage = (channel: string, name: string, maxSeconds: number, silenceSeconds: number) =>
    this.#try((ari) => ari.recordChannel(channel, name, maxSeconds, silenceSeconds));

  /**
   * Calls a number outside, by the dialplan's guard against 400 numbers. `via`: the endpoint it goes out by.
   */
  dial({ to, cli, via, ...leg }: Omit<Ring, 'endpoint' | 'callerId' | 'attach'> & Outside): Promise<void> {
    const seconds = String(Math.ceil(leg.ringMs / 1000));
    return this.ring(
      { ...leg, endpoint: `Local/${to}@sibai-out/n`, callerId: cli, ringMs: leg.ringMs + DIALPLAN_MS },
      { SIBAI_TRUNK: via, SIBAI_RING: seconds },
    );
  }

  /**
   * Makes the channel of a number outside, by the same guard; it enters Stasis as `callee` at once and is rung from there, so
   * that what the network says before anybody answers can be heard.
   */
  placeOutside({ channel, to, cli, via, originator, ringSeconds }: OutsideCall): Promise<void> {
    return this.#required().create({
      endpoint: `Local/${to}@sibai-out/n`,
      channelId: channel,
      otherChannelId: diallingChannel(channel),
      args: ['callee'],
      originator,
      // Whom this channel is connected to is the caller of its other half.
      variables: { 'CONNECTEDLINE(num,i)': cli, SIBAI_TRUNK: via, SIBAI_RING: String(ringSeconds) },
    });
  }

  ringOutside = (channel: string, ringSeconds: number) =>
    this.#try((ari) => ari.dial(channel, ringSeconds + DIALPLAN_MS / 1000));

  /**
   * Calls an endpoint, which enters Stasis as `agent` with these two words once it has answered. Rejects when the
   * endpoint cannot be called at all; the channel's end is told by an event otherwise.
   */
  async ring(leg: Ring, variables: Readonly<Record<string, string>> = {}): Promise<void> {
    const ari = this.#required();
    await ari.originate({
      endpoint: leg.endpoint,
      channelId: leg.channel,
      context: 'sibai-agent',
      extension: 's',
      callerId: leg.callerId,
      timeoutSeconds: Math.ceil(leg.ringMs / 1000),
      ...(leg.originator !== undefined && { originator: leg.originator }),
      variables: {
        ...variables,
        SIBAI_CALL: leg.words[0],
        SIBAI_ASSIGNMENT: leg.words[1],
        ...(leg.recording !== undefined && { SIBAI_RECORDING: leg.recording }),
        ...(leg.attach !== undefined && { 'PJSIP_HEADER(add,X-Sibai-Attach)': leg.attach }),
      },
    });
  }

  /**
   * Puts channels into a bridge, which is made if need be; from another bridge they are moved. One that has gone
   * meanwhile does not keep the others out.
   */
  async join(bridge: string, channels: readonly string[]): Promise<void> {
    const ari = this.#required();
    await this.#try(() => ari.createBridge(bridge));
    try {
      await ari.addToBridge(bridge, channels);
    } catch (error) {
      if (!(error instanceof AriError) || error.status === 0) throw error;
      // Asterisk takes all of them or none.
      for (const channel of channels) await this.#leniently(() => ari.addToBridge(bridge, [channel]));
    }
  }

  part = (bridge: string, channel: string) => this.#leniently((ari) => ari.removeFromBridge(bridge, channel));

  /** What a leg hears that is in no bridge. */
  async tone(channel: string, tone: 'music' | 'ringback' | 'none'): Promise<void> {
    // What ends goes first: ending one stops whatever else the channel hears.
    if (tone !== 'ringback') await this.#leniently((ari) => ari.stopRinging(channel));
    if (tone !== 'music') await this.#leniently((ari) => ari.stopMusic(channel));
    if (tone === 'ringback') await this.#leniently((ari) => ari.startRinging(channel));
    if (tone === 'music') await this.#leniently((ari) => ari.startMusic(channel));
  }

  /** Nothing of an agent's channel is written any more; it leaves Stasis for that, and enters it as `agent` once more. */
  stopRecording = (channel: string) => this.#try((ari) => ari.continueIn(channel, 'sibai-agent', 'unrecorded'));

  /** Shuts off what a channel says. */
  mute = (channel: string, on: boolean) => this.#try((ari) => ari.mute(channel, on));

  /** A channel that hears all of another, and whose own voice only that one hears. */
  snoop = (channel: string, snoop: string) =>
    this.#try((ari) => ari.snoop(channel, snoop, { spy: 'both', whisper: 'out' }));

  dropBridge = (bridge: string) => this.#try((ari) => ari.destroyBridge(bridge));

  async #connected(): Promise<void> {
    const early: AriEvent[] = [];
    this.#early = early;
    try {
      await this.#required().filterEvents(EVENT_TYPES);
      const survey = await this.survey();
      this.#trouble = undefined;
      this.#log.log(`connected to ${this.#version}`);
      await this.#listener?.connected(survey);
      // Unless the line was lost once more meanwhile.
      if (this.#early !== early) return;
      this.#early = undefined;
      for (const event of early) this.#listener?.event(event);
    } catch (error) {
      this.#trouble = error instanceof Error ? error.message : String(error);
      this.#log.error(`connected, but: ${this.#trouble}`);
      setTimeout(() => void this.#connected(), 1000).unref();
    }
  }

  #required(): Ari {
    if (!this.#ari) throw new DomainError('telephony.unavailable');
    return this.#ari;
  }

  /** For verbs that fail on what is not so, where that is as good. */
  async #leniently(verb: (ari: Ari) => Promise<void>): Promise<void> {
    try {
      await verb(this.#required());
    } catch (error) {
      if (!(error instanceof AriError) || error.status === 0 || error.status >= 500) throw error;
    }
  }

  async #try(verb: (ari: Ari) => Promise<void>): Promise<void> {
    try {
      await verb(this.#required());
    } catch (error) {
      if (!(error instanceof AriError && error.gone)) throw error;
    }
  }
}
