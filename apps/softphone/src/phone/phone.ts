import type { PhoneAccount } from '@sibai/contracts';
import type { Invitation } from 'sip.js';

import { Store } from '../platform/store';
import { CallLeg } from './call-leg';
import type { Devices } from './devices';
import { Line, LineError, type LineEvents } from './line';
import { type PhoneEvent, type PhoneState, step } from './phone-state';
import { type Outcome, Retry } from './retry';
import { Sound } from './sound';

/** What the phone asks of the server beside SIP. */
export interface Office {
  /** A SIP account; each answer voids the one before. */
  account(): Promise<PhoneAccount>;
  /** Has this phone rung for a call the agent is on. Answers false when the call is no more. */
  attach(callId: string): Promise<boolean>;
}

/** A phone that was asked to be rung again hears of it by then, or asks again. */
const RING_AGAIN_MS = 4_000;
/** The server's news of a call's end may come after the phone's: what is still there after so long goes on without the phone. */
const SETTLE_MS = 1_500;
/** The tab remembers for which call the microphone is off: what was muted stays muted when the page is reloaded. */
const MUTED = 'sibai.muted';

/**
 * The agent's phone. Owns sip.js, so that components see the states of `phone-state.ts` and never a SIP session.
 * Lives outside React: a call must survive a re-render, and StrictMode mounts twice.
 *
 * A line that is lost is replaced by a new account, except in mid-call while the voices still pass: the dialog of the call
 * lives on its line, so that one is connected again, to be able to hang up. Once the voices are gone, too, the call is taken
 * up again over a new line: the server rings it, and it answers by itself.
 */
