import type { PhoneAccount } from '@sibai/contracts';
import type { Invitation } from 'sip.js';

import { Store } from '../platform/store';
import { CallLeg } from './call-leg';
import type { Devices } from './devices';
import { Line, LineError } from './line';
import { backoff, type PhoneEvent, type PhoneProblem, type PhoneState, step } from './phone-state';

/**
 * The agent's phone. Owns sip.js, so that components see the states of `phone-state.ts` and never a SIP session.
 * Lives outside React: a call must survive a re-render, and StrictMode mounts twice.
 *
 * A line that is lost is replaced by a new account, except in mid-call: the dialog of the call lives on its line, so
 * that one is connected again, to be able to hold or hang up, and replaced when the call is over.
 */
export class Phone extends Store<PhoneState> {
  readonly #account: () => Promise<PhoneAccount>;
  readonly #devices: Devices;
  readonly #speaker: HTMLAudioElement;
  #line: Line | null = null;
  #leg: CallLeg | null = null;
  /** The agent hung up while the server was out of reach: BYE follows as soon as it is back. */
  #leaving = false;
  #connecting = false;
  /** The choice of microphone that the present call was opened with. */
  #spokenInto: string | null = null;
  #switching = false;
  #wake: () => void = () => undefined;

  /** `account` asks the server for a SIP account; each answer voids the one before. */
  constructor(account: () => Promise<PhoneAccount>, devices: Devices, speaker: HTMLAudioElement) {
    super({ at: 'offline' });
    this.#account = account;
    this.#devices = devices;
    this.#speaker = speaker;
    devices.watch(() => void this.#devicesChanged());
    window.addEventListener('online', () => this.verify());
  }

  open(): void {
    this.#step({ type: 'opened' });
    void this.#connect(0);
  }

  /** Hangs up, signs the account off, and stays silent until the next `open`. */
  async close(): Promise<void> {
    const line = this.#line;
    this.#line = null;
    this.#step({ type: 'closed' });
    this.#wake();
    await this.#leg?.hangUp();
    await line?.close(true);
  }

  /** Called when the network seems to have changed: tries at once, or asks the server whether the line still stands. */
  verify(): void {
    this.#wake();
    void this.#line?.verify();
  }

  async answer(): Promise<void> {
    const leg = this.#leg;
    if (!leg || this.state().at !== 'ringing') return;
    this.#step({ type: 'answering' });
    try {
      await leg.answer();
    } catch {
      // No microphone, or the caller left meanwhile: sip.js has refused the call, and `ended` follows.
      return;
    }
    this.#step({ type: 'answered', now: Date.now() });
    await this.#devicesChanged();
  }

  async decline(): Promise<void> {
    await this.#leg?.decline(603);
  }

  async hangUp(): Promise<void> {
    const leg = this.#leg;
    if (!leg) return;
    if (leg.line.connected) return leg.hangUp();
    this.#leaving = true;
    leg.silence();
    this.#step({ type: 'ended', registered: false });
  }

  mute(on: boolean): void {
    this.#leg?.mute(on);
    this.#step({ type: 'muted', on });
  }

  /** Rejects when the server does not agree; the call is then as it was. */
  async hold(on: boolean): Promise<void> {
    await this.#leg?.hold(on);
    this.#step({ type: 'held', on });
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

  #step(event: PhoneEvent): void {
    this.become(step(this.state(), event));
  }

  /**
   * Runs until the phone is registered or closed. Only one runs at a time. After a loss it begins with a short wait of
   * random length (`first` = 1), since all agents of a restarted server come back together.
   */
  async #connect(first: 0 | 1): Promise<void> {
    if (this.#connecting) return;
    this.#connecting = true;
    for (let attempt: number = first; this.state().at !== 'offline'; attempt += 1) {
      if (attempt > 0) await this.#pause(backoff(attempt - 1, Math.random()));
      if (this.state().at === 'offline') break;
      const problem = await this.#attempt();
      if (problem === null) break;
      this.#step({ type: 'lost', problem });
    }
    this.#connecting = false;
  }

  async #attempt(): Promise<PhoneProblem | null> {
    try {
      if (this.#leg) await this.#reopen(this.#leg);
      if (!this.#leg) await this.#replace();
      this.#step({ type: 'registered' });
      return null;
    } catch (error) {
      return error instanceof LineError ? error.problem : 'account';
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

  async #replace(): Promise<void> {
    if (this.#line?.registered) return;
    await this.#line?.close(false);
    this.#line = null;
    const line = new Line(
      await this.#account(),
      { invited: (on, invitation) => this.#invited(on, invitation), lost: () => this.#lost() },
      () => this.#leg?.microphone ?? Promise.reject(new Error('no call')),
    );
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

  #lost(): void {
    const { at } = this.state();
    if (at === 'ringing' || at === 'answering') {
      const leg = this.#leg;
      this.#leg = null;
      void leg?.hangUp();
    }
    this.#step({ type: 'lost', problem: 'lost' });
    void this.#connect(1);
  }

  #invited(line: Line, invitation: Invitation): void {
    if (this.state().at !== 'ready') {
      void invitation.reject({ statusCode: 486 }).catch(() => undefined);
      return;
    }
    const leg = new CallLeg(line, invitation, () => this.#devices.open(), {
      sound: (stream) => this.#play(stream),
      media: (flows) => this.#step({ type: 'media', flows }),
      ended: (which) => this.#ended(which),
    });
    this.#leg = leg;
    this.#spokenInto = this.#devices.state().choice.microphone;
    this.#step({ type: 'rang', from: leg.from, callId: leg.callId });
  }

  #ended(leg: CallLeg): void {
    if (this.#leg !== leg) return;
    this.#forget(leg);
    this.#step({ type: 'ended', registered: leg.line.registered });
    if (!leg.line.registered && this.state().at !== 'offline') void this.#connect(0);
  }

  #forget(leg: CallLeg): void {
    if (this.#leg === leg) this.#leg = null;
    this.#leaving = false;
    this.#speaker.srcObject = null;
  }

  #play(stream: MediaStream): void {
    this.#speaker.srcObject = stream;
    // Refused only where the page was never touched; the agent has just clicked or pressed a key to answer.
    void this.#speaker.play().catch(() => undefined);
  }

  /** Follows the agent to another headset in mid-call, chosen or forced by pulling the plug of the first. */
  async #devicesChanged(): Promise<void> {
    await this.#devices.route(this.#speaker, 'speaker');
    const leg = this.#leg;
    // Opening a microphone is itself a change of the devices, and comes back here.
    if (!leg || this.state().at !== 'talking' || this.#switching) return;
    const [track] = (await leg.microphone).getAudioTracks();
    const { microphone } = this.#devices.state().choice;
    if (microphone === this.#spokenInto && track?.readyState === 'live') return;
    this.#switching = true;
    this.#spokenInto = microphone;
    await this.#devices.open().then(
      (stream) => leg.speakInto(stream),
      () => undefined,
    );
    this.#switching = false;
  }

  async #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = setTimeout(resolve, ms);
    await promise;
    clearTimeout(timer);
  }
}
