import type { AriEvent, Channel } from '@sibai/ari';
import { dialResult, legsOf, typed } from '@sibai/call';
import type { CallId, LegId, RecordingId, TenantId } from '@sibai/kernel';
import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuid } from 'uuid';

import { CutOffs } from './cut-offs.js';
import { Dialler } from './dialler.js';
import { ownerOf } from './endpoint.js';
import { CallEngine } from './engine.js';
import { calleeOf, halved, isLeg, legChannel, type LiveCall, snooping } from './live-call.js';
import { callsRefused } from './metrics.js';
import { Recorder } from './recording/recorder.js';
import { ofPlayback } from './sounds.js';
import { Switchboard } from './switchboard.js';
import { Blocks } from './trunk/blocks.js';
import { type LineEntry, LineBook } from './trunk/line-book.js';
import { ofMessage, Voicemails } from './voicemails.js';

/** The cause of a channel that was hung up by somebody, rather than lost. */
const NORMAL = 16;
/**
 * Causes of a caller who did not hang up: the network failed, or no audio came for longer than a trunk may be silent. A
 * request to hang up gives that as 1, which there is no number of Q.850 but Asterisk's own.
 */
const LOST = [1, 27, 38, 41, 44, 102];

interface Leg {
  readonly tenant: TenantId;
  readonly leg: LegId;
  /** Undefined of one that is no part of a call's conversation. */
  readonly call: CallId | undefined;
  readonly owner: LegOwner | undefined;
}

/** Who answers for a leg that a call does not, such as a supervisor's who listens. */
export interface LegOwner {
  readonly tenant: TenantId;
  /** It has entered Stasis; for a call's own leg the call is told instead. */
  up(): void;
  /** A snoop that was made for it has entered Stasis. */
  snooped(channel: string): void;
  /** Its channel has ended, with the cause of Q.850; 0 when that was found out later. */
  gone(cause: number): void;
}

/** Turns what Asterisk says into what happens to calls. */
@Injectable()
export class Exchange {
  readonly #log = new Logger(Exchange.name);
  /** By channel; kept until the channel is gone, so that one whose call has ended is not taken for a new caller. */
  readonly #callers = new Map<string, CallId>();
  readonly #legs = new Map<string, Leg>();
  /** Who is being looked up, and has perhaps hung up meanwhile: there is no call yet that could be told. */
  readonly #arriving = new Map<string, { gone: boolean }>();

  constructor(
    private readonly engine: CallEngine,
    private readonly switchboard: Switchboard,
    private readonly lines: LineBook,
    private readonly recorder: Recorder,
    private readonly voicemails: Voicemails,
    private readonly cutOffs: CutOffs,
    private readonly blocks: Blocks,
    dialler: Dialler,
  ) {
    dialler.watch({
      rung: (live, leg) => this.knowLeg(live, leg),
      failed: (leg) => this.#legs.delete(legChannel(leg)),
    });
  }

  /** Makes a call's caller known by its channel. */
  knowCaller(live: LiveCall): void {
    this.#callers.set(live.facts.channel, live.facts.id);
  }

  knowLeg({ facts }: LiveCall, leg: LegId): void {
    this.#legs.set(legChannel(leg), { tenant: facts.tenantId, call: facts.id, leg, owner: undefined });
  }

  /** Takes a leg into account that is rung beside the calls. A call that it has joined is told of its end too. */
  own(leg: LegId, owner: LegOwner): void {
    this.#legs.set(legChannel(leg), { tenant: owner.tenant, call: undefined, leg, owner });
  }

  disown(leg: LegId): void {
    this.#legs.delete(legChannel(leg));
  }

  /** Whether somebody still answers for a channel: those nobody does are orphans. */
  knows(channel: string): boolean {
    if (channel.startsWith('snoop.')) return this.#legs.has(snooping(channel));
    const call = this.#callers.get(channel);
    return this.#legs.has(halved(channel)) || (call !== undefined && this.engine.find(call) !== undefined);
  }

  /** Whether a channel is of a caller whose call has ended. */
  isOver(channel: string): boolean {
    return this.#callers.has(channel) && !this.knows(channel);
  }