export class Phone extends Store<PhoneState> {
  readonly #office: Office;
  readonly #sound: Sound;
  readonly #retry = new Retry(
    () => this.state().at !== 'offline',
    () => this.#attempt(),
  );
  #line: Line | null = null;
  #leg: CallLeg | null = null;
  /** The agent hung up while the server was out of reach: BYE follows as soon as it is back. */
  #leaving = false;
  /** The call that is to be taken up again: the server is still to be asked for it. */
  #wanted: string | null = null;
  /** The call the server has been asked for, until it rings and is answered. */
  #returning: string | null = null;
  /** The call this phone has had last. */
  #over: { readonly callId: string; readonly at: number } | null = null;
  #rangAgain: () => void = () => undefined;

  constructor(office: Office, devices: Devices, speaker: HTMLAudioElement) {
    super({ at: 'offline' });
    this.#office = office;
    this.#sound = new Sound(devices, speaker);
    window.addEventListener('online', () => this.#networkChanged());
    window.addEventListener('offline', () => this.#networkChanged());
  }

  open(): void {
    this.#step({ type: 'opened' });
    void this.#retry.run(0);
  }

  /** Signs the account off, and stays silent until the next `open`. With `hangUp`, the call in progress ends. */
  async close(hangUp: boolean): Promise<void> {
    const line = this.#line;
    const leg = this.#leg;
    this.#line = null;
    this.#leg = null;
    this.#wanted = this.#returning = null;
    this.#step({ type: 'closed' });
    this.#retry.wake();
    this.#sound.hush();
    if (hangUp) await leg?.hangUp();
    else leg?.abandon();
    await line?.close(true);
  }

  /** Called when the network seems to have changed: tries at once, or asks the server whether the line still stands. */
  verify(): void {
    this.#retry.wake();
    void this.#line?.verify();
  }

  /** Takes up a call the server has for this agent, and this phone has not. To be told again whenever either changes. */
  takeUp(callId: string): void {
    if (this.#leg || this.#wanted === callId || this.#returning === callId || this.state().at !== 'ready') return;
    if (this.#over?.callId === callId) {
      const left = this.#over.at + SETTLE_MS - performance.now();
      if (left > 0) return void setTimeout(() => this.become({ ...this.state() }), left);
    }
    this.#wanted = callId;
    void this.#retry.run(0);
  }

  async answer(): Promise<void> {
    const leg = this.#leg;
    if (!leg || this.state().at !== 'ringing') return;
    this.#step({ type: 'answering' });
    await this.#accept(leg);
  }

  async decline(): Promise<void> {
    await this.#leg?.decline(603);
  }

  async hangUp(): Promise<void> {
    const leg = this.#leg;
    if (!leg) return;
    this.#wanted = this.#returning = null;
    if (leg.line.connected) return leg.hangUp();
    this.#leaving = true;
    leg.silence();
    this.#step({ type: 'ended', registered: false });
  }

  mute(on: boolean): void {
    const { callId } = this.#leg ?? { callId: null };
    this.#leg?.mute(on);
    if (on && callId !== null) sessionStorage.setItem(MUTED, callId);
    else sessionStorage.removeItem(MUTED);
    this.#step({ type: 'muted', on });
  }

  dial(tone: string): void {
    this.#leg?.dial(tone);
  }

  /** The stream being sent, for a level meter. */
  async microphone(): Promise<MediaStream | null> {
    return (await this.#leg?.microphone.catch(() => null)) ?? null;
  }

  async stats(): Promise<RTCStatsReport | null> {
    return (await this.#leg?.stats()) ?? null;
  }

  /** A mark that changes with each packet heard. */
  lastPacket(): number | null {
    return this.#leg?.lastPacket() ?? null;
  }

  /** Negotiates the way of the voices anew. */
  renew(): void {
    if (this.state().at === 'talking') void this.#leg?.renew();
  }

  #step(event: PhoneEvent): void {
    this.become(step(this.state(), event));
  }

  async #accept(leg: CallLeg): Promise<void> {
    try {
      await leg.answer();
    } catch {
      // No microphone, or the caller left meanwhile: sip.js has refused the call, and `ended` follows.
      return;
    }
    const muted = leg.callId !== null && sessionStorage.getItem(MUTED) === leg.callId;
    leg.mute(muted);
    if (this.#returning === leg.callId) this.#returning = null;
    this.#step(this.state().at === 'talking' ? { type: 'returned' } : { type: 'answered', now: Date.now(), muted });
    await this.#sound.follow(leg);
  }

  #networkChanged(): void {
    this.verify();
    if (navigator.onLine) this.renew();
  }

  async #attempt(): Promise<Outcome> {
    try {
      if (this.#wanted !== null) await this.#return(this.#wanted);
      else if (this.#leg) await this.#reopen(this.#leg);
      if (!this.#leg) await this.#replace();
      this.#step({ type: 'registered' });
      // Asked for meanwhile, by who was told that the phone is ready: at once.
      return this.#wanted === null ? 'done' : 'more';
    } catch (error) {
      this.#step({ type: 'lost', problem: error instanceof LineError ? error.problem : 'account' });
      return 'failed';
    }
  }

  /** Connects the line of the call in progress again; it need not be registered for BYE and re-INVITE to pass. */
  async #reopen(leg: CallLeg): Promise<void> {
    try {
      await leg.line.open();
    } catch (error) {
      if (!leg.line.connected) throw error;
    }
    if (this.#leaving) {
      await leg.hangUp();
      this.#forget(leg);
    }
  }

  /** A line that stands, and the server's ring on it. The old leg is left alone: the server lets go of it. */
  async #return(callId: string): Promise<void> {
    const before = this.#leg;
    if (before && this.#line === before.line) this.#line = null;
    await this.#replace();
    this.#returning = callId;
    // The ring may overtake the answer to the request for it.
    this.#step({ type: 'registered' });
    const rang = new Promise<void>((resolve) => (this.#rangAgain = resolve));
    if (!(await this.#office.attach(callId).catch(lineLost))) {
      this.#wanted = this.#returning = null;
      if (before) this.#ended(before);
      return;
    }
    await Promise.race([rang, new Promise((resolve) => setTimeout(resolve, RING_AGAIN_MS))]);
    if (this.#returning === callId && this.#leg === before) throw new LineError('unreachable');
    if (this.#wanted === callId) this.#wanted = null;
  }

  async #replace(): Promise<void> {
    if (this.#line?.registered) return;
    await this.#line?.close(false);
    this.#line = null;
    const events: LineEvents = {
      invited: (on, invitation) => this.#invited(on, invitation),
      lost: (which) => this.#lost(which),
    };
    const line = new Line(await this.#office.account(), events);
    await line.open().catch(async (error: unknown) => {
      await line.close(false);
      throw error;
    });
    if (this.state().at === 'offline') {
      await line.close(true);
      throw new LineError('lost');
    }
    this.#line = line;
  }

  #lost(line: Line): void {
    // The line of a leg that was left for another one.
    if (line !== this.#line && line !== this.#leg?.line) return;
    const { at } = this.state();
    if (at === 'ringing' || at === 'answering') {
      const leg = this.#leg;
      this.#leg = null;
      void leg?.hangUp();
    }
    this.#step({ type: 'lost', problem: 'lost' });
    void this.#retry.run(1);
  }

  #invited(line: Line, invitation: Invitation): void {
    const returns = this.#returning !== null && invitation.request.getHeader('X-Sibai-Attach') === this.#returning;
    if (this.state().at !== 'ready' && !returns) {
      void invitation.reject({ statusCode: 486 }).catch(() => undefined);
      return;
    }
    const leg = new CallLeg(line, invitation, () => this.#sound.open(), {
      sound: (stream) => this.#leg === leg && this.#sound.play(stream),
      media: (flows) => this.#leg === leg && this.#step({ type: 'media', flows }),
      broken: (which) => this.#broken(which),
      ended: (which) => this.#ended(which),
    });
    const before = this.#leg;
    this.#leg = leg;
    before?.abandon();
    this.#step({ type: 'rang', from: leg.from, callId: leg.callId, returns: leg.returns });
    this.#rangAgain();
    if (leg.returns) void this.#accept(leg).finally(() => before && before.line !== line && before.line.close(false));
  }

  /** Negotiating did not help: the call is taken up again over another leg, if the server knows it. */
  #broken(leg: CallLeg): void {
    if (this.#leg !== leg || this.state().at !== 'talking') return;
    if (leg.callId === null) return void leg.hangUp();
    this.#step({ type: 'media', flows: false });
    this.#wanted = leg.callId;
    this.#retry.wake();
    void this.#retry.run(0);
  }

  #ended(leg: CallLeg): void {
    // While it is being taken up again, the end of what is left of the old leg is no news.
    if (this.#leg !== leg || ((this.#wanted ?? this.#returning) !== null && !leg.returns)) return;
    this.#wanted = this.#returning = null;
    this.#forget(leg);
    if (leg.callId !== null) this.#over = { callId: leg.callId, at: performance.now() };
    sessionStorage.removeItem(MUTED);
    const { registered = false } = this.#line ?? {};
    this.#step({ type: 'ended', registered });
    if (!registered && this.state().at !== 'offline') void this.#retry.run(0);
  }

  #forget(leg: CallLeg): void {
    if (this.#leg === leg) this.#leg = null;
    this.#leaving = false;
    this.#sound.hush();
  }
}

const lineLost = (): never => {
  throw new LineError('unreachable');
};