  /** Callers of whom nothing is left, here or on Asterisk, though nobody said so. */
  forgetExcept(alive: ReadonlyMap<string, unknown>): void {
    for (const channel of this.#callers.keys())
      if (!alive.has(channel) && !this.knows(channel)) this.#callers.delete(channel);
  }

  /** Whether a recording may still be written to. */
  isRecording(id: string): boolean {
    return this.#legs.has(legChannel(id)) || this.voicemails.isOpen(id);
  }

  /** The legs whose channel is not among these have ended without a word. */
  dropLegsExcept(alive: ReadonlyMap<string, unknown>): void {
    for (const channel of this.#legs.keys()) if (!alive.has(channel)) this.#legGone(channel, 0);
  }

  event(event: AriEvent): void {
    switch (event.type) {
      case 'StasisStart':
        return this.#started(event.channel, event.args);
      case 'ChannelDestroyed':
        return this.#gone(event.channel.id, event.cause);
      case 'ChannelDtmfReceived':
        return this.#key(event.channel.id, event.digit);
      case 'Dial':
        return this.#dialled(event.caller?.id ?? '', event.dialstatus);
      case 'ChannelHold':
        return this.#hold(event.channel.id, true);
      case 'ChannelUnhold':
        return this.#hold(event.channel.id, false);
      case 'PlaybackFinished': {
        const played = ofPlayback(event.playback.id);
        const failed = event.playback.state === 'failed';
        if (played) void this.engine.dispatch(played.call, { type: 'played', playback: played.playback, failed });
        return;
      }
      case 'RecordingFinished':
      case 'RecordingFailed':
        return this.#messageTaken(event.recording.name);
      case 'ChannelHangupRequest':
        return this.#callerGone(event.channel.id, event.cause);
      case 'StasisEnd':
        return this.#callerGone(event.channel.id, undefined);
    }
  }

  /** A call that has come in by a trunk, or by a browser that tries a line. */
  async arrive(channel: Channel, endpoint: string, dialled: string): Promise<void> {
    // Told by an event, and found on the line as well.
    if (this.#callers.has(channel.id) || this.#arriving.has(channel.id)) return;
    const visit = { gone: false };
    this.#arriving.set(channel.id, visit);
    await this.#takeIn(channel, endpoint, dialled, visit).finally(() => this.#arriving.delete(channel.id));
  }

  async #takeIn(channel: Channel, endpoint: string, dialled: string, visit: { readonly gone: boolean }): Promise<void> {
    const line = await this.lines.find(endpoint, dialled);
    if (!line) {
      callsRefused.inc({ cause: 'unknown_number' });
      this.#log.warn({ endpoint, dialled }, 'a call to a number that is no line here');
      await this.switchboard.hangup(channel.id, 'unallocated');
      return;
    }
    const live = newCall(channel, endpoint, line);
    if (line.dtmf) await this.switchboard.hearKeys(channel.id, line.dtmf);
    const block = await this.blocks.keepsOut(live.facts);
    const full = this.inUse(line.lineId) >= line.concurrency;
    const refused = block ? 'blocked' : (line.suspended ?? (full ? 'over_limit' : null));
    if (refused) callsRefused.inc({ cause: refused });
    // From here to the engine nothing is waited for: of two who come at once, the second finds the first in its place.
    this.knowCaller(live);
    const { lineId, flowVersionId } = line;
    const { caller, dialled: number } = live.facts;
    const cut = refused ? undefined : this.cutOffs.take(lineId, caller);
    const variables = { caller, called: number };
    await this.engine.take(
      live,
      visit.gone
        ? { type: 'hangup', cause: 'caller' }
        : { type: 'arrived', refused, ...(block && { block }), variables, ...(cut && { cut }) },
      [{ at: live.since, type: 'trunk.arrived', data: { caller, dialled: number, lineId, endpoint, flowVersionId } }],
    );
  }

  /** Calls on a line now; one that is only being told it cannot come in takes no place. */
  inUse(line: string): number {
    let count = 0;
    for (const { facts, state } of this.engine.calls())
      if (facts.lineId === line && state.at !== 'leaving' && state.at !== 'ended') count++;
    return count;
  }

  #messageTaken(name: string): void {
    const id = ofMessage(name);
    if (id === undefined) return;
    for (const { facts, state } of this.engine.calls())
      if (state.at === 'voicemail' && state.id === id) void this.engine.dispatch(facts.id, { type: 'message_taken' });
    this.voicemails
      .taken(id)
      .catch((error: unknown) => this.#log.error({ recording: id, error: String(error) }, 'a message was not sealed'));
  }

  #started(channel: Channel, [role, first = '', second = '']: readonly string[]): void {
    if (role === 'in') {
      this.arrive(channel, first, second).catch((error: unknown) => {
        this.#log.error({ channel: channel.id, error: String(error) }, 'a call could not be taken in');
        this.#drop(channel.id, 'failure');
      });
      return;
    }
    if (role === 'snoop') return this.#legs.get(snooping(channel.id))?.owner?.snooped(channel.id);
    if (role === 'callee') return this.#tell(channel.id, { type: 'callee_made' });
    const leg = this.#legs.get(channel.id);
    if (leg?.owner) return leg.owner.up();
    // Nobody wants it any more: its call has ended between the ring and the answer.
    if (!leg?.call || !this.engine.find(leg.call)) return this.#drop(channel.id);
    void this.engine.dispatch(leg.call, { type: 'leg_up', leg: leg.leg });
  }

  /** Of a number that we call, as the dialplan sees it; of all other legs the news is that they enter Stasis. */
  #dialled(by: string, status: string): void {
    if (!by.startsWith('dialling.')) return;
    if (status === 'PROGRESS') this.#tell(calleeOf(by), { type: 'callee_heard' });
    if (status === 'ANSWER') this.#tell(calleeOf(by), { type: 'callee_up' });
  }

  /** While Asterisk is away nothing can be hung up: what is still there afterwards is found to be nobody's. */
  #drop(channel: string, as?: 'failure'): void {
    this.switchboard
      .hangup(channel, as)
      .catch((error: unknown) => this.#log.warn({ channel, error: String(error) }, 'a channel was not hung up'));
  }

  #gone(channel: string, cause: number): void {
    if (isLeg(channel)) return this.#legGone(channel, cause);
    // Of a number that has not answered; of any other call it is without meaning.
    if (channel.startsWith('callee.')) this.#tell(channel, { type: 'callee_gone', result: dialResult(cause) });
    this.#callerGone(channel, cause);
    this.#callers.delete(channel);
  }

  /** The first news of a caller's end is heard, and says why; what follows finds the call ended. */
  #callerGone(channel: string, cause = NORMAL): void {
    const visit = this.#arriving.get(channel);
    if (visit) visit.gone = true;
    this.#tell(channel, { type: 'hangup', cause: LOST.includes(cause) ? 'caller_lost' : 'caller' });
  }

  #legGone(channel: string, cause: number): void {
    const known = this.#legs.get(channel);
    if (!known) return;
    this.#legs.delete(channel);
    const { call, leg, tenant, owner } = known;
    owner?.gone(cause);
    // Whether it had been answered is for the call to say: the answer may still be waiting in its mailbox.
    const on = call ?? this.#callWith(leg);
    const told = on === undefined ? Promise.resolve() : this.engine.dispatch(on, { type: 'leg_gone', leg, cause });
    void told.then(() => this.recorder.seal(tenant, leg as string as RecordingId));
  }

  #callWith(leg: LegId): CallId | undefined {
    for (const { facts, state } of this.engine.calls())
      if (legsOf(state).some((own) => own.leg === leg)) return facts.id;
    return undefined;
  }

  #hold(channel: string, on: boolean): void {
    const known = this.#legs.get(channel);
    if (known?.call) void this.engine.dispatch(known.call, { type: 'held', leg: known.leg, on });
  }

  /** Of many keys in a row during a conversation a card number is being told: it is not recorded. */
  #key(channel: string, digit: string): void {
    this.#tell(channel, { type: 'key', digit });
    const id = this.#callers.get(channel);
    const live = id && this.engine.find(id);
    const most = live?.facts.recording?.cardDigits ?? 0;
    if (!live || most === 0 || live.state.at !== 'agent' || live.state.collecting) return;
    live.typed = typed(live.typed, Date.now());
    if (live.typed.count >= most)
      void this.engine.dispatch(live.facts.id, { type: 'recording_pause', asker: '', reason: 'card' });
  }

  #tell(channel: string, stimulus: Parameters<CallEngine['dispatch']>[1]): void {
    const call = this.#callers.get(channel);
    if (call) void this.engine.dispatch(call, stimulus);
  }
}

function newCall(channel: Channel, endpoint: string, line: LineEntry): LiveCall {
  const now = Date.now();
  return {
    facts: {
      id: uuid() as CallId,
      tenantId: line.tenantId,
      lineId: line.lineId,
      lineName: line.name,
      flowVersionId: line.flowVersionId,
      channel: channel.id,
      endpoint,
      // Asterisk takes what a stranger sends; what is stored and shown is a number.
      caller: ownerOf(endpoint)?.kind ?? channel.caller.number.replace(/[^\d+*#]/g, '').slice(0, 32),
      dialled: line.number,
      startedAt: now,
      recording: line.recording,
    },
    flow: line.flow,
    state: { at: 'trunk' },
    since: now,
    events: [],
    timers: new Map(),
    playback: null,
    music: false,
  };
}
